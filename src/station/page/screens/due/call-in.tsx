import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { DueToken } from "../../../register/due.js";
import { formatSerial } from "../../../serial-number.js";
import type { StoredToken } from "../../../store/types.js";
import { formatDay, localDayOf } from "../../../text/local-time.js";
import { Empty } from "../../parts/empty.js";
import { useNumber } from "../../shared/language.js";
import { SearchField } from "../../shared/search-field.js";
import { matches } from "../../shared/search.js";
import { useText } from "../../text.js";

/** So many rows are drawn until somebody asks for all. */
const ROWS = 200;

interface Props {
  due: readonly DueToken[];
  nowMs: number;
  title: string;
  lead: string;
  /** Head of the last column. */
  day: string;
  dayOf: (token: StoredToken) => ComponentChildren;
  noneTitle: string;
  noneText: string;
  problem?: string;
  /** What is done about a row. */
  action?: ((due: DueToken) => ComponentChildren) | undefined;
}

/** People to call because of their tokens; a list for the telephone, or on paper for a walk through the hamlet. */
export function CallIn({ due, nowMs, title, lead, day, dayOf, noneTitle, noneText, problem, action }: Props) {
  const text = useText();
  const number = useNumber();
  const [query, setQuery] = useState("");
  const [isWhole, setWhole] = useState(false);
  const found = due.filter(({ token: { serial, holder } }) =>
    matches([holder!.name, holder!.unit, formatSerial(serial)].join(" "), query),
  );
  const rows = isWhole ? found : found.slice(0, ROWS);

  function printAll() {
    setWhole(true);
    // After the rows are drawn.
    setTimeout(() => print());
  }

  return (
    <section class="listing">
      <div class="listing-head">
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
        <p class="on-paper">{formatDay(localDayOf(nowMs))}</p>
      </div>
      {problem && (
        <p class="alert" role="alert">
          {problem}
        </p>
      )}
      <div class="card">
        <div class="toolbar">
          <SearchField label={text.search} query={query} onQuery={setQuery} />
          <span class="count" role="status">
            {text.due.count(number(found.length))}
          </span>
          {found.length > 0 && (
            <button type="button" class="plain" onClick={printAll}>
              {text.printList}
            </button>
          )}
        </div>
        {due.length === 0 ? (
          <Empty title={noneTitle}>
            {noneText} <a href="#tokens">{text.tokensTab}</a>
          </Empty>
        ) : (
          <div class="wide" tabIndex={0} role="region" aria-label={title}>
            <table class="dense">
              <thead>
                <tr>
                  <th class="number">{text.due.days}</th>
                  <th>{text.holder}</th>
                  <th>{text.phone}</th>
                  <th>{text.unitName}</th>
                  <th>{text.serial}</th>
                  <th>{day}</th>
                  {action && <th class="row-action">{text.actions}</th>}
                </tr>
              </thead>
              <tbody>
                {rows.map((one) => (
                  <Row key={one.token.token} due={one} {...{ dayOf, action }} />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {rows.length < found.length && (
          <div class="toolbar pages">
            <button type="button" class="plain" onClick={() => setWhole(true)}>
              {text.showAll(number(found.length))}
            </button>
          </div>
        )}
      </div>
    </section>
  );
}

function Row({ due, dayOf, action }: Pick<Props, "dayOf" | "action"> & { due: DueToken }) {
  const text = useText();
  const number = useNumber();
  const { token, days } = due;
  const { name, phone, unit } = token.holder!;
  return (
    <tr>
      <td class="number">{number(days)}</td>
      <td>
        <span class="main">{name}</span>
        {token.collectedBy !== null && <span class="sub">{text.people.collected(token.collectedBy)}</span>}
      </td>
      <td>{phone ?? <span class="quiet">{text.due.noPhone}</span>}</td>
      <td>{unit}</td>
      <td class="serial">{formatSerial(token.serial)}</td>
      <td>{dayOf(token)}</td>
      {action && <td class="row-action">{action(due)}</td>}
    </tr>
  );
}
