/**
 * A station that reads tokens into a shared store until its parent says "stop": `station.program.ts URL FIRST-TOKEN TOKENS FIRST-PAGE`. Tells
 * of each page that the store acknowledged; every tenth is stored a second time, as after a line that was cut.
 */
import { randomBytes } from "node:crypto";
import { openStore } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { RECORDS_A_PAGE } from "./fill.js";

const [url, first, tokens, firstPage] = process.argv.slice(2) as [string, string, string, string];
const day = Math.floor(Date.now() / 86_400_000);
const startedMs = Date.now();
let isOver = false;
process.on("message", (told) => {
  if (told === "stop") isOver = true;
});
const store = await openStore(url, { mayCreate: false });
for (let i = 0; i < Number(tokens); i++) {
  await store.startSync(keyOfSerial(Number(first) + i), startedMs, 0, 0, 0);
}
process.send!("ready");
await new Promise<void>((resolve) => process.once("message", () => resolve()));
for (let n = 0; !isOver; n++) {
  const token = keyOfSerial(Number(first) + (n % Number(tokens)));
  const pageSequence = Number(firstPage) + Math.floor(n / Number(tokens));
  const chunk = {
    ...{ generation: 1, pageSequence, position: 0, sealDay: day, calendarDay: day, livedHours: 0 },
    records: new Uint8Array(randomBytes(RECORDS_A_PAGE * 32)),
    nextSequence: (pageSequence + 1) * RECORDS_A_PAGE,
  };
  const { added } = await store.addChunk(token, startedMs, chunk);
  if (added !== RECORDS_A_PAGE) process.send!(`${added} records of ${token} page ${pageSequence} were new`);
  process.send!([token, pageSequence]);
  if (n % 10 === 9) {
    const again = await store.addChunk(token, startedMs, chunk);
    if (again.added !== 0) process.send!(`${token} page ${pageSequence} was stored twice`);
  }
}
await store.close();
process.disconnect();
