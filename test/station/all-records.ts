import type { SealedRecord, Store } from "../../src/station/store/store.js";

/** Every record of a store, of all days. */
export async function allRecords(store: Store): Promise<SealedRecord[]> {
  const all: SealedRecord[] = [];
  for await (const portion of store.sealedRecords(() => [{ fromDay: 0, toDay: 99_999 }]))
    all.push(...portion);
  return all;
}
