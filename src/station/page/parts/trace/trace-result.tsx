import type { ContactWork } from "../../../cases/work.js";
import type { StoredToken } from "../../../store/types.js";
import { hrefOfCase } from "../../cases/case-path.js";
import { contactsOf, notReadYet } from "../../contact-sheet.js";
import { numbersOf } from "../../numbers.js";
import { Download } from "../download.js";
import { UnreadList } from "./unread-list.js";
import { formatMoment, isoDay, localDayOf } from "../../../text/local-time.js";
import type { TraceAnswer } from "../../../server/api.js";
import { useNumber } from "../../shared/language.js";
import { useSentence, useText } from "../../text.js";
import { ContactTable } from "./contact-table.js";
import { Empty } from "../empty.js";
import { PriceOf } from "./price-of.js";

interface Props {
  trace: TraceAnswer;
  /** The form asks for something else by now. */
  isStale: boolean;
  tokens: readonly StoredToken[];
  onWork: (contact: string, part: Partial<ContactWork>) => Promise<unknown>;
}

export function TraceResult({ trace, isStale, tokens, onWork }: Props) {
  const text = useText();
  const sentence = useSentence();
  const number = useNumber();
  const fileName = `${numbersOf(trace)} ${isoDay(localDayOf(trace.untilMs))}`;
  const close = trace.contacts.filter((contact) => contact.isClose).length;
  return (
    <div class={isStale ? "result stale" : "result"}>
      {isStale && (
        <p class="alert" role="status">
          {text.stale}
        </p>
      )}
      <div class="result-head">
        <div>
          <h2>{[trace.holder?.name ?? text.notRegistered, numbersOf(trace)].filter(Boolean).join(" · ")}</h2>
          <p class="quiet">
            {text.period(formatMoment(trace.fromMs), formatMoment(trace.untilMs))}
            {trace.lookBackDays !== null && ` (${text.lookBack(trace.lookBackDays)})`}
          </p>
        </div>
        <ul class="stats">
          <li class="strong">
            <strong>{number(close)}</strong> {text.closeCount}
          </li>
          <li>
            <strong>{number(trace.contacts.length - close)}</strong> {text.otherCount}
          </li>
          <li>
            <strong>{number(trace.unknownIds)}</strong> {text.unknownCount}
          </li>
        </ul>
      </div>
      {/* A case is worked also where no token saw anybody: there is the interview. */}
      <p class="result-actions">
        <a class="button" href={hrefOfCase(trace.workId, "people")}>
          {text.case.toCase}
        </a>
      </p>
      {trace.contacts.length === 0 ? (
        <Empty title={text.noContactsTitle}>{text.noContactsText}</Empty>
      ) : (
        <>
          <p class="result-actions">
            <Download name={`F1 ${fileName}`} rows={() => contactsOf(trace, text)} />
            <button type="button" class="plain" onClick={() => print()}>
              {text.printList}
            </button>
          </p>
          <ContactTable trace={trace} onWork={onWork} />
        </>
      )}
      <p class="evidence">
        <strong>{text.evidence}</strong> {text.evidenceMore} <PriceOf point={trace.rule.point} />
        {trace.outOfTime > 0 && ` ${text.outOfTime(number(trace.outOfTime))}`}
        {trace.sealedRecords > 0 && ` ${text.leftSealed(number(trace.sealedRecords))}`}
        {trace.caseId !== null && ` ${text.keptInCase(trace.caseId.slice(0, 8))}`}
        {trace.inDoubt > 0 && ` ${text.inDoubt(number(trace.inDoubt))}`}
        {trace.unreadable > 0 && ` ${text.unreadable(number(trace.unreadable))}`}
      </p>
      {trace.notes.map((note) => (
        <p class="evidence">{sentence(note)}</p>
      ))}
      <UnreadList tokens={notReadYet(tokens, trace)} fileName={`${text.neverRead} ${fileName}`} />
    </div>
  );
}
