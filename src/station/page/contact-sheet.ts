/** What is left to do after a trace: whom to call, and whose token to read. */
import type { Contact } from "../cases/trace-result.js";
import type { ContactWork } from "../cases/work.js";
import { formatMoment } from "../text/local-time.js";
import { formatSerial } from "../serial-number.js";
import type { TraceAnswer } from "../server/api.js";
import type { Person, StoredToken } from "../store/types.js";
import { phoneCell } from "./csv.js";
import { numbersOf } from "./numbers.js";
import type { Catalogue } from "./vi.js";

/** By which a contact is known in a case's work. */
export function contactKey({ holder, tokens }: Contact<Person>): string {
  return holder?.id ?? tokens[0]!.token;
}

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

export function contactRows(trace: TraceAnswer, text: Catalogue): (string | number)[][] {
  const head = [
    ...[text.personName, text.birthYear, text.unitName, text.phone, text.serial],
    ...[text.firstMet, text.lastMet, text.minutesMet, text.minutesNear, text.howNear, text.close1],
    ...[text.seenBy, text.work, text.note],
  ];
  const rows = trace.contacts.map((contact) => {
    const { holder, minutes, nearMinutes, nearness, seenBy } = contact;
    const { status, note } = workOf(trace, contact);
    return [
      ...[holder?.name ?? text.notRegistered, holder?.birthYear ?? "", holder?.unit ?? ""],
      ...[phoneCell(holder?.phone), numbersOf(contact), formatMoment(contact.firstMs)],
      ...[formatMoment(contact.lastMs), Math.round(minutes), Math.round(nearMinutes)],
      ...[text.nearness[nearness], contact.isClose ? text.yes : text.no, text.seen[seenBy]],
      ...[text.statuses[status], note],
    ];
  });
  return [head, ...rows];
}

export function unreadRows(tokens: readonly StoredToken[], text: Catalogue): (string | number)[][] {
  const head = [text.serial, text.personName, text.unitName, text.phone, text.lastRead];
  const rows = tokens.map(({ serial, holder, lastReadMs }) => [
    ...[formatSerial(serial), holder?.name ?? text.nobody, holder?.unit ?? "", phoneCell(holder?.phone)],
    lastReadMs === null ? text.neverRead : formatMoment(lastReadMs),
  ]);
  return [head, ...rows];
}
