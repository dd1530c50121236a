import type { SheetRow } from "../../../cases/follow-up.js";
import { NO_VISIT, TESTS, type TestResult, type Visit } from "../../../cases/work.js";
import { formatShortDay } from "../../../text/local-time.js";
import { useNumber } from "../../shared/language.js";
import { useText, nameText } from "../../text.js";
import { SavedInput } from "./saved-input.js";

/** As in a spreadsheet: Enter goes to the same field of the next line. */
function goDown(event: KeyboardEvent) {
  if (event.key !== "Enter") return;
  const field = event.currentTarget as HTMLElement;
  const all = [
    ...document.querySelectorAll<HTMLElement>(`.sheet [data-column="${field.dataset["column"]}"]`),
  ];
  const next = all[all.indexOf(field) + (event.shiftKey ? -1 : 1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

export function SheetLine({
  row,
  onChange,
}: {
  row: SheetRow;
  onChange: (part: Partial<Visit>) => Promise<unknown>;
}) {
  const text = useText();
  const number = useNumber();
  const { person, place, dayNumber, days, lastDay, missed, isTestDue } = row;
  const visit = row.visit ?? NO_VISIT;
  const name = nameText(text, person);
  const seen = visit.wasSeen === null ? "none" : visit.wasSeen ? "yes" : "no";
  return (
    <tr class={missed > 0 ? "is-late" : ""}>
      <td>
        <span class="main">
          {name}
          {missed > 0 && <span class="tag bad">{text.case.missedDays(number(missed))}</span>}
          {isTestDue && <span class="tag warn">{text.case.testDue}</span>}
        </span>
        <span class="sub">{person.phone}</span>
        {visit.test === "positive" && <span class="warning bad">{text.case.positive}</span>}
      </td>
      <td>
        <span class="main">{text.case.classes[person.class]}</span>
        <span class="sub">
          {`${text.case.quarantines[place]}, ${text.case.dayOf(number(dayNumber), number(days), formatShortDay(lastDay))}`}
        </span>
      </td>
      <td>
        <select
          data-column="seen"
          aria-label={text.case.seenOf(name)}
          value={seen}
          onKeyDown={goDown}
          onChange={(event) => {
            const { value } = event.currentTarget;
            void onChange({ wasSeen: value === "none" ? null : value === "yes" });
          }}
        >
          {(["none", "yes", "no"] as const).map((one) => (
            <option key={one} value={one}>
              {text.case.seenStates[one]}
            </option>
          ))}
        </select>
      </td>
      <td>
        <SavedInput
          data-column="symptoms"
          aria-label={text.case.symptomsOf(name)}
          maxLength={200}
          autocomplete="off"
          value={visit.symptoms}
          onKeyDown={goDown}
          onSave={(symptoms) => onChange({ symptoms })}
        />
      </td>
      <td>
        <select
          data-column="test"
          aria-label={text.case.testOf(name)}
          value={visit.test}
          onKeyDown={goDown}
          onChange={(event) => void onChange({ test: event.currentTarget.value as TestResult })}
        >
          {TESTS.map((one) => (
            <option key={one} value={one}>
              {text.case.tests[one]}
            </option>
          ))}
        </select>
      </td>
    </tr>
  );
}
