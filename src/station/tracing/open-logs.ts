/** Opens sealed records for one case; nothing of it is written anywhere. */
import { SLOTS_PER_DAY } from "../../bluezone/ids.js";
import type { SlotWindows } from "../../contacts/judge.js";
import { decodeRecord, windowMinutesOf } from "../../contacts/record.js";
import { openRecord, type CcmOpen } from "../../custody/host/open-record.js";
import type { Crypto } from "../../../hal/hal.js";
import { parseSlot } from "../../log/parse.js";
import type { CaseMaterial } from "../cases/case-material.js";
import { byteString } from "./id-lookup.js";
import type { Redating } from "../clocks/redating.js";
import type { DayRange, SealedRecord } from "../store/store.js";

export interface OpenedRecord {
  /** Whose log it is. */
  token: string;
  /** The ID heard, as a byte string. */
  id: string;
  /** By the true time as far as it is known. Undefined where key, place or bytes do not fit together. */
  windows: SlotWindows | undefined;
  /** Nobody knows how wrong the clock was that it was dated by. */
  isInDoubt: boolean;
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
      const { token, generation, sealDay, calendarDay } = record;
      const slot = parseSlot(crypto, record.sealed);
      if (slot.kind === "restart" || slot.kind === "erased") continue;
      if (!material.opens(token, generation)) {
        tally.sealed++;
        continue;
      }
      const key = material.recordKey(token, generation, sealDay);
      const plain =
        key && slot.kind === "record" ? openRecord(crypto.ccmOpen, key, record, slot.sealed) : undefined;
      const encounter = plain && decodeRecord(plain);
      const windowMinutes = encounter && windowMinutesOf(encounter.schedule);
      if (encounter === undefined || windowMinutes === undefined || encounter.slot >= SLOTS_PER_DAY) {
        yield { token, id: "", windows: undefined, isInDoubt: false };
        continue;
      }
      tally.opened++;
      const ownSlot = calendarDay * SLOTS_PER_DAY + encounter.slot;
      const trueSlot = redating.recordSlot(token, generation, encounter.clockEpoch, ownSlot);
      const trueDay = Math.floor(trueSlot / SLOTS_PER_DAY);
      if (trueDay < days.fromDay || trueDay > days.toDay) continue;
      yield {
        token,
        isInDoubt: redating.isInDoubt(token, generation, encounter.clockEpoch),
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
