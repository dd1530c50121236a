import { useState } from "preact/hooks";
import { CLASSES, type FollowUpRule, QUARANTINES, type Quarantine } from "../../../cases/follow-up-rule.js";
import { useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";
import type { OpenedCase } from "../../cases/use-case.js";
import { SavedInput } from "./saved-input.js";
import { FieldError } from "../date-field.js";

const MOST_DAYS = 60;
const isDay = (day: number) => Number.isInteger(day) && day >= 1 && day <= MOST_DAYS;

/** The one table of how long who is kept apart; a setting of the case. */
export function QuarantineRule({ rule, act }: { rule: FollowUpRule; act: OpenedCase["act"] }) {
  const text = useText();
  const number = useNumber();
  const [problem, setProblem] = useState<string>();

  async function change(ofClass: (typeof CLASSES)[number], part: Partial<FollowUpRule["f1"]>) {
    const { days, testDays = [] } = part;
    const isWrong = (days !== undefined && !isDay(days)) || testDays.length > 10 || !testDays.every(isDay);
    setProblem(isWrong ? text.case.ruleWrong : undefined);
    if (!isWrong) await act({ do: "rule", [ofClass]: part });
  }

  const summary = CLASSES.map((one) => {
    const { place, days } = rule[one];
    return `${text.case.classes[one]} ${text.case.ruleOf(text.case.quarantines[place], number(days))}`;
  });
  return (
    <details class="rule quarantine">
      <summary>
        {text.case.ruleTitle}: {summary.join("; ")}
      </summary>
      {CLASSES.map((one) => {
        const ofClass = text.case.classes[one];
        const { place, days, testDays } = rule[one];
        return (
          <div key={one} class="fields">
            <label>
              {text.case.rulePlace(ofClass)}
              <select
                value={place}
                onChange={(event) => void change(one, { place: event.currentTarget.value as Quarantine })}
              >
                {QUARANTINES.map((where) => (
                  <option key={where} value={where}>
                    {text.case.quarantines[where]}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {text.case.ruleDays(ofClass)}
              <SavedInput
                inputMode="numeric"
                value={String(days)}
                onSave={(typed) => change(one, { days: Number(typed) })}
              />
            </label>
            <label>
              {text.case.ruleTests(ofClass)}
              <SavedInput
                value={testDays.join(", ")}
                onSave={(typed) =>
                  change(one, {
                    testDays: typed
                      .split(/[\s,;]+/)
                      .filter(Boolean)
                      .map(Number),
                  })
                }
              />
            </label>
          </div>
        );
      })}
      <FieldError text={problem} />
    </details>
  );
}
