import { useState } from "preact/hooks";
import { type SheetRow, sheetOf } from "../../../cases/follow-up.js";
import { isFollowed } from "../../../cases/people.js";
import { compareNames } from "../../../text/vietnamese.js";
import { formatDay } from "../../../text/local-time.js";
import { useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";
import type { OpenedCase } from "../../cases/use-case.js";
import { Empty } from "../empty.js";
import { QuarantineRule } from "./quarantine-rule.js";
import { SheetLine } from "./sheet-line.js";

interface Props {
  opened: OpenedCase;
  today: number;
  name: string;
}

/** The sheet of one day, unit by unit. */
export function FollowSheet({ opened: { people, content, act }, today, name }: Props) {
  const text = useText();
  const number = useNumber();
  const [day, setDay] = useState(today);
  const [unit, setUnit] = useState("");
  const { notes } = content;
  const rows = sheetOf(people, notes.followUp, day);
  const units = unitsOf(rows);
  const undecided = people.filter(
    (one) => isFollowed(one) && one.work.status !== "confirmed" && one.class === "f1",
  ).length;
  return (
    <>
      <div class="toolbar tight free">
        <button type="button" class="plain" onClick={() => setDay(day - 1)}>
          {text.case.dayBefore}
        </button>
        <strong>{formatDay(day)}</strong>
        <button type="button" class="plain" onClick={() => setDay(day + 1)}>
          {text.case.dayAfter}
        </button>
        {units.length > 1 && (
          <select
            aria-label={text.case.unit}
            value={unit}
            onChange={(event) => setUnit(event.currentTarget.value)}
          >
            <option value="">{text.case.allUnits}</option>
            {units.map(([one]) => (
              <option key={one} value={one}>
                {one || text.case.noUnit}
              </option>
            ))}
          </select>
        )}
        <span class="grow" />
        <button type="button" class="plain" onClick={() => print()}>
          {text.case.print}
        </button>
      </div>
      <h2 class="on-paper">{text.case.sheetHead(name, formatDay(day))}</h2>
      {rows.length === 0 ? (
        <div class="card">
          <Empty title={text.case.sheetEmpty}>{text.case.sheetEmptyText}</Empty>
        </div>
      ) : (
        units
          .filter(([one]) => unit === "" || one === unit)
          .map(([one, ofUnit]) => (
            <div key={one} class="card unit-sheet">
              <div class="wide" tabIndex={0} role="region" aria-label={one || text.case.noUnit}>
                <table class="sheet">
                  <thead>
                    <tr>
                      <th>{`${one || text.case.noUnit} (${number(ofUnit.length)})`}</th>
                      <th>{text.case.classOf}</th>
                      <th>{text.case.seen}</th>
                      <th>{text.case.symptoms}</th>
                      <th>{text.case.test}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {ofUnit.map((row) => (
                      <SheetLine
                        key={row.person.key}
                        row={row}
                        onChange={(part) => act({ do: "visit", person: row.person.key, day, ...part })}
                      />
                    ))}
                  </tbody>
                </table>
              </div>
            </div>
          ))
      )}
      {undecided > 0 && <p class="evidence">{text.case.notDecided(number(undecided))}</p>}
      <QuarantineRule rule={notes.followUp} act={act} />
    </>
  );
}

/** The unit in which somebody was missed longest first. */
function unitsOf(rows: readonly SheetRow[]): [string, SheetRow[]][] {
  const units = new Map<string, SheetRow[]>();
  for (const row of rows) {
    const unit = row.person.unit ?? "";
    units.set(unit, [...(units.get(unit) ?? []), row]);
  }
  return [...units].sort(([a, [one]], [b, [other]]) => other!.missed - one!.missed || compareNames(a, b));
}
