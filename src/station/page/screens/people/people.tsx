import { useEffect, useRef, useState } from "preact/hooks";
import type { PeopleAnswer } from "../../../server/people-api.js";
import type { ListedPerson } from "../../../store/types.js";
import { problemOf } from "../../../../words/user-error.js";
import { client } from "../../client.js";
import { Empty } from "../../parts/empty.js";
import { useNumber } from "../../shared/language.js";
import { SearchField } from "../../shared/search-field.js";
import { useMay } from "../../staff/may.js";
import { useText } from "../../text.js";
import { formatDay, localDayOf } from "../../../text/local-time.js";
import { EntryDialog } from "./entry-dialog.js";
import { GiveNumberDialog } from "./give-number-dialog.js";
import { ImportPanel } from "./import-panel.js";
import { type Order, PeopleTable } from "./people-table.js";
import { WithdrawDialog } from "./withdraw-dialog.js";
import { useSaid } from "../../shared/said.js";

interface Asked {
  query: string;
  order: Order;
  isDown: boolean;
  /** What each page shown so far came after; the first came after nothing. */
  pages: readonly (string | null)[];
}

const FIRST: Asked = { query: "", order: "name", isDown: false, pages: [null] };
/** Rows on each full page, as the station gives them. */
const ROWS = 50;

type Open = { kind: "add" | "import" } | { kind: "correct" | "give" | "withdraw"; person: ListedPerson };

/** The register of people: found as somebody types, a page at a time. */
export function PeopleScreen({ nowMs, refresh }: { nowMs: number; refresh: () => Promise<void> }) {
  const text = useText().people;
  const roundLink = useText().round.link;
  const may = useMay();
  const number = useNumber();
  const [asked, setAsked] = useState(FIRST);
  const [answer, setAnswer] = useState<PeopleAnswer>();
  const [problem, setProblem] = useSaid();
  const [open, setOpen] = useState<Open>();
  const [given, setGiven] = useState<{ token: string; number: string; id: string; name: string }>();
  const [note, setNote] = useSaid();
  const latest = useRef(asked);
  latest.current = asked;

  /** Of answers that overtake each other only that to the latest question is shown. */
  const load = (question: Asked) =>
    client.people({ ...question, after: question.pages.at(-1) ?? null }).then(
      (found) => {
        if (latest.current !== question) return;
        setProblem(undefined);
        const isEmpty = found.people.length === 0 && question.pages.length > 1;
        // A page's last row is gone, by this hand or another.
        if (isEmpty) setAsked({ ...question, pages: question.pages.slice(0, -1) });
        else setAnswer(found);
      },
      (error: unknown) => latest.current === question && setProblem(problemOf(error)),
    );
  useEffect(() => void load(asked), [asked]);

  const change = (part: Partial<Asked>) => setAsked((now) => ({ ...now, pages: [null], ...part }));
  const close = (isChanged: boolean) => {
    setOpen(undefined);
    if (!isChanged) return;
    // Whatever was typed while it was stored.
    setAsked((now) => ({ ...now }));
    void refresh();
  };
  async function undo() {
    try {
      await client.undoIssue({ token: given!.token, person: given!.id });
      setGiven(undefined);
      setNote(({ text }) => text.people.undone);
      close(true);
    } catch (error) {
      setNote(problemOf(error));
    }
  }

  if (open?.kind === "import") return <ImportPanel onClose={close} />;
  const shown = answer?.people ?? [];
  const from = (asked.pages.length - 1) * ROWS;
  return (
    <section class="listing">
      <div class="listing-head">
        <h1>{text.title}</h1>
        <span class="quiet">{answer && text.total(number(answer.total))}</span>
        <a href="#round">{roundLink}</a>
        <div class="people-actions">
          {may("register") && (
            <button type="button" onClick={() => setOpen({ kind: "add" })}>
              {text.add}
            </button>
          )}
          {may("register") && (
            <>
              <button type="button" class="plain" onClick={() => setOpen({ kind: "import" })}>
                {text.importList}
              </button>
              <a class="button plain" href="/api/people.xlsx" download>
                {text.exportXlsx}
              </a>
              <a class="button plain" href="/api/people.csv" download>
                {text.exportCsv}
              </a>
            </>
          )}
        </div>
      </div>
      {problem && (
        <p class="alert" role="alert">
          {problem}
        </p>
      )}
      <p class="people-note" role="status">
        {given ? text.given(given.number, given.name) : note}
        {given && (
          <button type="button" class="plain" onClick={() => void undo()}>
            {text.undo}
          </button>
        )}
      </p>
      {answer?.total === 0 ? (
        <Empty title={text.emptyTitle}>{text.emptyText}</Empty>
      ) : (
        <div class="card">
          <div class="toolbar">
            <SearchField label={text.search} query={asked.query} onQuery={(query) => change({ query })} />
            {(asked.pages.length > 1 || answer?.next) && (
              <div class="people-pages">
                <span class="quiet" role="status">
                  {text.rows(number(from + 1), number(from + shown.length))}
                </span>
                <button
                  type="button"
                  class="plain"
                  disabled={asked.pages.length === 1}
                  onClick={() => change({ pages: asked.pages.slice(0, -1) })}
                >
                  {text.before}
                </button>
                <button
                  type="button"
                  class="plain"
                  disabled={!answer?.next}
                  onClick={() => change({ pages: [...asked.pages, answer!.next] })}
                >
                  {text.after}
                </button>
              </div>
            )}
          </div>
          <div class="wide" tabIndex={0} role="region" aria-label={text.title}>
            <PeopleTable
              people={shown}
              {...asked}
              onOrder={(order) => change({ order, isDown: asked.order === order && !asked.isDown })}
              onCorrect={(person) => setOpen({ kind: "correct", person })}
              onGive={(person) => setOpen({ kind: "give", person })}
              onWithdraw={(person) => setOpen({ kind: "withdraw", person })}
            />
          </div>
          {answer && shown.length === 0 && <p class="quiet center">{text.noMatch}</p>}
        </div>
      )}
      {(open?.kind === "add" || open?.kind === "correct") && (
        <EntryDialog person={"person" in open ? open.person : undefined} nowMs={nowMs} onClose={close} />
      )}
      {open?.kind === "withdraw" && (
        <WithdrawDialog
          person={open.person}
          onDone={({ records, struck, inBackupsUntilMs: untilMs }) => {
            setGiven(undefined);
            setNote(({ text: { staff, mentions }, number }) => {
              const later = untilMs === null ? "" : staff.stillInBackups(formatDay(localDayOf(untilMs)));
              const others = struck > 0 ? mentions.struck(number(struck)) : "";
              return [staff.withdrawn(number(records)), others, later].filter(Boolean).join(" ");
            });
            close(true);
          }}
          onClose={() => close(false)}
        />
      )}
      {open?.kind === "give" && (
        <GiveNumberDialog
          nowMs={nowMs}
          person={open.person}
          onGiven={(token, serial) => {
            const { id, name } = open.person;
            setGiven({ token, number: serial, id, name });
            close(true);
          }}
          onClose={() => close(false)}
        />
      )}
    </section>
  );
}
