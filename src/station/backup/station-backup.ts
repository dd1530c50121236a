/**
 * A back-up as the page makes it: under a key of the store's own that is destroyed in time, restored once before it counts.
 * The keyring lies beside it, or wherever somebody saves it.
 */
import { renameSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { encodeKeyring, openKeyring } from "../../custody/host/backup-keyring.js";
import { createIdentity, type Identity } from "../../custody/host/identity.js";
import { lockKeyFile, peekKeyFile } from "../../custody/host/key-file.js";
import { UserError, isUserError } from "../../words/user-error.js";
import { unfinishedName, writeNewFile } from "../new-file.js";
import { randomBytes, scrypt } from "../node-crypto.js";
import { hexOf } from "../store/custody/custody.js";
import type { Store } from "../store/store.js";
import { formatClock, isoDay, localDayOf } from "../text/local-time.js";
import { discardPlainFile } from "./plain-file.js";
import { type NewKey, type Restored, restoreBackup } from "./restore-backup.js";
import { writeBackup } from "./write-backup.js";

export const BACKUP_ENDING = ".bzbackup";
export const KEYRING_ENDING = ".bzkeyring";

export interface MadeBackup {
  path: string;
  tokens: number;
}

/** Who knows it restores every back-up whose key there still is. `UserError` where there is one already. */
export async function setBackupPassphrase(store: Store, passphrase: string): Promise<void> {
  if ((await store.backupOwner()) !== undefined) throw new UserError("station/backup/has-passphrase");
  const owner = createIdentity("unit", randomBytes(32));
  await store.putBackupOwner(await lockKeyFile(owner, passphrase, scrypt, randomBytes));
}

/** Writes a back-up into the folder and restores it for a trial. @param destroysOlder  nothing before it can be read then */
export async function makeBackup(
  store: Store,
  folder: string,
  nowMs: number,
  destroysOlder: boolean,
): Promise<MadeBackup> {
  if ((await store.backupOwner()) === undefined) throw new UserError("station/backup/no-passphrase");
  if (!isAbsolute(folder)) throw new UserError("station/file/no-folder", { path: folder });
  const moment = `${isoDay(localDayOf(nowMs))}-${formatClock(nowMs)}-${String(nowMs % 60_000).padStart(5, "0")}`;
  const path = join(folder, `bztoken-${moment.replaceAll(":", "")}${BACKUP_ENDING}`);
  const key = await store.backupKeyFor(nowMs);
  await writeBackup(store, path, { by: key.identity, others: [], nowMs });
  let tried: Restored;
  try {
    tried = await tryBackup(store, path, key.identity);
  } catch (error) {
    discardPlainFile(path);
    throw error;
  }
  await store.putBackup(key, nowMs);
  await store.expireBackupKeys(nowMs, destroysOlder);
  return { path, tokens: tried.tokens };
}

async function tryBackup(store: Store, path: string, key: Identity): Promise<Restored> {
  const trial = join(dirname(store.path), `.${basename(store.path)}.trial-${process.pid}`);
  const discard = () => [trial, `${trial}-journal`].forEach(discardPlainFile);
  discard();
  try {
    return await restoreBackup(path, trial, key, [], "trial");
  } finally {
    discard();
  }
}

/** The keys of all back-ups that can be read still. Undefined where there is no passphrase. */
export async function keyringOf(store: Store): Promise<{ name: string; bytes: Uint8Array } | undefined> {
  const owner = await store.backupOwner();
  if (owner === undefined) return undefined;
  const keys = (await store.backupKeys()).map(({ identity }) => identity);
  // Two stations may share a folder.
  const name = `bztoken-${hexOf(peekKeyFile(owner).fingerprint)}${KEYRING_ENDING}`;
  return { name, bytes: encodeKeyring(owner, keys, randomBytes) };
}

/** Puts the keyring into the folder; the one that was there is overwritten, with the keys that are destroyed. */
export async function writeKeyring(store: Store, folder: string): Promise<string> {
  const { name, bytes } = (await keyringOf(store))!;
  const path = join(folder, name);
  const [fresh, old] = [`${unfinishedName(path)}.new`, `${unfinishedName(path)}.old`];
  [fresh, old].forEach(discardPlainFile);
  await writeNewFile(fresh, [bytes]);
  try {
    renameSync(path, old);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  renameSync(fresh, path);
  discardPlainFile(old);
  return path;
}

/** Destroys keys whose time is over; in the folder's keyring too, where it can be reached. */
export async function expireBackups(store: Store, nowMs: number): Promise<void> {
  if ((await store.expireBackupKeys(nowMs)) === 0) return;
  const { backupFolder } = await store.settings();
  // A stick that is not plugged in gets its new keyring with the next back-up.
  if (backupFolder !== "") await writeKeyring(store, backupFolder).catch(() => undefined);
}

/** As `restoreBackup`, with whichever key of the keyring opens it. */
export async function restoreWithKeyring(
  path: string,
  newStore: string,
  keyring: { path: string; bytes: Uint8Array; passphrase: string },
  newKey: NewKey = "plain",
): Promise<Restored> {
  for (const key of await openKeyring(keyring.bytes, keyring.passphrase, scrypt)) {
    try {
      return await restoreBackup(path, newStore, key, [], newKey);
    } catch (error) {
      if (!isUserError(error, "station/wrong-key")) throw error;
    }
  }
  throw new UserError("station/wrong-key/backup-keyring", { path: keyring.path });
}
