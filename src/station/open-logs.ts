/** Opens sealed records for one case; nothing of it is written anywhere. */
import { SLOTS_PER_DAY } from "../bluezone/ids.js";
import type { SlotWindows } from "../contacts/judge.js";
import { decodeRecord } from "../contacts/record.js";
import { openRecord, type CcmOpen } from "../custody/host/open-record.js";
import type { Crypto } from "../../hal/hal.js";
import { parseSlot } from "../log/parse.js";
import { byteString } from "./id-lookup.js";
import type { SealedRecord, StoredSecrets } from "./store/store.js";

export interface OpenedRecord {
  /** Whose log it is. */
  serial: number;
  /** The ID heard, as a byte string. */
  id: string;
  /** Undefined where key, place or bytes do not fit together. */
  windows: SlotWindows | undefined;
}

export async function* openLogs(
  crypto: Pick<Crypto, "crc32"> & { ccmOpen: CcmOpen },
  secrets: readonly StoredSecrets[],
  portions: AsyncIterable<SealedRecord[]>,
): AsyncGenerator<OpenedRecord> {
  const keyOf = (serial: number, generation: number) => `${serial}/${generation}`;
  const keys = new Map(secrets.map((token) => [keyOf(token.serial, token.generation), token.sealKey]));
  for await (const portion of portions) {
    for (const record of portion) {
      const slot = parseSlot(crypto, record.sealed);
      if (slot.kind === "restart" || slot.kind === "erased") continue;
      const key = keys.get(keyOf(record.serial, record.generation));
      const plain =
        key && slot.kind === "record" ? openRecord(crypto.ccmOpen, key, record, slot.sealed) : undefined;
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
