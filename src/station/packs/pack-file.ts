/**
 * A pack on disk, and what is inside: JSON lines, the first naming format and version, the last counting the lines
 * before it. A stock file's pack holds the stock file itself.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { z } from "zod";
import { UserError, isUserError } from "../../words/user-error.js";
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import {
  CHUNK_BYTES,
  createPackWriter,
  openPack,
  type Pack,
  type PackKind,
} from "../../custody/host/pack.js";
import { writeNewFile } from "../new-file.js";
import { nodeHash, randomBytes } from "../node-crypto.js";
import { hexOf } from "../store/custody/custody.js";
import { whyUnreadable } from "../text/unreadable.js";

/** Version 2 names tokens by an identity of their own; version 1 by their serial numbers. */
const VERSION = 2;
const OLDEST_VERSION = 1;
const LINE_FEED = 10;
/**
 * The longest line that is meant is that of a full list: 65,535 entries of 36 bytes in base64, 3,145,680 characters.
 * A page's has some 5,000.
 */
export const MAX_LINE_BYTES = 2 ** 22;

export interface PackAddress {
  sender: Identity;
  receivers: readonly PublicIdentity[];
  madeMs: number;
}

/** Writes a pack under a new name, whole or not at all; returns its ID. */
export async function writePack(
  path: string,
  kind: PackKind,
  { sender, receivers, madeMs }: PackAddress,
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<string> {
  const writer = createPackWriter(nodeHash, randomBytes, kind, madeMs, sender, receivers);
  let id = "";
  async function* parts(): AsyncGenerator<Uint8Array> {
    id = hexOf(writer.head.subarray(8, 24));
    yield writer.head;
    let waiting = Buffer.alloc(0);
    for await (const bytes of content) {
      waiting = Buffer.concat([waiting, bytes]);
      // The last chunk is marked, so a full one has to wait until there is more.
      for (; waiting.length > CHUNK_BYTES; waiting = waiting.subarray(CHUNK_BYTES)) {
        yield writer.chunk(new Uint8Array(waiting.subarray(0, CHUNK_BYTES)), false);
      }
    }
    yield writer.chunk(new Uint8Array(waiting), true);
    yield writer.signature();
  }
  await writeNewFile(path, parts());
  return id;
}

/** Opens a pack that one of `senders` signed, and closes the file after `use`. Throws `UserError`. */
export async function withPack<T>(
  path: string,
  receiver: Identity,
  senders: readonly PublicIdentity[],
  use: (pack: Pack) => Promise<T> | T,
): Promise<T> {
  const handle = openForReading(path);
  try {
    const read = (offset: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      let at = 0;
      while (at < length) {
        const count = readSync(handle, bytes, at, length - at, offset + at);
        if (count === 0) throw new UserError("custody/incomplete/pack");
        at += count;
      }
      return bytes;
    };
    const file = { size: fstatSync(handle).size, read };
    return await use(openPack(nodeHash, file, receiver, senders));
  } catch (error) {
    throw isUserError(error, "custody") ? new UserError("station/in-file", { path, why: error }) : error;
  } finally {
    closeSync(handle);
  }
}

function openForReading(path: string): number {
  try {
    const handle = openSync(path, "r");
    if (fstatSync(handle).isFile()) return handle;
    closeSync(handle);
  } catch (error) {
    throw new UserError("station/pack/unreadable", { path, why: whyUnreadable(error) });
  }
  throw new UserError("station/pack/no-file", { path });
}

/** One object a line, framed by head and end. */
export async function* linesOfContent(
  kind: PackKind,
  items: AsyncIterable<object>,
): AsyncGenerator<Uint8Array> {
  const line = (item: object): Uint8Array => Buffer.from(`${JSON.stringify(item)}\n`, "utf8");
  let lines = 0;
  yield line({ format: `bztoken ${kind}`, version: VERSION });
  for await (const item of items) {
    yield line(item);
    lines++;
  }
  yield line({ end: { lines } });
}

/** One line: what kind of thing it tells of, and that. */
export interface PackLine {
  kind: string;
  value: unknown;
  /** Of the content. */
  version: number;
}

/** The lines between head and end. Throws `UserError` where the content is not of this kind and version. */
export function* itemsOf(pack: Pack): Generator<PackLine> {
  let version = 0;
  let lines = -1;
  let isEnded = false;
  for (const text of textLines(pack)) {
    const item = parse(text) as { format?: unknown; version?: unknown; end?: { lines?: unknown } };
    if (isEnded) throw notUnderstood();
    if (lines < 0) {
      if (item.format !== `bztoken ${pack.kind}`) throw notUnderstood();
      version = Number(item.version);
      if (!(version >= OLDEST_VERSION && version <= VERSION)) {
        throw new UserError("custody/unknown-version/content", {
          version: String(item.version),
          ours: VERSION,
        });
      }
    } else if (item.end !== undefined) {
      if (item.end.lines !== lines) throw notUnderstood();
      isEnded = true;
    } else {
      const [kind, ...more] = Object.keys(item);
      if (kind === undefined || more.length > 0) throw notUnderstood();
      yield { kind, value: (item as Record<string, unknown>)[kind], version };
    }
    lines++;
  }
  if (!isEnded) throw notUnderstood();
}

/** Each byte is copied once and looked at once, however the lines lie in the chunks. */
function* textLines(pack: Pack): Generator<string> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  const take = (piece: Uint8Array) => {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_LINE_BYTES) throw notUnderstood();
  };
  for (const chunk of pack.chunks()) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      take(chunk.subarray(from, at));
      yield Buffer.concat(pieces).toString("utf8");
      pieces = [];
      length = 0;
      from = at + 1;
    }
    take(chunk.subarray(from));
  }
  if (length > 0) throw notUnderstood();
}

function parse(text: string): object {
  try {
    const item: unknown = JSON.parse(text);
    if (typeof item === "object" && item !== null) return item;
  } catch {
    // said below
  }
  throw notUnderstood();
}

/** Bytes of a line; of one length where one is given. */
export function bytesInLine(length?: number) {
  return z
    .base64()
    .transform((text) => new Uint8Array(Buffer.from(text, "base64")))
    .refine((bytes) => length === undefined || bytes.length === length);
}

/** What the tables do not take, such as an issue to nobody, is a fault of the content. */
export function asNotUnderstood(error: unknown): never {
  const code: unknown = (error as { code?: unknown }).code;
  throw typeof code === "string" && /^SQLITE_(CONSTRAINT|MISMATCH|RANGE|TOOBIG)/.test(code)
    ? notUnderstood()
    : error;
}

export function notUnderstood(): UserError {
  return new UserError("custody/damaged/content");
}
