/** Adds people until it is killed or refused, and tells of each that was acknowledged: `writing.program.ts STORE KEY`; no KEY: plain. */
import { writeSync } from "node:fs";
import { storeKeyOf } from "../../../../src/station/store/encryption/store-key.js";
import { openStore } from "../../../../src/station/store/store.js";
import { PERSON } from "./people.js";

const [path, hex] = process.argv.slice(2);
const key = hex === undefined ? undefined : storeKeyOf(Buffer.from(hex, "hex"));
const store = await openStore(path!, { mayCreate: true, key });
writeSync(1, "open\n");
for (let n = 0; ; n++) {
  try {
    await store.addEntry({ ...PERSON, name: `${PERSON.name} ${n}` });
  } catch (error) {
    writeSync(1, `refused ${String(error)}\n`);
    break;
  }
  writeSync(1, `has ${n}\n`);
}
await store.close();
