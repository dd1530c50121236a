/** Writes a recording while it is watched. */
import { createWriteStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { PRIVATE_MODE } from "../../src/station/private-file.js";
import { UserError } from "../../src/words/user-error.js";
import type { Change, Opening } from "./changes.js";
import { encodeOpening } from "./recording-format.js";

/** What was written so long ago is in the file even if the program is killed. */
const FLUSH_MS = 5_000;

export interface Recorder {
  write(change: Change): void;
  /** Ends the file; the last moment is written even if nothing happened in it. */
  close(): Promise<void>;
  /** Instead of `close`: there is to be no recording after all. */
  discard(): Promise<void>;
}

/** @throws UserError where there is such a file already, or none can be made there */
export async function createRecorder(path: string, opening: Opening): Promise<Recorder> {
  await requireNew(path);
  const gzip = createGzip();
  const file = createWriteStream(path, { flags: "r+" });
  gzip.pipe(file);
  const isWritten = finished(file);
  isWritten.catch(() => {}); // told by `close`
  gzip.write(`${encodeOpening(opening)}\n`);
  let last: Change = { ms: 0 };
  let writtenMs = -1;
  const flushing = setInterval(() => gzip.flush(constants.Z_SYNC_FLUSH), FLUSH_MS);
  flushing.unref();

  function put(change: Change): void {
    writtenMs = change.ms;
    gzip.write(`${JSON.stringify(change)}\n`);
  }

  async function close(): Promise<void> {
    clearInterval(flushing);
    if (writtenMs < last.ms) put({ ms: last.ms });
    gzip.end();
    await isWritten;
  }

  return {
    write(change) {
      last = change;
      if (Object.keys(change).length > 1) put(change);
    },
    close,
    async discard() {
      await close();
      await rm(path);
    },
  };
}

/** Nothing is ever overwritten. */
async function requireNew(path: string): Promise<void> {
  try {
    await (await open(path, "wx", PRIVATE_MODE)).close();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === "EEXIST"
      ? new UserError("simulator/recording/exists", { path })
      : new UserError("simulator/recording/unwritable", { path, error: code ?? "?" });
  }
}
