/** The text in a file's bytes. */
import { type Problem, problem } from "../../words/problem.js";

/** How files begin that are no text, though people take them for one. */
const FOREIGN: readonly (readonly [
  begin: string,
  kind: "word/foreign/gzip" | "word/foreign/zip" | "word/foreign/database",
])[] = [
  ["\x1F\x8B", "word/foreign/gzip"],
  ["PK\x03\x04", "word/foreign/zip"],
  ["SQLite format 3\0", "word/foreign/database"],
];

const beginOf = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, 16));

/** What it is, where it is no text. */
export function foreignKind(bytes: Uint8Array): Problem | undefined {
  const kind = FOREIGN.find(([begin]) => beginOf(bytes).startsWith(begin))?.[1];
  return kind && problem(kind);
}

/** UTF-8 or UTF-16, with or without a byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(beginOf(bytes))).decode(bytes);
}

/**
 * By the mark, or by the zeros of the first two characters, which are ASCII in all our formats and no zeros
 * themselves (RFC 4627 section 3).
 */
function encodingOf(begin: string): string {
  if (begin.startsWith("\xFF\xFE") || /^[^\0]\0(?:[^\0]\0|$)/.test(begin)) return "utf-16le";
  if (begin.startsWith("\xFE\xFF") || /^\0[^\0](?:\0[^\0]|$)/.test(begin)) return "utf-16be";
  return "utf-8";
}
