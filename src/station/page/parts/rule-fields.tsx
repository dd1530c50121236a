import type { Nearness } from "../../../contacts/judge.js";
import { spanText, useText } from "../text.js";
import type { TraceForm } from "../trace-form.js";
import { FieldError } from "./date-field.js";

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
        {text.rule}: {span}, {text.nearnessLong[form.nearness]}
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
          {text.ruleNearness}
          <select
            value={form.nearness}
            onChange={(event) => onChange({ nearness: event.currentTarget.value as Nearness })}
          >
            {(["near", "mid", "far"] as const).map((nearness) => (
              <option key={nearness} value={nearness}>
                {text.nearnessLong[nearness]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <FieldError text={problem} />
    </details>
  );
}
