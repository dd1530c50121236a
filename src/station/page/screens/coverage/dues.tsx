import type { Due } from "../../../coverage/campaign.js";
import { formatDay } from "../../../text/local-time.js";
import { useText } from "../../text.js";
import { useFormats } from "./use-formats.js";

/** Who reported in time, late, or not yet; the last due date first. */
export function Dues({ dues }: { dues: readonly Due[] }) {
  const text = useText().coverage;
  const { count } = useFormats();
  return (
    <div class="card">
      <h2>{text.dues}</h2>
      <dl class="coverage-dues">
        {[...dues].reverse().map(({ day, units }) => {
          const of = (state: string) => units.filter(({ due }) => due.state === state);
          const late = of("late").map(({ unit, due }) =>
            text.lateUnit(unit.name, count("days" in due ? due.days : 0)),
          );
          const missing = of("missing").map(({ unit }) => unit.name);
          return (
            <div key={day}>
              <dt>{text.dueOn(formatDay(day))}</dt>
              <dd>{text.inTime(count(of("in-time").length), count(units.length))}</dd>
              {late.length > 0 && <dd>{text.late(late.join(", "))}</dd>}
              {missing.length > 0 && <dd class="coverage-missing">{text.missing(missing.join(", "))}</dd>}
              {of("open").length > 0 && <dd class="quiet">{text.open(count(of("open").length))}</dd>}
            </div>
          );
        })}
      </dl>
    </div>
  );
}
