/** What the tokens heard, as their logs say it: read from flash and opened. */
import { createCcm } from "../hal/simulated/aes-ccm.js";
import { SLOTS_PER_DAY } from "../src/bluezone/ids.js";
import { type EncounterRecord, decodeRecord } from "../src/contacts/record.js";
import { createRecordKeys, practiceLog } from "../src/custody/host/case-keys.js";
import { openRecord } from "../src/custody/host/open-record.js";
import { SLOT_BYTES } from "../src/log/format.js";
import { parseSlot } from "../src/log/parse.js";
import { type SimulatedToken, logChunks } from "./simulated-token.js";

/** One record of one token, opened. */
export interface HeardRecord {
  /** Slots since 1970, on the clock of the token that wrote it. */
  slot: number;
  record: EncounterRecord;
}

/** Opens the log of a practice token; slots that hold no record are left out. */
export function* recordsOf({ token, hal }: SimulatedToken): Generator<HeardRecord> {
  const ccmOpen = createCcm().openUnchecked;
  const keyOf = createRecordKeys(hal.crypto, practiceLog(token.serial(), token.createdDay()));
  for (const { pageSequence, day, generation, position, records } of logChunks(token.log)) {
    for (let at = 0; at < records.length; at += SLOT_BYTES) {
      const slot = parseSlot(hal.crypto, records.subarray(at, at + SLOT_BYTES));
      if (slot.kind !== "record") continue;
      const place = {
        serial: token.serial(),
        generation,
        pageSequence,
        position: position + at / SLOT_BYTES,
      };
      const plain = openRecord(ccmOpen, keyOf(day)!, place, slot.sealed);
      const record = decodeRecord(plain!);
      yield { slot: day * SLOTS_PER_DAY + record.slot, record };
    }
  }
}
