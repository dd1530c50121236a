import { readFileSync } from "node:fs";
import { whyUnreadable } from "../text/unreadable.js";
import { UserError } from "../../words/user-error.js";
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

/**
 * The text of a file in UTF-8 or UTF-16, with or without a byte order mark. `what` names the file's role in the
 * error.
 */
export function readText(path: string, what: Problem): string {
  const bytes = readBytes(path, what);
  const begin = String.fromCharCode(...bytes.subarray(0, 16));
  for (const [foreign, kind] of FOREIGN)
    if (begin.startsWith(foreign))
      throw new UserError("command/foreign-file", { what, path, kind: problem(kind) });
  try {
    return new TextDecoder(encodingOf(begin)).decode(bytes);
  } catch (error) {
    throw new UserError("command/unreadable", { what, path, why: whyUnreadable(error) });
  }
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

/** A whole small file. */
export function readBytes(path: string, what: Problem): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new UserError("command/unreadable", { what, path, why: whyUnreadable(error) });
  }
}
