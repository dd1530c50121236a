import { staffEntry } from "../staff/entry.js";
import { type Store, openStore } from "../store.js";
import { type Keys, reencrypt } from "./reencrypt.js";

/** Gives a store that is closed another key, opens it, and writes into its ledger in which key's place which one came. */
export async function changeStoreKey(path: string, keys: Keys, nowMs: number): Promise<Store> {
  reencrypt(path, keys);
  const store = await openStore(path, { mayCreate: false, key: keys.after });
  const ids = [keys.before, keys.after].map((key) => key?.id ?? "-");
  try {
    await store.putLedger(staffEntry("store-key", nowMs, ids.join(" → ")));
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}
