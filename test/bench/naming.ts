/**
 * Whose the IDs are that an F0 heard in 14 days: `npx tsx test/bench/naming.ts [TOKENS] [MOST_S]`. The tokens' ID boxes are opened, their keys moved
 * on to the days of the case, and all IDs derived on all cores. Beside it Bluezone's way, one query for each ID and its time in an
 * SQL table of what was heard. 5,000 tokens may take 3 s, and 100,000
 * a minute, of a machine that does nothing else.
 */
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
import { sendersOf } from "../../src/station/tracing/id-search.js";
import { hashSeconds, querySeconds } from "./bluezones-way.js";

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

const times = [performance.now()];
const opened = await openBoxes(store, officer, "id");
times.push(performance.now());
const contents = opened.map(({ content }) => ({ token: keyOfSerial(content.serial), content }));
const { idDays } = takeIdDays(nodeHash, contents, createRedating([]), slots);
times.push(performance.now());
const some = sendersIn(
  nodeHash,
  idDays.filter((_, i) => i % Math.ceil(idDays.length / 100) === 0),
);
const known = [...some.keys()].filter((_, i) => i % 8 === 0);
const heard = new Set(known);
while (heard.size < HEARD) heard.add(byteString(new Uint8Array(randomBytes(12))));
const from = performance.now();
const senders = await sendersOf(heard, idDays);
times.push(performance.now() - from + times.at(-1)!);
if (senders.size !== known.length) throw new Error(`${senders.size} senders instead of ${known.length}`);

const [openS, keysS, searchS] = times.slice(1).map((at, i) => (at - times[i]!) / 1000) as [
  number,
  number,
  number,
];
const wholeS = openS + keysS + searchS;
const rows = [...heard].map((id) => ({
  ...{ contactId: Buffer.from(id, "latin1").toString("hex").toUpperCase(), timeMs: slots.from * SLOT_MS },
}));
const asked = Array.from({ length: QUERIES }, () => ({
  ...{ id: randomBytes(12).toString("hex").toUpperCase(), startMs: slots.from * SLOT_MS },
}));
const phoneS = idDays.length * SLOTS_PER_DAY * (querySeconds(rows, asked) + hashSeconds());
console.log(
  `${tokens} tokens, ${DAYS} days, ${((idDays.length * SLOTS_PER_DAY) / 1e6).toFixed(1)} million IDs, ${availableParallelism()} cores: ` +
    `boxes ${openS.toFixed(1)} s, keys ${keysS.toFixed(1)} s, search ${searchS.toFixed(1)} s, together ${wholeS.toFixed(1)} s; ` +
    `${senders.size} of ${heard.size} named; one query for each ID: ${phoneS.toFixed(0)} s, ${(phoneS / wholeS).toFixed(1)} times as long`,
);
if (wholeS > mostS) {
  console.log(`too slow: it may take ${mostS.toFixed(1)} s`);
  process.exitCode = 1;
}
