import { useMemo, useState } from "preact/hooks";
import { dueForCheck, overdueLoans } from "../../register/due.js";
import type { StationState } from "../../server/api.js";
import type { StoredToken } from "../../store/types.js";
import { CorrectDialog } from "../parts/correct-dialog.js";
import { Empty } from "../parts/empty.js";
import { GiveDialog } from "../parts/give-dialog.js";
import { TokenTable } from "../parts/token-table.js";
import { useNumber } from "../shared/language.js";
import { SearchField } from "../shared/search-field.js";
import { useText } from "../text.js";
import { FILTERS, type Order, type View, createTokenList, isUnread } from "../token-list.js";

/** So many rows are drawn at once, however many tokens there are. */
const ROWS = 50;

export function TokensScreen({ station, refresh }: { station: StationState; refresh: () => Promise<void> }) {
  const text = useText();
  const number = useNumber();
  const [view, setView] = useState<View>({ query: "", filter: "all", order: "serial", isDown: false });
  const [asked, setFirst] = useState(0);
  const [given, setGiven] = useState<StoredToken>();
  const [corrected, setCorrected] = useState<StoredToken>();
  const { tokens, issues, nowMs, checkDays } = station;
  const list = useMemo(() => createTokenList(tokens), [tokens]);
  const shown = useMemo(() => list.shown(view), [list, view]);
  const due = useMemo(() => dueForCheck(tokens, nowMs, checkDays).length, [station]);
  const overdue = useMemo(() => overdueLoans(tokens, nowMs).length, [station]);
  // There may be fewer now than when the page was turned.
  const first = Math.max(0, Math.min(asked, Math.floor((shown.length - 1) / ROWS) * ROWS));
  const rows = shown.slice(first, first + ROWS);
  const close = (isChanged: boolean) => {
    setGiven(undefined);
    setCorrected(undefined);
    if (isChanged) void refresh();
  };
  const change = (part: Partial<View>) => {
    setView({ ...view, ...part });
    setFirst(0);
  };
  const sortBy = (order: Order) => change({ order, isDown: view.order === order && !view.isDown });
  const stats: [number, string][] = [
    [tokens.length, text.statTokens],
    [tokens.filter((token) => token.holder !== null).length, text.statHeld],
    [tokens.reduce((sum, token) => sum + token.records, 0), text.statRecords],
    [tokens.filter(isUnread).length, text.statUnread],
  ];
  return (
    <section class="listing">
      <div class="listing-head">
        <h1>{text.tokensTitle}</h1>
        {tokens.length > 0 && (
          <ul class="stats">
            {stats.map(([value, label]) => (
              <li key={label}>
                <strong>{number(value)}</strong> {label}
              </li>
            ))}
            <li>
              <a href="#due">
                <strong>{number(due)}</strong> {text.due.stat}
              </a>
            </li>
            {overdue > 0 && (
              <li>
                <a href="#loans">
                  <strong>{number(overdue)}</strong> {text.loans.stat}
                </a>
              </li>
            )}
          </ul>
        )}
        <a href="#papers">{text.papers.title}</a>
      </div>
      {tokens.length === 0 ? (
        <Empty title={text.noTokensTitle}>
          {text.noTokensText} <a href="#read">{text.readTab}</a>
        </Empty>
      ) : (
        <div class="card">
          <div class="toolbar">
            <SearchField label={text.search} query={view.query} onQuery={(query) => change({ query })} />
            <div class="choices" role="group" aria-label={text.filter}>
              {FILTERS.map((filter) => (
                <button
                  key={filter}
                  type="button"
                  aria-pressed={view.filter === filter}
                  onClick={() => change({ filter })}
                >
                  {text.filters[filter]} ({number(list.counts[filter])})
                </button>
              ))}
            </div>
          </div>
          <div class="wide">
            <TokenTable
              {...{ tokens: rows, nowMs, view }}
              isTwice={list.isTwice}
              onOrder={sortBy}
              onCorrect={setCorrected}
              onGive={setGiven}
            />
          </div>
          {shown.length === 0 && <p class="quiet center">{text.noMatch}</p>}
          {shown.length > ROWS && (
            <div class="toolbar pages">
              <span class="quiet" role="status">
                {text.rowsOf(number(first + 1), number(first + rows.length), number(shown.length))}
              </span>
              <button
                type="button"
                class="plain"
                disabled={first === 0}
                onClick={() => setFirst(first - ROWS)}
              >
                {text.before}
              </button>
              <button
                type="button"
                class="plain"
                disabled={first + ROWS >= shown.length}
                onClick={() => setFirst(first + ROWS)}
              >
                {text.after}
              </button>
            </div>
          )}
        </div>
      )}
      {given && <GiveDialog token={given} issues={issues} nowMs={nowMs} onClose={close} />}
      {corrected?.holder && (
        <CorrectDialog token={corrected} holder={corrected.holder} nowMs={nowMs} onClose={close} />
      )}
    </section>
  );
}
