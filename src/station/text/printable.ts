/**
 * What would move a terminal's cursor, colour it, end the line, turn the direction of writing or be no character at all:
 * control characters, formats, line and paragraph separators, lone surrogates, and the two that XML knows no more than those.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uFFFE\uFFFF]/gu;

/** A foreign text as a part of one line: what is no letter shows as a sign. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, "\uFFFD");
}

/** A foreign text as one line of a document: where it went on in another, there is a space. */
export function oneLine(text: string): string {
  return printable(text.replace(/[\t\r\n\u2028\u2029]+/g, " "));
}

/** JSON of one line that says the same and is harmless on a terminal. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (character) =>
    character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}
