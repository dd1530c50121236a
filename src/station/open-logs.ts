/** Opens sealed records for one case; nothing of it is written anywhere. */
import { SLOTS_PER_DAY } from "../bluezone/ids.js";
import type { SlotWindows } from "../contacts/judge.js";
import { decodeRecord, windowMinutesOf } from "../contacts/record.js";
import { openRecord, type CcmOpen } from "../custody/host/open-record.js";
import type { Crypto } from "../../hal/hal.js";
import { parseSlot } from "../log/parse.js";
import type { CaseMaterial } from "./case-material.js";
import { byteString } from "./id-lookup.js";
import type { Redating } from "./redating.js";
import type { DayRange, SealedRecord } from "./store/store.js";

export interface OpenedRecord {
  /** Whose log it is. */
  serial: number;
  /** The ID heard, as a byte string. */
  id: string;
  /** By the true time as far as it is known. Undefined where key, place or bytes do not fit together. */
  windows: SlotWindows | undefined;
}

export interface Tally {
  opened: number;
  /** Of logs whose key is not held here. */
  sealed: number;
}

/**
 * @param days   true days of the case; records of other days are not given out
 * @param tally  counts on
 */
export async function* openLogs(
  crypto: Pick<Crypto, "crc32"> & { ccmOpen: CcmOpen },
  material: CaseMaterial,
  redating: Redating,
  days: DayRange,
  portions: AsyncIterable<SealedRecord[]>,
  tally: Tally,
): AsyncGenerator<OpenedRecord> {
  for await (const portion of portions) {
    for (const record of portion) {
      const { serial, generation } = record;
      const slot = parseSlot(crypto, record.sealed);
      if (slot.kind === "restart" || slot.kind === "erased") continue;
      if (!material.opens(serial, generation)) {
        tally.sealed++;
        continue;
      }
      const key = material.recordKey(serial, generation, record.day);
      const plain =
        key && slot.kind === "record" ? openRecord(crypto.ccmOpen, key, record, slot.sealed) : undefined;
      const encounter = plain && decodeRecord(plain);
      const windowMinutes = encounter && windowMinutesOf(encounter.schedule);
      if (encounter === undefined || windowMinutes === undefined || encounter.slot >= SLOTS_PER_DAY) {
        yield { serial, id: "", windows: undefined };
        continue;
      }
      tally.opened++;
      const ownSlot = record.day * SLOTS_PER_DAY + encounter.slot;
      const trueSlot = redating.recordSlot(serial, generation, encounter.clockEpoch, ownSlot);
      const trueDay = Math.floor(trueSlot / SLOTS_PER_DAY);
      if (trueDay < days.fromDay || trueDay > days.toDay) continue;
      yield {
        serial,
        id: byteString(encounter.id),
        windows: {
          slot: trueSlot,
          rssiDbm: encounter.rssiDbm,
          windowsListened: encounter.windowsListened,
          windowMinutes,
        },
      };
    }
  }
}
