import type { Decision, PlannedRow } from "../../../server/people-api.js";
import { formatSerial } from "../../../serial-number.js";
import type { RegisterEntry } from "../../../store/types.js";
import { useNumber } from "../../shared/language.js";
import { useSentence, useText } from "../../text.js";

/** So many rows are drawn; what has to be looked at comes first. */
const MOST_ROWS = 300;
const URGENCY: readonly PlannedRow["verdict"][] = ["bad", "double", "changed", "new", "same"];

interface Props {
  plan: readonly PlannedRow[];
  decisions: ReadonlyMap<number, Decision>;
  onDecide: (row: number, decision: Decision | undefined) => void;
}

/** What would become of each row: wrong ones with why, likely doubles beside those they may be. */
export function PlanTable({ plan, decisions, onDecide }: Props) {
  const text = useText().people;
  const sentence = useSentence();
  const number = useNumber();
  const rank = ({ verdict, notes }: PlannedRow) => URGENCY.indexOf(verdict) - (notes.length > 0 ? 0.5 : 0);
  const rows = [...plan].sort((a, b) => rank(a) - rank(b) || a.row - b.row).slice(0, MOST_ROWS);
  return (
    <>
      <div class="wide" tabIndex={0} role="region" aria-label={text.importTitle}>
        <table class="dense plan">
          <thead>
            <tr>
              <th class="number">{text.row}</th>
              <th>{text.inList}</th>
              <th>{text.inRegister}</th>
              <th>{text.problem}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.row} class={row.verdict}>
                <td class="number">{row.row}</td>
                <td>
                  <Told entry={row.entry} tokens={row.tokens} />
                </td>
                <td>
                  {row.known.map((person) => (
                    <div key={person.id}>
                      <Told entry={person} tokens={person.tokens.map(({ serial }) => serial)} />
                    </div>
                  ))}
                  {row.likeRows.map((like) => (
                    <div key={like} class="quiet">
                      {text.likeRow(String(like))}
                    </div>
                  ))}
                </td>
                <td>
                  <span
                    class={`tag ${row.verdict === "bad" ? "bad" : row.verdict === "double" ? "warn" : ""}`}
                  >
                    {text.verdicts[row.verdict]}
                  </span>
                  {[...row.faults, ...row.notes].map((problem) => (
                    <div key={problem.code}>{sentence(problem)}</div>
                  ))}
                  {row.verdict === "double" && (
                    <select
                      aria-label={text.decisionOf(String(row.row))}
                      value={valueOf(decisions.get(row.row))}
                      onChange={(event) => onDecide(row.row, decisionOf(event.currentTarget.value))}
                    >
                      <option value="">{text.choose}</option>
                      <option value="skip">{text.decisions.skip}</option>
                      <option value="add">{text.decisions.add}</option>
                      {row.known.map((person) => (
                        <option key={person.id} value={`=${person.id}`}>
                          {text.decisions.update}
                          {row.known.length > 1 && `: ${person.name}, ${person.unit}`}
                        </option>
                      ))}
                    </select>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {plan.length > MOST_ROWS && (
        <p class="import-note quiet">{text.mostRows(number(MOST_ROWS), number(plan.length))}</p>
      )}
    </>
  );
}

function valueOf(decision: Decision | undefined): string {
  return decision === undefined ? "" : typeof decision === "string" ? decision : `=${decision.update}`;
}

function decisionOf(value: string): Decision | undefined {
  if (value === "") return undefined;
  return value === "skip" || value === "add" ? value : { update: value.slice(1) };
}

function Told({ entry, tokens }: { entry: RegisterEntry; tokens: readonly number[] }) {
  const text = useText().people;
  const { name, birthYear, sex, unit, phone, relativePhone, address } = entry;
  const under = [
    birthYear,
    sex && text.sexes[sex],
    unit,
    phone,
    relativePhone,
    address,
    ...tokens.map(formatSerial),
  ];
  return (
    <>
      <span class="main">{name || "–"}</span>
      <span class="sub">{under.filter(Boolean).join(" · ")}</span>
    </>
  );
}
