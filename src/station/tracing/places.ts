/** Records by the place in a log that they were brought for, and which of several is the right one. */
import type { Crypto } from "../../../hal/hal.js";
import { SLOTS_PER_DAY } from "../../bluezone/ids.js";
import { decodeRecord, windowMinutesOf, type EncounterRecord } from "../../contacts/record.js";
import { openRecord, type CcmOpen } from "../../custody/host/open-record.js";
import { parseSlot } from "../../log/parse.js";
import type { SealedRecord } from "../store/store.js";

export interface JudgedPlace {
  /** Nothing but marks of restarts: no record ever was here. */
  isEmpty: boolean;
  /** The first that opens. */
  first: { record: SealedRecord; encounter: EncounterRecord } | undefined;
  /** Of each: a key for it is at hand, and it does not open. */
  isFalse: boolean[];
  /** One of them is such a mark. */
  hasMark: boolean;
}

/** @param keyOf  undefined where the key of that day is not at hand */
export function judgePlace(
  { crc32, ccmOpen }: Pick<Crypto, "crc32"> & { ccmOpen: CcmOpen },
  copies: readonly SealedRecord[],
  keyOf: (record: SealedRecord) => Uint8Array | undefined,
): JudgedPlace {
  const judged = copies.map((record) => {
    const slot = parseSlot({ crc32 }, record.sealed);
    const key = keyOf(record);
    const plain =
      key !== undefined && slot.kind === "record" ? openRecord(ccmOpen, key, record, slot.sealed) : undefined;
    const encounter = plain && encounterOf(plain);
    const opens = plain !== undefined;
    return { record, key, opens, encounter, isMark: slot.kind === "restart" || slot.kind === "erased" };
  });
  const first = judged.find(({ encounter }) => encounter !== undefined);
  return {
    isEmpty: judged.every(({ isMark }) => isMark),
    first: first && { record: first.record, encounter: first.encounter! },
    // A mark of a restart stands for no record; beside one that opens it is out of place.
    isFalse: judged.map(
      ({ key, opens, isMark }) =>
        // One that opens and holds what this program does not know may be of a later firmware.
        key !== undefined && !opens && (first !== undefined || !isMark),
    ),
    hasMark: judged.some(({ isMark }) => isMark),
  };
}

function encounterOf(plain: Uint8Array): EncounterRecord | undefined {
  const encounter = decodeRecord(plain);
  const isWhole =
    encounter && windowMinutesOf(encounter.schedule) !== undefined && encounter.slot < SLOTS_PER_DAY;
  return isWhole ? encounter : undefined;
}

/** All that was brought for one place, the first first. @param portions  page after page, copy after copy */
export async function* placesOf(portions: AsyncIterable<SealedRecord[]>): AsyncGenerator<SealedRecord[]> {
  let page: SealedRecord[] = [];
  for await (const portion of portions) {
    for (const record of portion) {
      if (page.length > 0 && !isOfPage(page[0]!, record)) {
        yield* placesOfPage(page);
        page = [];
      }
      page.push(record);
    }
  }
  yield* placesOfPage(page);
}

function isOfPage(one: SealedRecord, other: SealedRecord): boolean {
  return (
    one.pageSequence === other.pageSequence &&
    one.generation === other.generation &&
    one.token === other.token
  );
}

function placesOfPage(page: readonly SealedRecord[]): SealedRecord[][] {
  const places = new Map<number, SealedRecord[]>();
  for (const record of page) {
    const place = places.get(record.position);
    if (place === undefined) places.set(record.position, [record]);
    else place.push(record);
  }
  return [...places.values()];
}
