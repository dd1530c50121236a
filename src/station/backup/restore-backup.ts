/** A store from its back-up. It gets its name only when all of it was checked and it has been opened once. */
import { basename, dirname, join } from "node:path";
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import { UserError, isUserError } from "../../words/user-error.js";
import { nameNewFile, refuseExisting, writeNewFile } from "../new-file.js";
import { withPack } from "../packs/pack-file.js";
import type { LedgerCheck } from "../store/custody/ledger.js";
import { isServer } from "../store/database/server-address.js";
import { openStore } from "../store/store.js";
import { reencrypt } from "../store/encryption/reencrypt.js";
import type { StoreKey } from "../store/encryption/store-key.js";
import { partContent } from "./content-head.js";
import { discardPlainFile } from "./plain-file.js";

export interface Restored {
  madeMs: number;
  tokens: number;
  /** Tokens in people's hands. */
  held: number;
  records: number;
  ledger: LedgerCheck;
}

/** How the new store's file is to be encrypted; "trial": as it is in the back-up, for it is thrown away. */
export type NewKey = StoreKey | "plain" | "trial";

/**
 * Throws `UserError` where the back-up is not whole, or not for this key, and where there is such a store already.
 *
 * @param senders  who may have made it, apart from the key's owner
 */
export async function restoreBackup(
  path: string,
  newStore: string,
  key: Identity,
  senders: readonly PublicIdentity[],
  newKey: NewKey = "plain",
): Promise<Restored> {
  if (isServer(newStore)) throw new UserError("station/backup/server");
  // SQLite would take what lies under this name for changes of the store's own.
  for (const name of [newStore, `${newStore}-journal`, `${newStore}-wal`]) refuseExisting(name);
  const unnamed = join(dirname(newStore), `.${basename(newStore)}.restored`);
  const discard = () => [unnamed, `${unnamed}-journal`].forEach(discardPlainFile);
  discard();
  try {
    const { madeMs, fileKey } = await withPack(path, key, [key, ...senders], async (pack) => {
      if (pack.kind !== "backup") throw new UserError("station/backup/foreign", { path });
      const content = partContent(pack.chunks());
      await writeNewFile(unnamed, content.file);
      return { madeMs: pack.madeMs, fileKey: content.key() };
    });
    const restored = await openOnce(unnamed, fileKey);
    if (newKey !== "trial") {
      const after = newKey === "plain" ? undefined : newKey;
      if (fileKey !== after) reencrypt(unnamed, { before: fileKey, after });
    }
    nameNewFile(unnamed, newStore);
    return { madeMs, ...restored };
  } catch (error) {
    discard();
    throw explain(error, path);
  }
}

/** Which brings it to this program's version. */
async function openOnce(path: string, key: StoreKey | undefined) {
  const store = await openStore(path, { mayCreate: false, key });
  try {
    const tokens = await store.tokens();
    return {
      tokens: tokens.length,
      held: tokens.filter(({ holder }) => holder !== null).length,
      records: tokens.reduce((sum, token) => sum + token.records, 0),
      ledger: await store.checkLedger(),
    };
  } finally {
    await store.close();
  }
}

/** What is wrong with the pack, in the words of back-ups. */
function explain(error: unknown, path: string): unknown {
  if (isUserError(error, "station/store")) return new UserError("station/backup/unfit", { path, why: error });
  const code = isUserError(error, "station/in-file") && (error.parameters["why"] as { code: string }).code;
  switch (code) {
    case "custody/not-this-file/kind":
    case "custody/unknown-version/file":
    case "custody/unknown-version/pack":
      return new UserError("station/backup/foreign", { path });
    case "custody/incomplete/pack":
      return new UserError("station/backup/cut", { path });
    case "custody/damaged/pack":
      return new UserError("station/backup/damaged", { path });
    case "custody/wrong-key/pack":
      return new UserError("station/wrong-key/backup", { path });
    case "custody/foreign-sender":
      return new UserError("station/wrong-key/backup-sender", { path });
    default:
      return error;
  }
}
