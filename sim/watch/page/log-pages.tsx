import { useNumber } from "../../../src/station/page/shared/language.js";
import { DAY_MS } from "../../../src/bluezone/ids.js";
import { LOCAL_OFFSET_MS, formatShortDay } from "../../../src/station/text/local-time.js";
import type { Inside } from "../inside.js";
import { useText } from "./text.js";

const ACROSS = 48;
const CELL = 7.5;

/** The ring of pages in flash, the oldest first. A page holds records of one UTC day only. */
export function LogPages({ log }: { log: Inside["log"] }) {
  const text = useText();
  const number = useNumber();
  const { pages, capacity, records } = log;
  const down = Math.ceil(capacity / ACROSS);
  const days = [...new Set(pages.map(({ day }) => day))];
  return (
    <section class="log">
      <h3>
        {text.log} <span class="sub">{text.logCount(number(records), pages.length, capacity)}</span>
      </h3>
      <svg viewBox={`0 0 ${ACROSS * CELL} ${down * CELL}`} role="img" aria-label={text.log}>
        {Array.from({ length: capacity }, (_, n) => {
          const page = pages[n];
          const state = page === undefined ? "empty" : page.isClosed ? "closed" : "open";
          // Days in turn a little lighter and darker.
          const shade = page !== undefined && days.indexOf(page.day) % 2 === 1 ? "odd" : "";
          return (
            <rect
              key={n}
              class={`flash-page is-${state} ${shade}`}
              x={(n % ACROSS) * CELL}
              y={Math.floor(n / ACROSS) * CELL}
              width={CELL - 1.5}
              height={CELL - 1.5}
              rx="1"
            >
              {page !== undefined && (
                <title>
                  {text.pageTitle(
                    formatShortDay(Math.floor((page.day * DAY_MS + LOCAL_OFFSET_MS) / DAY_MS)),
                    page.records,
                    page.isClosed ? text.pageClosed : text.pageOpen,
                  )}
                </title>
              )}
            </rect>
          );
        })}
      </svg>
      <p class="key sub">
        <i class="flash-page is-closed" /> {text.pageClosed}
        <i class="flash-page is-open" /> {text.pageOpen}
        <i class="flash-page is-empty" /> {text.pageEmpty}
      </p>
      {days.length > 0 && (
        <p class="sub">
          {days
            .map((day) => `${formatShortDay(day)}: ${pages.filter((page) => page.day === day).length}`)
            .join(" · ")}
        </p>
      )}
    </section>
  );
}
