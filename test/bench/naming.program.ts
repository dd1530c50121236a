/** The work that `naming.ts` measures: `[TOKENS] [MOST_S]`. */
import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import nacl from "tweetnacl";
import { SLOTS_PER_DAY, SLOT_MS } from "../../src/bluezone/ids.js";
import { sealBox, type BoxContent } from "../../src/custody/host/boxes.js";
import { createIdentity } from "../../src/custody/host/identity.js";
import { takeIdDays } from "../../src/station/cases/case-material.js";
import { openBoxes } from "../../src/station/cases/officer.js";
import { createRedating } from "../../src/station/clocks/redating.js";
import { nodeHash } from "../../src/station/node-crypto.js";
import type { Store } from "../../src/station/store/store.js";
import { keyOfSerial } from "../../src/station/store/token-identity.js";
import { byteString, sendersIn } from "../../src/station/tracing/id-lookup.js";
import { hashSeconds, querySeconds } from "./bluezones-way.js";

// Its threads run the file that it is bundled into: as a part of this one they would begin this work anew.
const { sendersOf } = await import("../../src/station/tracing/id-search.js");

const DAYS = 14;
const FIRST_DAY = 18_500;
/** The boxes open this many days before the case. */
const DAYS_BEFORE = 16;
/** IDs that an F0 logs in 14 days. */
const HEARD = 6_000;
const QUERIES = 20_000;
const tokens = Number(process.argv[2] ?? 5_000);
const mostS = Number(process.argv[3] ?? (3 * tokens) / 5_000);
const seed = new Uint8Array(randomBytes(32));
const officer = createIdentity("officer", seed);

/** As `sealBox` makes them, but from one sender: to make 100,000 senders takes minutes. */
function idBoxes(): Uint8Array[] {
  const first = sealBox(contentOf(1), officer, (length) => new Uint8Array(randomBytes(length)));
  const sender = nacl.box.keyPair();
  const shared = nacl.box.before(officer.boxKey, sender.secretKey);
  return Array.from({ length: tokens }, (_, i) => {
    const { serial, key, wrapKey } = contentOf(i + 1);
    const box = first.slice();
    new DataView(box.buffer).setUint32(8, serial, true);
    box.set(sender.publicKey, 24);
    const plain = new Uint8Array([...box.subarray(0, 16), ...key, ...wrapKey]);
    box.set(nacl.box.after(plain, box.subarray(56, 80), shared), 80);
    return box;
  });
}

function contentOf(serial: number): BoxContent {
  const day = FIRST_DAY - DAYS_BEFORE;
  const key = nodeHash.sha256(new Uint8Array([...seed, serial & 255, (serial >> 8) & 255, serial >> 16]));
  return { kind: "id", serial, generation: 1, day, key, wrapKey: new Uint8Array(32) };
}

const boxes = idBoxes().map((box) => ({ box, sinceDay: 0 }));
const store = { boxes: () => Promise.resolve(boxes) } as unknown as Store;
const slots = { from: FIRST_DAY * SLOTS_PER_DAY, to: (FIRST_DAY + DAYS) * SLOTS_PER_DAY };

/** By the clock, and of the processor's time: on a busy computer the two are far apart. */
async function timed<T>(work: () => T | Promise<T>): Promise<[result: T, s: number, cpuS: number]> {
  const [startMs, used] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  return [result, (performance.now() - startMs) / 1e3, (user + system) / 1e6];
}

const [opened, openS, openCpuS] = await timed(() => openBoxes(store, officer, "id"));
const [{ idDays }, keysS, keysCpuS] = await timed(() => {
  const contents = opened.map(({ content }) => ({ token: keyOfSerial(content.serial), content }));
  return takeIdDays(nodeHash, contents, createRedating([]), slots);
});
const some = sendersIn(
  nodeHash,
  idDays.filter((_, i) => i % Math.ceil(idDays.length / 100) === 0),
);
const known = [...some.keys()].filter((_, i) => i % 8 === 0);
const heard = new Set(known);
while (heard.size < HEARD) heard.add(byteString(new Uint8Array(randomBytes(12))));
const [senders, searchS, searchCpuS] = await timed(() => sendersOf(heard, idDays));
if (senders.size !== known.length) throw new Error(`${senders.size} senders instead of ${known.length}`);

const wholeS = openS + keysS + searchS;
const say = (s: number, cpuS: number) => `${s.toFixed(2)} s (${cpuS.toFixed(2)} s of the processor)`;
const rows = [...heard].map((id) => ({
  ...{ contactId: Buffer.from(id, "latin1").toString("hex").toUpperCase(), timeMs: slots.from * SLOT_MS },
}));
const asked = Array.from({ length: QUERIES }, () => ({
  ...{ id: randomBytes(12).toString("hex").toUpperCase(), startMs: slots.from * SLOT_MS },
}));
const phoneS = idDays.length * SLOTS_PER_DAY * (querySeconds(rows, asked) + hashSeconds());
console.log(
  `${tokens} tokens, ${DAYS} days, ${((idDays.length * SLOTS_PER_DAY) / 1e6).toFixed(1)} million IDs, ${availableParallelism()} cores: ` +
    `boxes ${say(openS, openCpuS)}, keys ${say(keysS, keysCpuS)}, search ${say(searchS, searchCpuS)}, ` +
    `together ${say(wholeS, openCpuS + keysCpuS + searchCpuS)}; ` +
    `${senders.size} of ${heard.size} named; one query for each ID: ${phoneS.toFixed(0)} s, ${(phoneS / wholeS).toFixed(1)} times as long`,
);
if (wholeS > mostS) {
  console.log(`too slow: it may take ${mostS.toFixed(1)} s`);
  process.exitCode = 1;
}
