import type { Round } from "../../../server/round/round-api.js";
import { OUTCOMES } from "../../../store/types.js";
import { useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";

type Row = Round["total"];

/** How far villages and teams are. */
export function ProgressTable({ units, teams, total }: Pick<Round, "units" | "teams" | "total">) {
  const text = useText().round;
  const number = useNumber();
  const row = (one: Row, name: string) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      {[one.households, one.visited, one.met, ...OUTCOMES.map((outcome) => one[outcome])].map((count, i) => (
        <td key={i} class="number">
          {number(count)}
        </td>
      ))}
    </tr>
  );
  const head = (name: string) => (
    <tr>
      <th scope="col">{name}</th>
      {[text.households, text.visited, text.met, ...OUTCOMES.map((one) => text.outcomes[one])].map((one) => (
        <th key={one} scope="col">
          {one}
        </th>
      ))}
    </tr>
  );
  return (
    <details class="card round-progress">
      <summary>{text.progress(number(total.met), number(total.households), number(total.issued))}</summary>
      <div class="wide" tabIndex={0} role="region" aria-label={text.progressTitle}>
        <table class="dense">
          <thead>{head(text.unit)}</thead>
          <tbody>
            {units.map((one) => row(one, one.name))}
            {row(total, text.total)}
          </tbody>
          {teams.some(({ name }) => name !== "") && (
            <>
              <thead>{head(text.team)}</thead>
              <tbody>{teams.map((one) => row(one, one.name || text.noTeam))}</tbody>
            </>
          )}
        </table>
      </div>
    </details>
  );
}
