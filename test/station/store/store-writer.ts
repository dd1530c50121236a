/** Writes chunks into a store until it is killed; tells its parent after each. */
import { openStore } from "../../../src/station/store/store.js";
import { syntheticChunk } from "../synthetic-log.js";

const store = await openStore(process.argv[2]!);
await store.putToken({
  token: "00000042",
  serial: 42,
  firmware: "0.1.0",
  isPractice: true,
  generation: 1,
  timeState: "set",
  batteryMilliVolts: 3900,
  isCharging: true,
  clockDriftMs: 0,
  lostRecords: 0,
  operatingEpoch: null,
});
await store.startSync("00000042", 1_000, 0, 0, 0);
for (let page = 0; page < 100_000; page++) {
  const records = Array.from({ length: 127 }, (_, i) => ({
    id: Buffer.alloc(12, i + 1),
    slot: i % 96,
    rssi: [-60, -61, -62, -63, -64, -65],
  }));
  const chunk = syntheticChunk({ serial: 42, pageSequence: page, day: 18_500 }, records);
  await store.addChunk("00000042", 1_000, chunk);
  process.send!(chunk.nextSequence);
}
