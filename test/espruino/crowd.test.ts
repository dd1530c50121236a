import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../hal/simulated/random.js";
import { buildFirmware } from "../../firmware/build/firmware.js";
import { startStepped, type TimedAdvert } from "../../firmware/device/stepped.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { SLOT_MS } from "../../src/bluezone/ids.js";
import { decodeRecord } from "../../src/contacts/record.js";
import { createRecordKeys, practiceLog } from "../../src/custody/host/case-keys.js";
import { openRecord } from "../../src/custody/host/open-record.js";
import { decodeHandOver } from "../../src/custody/token/hand-over.js";
import { ccmOpen, hostCustody, nodeHash } from "../../src/station/node-crypto.js";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import { createSession } from "../../src/sync/host/session.js";
import { BURST_WINDOW_MS, firstInstantMs } from "../../src/token/schedule.js";
import { createFolder, describeEspruino, root } from "./interpreter.js";

const START_UTC_MS = Date.UTC(2020, 7, 8);
const NEIGHBOURS = 200;
const QUARTER_MS = SLOT_MS / 4;
/** Windows of a slot: each neighbour is heard once in most of them. */
const WINDOWS = 4;

const numberOf = (id: Uint8Array) => id[0]! * 256 + id[1]!;

describeEspruino("200 neighbours in range of the token's bundle", (interpreter) => {
  it("do not end it; the strongest twenty are in the log, and the others are there or counted", async () => {
    const { file } = await buildFirmware(root, "XIAOBLE");
    const folder = createFolder();
    const device = await startStepped({
      interpreter,
      folder: folder.path,
      root,
      program: readFileSync(join(root, file), "utf8"),
      chipId: "00112233-44556677",
      random: hostCustody.random(4096),
      startUtcMs: START_UTC_MS,
    });
    try {
      const random = createRandom(1);
      const adverts = Array.from({ length: NEIGHBOURS }, (_, n) =>
        encodeAdvert(
          Uint8Array.from({ length: 12 }, (_, at) => (at === 0 ? n >> 8 : at === 1 ? n : random.below(256))),
        ),
      );
      const slotMs = START_UTC_MS + SLOT_MS;
      const reports: TimedAdvert[] = [];
      for (let window = 0; window < WINDOWS; window++) {
        const opensMs =
          slotMs + window * QUARTER_MS + firstInstantMs(nodeHash, slotMs / SLOT_MS) - BURST_WINDOW_MS / 2;
        const order = adverts.map((_, n) => ({ n, key: random.uint32() })).sort((a, b) => a.key - b.key);
        order.forEach(({ n }, at) =>
          reports.push({
            utcMs: Math.ceil(opensMs) + Math.floor((at * (BURST_WINDOW_MS - 4)) / NEIGHBOURS),
            data: adverts[n]!,
            rssiDbm: -45 - Math.floor(n / 4),
          }),
        );
      }
      await device.play(reports, slotMs + SLOT_MS + 120_000);
      const { serial, day, leftOut, records } = await device.talk(async (line) => {
        const session = createSession(line, systemTimers, hostCustody);
        await session.enter({ operator: [], admin: [] });
        const identity = await session.identify();
        const handOver = decodeHandOver(await session.secrets())!;
        const keyOf = createRecordKeys(nodeHash, practiceLog(handOver.serial, handOver.day));
        const records: Uint8Array[] = [];
        await session.read({
          from: 0,
          onChunk: (chunk) => {
            for (let n = 0; n < chunk.records.length / 32; n++) {
              const place = { ...chunk, serial: handOver.serial, position: chunk.position + n };
              const sealed = chunk.records.subarray(32 * n, 32 * n + 28);
              const plain = openRecord(ccmOpen, keyOf(chunk.sealDay)!, place, sealed);
              if (plain !== undefined) records.push(plain);
            }
          },
        });
        return { serial: handOver.serial, day: handOver.day, leftOut: identity.losses.leftOut, records };
      });
      const numbers = records.map((plain) => numberOf(decodeRecord(plain).id));
      console.log(`      serial ${serial}, day ${day}: ${numbers.length} records, ${leftOut} left out`);
      assert.equal(new Set(numbers).size, numbers.length);
      assert.equal(numbers.length + leftOut, NEIGHBOURS);
      for (let n = 0; n < 20; n++) assert.ok(numbers.includes(n), `neighbour ${n}`);
    } finally {
      await device.stop();
      folder.remove();
    }
  });
});
