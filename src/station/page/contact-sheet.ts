/** What is left to do after a trace: whom to call, and whose token to read. */
import { NO_NOTES } from "../cases/content.js";
import { contactKey } from "../cases/people.js";
import type { Contact } from "../cases/trace-result.js";
import type { ContactWork } from "../cases/work.js";
import { contactRows } from "../exchange/contact-sheet.js";
import { type Cell, phoneCell, tokenCell } from "../exchange/csv.js";
import { exportedCase } from "../exchange/from-case.js";
import { formatMoment } from "../text/local-time.js";
import { formatSerial } from "../serial-number.js";
import type { TraceAnswer } from "../server/api.js";
import type { Person, StoredToken } from "../store/types.js";
import type { Catalogue } from "./vi.js";

const NOTHING: ContactWork = { status: "todo", note: "" };

export function workOf({ work }: TraceAnswer, contact: Contact<Person>): ContactWork {
  return work[contactKey(contact)] ?? NOTHING;
}

/**
 * Tokens whose logs do not reach to the end of the window: who wears one may have met the F0, and nobody knows it yet. The
 * F0's own come first, then those that were never read.
 */
export function notReadYet(
  tokens: readonly StoredToken[],
  trace: Pick<TraceAnswer, "tokens" | "untilMs">,
): StoredToken[] {
  const ofF0 = new Set(trace.tokens.map(({ token }) => token));
  const rank = ({ token, lastReadMs }: StoredToken) => (ofF0.has(token) ? -1 : (lastReadMs ?? 0));
  return tokens
    .filter(({ lastReadMs, unreadRecords }) => (lastReadMs ?? -1) < trace.untilMs || unreadRecords > 0)
    .sort((a, b) => rank(a) - rank(b) || a.serial - b.serial);
}

/** All who were near; with what was done about them. */
export function contactsOf(trace: TraceAnswer, text: Catalogue): Cell[][] {
  const one = exportedCase(
    trace.workId,
    { trace, onsetDay: null, onward: {}, notes: { ...NO_NOTES, work: trace.work } },
    0,
    true,
  );
  const { sheetHead: head, seen: seenBy, statuses } = text;
  return contactRows(one, { head, seenBy, statuses });
}

export function unreadRows(tokens: readonly StoredToken[], text: Catalogue): Cell[][] {
  const head = [text.serial, text.personName, text.unitName, text.phone, text.lastRead];
  const rows = tokens.map(({ serial, holder, lastReadMs }) => [
    ...[
      tokenCell(formatSerial(serial)),
      holder?.name ?? text.nobody,
      holder?.unit ?? "",
      phoneCell(holder?.phone),
    ],
    lastReadMs === null ? text.neverRead : formatMoment(lastReadMs),
  ]);
  return [head, ...rows];
}
