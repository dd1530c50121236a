/**
 * A back-up becomes a store again: beside the one in use, which stays as it is. What is in it is shown; whoever wants it
 * starts the program on it, and whoever does not has it destroyed.
 */
import { randomUUID } from "node:crypto";
import { createWriteStream, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import type { Hono } from "hono";
import { z } from "zod";
import { UserError, isUserError, problemOf } from "../../../words/user-error.js";
import { discardPlainFile } from "../../backup/plain-file.js";
import { restoreWithKeyring } from "../../backup/station-backup.js";
import { PRIVATE_MODE } from "../../private-file.js";
import { isServer } from "../../store/database/server-address.js";
import type { Store } from "../../store/store.js";
import { formatClock, isoDay, localDayOf } from "../../text/local-time.js";
import type { RestoreAnswer, UploadAnswer } from "./staff-api.js";

/** Another station on the same store may be taking one in; none takes so long. */
const UPLOAD_MS = 86_400_000;
/** So many desks at once. */
const MOST_UPLOADS = 4;

const restoreInput = z.object({
  upload: z.uuid(),
  name: z.string().max(300),
  keyringName: z.string().max(300),
  keyring: z.base64().max(20_000),
  passphrase: z.string().max(1000),
});

const discardInput = z.object({ path: z.string().max(5000) });

export function addRestore(app: Hono, store: Store, utcNowMs: () => number): void {
  /** Those that came whole, each good for one try: two browsers, or one that is loaded again, do not mix theirs up. */
  const uploads = new Set<string>();
  /** New stores that nobody threw away yet. */
  const restored = new Set<string>();
  const uploadName = `.${basename(store.path)}.upload-`;
  const pathOf = (upload: string) => join(dirname(store.path), uploadName + upload);
  dropForgotten(dirname(store.path), uploadName);
  const dropUpload = (upload: string) => {
    uploads.delete(upload);
    rmSync(pathOf(upload), { force: true });
  };

  app.post("/api/backup/upload", async (context) => {
    if (isServer(store.path)) throw new UserError("station/backup/pg-dump", { path: store.path });
    const body = context.req.raw.body ?? new Blob([]).stream();
    const upload = randomUUID();
    const file = createWriteStream(pathOf(upload), { mode: PRIVATE_MODE, flags: "wx" });
    try {
      await pipeline(Readable.fromWeb(body as NodeStream), file);
    } catch (error) {
      // Destroyed while the disk still opens it, it would be made after it was dropped.
      if (!file.closed) await new Promise<void>((resolve) => file.once("close", resolve));
      dropUpload(upload);
      const isFull = (error as NodeJS.ErrnoException).code === "ENOSPC";
      throw isFull ? new UserError("station/file/no-room", { path: dirname(store.path) }) : error;
    }
    // Whoever goes away between the two leaves theirs behind: the oldest go.
    for (const old of [...uploads].slice(0, -MOST_UPLOADS + 1)) dropUpload(old);
    uploads.add(upload);
    return context.json({ upload } satisfies UploadAnswer);
  });

  app.post("/api/backup/restore", async (context) => {
    const { upload, name, keyringName, keyring, passphrase } = restoreInput.parse(await context.req.json());
    // Taken out at once: a second click finds it gone.
    if (!uploads.delete(upload)) throw new UserError("station/backup/upload-gone");
    const newStore = nameBeside(store.path, utcNowMs());
    const key = { path: keyringName, bytes: new Uint8Array(Buffer.from(keyring, "base64")), passphrase };
    const { madeMs, tokens, held, records, ledger } = await restoreWithKeyring(
      pathOf(upload),
      newStore,
      key,
      // What opens this station opens it too.
      store.key ?? "plain",
    )
      .catch((error: unknown) => {
        throw inWordsOf(name, pathOf(upload), error);
      })
      .finally(() => dropUpload(upload));
    restored.add(newStore);
    const counts = { tokens, held, records, entries: ledger.entries, faults: ledger.faults.length };
    return context.json({ path: newStore, madeMs, ...counts } satisfies RestoreAnswer);
  });

  app.post("/api/backup/restore/discard", async (context) => {
    const { path } = discardInput.parse(await context.req.json());
    // Only what was made here, whatever path somebody sends.
    if (restored.delete(path)) discardPlainFile(path);
    return context.json({});
  });

  /** The file as the person at the page knows it. */
  function inWordsOf(name: string, upload: string, error: unknown): unknown {
    if (!isUserError(error) || error.parameters["path"] !== upload) return error;
    const { code, parameters } = problemOf(error);
    return UserError.from({ code, parameters: { ...parameters, path: name } });
  }
}

/** What a program that was killed had taken in. */
function dropForgotten(folder: string, name: string): void {
  if (!existsSync(folder)) return; // a store in PostgreSQL
  for (const file of readdirSync(folder).filter((one) => one.startsWith(name))) {
    const path = join(folder, file);
    const takenMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - takenMs > UPLOAD_MS) rmSync(path, { force: true });
  }
}

function nameBeside(path: string, nowMs: number): string {
  const moment = `${isoDay(localDayOf(nowMs))}-${formatClock(nowMs)}-${nowMs % 60_000}`.replaceAll(":", "");
  return join(dirname(path), `${basename(path, extname(path))}-restored-${moment}${extname(path)}`);
}
