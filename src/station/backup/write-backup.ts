/**
 * A back-up: the whole store as it was at one moment, in one file sealed to those who may restore it (CUSTODY.md, "Files
 * between levels", kind *backup*). The store is used on meanwhile.
 */
import { closeSync, openSync, readSync } from "node:fs";
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import { CHUNK_BYTES } from "../../custody/host/pack.js";
import { refuseExisting } from "../new-file.js";
import { writePack } from "../packs/pack-file.js";
import type { Store } from "../store/store.js";
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
    await store.copyInto(snapshot);
    discardSnapshots(store.path);
    await writePack(
      path,
      "backup",
      { sender: by, receivers: [by, ...others], madeMs: nowMs },
      bytesOf(snapshot),
    );
  } finally {
    discardPlainFile(snapshot);
  }
}

function* bytesOf(path: string): Generator<Uint8Array> {
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
