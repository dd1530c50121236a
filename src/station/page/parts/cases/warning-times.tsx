import type { CasePerson } from "../../../cases/people.js";
import { warningTimes } from "../../../cases/warn.js";
import { useNumber } from "../../shared/language.js";
import { spanText, useText } from "../../text.js";

interface Props {
  people: readonly CasePerson[];
  diagnosedMs: number | null;
  nowMs: number;
}

/** How long it took from the diagnosis to the warning, by route. */
export function WarningTimes({ people, diagnosedMs, nowMs }: Props) {
  const text = useText();
  const number = useNumber();
  const { byRoute, waiting, waitingMs } = warningTimes(people, diagnosedMs, nowMs);
  const span = (ms: number) => spanText(text, Math.max(0, ms) / 60_000);
  return (
    <section class="card side times">
      <h2>{text.case.times}</h2>
      <ul>
        {byRoute
          .filter(({ warned }) => warned > 0)
          .map(({ route, warned, medianMs, longestMs }) => (
            <li key={route}>
              <strong>{text.case.timesOf(text.case.routes[route], number(warned))}</strong>
              {medianMs !== null && ` ${text.case.timesSpan(span(medianMs), span(longestMs!))}`}
            </li>
          ))}
        <li>
          {waiting === 0 ? text.case.allWarned : text.case.waiting(number(waiting))}
          {waitingMs !== null && `, ${text.case.waitingSince(span(waitingMs))}`}
        </li>
      </ul>
    </section>
  );
}
