/** A token in the real interpreter among iPhones of every kind: the log of the simulated one, and no window lost. */
import assert from "node:assert/strict";
import type { NearPhone } from "../../firmware/device/stepped.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { type EncounterRecord, decodeRecord } from "../../src/contacts/record.js";
import { createRecordKeys, practiceLog } from "../../src/custody/host/case-keys.js";
import { openRecord } from "../../src/custody/host/open-record.js";
import { decodeHandOver } from "../../src/custody/token/hand-over.js";
import { SEALED_BYTES } from "../../src/custody/token/seal-format.js";
import { ccmOpen, nodeHash } from "../../src/station/node-crypto.js";
import { RECORD_BYTES } from "../../src/sync/messages.js";
import type { HistoryToken } from "../token/history.js";
import { NO_KEYS } from "../token/host.js";
import { HEARD_DBM, createSimulatedHistoryToken } from "../token/simulated-history-token.js";
import { describeEspruino } from "./interpreter.js";
import { withStepped } from "./stepped-history-token.js";

const SEED = 1;
const SLOT_MS = 900_000;
/** All that may be saved up for reading. */
const ALONE_SLOTS = 34;

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const idOf = (n: number, length = 12) => new Uint8Array(length).fill(n);
const OPEN = hex("02011A" + "110767A607ADD1172FA1C44BF573564E0000" + "0909426C75657A6F6E65");
const BACKGROUND = hex("02011A" + "14FF4C000108" + "00".repeat(15));
const WITH_OTHERS = hex("02011A" + "14FF4C00010A" + "00".repeat(9) + "80" + "00".repeat(5));
/** Bits of other apps only, and what every iPhone sends anyway. */
const NOT_BLUEZONE = hex("02011A" + "14FF4C000102" + "00".repeat(15));
const NEARBY = hex("02011A" + "0AFF4C001005011C0B2C4E");

const phone = (
  n: number,
  advert: Uint8Array,
  behaviour: NearPhone["behaviour"] = "answers",
  value = idOf(n),
): NearPhone => ({ advert, address: `c0:00:00:00:00:0${n}`, behaviour, value });

const PHONES = [
  phone(1, BACKGROUND),
  phone(2, WITH_OTHERS),
  phone(3, OPEN),
  phone(4, NOT_BLUEZONE),
  phone(5, NEARBY),
  phone(6, BACKGROUND, "answers", idOf(6, 11)),
  phone(7, BACKGROUND, "drops"),
  phone(8, BACKGROUND, "lacks"),
  phone(9, BACKGROUND, "hangs"),
];
const GONE = { ...phone(0, BACKGROUND, "silent") };
const NEIGHBOUR = idOf(0x40);

/** Its records of two slots among all of them, and two beside one that goes while it is sought, each after some hours alone. */
async function lifeOf(token: HistoryToken): Promise<{ flash: string[]; records: EncounterRecord[] }> {
  await token.run(ALONE_SLOTS * SLOT_MS);
  await token.surround([encodeAdvert(NEIGHBOUR)], PHONES);
  await token.run(2 * SLOT_MS);
  await token.surround([]);
  await token.run(ALONE_SLOTS * SLOT_MS);
  await token.surround([encodeAdvert(NEIGHBOUR)], [GONE]);
  await token.run(2 * SLOT_MS);
  await token.surround([]);
  await token.run(SLOT_MS);
  return token.plugIn(async (session) => {
    await session.enter(NO_KEYS);
    const { serial, day } = decodeHandOver(await session.secrets())!;
    const keyOf = createRecordKeys(nodeHash, practiceLog(serial, day));
    const flash: string[] = [];
    const records: EncounterRecord[] = [];
    await session.read({
      from: 0,
      onChunk(chunk) {
        for (let n = 0; n < chunk.records.length / RECORD_BYTES; n++) {
          const bytes = chunk.records.subarray(n * RECORD_BYTES, (n + 1) * RECORD_BYTES);
          flash.push(Buffer.from(bytes).toString("hex"));
          const place = { ...chunk, serial, position: chunk.position + n };
          const plain = openRecord(ccmOpen, keyOf(chunk.sealDay)!, place, bytes.subarray(0, SEALED_BYTES));
          if (plain !== undefined) records.push(decodeRecord(plain));
        }
      },
    });
    return { flash, records };
  });
}

describeEspruino("iPhones, in the real interpreter", (interpreter) => {
  it("become the records of the simulated token, and take no window from anybody", async () => {
    const expected = await lifeOf(createSimulatedHistoryToken(SEED));
    const actual = await withStepped(interpreter, SEED, lifeOf);
    assert.deepEqual(actual.flash, expected.flash);

    const of = (n: number) => actual.records.filter(({ id }) => id[0] === n);
    for (const n of [1, 2, 3]) assert.ok(of(n).length >= 2, `iPhone ${n} in ${of(n).length} slots`);
    for (const n of [4, 5, 6, 7, 8, 9, 0]) assert.equal(of(n).length, 0, `iPhone ${n}`);
    const neighbour = of(NEIGHBOUR[0]!);
    assert.equal(neighbour.filter(({ rssiDbm }) => rssiDbm.every((dbm) => dbm === HEARD_DBM)).length, 2);
    // The middle slot, of which all four windows fell into the meeting.
    for (const n of [1, 2, 3, NEIGHBOUR[0]!]) {
      const whole = of(n).find(({ rssiDbm }) => rssiDbm.every((dbm) => dbm === HEARD_DBM));
      assert.ok(whole, `${n} in all windows`);
      assert.equal(whole.isByGatt, n !== NEIGHBOUR[0]);
      assert.equal(whole.windowsListened, 0b1111);
    }
  });
});
