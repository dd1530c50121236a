/** What a token's log holds, read from flash and opened. */
import { createCcm } from "../../hal/simulated/aes-ccm.js";
import { SLOTS_PER_DAY } from "../../src/bluezone/ids.js";
import { type EncounterRecord, decodeRecord } from "../../src/contacts/record.js";
import { createRecordKeys, practiceLog } from "../../src/custody/host/case-keys.js";
import {
  KIND_RECORD,
  NONCE_BYTES,
  NONCE_GENERATION,
  NONCE_KIND,
  NONCE_POSITION,
  NONCE_SEQUENCE,
  NONCE_SERIAL,
  TAG_BYTES,
} from "../../src/custody/token/seal-format.js";
import { CRC_RESIDUE, SEALED_BYTES, SLOT_BYTES } from "../../src/log/format.js";
import { type SimulatedToken, logChunks } from "./simulated-token.js";

/** One record of one token, opened. */
export interface HeardRecord {
  /** Slots since 1970, on the clock of the token that wrote it. */
  slot: number;
  record: EncounterRecord;
}

export function recordsOf(simulated: SimulatedToken): HeardRecord[] {
  const records: HeardRecord[] = [];
  openLog(simulated, (day, plain) => {
    const record = decodeRecord(plain);
    records.push({ slot: day * SLOTS_PER_DAY + record.slot, record });
  });
  return records;
}

/**
 * Opens the log of a practice token, record by record in its order; slots that hold none are left out. A commune has
 * tens of millions of them, so the tag, which takes as long to check as all the rest, is not looked at: the simulated
 * flash gives back what was written, and the slot's CRC has been checked.
 *
 * @param onRecord  gets the page's UTC day, the 24 plain bytes and the page's sequence number
 * @param from      sequence number of the first record wanted
 */
export function openLog(
  { token, hal }: SimulatedToken,
  onRecord: (day: number, plain: Uint8Array, pageSequence: number) => void,
  from = token.log.firstSequence(),
): void {
  const { openUnchecked } = createCcm();
  const keyOf = createRecordKeys(hal.crypto, practiceLog(token.serial(), token.createdDay()));
  const nonce = new Uint8Array(NONCE_BYTES);
  const place = new DataView(nonce.buffer);
  place.setUint32(NONCE_SERIAL, token.serial(), true);
  nonce[NONCE_KIND] = KIND_RECORD;
  const slot = new Uint8Array(SLOT_BYTES);
  const sealed = slot.subarray(0, SEALED_BYTES);
  for (const { pageSequence, sealDay, calendarDay, generation, position, records } of logChunks(
    token.log,
    from,
  )) {
    const key = keyOf(sealDay)!;
    place.setUint16(NONCE_GENERATION, generation, true);
    place.setUint32(NONCE_SEQUENCE, pageSequence, true);
    for (let at = 0; at < records.length; at += SLOT_BYTES) {
      // By hand: for so few bytes a view of them would take longer.
      for (let i = 0; i < SLOT_BYTES; i++) slot[i] = records[at + i]!;
      if (hal.crypto.crc32(slot) !== CRC_RESIDUE) continue;
      place.setUint16(NONCE_POSITION, position + at / SLOT_BYTES, true);
      onRecord(calendarDay, openUnchecked(key, nonce, sealed, TAG_BYTES), pageSequence);
    }
  }
}
