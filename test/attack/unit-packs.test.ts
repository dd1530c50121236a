/**
 * A unit whose packs are accepted makes packs that no program writes: under another unit's name for a pack, and with
 * more lines than there can be. They come in at the public door, and cost others nothing.
 */
import assert from "node:assert/strict";
import { randomBytes as random } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createPackWriter } from "../../src/custody/host/pack.js";
import { encodePublicFile, type Identity } from "../../src/custody/host/identity.js";
import { localDayOf } from "../../src/station/text/local-time.js";
import { MOST_NAMESAKES, MOST_PRACTICE_TOKENS } from "../../src/station/limits.js";
import { nodeHash, randomBytes } from "../../src/station/node-crypto.js";
import { linesOfContent, writePack } from "../../src/station/packs/pack-file.js";
import { takePack } from "../../src/station/packs/take-pack.js";
import { packUp } from "../../src/station/packs/up.js";
import type { Store } from "../../src/station/store/store.js";
import { keyOfSerial } from "../../src/station/store/token-identity.js";
import { discardFalse } from "../../src/station/tracing/discard.js";
import { createHolderAt, runTrace } from "../../src/station/tracing/run-trace.js";
import { allRecords } from "../station/all-records.js";
import {
  HOUR_MS,
  RECIPIENTS,
  START_DAY,
  START_UTC_MS,
  bind,
  commune,
  createFolder,
  officer,
  paperToken,
  putPreparedLog,
  stranger,
} from "../station/custody-bench.js";
import { syntheticChunk, syntheticId } from "../station/synthetic-log.js";

const NOW_MS = START_UTC_MS + 30 * HOUR_MS;
const [F0, OWN] = [paperToken(43, START_DAY - 6), paperToken(42, START_DAY - 6)];
const state = { firmware: "x", is_practice: 0, generation: 1, time_state: "set", operating_epoch: 0 };
const counters = { unread_records: 0, battery_mv: 1, is_charging: 0, clock_drift_ms: 0, lost_records: 0 };
const tokenLine = (token: string, serial: number, chipId: string | null = null) => ({
  token: { token, serial, chip_id: chipId, ...state, ...counters, last_read_ms: null },
});
const chipOf = (n: number) => n.toString(16).toUpperCase().padStart(16, "0");

describe("a unit's pack that no program writes", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let authority: Store;
  let village: Store;
  let made = 0;
  beforeEach(async () => {
    folder = createFolder();
    authority = await folder.store("authority.sqlite");
    village = await folder.store("village.sqlite");
    const heard = { id: syntheticId(OWN.baseId, OWN.createdDay, START_DAY * 96 + 20), slot: 20, rssi: [-50] };
    await putPreparedLog(authority, village, F0, START_DAY, [heard]);
    await putPreparedLog(authority, await folder.store("liar.sqlite"), OWN, START_DAY, []);
    await authority.putKnownKeys(
      RECIPIENTS.map(({ file }) => file),
      false,
    );
    await authority.putKnownKeys([commune, stranger].map(encodePublicFile), true);
    await bind(authority, [F0.serial]);
    await bind(authority, [OWN.serial], stranger);
  });
  afterEach(() => folder.remove());

  const taken = (path: string) => takePack(authority, path, officer, [], NOW_MS);
  const address = (sender: Identity) => ({ sender, receivers: [officer], madeMs: NOW_MS });
  const content = (items: Iterable<object>) =>
    linesOfContent(
      "up",
      (async function* () {
        yield* items;
      })(),
    );
  async function lie(items: Iterable<object>): Promise<string> {
    const path = folder.path(`lie-${made++}`);
    await writePack(path, "up", address(stranger), content(items));
    return taken(path);
  }
  const traced = () =>
    runTrace(
      authority,
      { token: keyOfSerial(F0.serial), onsetDay: localDayOf(START_UTC_MS), untilMs: NOW_MS },
      { identity: officer, reason: "ca bệnh mẫu", nowMs: NOW_MS },
    );
  async function lasts(work: () => Promise<unknown>): Promise<number> {
    const startMs = performance.now();
    await work();
    return performance.now() - startMs;
  }

  it("bears the ID of another unit's, read off its stick: both come in, and each sender's own is acknowledged", async () => {
    const honest = folder.path("honest");
    await packUp(village, honest, address(commune), true);
    const id = readFileSync(honest).subarray(8, 24);
    let isFirst = true;
    const chosen = (count: number) => {
      const bytes = isFirst ? new Uint8Array(id) : randomBytes(count);
      isFirst = false;
      return bytes;
    };
    const writer = createPackWriter(nodeHash, chosen, "up", NOW_MS, stranger, [officer]);
    const lines: Uint8Array[] = [];
    for await (const line of content([tokenLine("t", OWN.serial)])) lines.push(line);
    const chunk = writer.chunk(new Uint8Array(Buffer.concat(lines)), true);
    const path = folder.path("same-id");
    writeFileSync(path, Buffer.concat([writer.head, chunk, writer.signature()]));
    assert.deepEqual(readFileSync(path).subarray(8, 24), id);

    assert.equal(await taken(path), "0 new sealed records");
    assert.equal(await taken(honest), "1 new sealed records");
    for (const again of [path, honest]) assert.match(await taken(again), /taken in before/);
    for (const { fingerprint } of [commune, stranger]) {
      const packs = await authority.packsFrom(Buffer.from(fingerprint).toString("hex"));
      assert.deepEqual(
        packs.map((pack) => pack.id),
        [id.toString("hex")],
      );
    }
  });

  it("tells of practice tokens without number, of one number or of many: so many come in, in time, and the rest is said", async () => {
    const [one, many] = [10_000_001, 20_000_000];
    function* flood() {
      for (let n = 0; n < 2_000; n++) yield tokenLine(`same-${n}`, one, chipOf(n));
      for (let n = 0; n < 2_000; n++) yield tokenLine(`other-${n}`, many + n, chipOf(10_000 + n));
    }
    let told = "";
    // 500 of one number took 27 s before, and four times as long for each double.
    assert.ok((await lasts(async () => (told = await lie(flood())))) < 20_000);
    assert.match(told, new RegExp(`brought more .*token ${4_000 - MOST_PRACTICE_TOKENS}\\)`));
    const serials = (await authority.tokens()).map(({ serial }) => serial);
    assert.equal(serials.filter((serial) => serial === one).length, MOST_NAMESAKES);
    assert.equal(serials.filter((serial) => serial >= many).length, MOST_PRACTICE_TOKENS - MOST_NAMESAKES);
  });

  it("tells of new secrets of 2,000 re-keys that never were: a few wait, and no trace looks at each", async () => {
    function* flood() {
      yield tokenLine("t", OWN.serial);
      for (let n = 0; n < 2_000; n++) {
        const row = { serial: OWN.serial, generation: 100 + n, kind: "id", stored_ms: NOW_MS - 1 };
        yield { wrapped: { ...row, wrapped: random(68).toString("base64") } };
      }
    }
    assert.match(await lie(flood()), /brought more .*wrapped 1968\)/);
    assert.equal((await authority.wrappedSecrets()).length, 32);
    await taken(await honestPack());
    assert.equal((await traced()).ownRecords, 1);
  });

  it("holds a name of a million letters: left out", async () => {
    const person = { id: "1b0c2a36-9d5e-4f1c-8a53-0d9d7a4a2f10", unit: "", phone: null };
    assert.match(await lie([{ person: { ...person, name: "x".repeat(1e6) } }]), /person 1/);
    assert.equal(await lie([{ person: { ...person, name: "\uFB2C".repeat(120).normalize("NFC") } }]), "0 new sealed records"); // prettier-ignore
  });

  it("tells 100,000 times who has a token: who had it when is found in time", async () => {
    const person = { id: "p", name: "x", unit: "", phone: null };
    const issues = Array.from({ length: 100_000 }, (_, fromMs) => ({
      id: String(fromMs),
      token: "t",
      person,
      fromMs,
      toMs: null,
    }));
    assert.ok((await lasts(() => Promise.resolve(createHolderAt(issues as never)("t", 5)))) < 3_000);
  });

  it("is no reason to delete what opens: a record of a later firmware stays when junk is deleted", async () => {
    const { serial, sealKey, createdDay } = F0;
    const place = { serial, pageSequence: 9, day: START_DAY, createdDay, sealKey };
    const later = syntheticChunk(place, [{ id: Buffer.alloc(12, 1), slot: 200, rssi: [-60] }]);
    await village.startSync(keyOfSerial(serial), NOW_MS - 1, 0, 1, null);
    await village.addChunk(keyOfSerial(serial), NOW_MS - 1, later);
    await taken(await honestPack());
    await bind(authority, [serial], stranger);
    const junk = { generation: 1, page_sequence: 9, seal_day: START_DAY, calendar_day: START_DAY };
    const sealed = random(32).toString("base64");
    await lie([
      tokenLine("t", serial),
      { page: { token: "t", ...junk, lived_hours: null, positions: [0], sealed } },
    ]);
    assert.equal((await allRecords(authority)).length, 3);
    const done = await discardFalse(authority, officer, {}, "thử", NOW_MS);
    assert.deepEqual(done, { records: 1, secrets: 0 });
    const left = await allRecords(authority);
    assert.ok(left.some((record) => Buffer.from(record.sealed).equals(Buffer.from(later.records))));
    assert.equal((await traced()).unreadable, 1);
  });

  async function honestPack(): Promise<string> {
    const path = folder.path(`honest-${made++}`);
    await packUp(village, path, address(commune), true);
    return path;
  }
});
