/** Text that neither a spreadsheet nor another system's reader takes for anything but text. */
import { isoDay, localDayOf } from "../text/local-time.js";
import type { Evidence, ExportedContact, ExportedPerson } from "./exported-case.js";

/**
 * NFC, on one line. Quotation marks and backslashes go, because Go.Data's reader of spreadsheets and SORMAS's of CSV trip
 * over them; so do `=`, `+`, `-`, `@` and `#` at the start, which a spreadsheet takes for a formula and SORMAS for a comment.
 */
export function plainText(text: string): string {
  return text
    .normalize("NFC")
    .replace(/["\\]/g, "'")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/^[\s=+\-@#]+/u, "")
    .trim();
}

/** "+84 912 345 678" becomes "0912345678". Other countries' numbers begin with 00, which is no formula. */
export function plainPhone(phone: string): string {
  const digits = phone.replace(/[^\d+]/g, "");
  return digits
    .replace(/^(\+|00)84(?=\d)/, "0")
    .replace(/^\+/, "00")
    .replace(/\+/g, "");
}

export interface NameParts {
  family: string;
  middle: string;
  given: string;
}

/** Family name first, given name last. A pseudonym stands as the given name. */
export function namePartsOf(person: ExportedPerson): NameParts {
  const words = plainText(nameOf(person)).split(/\s+/u);
  return {
    family: words.length > 1 ? words[0]! : "",
    middle: words.slice(1, -1).join(" "),
    given: words.at(-1)!,
  };
}

/**
 * "Thẻ-00000042": what is written on the token leads whoever may know to the person. "Bluezone-3AA8DFC0": a phone is known by
 * the ID that it sent first. "Người-1b9d6bcd": without either, by the beginning of an ID that was drawn.
 */
export function pseudonymOf({ tokens: [first], id }: ExportedPerson): string {
  if (first === undefined) return `Người-${id.slice(0, 8)}`;
  return /^Bluezone-/.test(first) ? first : `Thẻ-${first}`;
}

export function nameOf(person: ExportedPerson): string {
  return (person.name ?? pseudonymOf(person)).normalize("NFC");
}

/** By the calendar of Vietnam, UTC+7. */
export function localDate(utcMs: number): string {
  return isoDay(localDayOf(utcMs));
}

/** What no field of another system holds, for a person to read. */
export function evidenceText({ evidence, class: ofClass, isSaid }: ExportedContact): string {
  const said = isSaid ? ["F0 kể khi phỏng vấn"] : [];
  return [...(evidence === null ? [] : [tokensTell(evidence, ofClass)]), ...said].join("; ");
}

function tokensTell(
  { closeMinutes, lowMinutes, highMinutes, probability, seenBy }: Evidence,
  ofClass: ExportedContact["class"],
): string {
  const source = ofClass === "f1" ? "thẻ của F0" : "thẻ của F1";
  const logs = { f0: source, contact: "thẻ của người tiếp xúc", both: "cả hai thẻ" }[seenBy];
  const [minutes, low, high] = [closeMinutes, lowMinutes, highMinutes].map(Math.round);
  const percent = Math.round(100 * probability);
  return `Thẻ Bluezone: khoảng ${minutes} phút trong vòng 2 m (${low} đến ${high}), xác suất tiếp xúc gần ${percent} %, ghi bởi ${logs}`;
}
