import { DEFAULT_THRESHOLDS } from "../../../src/contacts/judge.js";
import { NOT_HEARD } from "../../../src/contacts/record.js";
import { useNumber } from "../../../src/station/page/shared/language.js";
import type { OpeningAnswer } from "../api.js";
import type { SlotInside } from "../inside.js";
import { useText } from "./text.js";

interface TableProps {
  opening: OpeningAnswer;
  slot: SlotInside;
  onSelect: (person: number) => void;
}

/** What the token has in memory: IDs heard in this slot. Who they are the token does not know; the simulation does. */
export function EncounterTable({ opening, slot, onSelect }: TableProps) {
  const text = useText();
  const number = useNumber();
  const { rows } = slot;
  return (
    <section>
      <h3>
        {text.table} <span class="sub">{rows.length > 0 && text.tableCount(number(rows.length))}</span>
      </h3>
      {rows.length === 0 ? (
        <p class="quiet">{text.tableEmpty}</p>
      ) : (
        <div class="encounters">
          <table>
            <thead>
              <tr>
                <th>{text.who}</th>
                <th>{text.byWindow}</th>
                <th class="number">{text.last}</th>
                <th class="number">{text.adverts}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ id, person, rssiDbm, lastDbm, adverts }) => (
                <tr key={id} title={id}>
                  <td>
                    {person < 0 ? (
                      <Heard name={text.stranger} id={id} />
                    ) : (
                      <button type="button" class="disclose" onClick={() => onSelect(person)}>
                        <Heard name={opening.people[person]!.name} id={id} />
                      </button>
                    )}
                  </td>
                  <td>
                    <span class="cells">
                      {rssiDbm.map((dBm, window) => (
                        <i
                          key={window}
                          class={nearnessOf(dBm)}
                          title={dBm === NOT_HEARD ? "" : `${number(dBm)} dBm`}
                        />
                      ))}
                    </span>
                  </td>
                  <td class="number">{number(lastDbm)}</td>
                  <td class="number">{number(adverts)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Heard({ name, id }: { name: string; id: string }) {
  return (
    <>
      {name}
      <code>{id.slice(0, 8)}…</code>
    </>
  );
}

function nearnessOf(dBm: number): string {
  if (dBm === NOT_HEARD) return "";
  if (dBm >= DEFAULT_THRESHOLDS.nearDbm) return "near";
  return dBm >= DEFAULT_THRESHOLDS.midDbm ? "mid" : "far";
}
