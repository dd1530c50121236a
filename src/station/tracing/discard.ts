/** Deletes what was brought for tokens and does not open with their keys. */
import { crc32 } from "node:zlib";
import { createRecordKeys } from "../../custody/host/case-keys.js";
import type { Identity } from "../../custody/host/identity.js";
import { ledgerEntry, openBoxes } from "../cases/officer.js";
import { unwrapWaiting } from "../cases/unwrap.js";
import { ccmOpen, nodeHash } from "../node-crypto.js";
import type { SealedRecord, Store } from "../store/store.js";
import { keyOfSerial } from "../store/token-identity.js";
import { judgePlace, placesOf } from "./places.js";

export interface Discarded {
  records: number;
  /** Wrapped secrets of re-keys. */
  secrets: number;
}

const ALL_DAYS = [{ fromDay: 0, toDay: 0xffff }];

/** What this officer has no key for is not judged and stays. @param which  undefined: of all tokens, of all units */
export async function discardFalse(
  store: Store,
  officer: Identity,
  which: { tokens?: ReadonlySet<number> | undefined; unit?: string | undefined },
  reason: string,
  nowMs: number,
): Promise<Discarded> {
  const isMeant = (serial: number, source: string | null) =>
    (which.tokens?.has(serial) ?? true) && (which.unit === undefined || source === which.unit);
  const secrets = (await unwrapWaiting(store, officer)).filter(({ serial, source }) =>
    isMeant(serial, source),
  );
  const keys = new Map<string, (day: number) => Uint8Array | undefined>();
  const tokens = new Set<string>();
  for (const { content } of await openBoxes(store, officer, "log")) {
    const token = keyOfSerial(content.serial);
    tokens.add(token);
    keys.set(`${token}/${content.generation}`, createRecordKeys(nodeHash, content));
  }
  const records: SealedRecord[] = [];
  const sealed = store.sealedRecords((token) => (tokens.has(token) ? ALL_DAYS : []));
  for await (const copies of placesOf(sealed)) {
    const keyOf = ({ token, generation, sealDay }: SealedRecord) =>
      keys.get(`${token}/${generation}`)?.(sealDay);
    const { isFalse } = judgePlace({ crc32, ccmOpen }, copies, keyOf);
    records.push(...copies.filter((one, i) => isFalse[i] && isMeant(one.serial, one.source)));
  }
  const counts = { tokens: tokens.size, records: records.length };
  await store.discard(records, secrets, ledgerEntry(officer, "discard", nowMs, { reason, ...counts }));
  return { records: records.length, secrets: secrets.length };
}
