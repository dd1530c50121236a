/** Opens sealed records for one case; nothing of it is written anywhere. */
import { SLOTS_PER_DAY } from "../bluezone/ids.js";
import type { SlotWindows } from "../contacts/judge.js";
import { decodeRecord } from "../contacts/record.js";
import { openRecord, type CcmOpen } from "../custody/host/open-record.js";
import { byteString } from "./id-lookup.js";
import type { SealedRecord, StoredSecrets } from "./store/store.js";

/** In flash the sealed bytes are followed by their CRC; the tag inside them is the stronger check. */
const SEALED_BYTES = 28;

export interface OpenedRecord {
  /** Whose log it is. */
  serial: number;
  /** The ID heard, as a byte string. */
  id: string;
  /** Undefined where key, place or bytes do not fit together. */
  windows: SlotWindows | undefined;
}

export async function* openLogs(
  ccmOpen: CcmOpen,
  secrets: readonly StoredSecrets[],
  portions: AsyncIterable<SealedRecord[]>,
): AsyncGenerator<OpenedRecord> {
  const keyOf = (serial: number, generation: number) => `${serial}/${generation}`;
  const keys = new Map(secrets.map((token) => [keyOf(token.serial, token.generation), token.sealKey]));
  for await (const portion of portions) {
    for (const record of portion) {
      const key = keys.get(keyOf(record.serial, record.generation));
      const plain = key && openRecord(ccmOpen, key, record, record.sealed.subarray(0, SEALED_BYTES));
      const encounter = plain && decodeRecord(plain);
      if (encounter === undefined || encounter.slot >= SLOTS_PER_DAY) {
        yield { serial: record.serial, id: "", windows: undefined };
        continue;
      }
      yield {
        serial: record.serial,
        id: byteString(encounter.id),
        windows: {
          slot: record.day * SLOTS_PER_DAY + encounter.slot,
          rssiDbm: encounter.rssiDbm,
          windowsListened: encounter.windowsListened,
        },
      };
    }
  }
}
