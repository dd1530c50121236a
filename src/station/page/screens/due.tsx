import { useState } from "preact/hooks";
import { dueForCheck } from "../../register/due.js";
import { formatSerial } from "../../serial-number.js";
import type { StationState } from "../../server/api.js";
import { formatDay, formatMoment, localDayOf } from "../../text/local-time.js";
import { Empty } from "../parts/empty.js";
import { useNumber } from "../shared/language.js";
import { SearchField } from "../shared/search-field.js";
import { matches } from "../shared/search.js";
import { useText } from "../text.js";

/** So many rows are drawn until somebody asks for all. */
const ROWS = 200;

/** Whom to call in with their tokens; a list for the telephone, or on paper for a walk through the hamlet. */
export function DueScreen({ station }: { station: StationState }) {
  const text = useText();
  const number = useNumber();
  const [query, setQuery] = useState("");
  const [isWhole, setWhole] = useState(false);
  const due = dueForCheck(station.tokens, station.nowMs, station.checkDays);
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
        <h1>{text.due.title}</h1>
        <p class="lead">{text.due.lead(number(station.checkDays))}</p>
        <p class="on-paper">{formatDay(localDayOf(station.nowMs))}</p>
      </div>
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
          <Empty title={text.due.noneTitle}>
            {text.due.noneText} <a href="#tokens">{text.tokensTab}</a>
          </Empty>
        ) : (
          <div class="wide" tabIndex={0} role="region" aria-label={text.due.title}>
            <table class="dense">
              <thead>
                <tr>
                  <th class="number">{text.due.days}</th>
                  <th>{text.holder}</th>
                  <th>{text.phone}</th>
                  <th>{text.unitName}</th>
                  <th>{text.serial}</th>
                  <th>{text.due.last}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ token, days }) => (
                  <tr key={token.token}>
                    <td class="number">{number(days)}</td>
                    <td>
                      <span class="main">{token.holder!.name}</span>
                    </td>
                    <td>
                      {token.holder!.phone === null ? (
                        <span class="quiet">{text.due.noPhone}</span>
                      ) : (
                        token.holder!.phone
                      )}
                    </td>
                    <td>{token.holder!.unit}</td>
                    <td class="serial">{formatSerial(token.serial)}</td>
                    <td>
                      {token.lastCheckMs === null ? (
                        <span class="quiet">{text.due.never}</span>
                      ) : (
                        formatMoment(token.lastCheckMs)
                      )}
                    </td>
                  </tr>
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
