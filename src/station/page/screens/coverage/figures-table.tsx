import { type Figures, PEOPLE_FIGURES, coveredOf, shareOf } from "../../../coverage/figures.js";
import type { CoverageGroup, CoverageRow } from "../../../server/coverage/coverage-api.js";
import { useText } from "../../text.js";
import { useFormats } from "./use-formats.js";

interface Props {
  title: string;
  rows: readonly CoverageRow[];
  total?: CoverageRow;
  onUnit: (id: string) => void;
}

/** Units with their figures; a unit's name opens it. */
export function FiguresTable({ title, rows, total, onUnit }: Props) {
  const text = useText().coverage;
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={title}>
      <table class="dense figures">
        <caption class="visually-hidden">{title}</caption>
        <Head first={text.unit} />
        <tbody>
          {rows.map(({ unit, now, was }) => (
            <tr key={unit?.id ?? ""}>
              <th scope="row">
                {unit === null ? (
                  text.rest
                ) : (
                  <button type="button" class="disclose" onClick={() => onUnit(unit.id)}>
                    <span class="main">{unit.name}</span>
                  </button>
                )}
              </th>
              <Cells now={now} was={was} />
            </tr>
          ))}
          {total && (
            <tr class="sum">
              <th scope="row">{text.total}</th>
              <Cells now={total.now} was={total.was} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

export function GroupsTable({ groups }: { groups: readonly CoverageGroup[] }) {
  const text = useText().coverage;
  const { share } = useFormats();
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={text.groups}>
      <table class="dense figures">
        <caption class="visually-hidden">{text.groups}</caption>
        <Head first={text.group} last={text.target} />
        <tbody>
          {groups.map(({ name, isOfPlaces, now, was, target }) => (
            <tr key={`${name} ${isOfPlaces}`}>
              <th scope="row">
                {name} <span class="quiet">({isOfPlaces ? text.ofPlaces : text.ofResidents})</span>
              </th>
              <Cells now={now} was={was} />
              <td>{share(target ?? undefined)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ first, last }: { first: string; last?: string }) {
  const text = useText().coverage;
  const { people, smartphones, phoneless, installs, tokens, share, week } = text;
  return (
    <thead>
      <tr>
        {[first, people, smartphones, phoneless, installs, tokens, share, week, ...(last ? [last] : [])].map(
          (name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ),
        )}
      </tr>
    </thead>
  );
}

function Cells({ now, was }: { now: Figures; was: Figures }) {
  const { count, share, change } = useFormats();
  const covered = coveredOf(now);
  return (
    <>
      {PEOPLE_FIGURES.map((figure) => (
        <td key={figure}>{count(now[figure])}</td>
      ))}
      <td>{share(shareOf(covered, now.population))}</td>
      <td>{change(covered, coveredOf(was))}</td>
    </>
  );
}
