import { without } from "../../src/station/without.js";
import type { SealedRecord, Store } from "../../src/station/store/store.js";

/** Every record of a store, of all days, whoever brought it. */
export async function allRecords(store: Store): Promise<Omit<SealedRecord, "source">[]> {
  const all: Omit<SealedRecord, "source">[] = [];
  for await (const portion of store.sealedRecords(() => [{ fromDay: 0, toDay: 99_999 }]))
    all.push(...portion.map((record) => without(record, "source")));
  return all;
}
