/** Opens new stores at moments given, writes into each as a reading does, and tells its parent how that went. */
import { join } from "node:path";
import { openStore } from "../../../src/station/store/store.js";

const [folder, serial, fromMs, everyMs, tries] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const told: string[] = [];
for (let n = 0; n < Number(tries); n++) {
  while (Date.now() < Number(fromMs) + n * Number(everyMs)); // a timer would come too late
  try {
    const store = await openStore(join(folder, `${n}.sqlite`));
    const token = await store.tokenOf(Number(serial));
    await store.startSync(token, 1, 0, 0, 0);
    for (let page = 0; page < 10; page++) {
      await store.addChunk(token, 1, {
        ...{ generation: 1, pageSequence: page, position: 0, sealDay: 1, calendarDay: 1, livedHours: 0 },
        records: new Uint8Array(32).fill(page),
        nextSequence: page + 1,
      });
    }
    await store.close();
    told.push("done");
  } catch (error) {
    told.push(String(error));
  }
}
process.send!(told);
