/**
 * A back-up becomes a store again: beside the one in use, which stays as it is. What is in it is shown; whoever wants it
 * starts the program on it, and whoever does not has it destroyed.
 */
import { createWriteStream, rmSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import type { Hono } from "hono";
import { z } from "zod";
import { UserError, isUserError, problemOf } from "../../../words/user-error.js";
import { discardPlainFile } from "../../backup/plain-file.js";
import { restoreWithKeyring } from "../../backup/station-backup.js";
import type { Store } from "../../store/store.js";
import { formatClock, isoDay, localDayOf } from "../../text/local-time.js";
import type { RestoreAnswer } from "./staff-api.js";

const restoreInput = z.object({
  name: z.string().max(300),
  keyringName: z.string().max(300),
  keyring: z.base64().max(20_000),
  passphrase: z.string().max(1000),
});

export function addRestore(app: Hono, store: Store, utcNowMs: () => number): void {
  const upload = join(dirname(store.path), `.${basename(store.path)}.upload-${process.pid}`);
  /** The last one that was restored and not thrown away. */
  let restored: string | undefined;

  app.post("/api/backup/upload", async (context) => {
    if (/^postgres(ql)?:/.test(store.path))
      throw new UserError("station/backup/pg-dump", { path: store.path });
    const body = context.req.raw.body ?? new Blob([]).stream();
    const file = createWriteStream(upload, { mode: 0o600 });
    try {
      await pipeline(Readable.fromWeb(body as NodeStream), file);
    } catch (error) {
      rmSync(upload, { force: true });
      const isFull = (error as NodeJS.ErrnoException).code === "ENOSPC";
      throw isFull ? new UserError("station/file/no-room", { path: dirname(store.path) }) : error;
    }
    return context.json({});
  });

  app.post("/api/backup/restore", async (context) => {
    const { name, keyringName, keyring, passphrase } = restoreInput.parse(await context.req.json());
    const newStore = nameBeside(store.path, utcNowMs());
    const key = { path: keyringName, bytes: new Uint8Array(Buffer.from(keyring, "base64")), passphrase };
    const { madeMs, tokens, held, records, ledger } = await restoreWithKeyring(upload, newStore, key)
      .catch((error: unknown) => {
        throw inWordsOf(name, error);
      })
      .finally(() => rmSync(upload, { force: true }));
    restored = newStore;
    const counts = { tokens, held, records, entries: ledger.entries, faults: ledger.faults.length };
    return context.json({ path: newStore, madeMs, ...counts } satisfies RestoreAnswer);
  });

  app.post("/api/backup/restore/discard", (context) => {
    if (restored !== undefined) discardPlainFile(restored);
    restored = undefined;
    return context.json({});
  });

  /** The file as the person at the page knows it. */
  function inWordsOf(name: string, error: unknown): unknown {
    if (!isUserError(error) || error.parameters["path"] !== upload) return error;
    const { code, parameters } = problemOf(error);
    return UserError.from({ code, parameters: { ...parameters, path: name } });
  }
}

function nameBeside(path: string, nowMs: number): string {
  const moment = `${isoDay(localDayOf(nowMs))}-${formatClock(nowMs)}-${nowMs % 60_000}`.replaceAll(":", "");
  return join(dirname(path), `${basename(path, extname(path))}-restored-${moment}${extname(path)}`);
}
