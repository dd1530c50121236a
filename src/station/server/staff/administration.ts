/** What an administrator does: settings, back-ups, withdrawals; and reads in the ledger. */
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import type { Hono } from "hono";
import { z } from "zod";
import { UserError } from "../../../words/user-error.js";
import { keyringOf, makeBackup, setBackupPassphrase, writeKeyring } from "../../backup/station-backup.js";
import { keyNamesOf } from "../../cases/key-names.js";
import { MIN_PASSPHRASE_CHARACTERS } from "../../command-line/passphrase.js";
import { isStrong } from "../../command-line/passphrase-strength.js";
import type { Store } from "../../store/store.js";
import type { CaseDesk } from "../case-desk.js";
import { strikingInput } from "./striking.js";
import type {
  BackupState,
  BackupWritten,
  LedgerAnswer,
  MentionsAnswer,
  Settings,
  WithdrawAnswer,
} from "./staff-api.js";

const ROWS_A_PAGE = 100;

const settingsInput = z.object({
  idleMinutes: z.number().int().min(1).max(120),
  backupDays: z.number().int().min(1).max(90),
  checkDays: z.number().int().min(1).max(90),
  backupFolder: z.string().trim().max(400),
});
const passphraseInput = z.object({ passphrase: z.string().max(1000) });
const backupInput = z.object({ destroysOlder: z.boolean() });
const personId = z.string().max(40);
const withdrawInput = strikingInput.extend({ id: personId });
const ledgerQuery = z.object({ before: z.coerce.number().int().optional() });

export function addAdministration(
  app: Hono,
  store: Store,
  utcNowMs: () => number,
  desk: Pick<CaseDesk, "forget" | "list">,
  /** The only one that back-ups may go to; undefined: any. */
  onlyFolder: string | undefined,
): void {
  app.get("/api/settings", async (context) => context.json((await store.settings()) satisfies Settings));

  app.post("/api/settings", async (context) => {
    const settings = settingsInput.parse(await context.req.json());
    if (onlyFolder !== undefined && settings.backupFolder !== onlyFolder)
      throw new UserError("station/training-folder", { path: onlyFolder });
    await store.putSettings(settings, utcNowMs());
    return context.json({});
  });

  app.get("/api/backup", async (context) => {
    const used = (await store.backupKeys()).filter(({ usedMs }) => usedMs !== null);
    return context.json({
      hasPassphrase: (await store.backupOwner()) !== undefined,
      folder: (await store.settings()).backupFolder,
      lastMs: used[0]?.usedMs ?? null,
      expiries: used.map(({ expiresMs }) => expiresMs).sort((a, b) => a - b),
    } satisfies BackupState);
  });

  app.post("/api/backup/passphrase", async (context) => {
    const { passphrase } = passphraseInput.parse(await context.req.json());
    const isLong = [...passphrase.normalize("NFC")].length >= MIN_PASSPHRASE_CHARACTERS;
    if (!isLong || !(await isStrong(passphrase))) {
      throw new UserError("station/backup/weak-passphrase", { least: MIN_PASSPHRASE_CHARACTERS });
    }
    await setBackupPassphrase(store, passphrase);
    return context.json({});
  });

  app.post("/api/backup/write", async (context) => {
    const { destroysOlder } = backupInput.parse(await context.req.json());
    const { backupFolder } = await store.settings();
    const made = await makeBackup(store, backupFolder, utcNowMs(), destroysOlder);
    const keyringPath = await writeKeyring(store, backupFolder);
    return context.json({ ...made, keyringPath } satisfies BackupWritten);
  });

  /** The browser saves it; here nothing of it is left. */
  app.post("/api/backup/download", async (context) => {
    const { destroysOlder } = backupInput.parse(await context.req.json());
    const folder = mkdtempSync(join(dirname(store.path), ".download-"));
    const discard = () => rmSync(folder, { recursive: true, force: true });
    try {
      const { path } = await makeBackup(store, folder, utcNowMs(), destroysOlder);
      const stream = createReadStream(path).once("close", discard);
      return context.body(Readable.toWeb(stream) as ReadableStream, 200, fileHeaders(basename(path)));
    } catch (error) {
      discard();
      throw error;
    }
  });

  app.get("/api/backup/keyring", async (context) => {
    const keyring = await keyringOf(store);
    if (keyring === undefined) throw new UserError("station/backup/no-passphrase");
    return context.body(new Uint8Array(keyring.bytes), 200, fileHeaders(keyring.name));
  });

  app.post("/api/people/mentions", async (context) => {
    const { id } = z.object({ id: personId }).parse(await context.req.json());
    const lockedCases = (await desk.list()).filter(({ isOpen, closedMs }) => !isOpen && closedMs === null);
    const found = await store.mentions(id);
    return context.json({ ...found, lockedCases: lockedCases.length } satisfies MentionsAnswer);
  });

  app.post("/api/people/withdraw", async (context) => {
    const { id, ...striking } = withdrawInput.parse(await context.req.json());
    const person = await store.namedPerson(id);
    const withdrawn = await store.withdraw(id, utcNowMs(), striking);
    await desk.forget(person);
    const used = (await store.backupKeys()).filter(({ usedMs }) => usedMs !== null);
    const inBackupsUntilMs = used.length === 0 ? null : Math.max(...used.map(({ expiresMs }) => expiresMs));
    return context.json({ ...withdrawn, inBackupsUntilMs } satisfies WithdrawAnswer);
  });

  app.get("/api/ledger", async (context) => {
    const { before } = ledgerQuery.parse(context.req.query());
    const names = await keyNamesOf(store);
    const entries = await store.ledgerBefore(before ?? Number.MAX_SAFE_INTEGER, ROWS_A_PAGE);
    const rows = entries.map((entry) => ({ ...entry, officerName: names.get(entry.officer) ?? null }));
    // Whoever leafs on has had the answer.
    const check = before === undefined ? await store.checkLedger() : null;
    return context.json({
      rows,
      check: check && { entries: check.entries, head: check.head, faults: check.faults.length },
    } satisfies LedgerAnswer);
  });
}

function fileHeaders(name: string): Record<string, string> {
  return {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `attachment; filename="${name}"`,
  };
}
