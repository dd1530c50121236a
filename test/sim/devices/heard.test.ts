import assert from "node:assert/strict";
import { decodeRecord } from "../../../src/contacts/record.js";
import { createRecordKeys, practiceLog } from "../../../src/custody/host/case-keys.js";
import { openRecord } from "../../../src/custody/host/open-record.js";
import { parseSlot } from "../../../src/log/parse.js";
import { ccmOpen, nodeHash } from "../../../src/station/node-crypto.js";
import { createEngine } from "../../../sim/run/engine.js";
import { type HeardRecord, recordsOf } from "../../../sim/devices/heard.js";
import { type SimulatedToken, logChunks } from "../../../sim/devices/simulated-token.js";
import { scenarioWith } from "../worlds.js";

const HOUR_MS = 3_600_000;
const SLOT_BYTES = 32;

/** As a station opens it, tags and all; and how many slots hold no record. */
function openedBy({ token, hal }: SimulatedToken): { records: HeardRecord[]; others: number } {
  const keyOf = createRecordKeys(nodeHash, practiceLog(token.serial(), token.createdDay()));
  const records: HeardRecord[] = [];
  let others = 0;
  for (const chunk of logChunks(token.log)) {
    for (let at = 0; at < chunk.records.length; at += SLOT_BYTES) {
      const slot = parseSlot(hal.crypto, chunk.records.subarray(at, at + SLOT_BYTES));
      if (slot.kind !== "record") others++;
      else {
        const position = chunk.position + at / SLOT_BYTES;
        const place = { ...chunk, serial: token.serial(), position };
        const record = decodeRecord(openRecord(ccmOpen, keyOf(chunk.sealDay)!, place, slot.sealed)!);
        records.push({ slot: chunk.calendarDay * 96 + record.slot, record });
      }
    }
  }
  return { records, others };
}

describe("logs of simulated tokens", () => {
  it("hold without a look at the tags what a station opens, marks of restarts left out", () => {
    const engine = createEngine(scenarioWith("village", { people: 8 }), 2);
    engine.runUntil(2 * HOUR_MS);
    for (const { control } of engine.tokens) {
      control.power.cut();
      control.power.restore();
    }
    engine.runUntil(26 * HOUR_MS); // two UTC days
    let [records, others] = [0, 0];
    for (const token of engine.tokens) {
      const opened = openedBy(token);
      assert.deepEqual(recordsOf(token), opened.records);
      records += opened.records.length;
      others += opened.others;
    }
    assert.ok(records > 1000 && others > 0, `${records} records, ${others} others`);
  });
});
