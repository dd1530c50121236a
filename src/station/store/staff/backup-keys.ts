/**
 * The keys that back-ups are made under. Each serves a week and is destroyed after the days that the sealed store keeps: then
 * no back-up under it can be read, wherever its copies lie. The newest one that a back-up was made under stays, whatever the
 * computer's date says: a wrong clock must not take the last back-up away.
 */
import type { Kysely } from "kysely";
import { backupIdentity } from "../../../custody/host/backup-keyring.js";
import type { Identity } from "../../../custody/host/identity.js";
import { randomBytes } from "../../node-crypto.js";
import { hexOf } from "../custody/custody.js";
import { addLedger } from "../custody/ledger.js";
import type { Write } from "../database/opened.js";
import { toBytes, type StoreTables } from "../schema.js";
import { staffEntry } from "./entry.js";
import { putSetting, settingOf } from "./settings.js";
import { RENEWS_BACKUP_KEY } from "./withdrawal.js";

const DAY_MS = 86_400_000;
const SERVES_MS = 7 * DAY_MS;
/** As the sealed store keeps logs (`STORE_DAYS`): a back-up keeps nothing longer than the store does. */
const KEPT_MS = 30 * DAY_MS;

const OWNER = "backupOwner";

export interface BackupKey {
  madeMs: number;
  /** Of the last back-up under it. */
  usedMs: number | null;
  expiresMs: number;
  identity: Identity;
}

export function createBackupKeys(db: Kysely<StoreTables>, write: Write) {
  return {
    /** Locked key file of whoever may restore; undefined: nobody set a passphrase yet. */
    async backupOwner(): Promise<Uint8Array | undefined> {
      const text = await settingOf(db, OWNER);
      return text === undefined ? undefined : new Uint8Array(Buffer.from(text, "base64"));
    },

    putBackupOwner: (file: Uint8Array): Promise<void> =>
      write((tx) => putSetting(tx, OWNER, Buffer.from(file).toString("base64"))),

    /** Those that are not destroyed, the newest first. */
    backupKeys: () => keysOf(db),

    /** The one that serves now; a new one after a week, and after somebody withdrew their consent. */
    backupKeyFor: (nowMs: number): Promise<BackupKey> =>
      write(async (tx) => {
        const [newest] = await keysOf(tx);
        const isRenewed = (await settingOf(tx, RENEWS_BACKUP_KEY)) === "1";
        // One from the future is of a computer that was wrong.
        const ageMs = nowMs - (newest?.madeMs ?? 0);
        if (newest !== undefined && !isRenewed && ageMs >= 0 && ageMs < SERVES_MS) return newest;
        const identity = backupIdentity(randomBytes(32));
        const key = { madeMs: nowMs, usedMs: null, expiresMs: nowMs + KEPT_MS, identity };
        await tx
          .insertInto("backup_keys")
          .values({
            ...{ fingerprint: hexOf(identity.fingerprint), made_ms: nowMs, used_ms: null },
            ...{ expires_ms: key.expiresMs, seed: Buffer.from(identity.seed) },
          })
          .execute();
        await putSetting(tx, RENEWS_BACKUP_KEY, "0");
        return key;
      }),

    /** A back-up was made under it, and could be restored. */
    putBackup: (key: BackupKey, nowMs: number): Promise<void> =>
      write(async (tx) => {
        const fingerprint = hexOf(key.identity.fingerprint);
        await tx
          .updateTable("backup_keys")
          .set({ used_ms: nowMs })
          .where("fingerprint", "=", fingerprint)
          .execute();
        await addLedger(tx, staffEntry("backup", nowMs, fingerprint));
      }),

    /**
     * Destroys the keys whose time is over.
     *
     * @param isAllOlder  all but the newest one that was used, as after a withdrawal
     */
    expireBackupKeys: (nowMs: number, isAllOlder = false): Promise<number> =>
      write(async (tx) => {
        const keys = await keysOf(tx);
        const last = keys.find(({ usedMs }) => usedMs !== null);
        const over = keys.filter(
          (key) => key !== last && (isAllOlder ? key.madeMs < (last?.madeMs ?? 0) : key.expiresMs <= nowMs),
        );
        for (const { identity } of over) {
          await tx
            .updateTable("backup_keys")
            .set({ seed: null })
            .where("fingerprint", "=", hexOf(identity.fingerprint))
            .execute();
          await addLedger(tx, staffEntry("expire", nowMs, hexOf(identity.fingerprint)));
        }
        return over.length;
      }),
  };
}

async function keysOf(db: Kysely<StoreTables>): Promise<BackupKey[]> {
  const rows = await db
    .selectFrom("backup_keys")
    .selectAll()
    .where("seed", "is not", null)
    .orderBy("made_ms", "desc")
    .execute();
  return rows.map((row) => ({
    madeMs: Number(row.made_ms),
    usedMs: row.used_ms === null ? null : Number(row.used_ms),
    expiresMs: Number(row.expires_ms),
    identity: backupIdentity(toBytes(row.seed!)),
  }));
}
