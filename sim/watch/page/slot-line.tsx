import { formatClock } from "../../../src/station/text/local-time.js";
import type { SlotInside } from "../inside.js";
import { clockText, spanText, useText } from "./text.js";

const SLOT_MS = 900_000;
const WIDTH = 360;

/** The fifteen minutes of a slot: when the token has listened, listens next, and where it is now. */
export function SlotLine({ slot, ownUtcMs }: { slot: SlotInside; ownUtcMs: number }) {
  const text = useText();
  const { startUtcMs, id, windows } = slot;
  const xAt = (utcMs: number) =>
    (Math.min(1, Math.max(0, (utcMs - startUtcMs) / SLOT_MS)) * WIDTH).toFixed(1);
  const next = windows.find((window) => window.startUtcMs > ownUtcMs);
  return (
    <section class="slot">
      <h3>
        {text.slot(formatClock(startUtcMs), formatClock(startUtcMs + SLOT_MS))}
        <span class="sub">
          {next === undefined ? text.lastWindow : text.nextWindow(spanText(next.startUtcMs - ownUtcMs))}
        </span>
      </h3>
      <svg viewBox={`0 0 ${WIDTH} 30`} role="img" aria-label={text.windowsTitle}>
        <rect x="0" y="12" width={WIDTH} height="6" rx="3" class="slot-all" />
        <rect x="0" y="12" width={xAt(ownUtcMs)} height="6" rx="3" class="slot-gone" />
        {windows.map(({ startUtcMs: at, count }) => {
          const isOver = at + 1100 < ownUtcMs;
          const kind = count !== undefined ? "heard" : isOver ? "missed" : "to-come";
          const when = clockText(at);
          return (
            <g key={at} class={`slot-window ${kind}`} transform={`translate(${xAt(at)} 15)`}>
              <title>
                {count !== undefined
                  ? text.windowCount(when, count)
                  : isOver
                    ? text.windowMissed(when)
                    : text.windowToCome(when)}
              </title>
              <circle r="8.5" />
              {count !== undefined && <text y="3.6">{count}</text>}
            </g>
          );
        })}
      </svg>
      <p class="sub">
        {text.ownId} <code>{id.match(/.{4}/g)!.join(" ")}</code>
      </p>
    </section>
  );
}
