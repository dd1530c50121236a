import { POINTS, type PointName } from "../../../../contacts/operating-points.js";
import { spanText, useText } from "../../text.js";
import type { TraceForm } from "../../trace-form.js";
import { FieldError } from "../date-field.js";
import { PriceOf } from "./price-of.js";

interface Props {
  form: TraceForm;
  problem: string | undefined;
  onChange: (part: Partial<TraceForm>) => void;
}

/** What makes a close contact. */
export function RuleFields({ form, problem, onChange }: Props) {
  const text = useText();
  const minutes = Number(form.minutes);
  const span = minutes >= 1 ? spanText(text, minutes) : "?";
  return (
    <details class="rule" open={problem !== undefined || undefined}>
      <summary>
        {text.rule}: {span}, {text.points[form.point]}
      </summary>
      <div class="rule-fields">
        <label>
          {text.ruleMinutes}
          <input
            type="number"
            min="1"
            max="1440"
            aria-invalid={problem !== undefined}
            value={form.minutes}
            onInput={(event) => onChange({ minutes: event.currentTarget.value })}
          />
        </label>
        <label>
          {text.rulePoint}
          <select
            value={form.point}
            onChange={(event) => onChange({ point: event.currentTarget.value as PointName })}
          >
            {POINTS.map((point) => (
              <option key={point} value={point}>
                {text.points[point]}
              </option>
            ))}
          </select>
        </label>
        <p class="quiet">
          <PriceOf point={form.point} />
        </p>
        {form.files.length === 0 && (
          <label class="check">
            <input
              type="checkbox"
              checked={form.everyLog}
              onChange={(event) => onChange({ everyLog: event.currentTarget.checked })}
            />
            {text.everyLog}
          </label>
        )}
      </div>
      <FieldError text={problem} />
    </details>
  );
}
