import type { Store } from "../store/store.js";
import { hexOf } from "../store/custody/custody.js";

/** By fingerprint, hex: a name that was given; else what the store knows of the key. */
export async function keyNamesOf(store: Store): Promise<Map<string, string>> {
  const known = await store.knownKeys();
  const roles = known.map(({ fingerprint, role }) => [hexOf(fingerprint), role] as const);
  return new Map([...roles, ...(await store.keyNames())]);
}
