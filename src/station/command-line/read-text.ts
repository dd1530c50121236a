import { readFileSync } from "node:fs";
import { decodeText, foreignKind } from "../text/decode-text.js";
import { whyUnreadable } from "../text/unreadable.js";
import { UserError } from "../../words/user-error.js";
import type { Problem } from "../../words/problem.js";

/**
 * The text of a file in UTF-8 or UTF-16, with or without a byte order mark. `what` names the file's role in the
 * error.
 */
export function readText(path: string, what: Problem): string {
  const bytes = readBytes(path, what);
  const kind = foreignKind(bytes);
  if (kind !== undefined) throw new UserError("command/foreign-file", { what, path, kind });
  try {
    return decodeText(bytes);
  } catch (error) {
    throw new UserError("command/unreadable", { what, path, why: whyUnreadable(error) });
  }
}

/** A whole small file. */
export function readBytes(path: string, what: Problem): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new UserError("command/unreadable", { what, path, why: whyUnreadable(error) });
  }
}
