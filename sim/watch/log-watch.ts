/** Follows the pages of a token's log. */
import { SLOT_BYTES } from "../../src/log/format.js";
import type { Log } from "../../src/log/log.js";
import type { Change } from "./changes.js";

/** What is new in the pages of one token's log since the last call goes into `change`. */
export type LogWatch = (log: Log, change: Change) => void;

export function createLogWatch(person: number): LogWatch {
  let next = -1;
  let first = -1;
  return (log, change) => {
    const newNext = log.nextSequence();
    const newFirst = log.firstSequence();
    if (newNext !== next) {
      const { recordsPerPage } = log;
      for (const page of pagesFrom(
        log,
        next < 0 ? newFirst : Math.floor(next / recordsPerPage) * recordsPerPage,
      ))
        (change.pages ??= []).push(person, page.sequence, page.day, page.records, Number(page.isClosed));
    }
    if (newFirst !== first && first >= 0)
      (change.erased ??= []).push(person, Math.floor(newFirst / log.recordsPerPage));
    next = newNext;
    first = newFirst;
  };
}

interface LogPage {
  sequence: number;
  day: number;
  records: number;
  isClosed: boolean;
}

/** Pages that hold records, from a sequence number on. */
function* pagesFrom(log: Log, sequence: number): Generator<LogPage> {
  const { recordsPerPage } = log;
  const next = log.nextSequence();
  for (;;) {
    const chunk = log.read(sequence, recordsPerPage);
    if (chunk === undefined) return;
    const { pageSequence, calendarDay, position, records } = chunk;
    // The next record's number lies within the page at the end of the log only as long as that takes records.
    const isClosed = Math.floor(next / recordsPerPage) > pageSequence;
    yield {
      sequence: pageSequence,
      day: calendarDay,
      records: position + records.length / SLOT_BYTES,
      isClosed,
    };
    sequence = (pageSequence + 1) * recordsPerPage;
  }
}
