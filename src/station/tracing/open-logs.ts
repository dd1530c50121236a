/**
 * Opens sealed records for one case; nothing of it is written anywhere. Where several were brought for one place, the
 * first that opens under the day's key is the record; the others stop nothing, and are counted.
 */
import { SLOTS_PER_DAY } from "../../bluezone/ids.js";
import type { SlotWindows } from "../../contacts/judge.js";
import { windowMinutesOf } from "../../contacts/record.js";
import type { CcmOpen } from "../../custody/host/open-record.js";
import type { Crypto } from "../../../hal/hal.js";
import type { LogKeys } from "../cases/case-material.js";
import { byteString } from "./id-lookup.js";
import { judgePlace, placesOf } from "./places.js";
import type { Redating } from "../clocks/redating.js";
import type { DayRange, SealedRecord } from "../store/store.js";

export interface OpenedRecord {
  /** Whose log it is. */
  token: string;
  /** The ID heard, as a byte string. */
  id: string;
  /** By the true time as far as it is known. Undefined where nothing that was brought for the place opens. */
  windows: SlotWindows | undefined;
  /** Nobody knows how wrong the clock was that it was dated by. */
  isInDoubt: boolean;
  /** Read by connecting to the neighbour, as iPhones want it. */
  isByGatt: boolean;
  generation: number;
  /** By its own clock, in which it sent its own ID of that slot. */
  ownSlot: number;
}

/** Records that do not open, of one token and from one source. */
export interface Unopened {
  token: string;
  /** Fingerprint of the unit that brought them; null: read here. */
  source: string | null;
  records: number;
}

export interface Tally {
  opened: number;
  /** Of logs whose key is not held here. */
  sealed: number;
  unopened: Unopened[];
}

/**
 * @param days   true days of the case; records of other days are not given out
 * @param tally  counts on
 */
export async function* openLogs(
  crypto: Pick<Crypto, "crc32"> & { ccmOpen: CcmOpen },
  keys: LogKeys,
  redating: Redating,
  days: DayRange,
  portions: AsyncIterable<SealedRecord[]>,
  tally: Tally,
): AsyncGenerator<OpenedRecord> {
  for await (const copies of placesOf(portions)) {
    const { token, generation } = copies[0]!;
    const isSealed = !keys.opens(token, generation);
    const { isEmpty, first, isFalse, hasMark } = judgePlace(crypto, copies, ({ sealDay }) =>
      keys.recordKey(token, generation, sealDay),
    );
    if (isEmpty) continue;
    if (isSealed) {
      tally.sealed++;
      continue;
    }
    copies.forEach((record, i) => {
      if (isFalse[i]) note(tally, record);
    });
    if (first === undefined) {
      const isLeftOut = copies.some(({ sealDay }) => keys.daysCut.get(token)?.includes(sealDay) === true);
      const nothing = { id: "", windows: undefined, isInDoubt: false, isByGatt: false, ownSlot: 0 };
      if (!isLeftOut && !hasMark) yield { token, generation, ...nothing };
      continue;
    }
    tally.opened++;
    const { encounter } = first;
    const ownSlot = first.record.calendarDay * SLOTS_PER_DAY + encounter.slot;
    const trueSlot = redating.recordSlot(token, generation, encounter.clockEpoch, ownSlot);
    const trueDay = Math.floor(trueSlot / SLOTS_PER_DAY);
    if (trueDay < days.fromDay || trueDay > days.toDay) continue;
    yield {
      token,
      ...{ generation, ownSlot, isByGatt: encounter.isByGatt },
      isInDoubt: redating.isInDoubt(token, generation, encounter.clockEpoch),
      id: byteString(encounter.id),
      windows: {
        slot: trueSlot,
        rssiDbm: encounter.rssiDbm,
        windowsListened: encounter.windowsListened,
        windowMinutes: windowMinutesOf(encounter.schedule)!,
      },
    };
  }
}

function note({ unopened }: Tally, { token, source }: SealedRecord): void {
  const known = unopened.find((one) => one.token === token && one.source === source);
  if (known === undefined) unopened.push({ token, source, records: 1 });
  else known.records++;
}
