/** Imports a token's log chunk by chunk and tells of each once the store has acknowledged it: `import.program.ts STORE CHUNKS`. */
import { writeSync } from "node:fs";
import { openStore } from "../../../src/station/store/store.js";
import { CHUNK_RECORDS, TOKEN, chunkOf, practiceToken } from "./import-log.js";

const [path, chunks] = process.argv.slice(2);
const store = await openStore(path!);
if ((await store.tokens()).length === 0) await store.putToken(practiceToken);
writeSync(1, "open\n");
const startedMs = Date.now();
await store.startSync(TOKEN, startedMs, 0, 0, 0);
for (let n = 0; n < Number(chunks); n++) {
  await store.addChunk(TOKEN, startedMs, chunkOf(n));
  writeSync(1, `has ${n}\n`);
}
await store.close();
writeSync(1, `all ${CHUNK_RECORDS}\n`);
