import type { Origin } from "../../../cases/work.js";
import { formatDay, localDayOf } from "../../../text/local-time.js";
import { useNumber } from "../../shared/language.js";
import { spanText, useText } from "../../text.js";

/** What was known of an F0 who was a contact before. */
export function OriginNote({ origin: { f0, contact, said, work } }: { origin: Origin }) {
  const text = useText();
  const number = useNumber();
  const visits = Object.values(work.visits ?? {});
  const seen = visits.filter(({ wasSeen }) => wasSeen === true).length;
  const symptoms = [...new Set(visits.map((visit) => visit.symptoms).filter(Boolean))].join(", ");
  return (
    <p class="notice origin">
      <strong>{text.case.before(f0 ?? text.case.someF0)}</strong>{" "}
      {contact &&
        text.case.beforeMet(formatDay(localDayOf(contact.lastMs)), spanText(text, contact.closeMinutes))}{" "}
      {visits.length > 0 && text.case.beforeVisits(number(seen), symptoms)}{" "}
      {[...said.map(({ note }) => note), work.note].filter(Boolean).join("; ")}
    </p>
  );
}
