/** A piece of a foreign text for one line of a message: without what moves a terminal's cursor or ends the line. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, "\uFFFD");
}
