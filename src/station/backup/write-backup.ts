/**
 * A back-up: the whole store as it was at one moment, in one file sealed to those who may restore it (CUSTODY.md, "Files
 * between levels", kind *backup*). The store is used on meanwhile.
 *
 * On its way it lies on the disk under a key that lives for this back-up only, and is in the pack before the file.
 */
import { closeSync, openSync, readSync } from "node:fs";
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import { CHUNK_BYTES } from "../../custody/host/pack.js";
import { refuseExisting } from "../new-file.js";
import { writePack } from "../packs/pack-file.js";
import { type StoreKey, makeStoreKey } from "../store/encryption/store-key.js";
import type { Store } from "../store/store.js";
import { headOf } from "./content-head.js";
import { discardPlainFile, discardSnapshots, snapshotName } from "./plain-file.js";

export interface BackupOptions {
  /** Signs it, and may restore it. */
  by: Identity;
  /** May restore it as well. */
  others: readonly PublicIdentity[];
  nowMs: number;
}

/** Throws `UserError` where there is such a file already, no room for it, or no file behind the store. */
export async function writeBackup(store: Store, path: string, options: BackupOptions): Promise<void> {
  const { by, others, nowMs } = options;
  refuseExisting(path);
  await store.requireSoundKeys(others);
  const snapshot = snapshotName(store.path);
  discardPlainFile(snapshot);
  try {
    const key = makeStoreKey();
    await store.copyInto(snapshot, key);
    discardSnapshots(store.path);
    await writePack(
      path,
      "backup",
      { sender: by, receivers: [by, ...others], madeMs: nowMs },
      contentOf(snapshot, key),
    );
  } finally {
    discardPlainFile(snapshot);
  }
}

function* contentOf(path: string, key: StoreKey): Generator<Uint8Array> {
  yield headOf(key);
  const handle = openSync(path, "r");
  try {
    for (;;) {
      const bytes = Buffer.alloc(CHUNK_BYTES);
      const count = readSync(handle, bytes);
      if (count === 0) return;
      yield bytes.subarray(0, count);
    }
  } finally {
    closeSync(handle);
  }
}
