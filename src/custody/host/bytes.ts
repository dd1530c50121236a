import { problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";

/** As "word/file/…" names them. */
export type FileKind =
  | "box"
  | "key-file"
  | "stock-file"
  | "share"
  | "public-key-file"
  | "pack"
  | "case-key"
  | "case-file"
  | "backup-keyring";

/** Random bytes fit for keys. */
export type RandomBytes = (length: number) => Uint8Array;

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return join(parts);
}

/** As above, of any number of parts: a call takes only so many arguments (V8: some 120,000). */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Bytes of ASCII text: labels and magic numbers. */
export function ascii(text: string): Uint8Array {
  // Thousands of boxes are looked at for one case: `Uint8Array.from` takes twenty times as long.
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * Throws unless `bytes` begin with `magic` and a known version's byte after it; returns the version.
 *
 * @param versions  the newest last
 * @param kind      what the file is, for the message
 */
export function requireFormat<V extends number>(
  bytes: Uint8Array,
  magic: string,
  versions: readonly V[],
  kind: FileKind,
): V {
  if (!isSame(bytes.subarray(0, magic.length), ascii(magic))) {
    throw new UserError("custody/not-this-file/kind", { name: problem(`word/file/${kind}`) });
  }
  const found = bytes[magic.length];
  const version = versions.find((known) => known === found);
  if (version === undefined) {
    throw new UserError("custody/unknown-version/file", {
      name: problem(`word/file/${kind}`),
      found: found ?? problem("word/value/none"),
      version: versions.at(-1)!,
    });
  }
  return version;
}
