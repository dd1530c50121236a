/**
 * A unit with its own keys, whose packs are accepted, lies about others. Its packs are made with the program's own
 * writer, their lines at will; they come in at the public doors. After each attack the honest token is traced as if it
 * had never happened, and somebody reads a sentence that names the unit.
 */
import assert from "node:assert/strict";
import { randomBytes as random } from "node:crypto";
import { writeFileSync } from "node:fs";
import Database from "libsql";
import sinon from "sinon";
import { encodePublicFile, type Identity } from "../../src/custody/host/identity.js";
import { lockKeyFile } from "../../src/custody/host/key-file.js";
import { KIND_ID, KIND_LOG, wrapSecret } from "../../src/custody/token/secrets.js";
import { openBoxes } from "../../src/station/cases/officer.js";
import { formatFingerprint } from "../../src/station/fingerprint.js";
import { localDayOf } from "../../src/station/text/local-time.js";
import { nodeHash, randomBytes, scrypt } from "../../src/station/node-crypto.js";
import { linesOfContent, writePack } from "../../src/station/packs/pack-file.js";
import { takePack } from "../../src/station/packs/take-pack.js";
import { packUp } from "../../src/station/packs/up.js";
import { migrations } from "../../src/station/store/schema.js";
import type { Store } from "../../src/station/store/store.js";
import { keyOfSerial } from "../../src/station/store/token-identity.js";
import { discardFalse } from "../../src/station/tracing/discard.js";
import { runTrace } from "../../src/station/tracing/run-trace.js";
import { without } from "../../src/station/without.js";
import { createTestCrypto } from "../custody/support.js";
import { allRecords } from "../station/all-records.js";
import { startProgram } from "../station/commands/run-command.js";
import {
  HOUR_MS,
  RECIPIENTS,
  START_DAY,
  START_UTC_MS,
  bind,
  commune,
  createFolder,
  officer,
  type PaperToken,
  paperToken,
  publicOf,
  putPreparedLog,
  recovery,
  stranger,
} from "../station/custody-bench.js";
import { syntheticChunk, syntheticId } from "../station/synthetic-log.js";

const DAY_MS = 86_400_000;
const NOW_MS = START_UTC_MS + 30 * HOUR_MS;
const UNIT = formatFingerprint(stranger.fingerprint);
/** The F0's and a contact's token are the honest commune's; the third one is the liar's own. */
const [F0, CONTACT, OWN] = [43, 77, 42].map((serial) => paperToken(serial, START_DAY - 6)) as [
  PaperToken,
  PaperToken,
  PaperToken,
];
const PERSON = { id: "1b0c2a36-9d5e-4f1c-8a53-0d9d7a4a2f10", name: "Người Khác", unit: "X", phone: null };
const ISSUE = { id: "1b0c2a36-9d5e-4f1c-8a53-0d9d7a4a2f11", from_ms: START_DAY * DAY_MS, to_ms: null };
const head = { generation: 1, page_sequence: 1, seal_day: START_DAY, calendar_day: START_DAY };
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

describe("a unit whose packs are accepted", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let authority: Store;
  let village: Store;
  let made = 0;
  beforeEach(async () => {
    folder = createFolder();
    authority = await folder.store("authority.sqlite");
    village = await folder.store("village.sqlite");
    const heard = (of: PaperToken, slot: number) => ({
      id: syntheticId(of.baseId, of.createdDay, START_DAY * 96 + slot),
      slot,
      rssi: [-50, -50, -50, -50, -50, -50],
    });
    const met = [20, 21, 22, 23];
    await putPreparedLog(
      authority,
      village,
      F0,
      START_DAY,
      met.map((slot) => heard(CONTACT, slot)),
    );
    await putPreparedLog(
      authority,
      village,
      CONTACT,
      START_DAY,
      met.map((slot) => heard(F0, slot)),
    );
    await putPreparedLog(authority, await folder.store("liar.sqlite"), OWN, START_DAY, []);
    await authority.putKnownKeys(
      RECIPIENTS.map(({ file }) => file),
      false,
    );
    await authority.putKnownKeys([commune, stranger].map(encodePublicFile), true);
    await village.issueToken(keyOfSerial(F0.serial), { name: "Người Mẫu Một", unit: "A", phone: null }, 5);
    await village.issueToken(
      keyOfSerial(CONTACT.serial),
      { name: "Người Mẫu Hai", unit: "B", phone: null },
      5,
    );
    await bind(authority, [F0.serial, CONTACT.serial]);
    await bind(authority, [OWN.serial], stranger);
  });
  afterEach(() => folder.remove());

  const taken = (path: string) => takePack(authority, path, officer, [], NOW_MS);
  /** What the rightful commune's pack says of it. */
  async function bringUp(): Promise<string> {
    const path = folder.path(`honest-${made++}`);
    await packUp(village, path, { sender: commune, receivers: [officer], madeMs: NOW_MS + made }, true);
    return taken(path);
  }
  const state = { chip_id: null, firmware: "x", is_practice: 0, generation: 1, time_state: "set" };
  const counters = { unread_records: 0, battery_mv: 1, is_charging: 0, clock_drift_ms: 0, lost_records: 0 };
  const tokenLine = (serial: number) => ({
    token: { token: `t${serial}`, serial, ...state, ...counters, last_read_ms: null, operating_epoch: 0 },
  });
  const correction = (serial: number, offsetMs: number, more: object = {}) => ({
    correction: {
      ...{ token: `t${serial}`, generation: 1, epoch: 0, offset_ms: offsetMs, until_ms: NOW_MS - DAY_MS },
      ...{
        found_ms: NOW_MS - 1,
        from_sequence: null,
        end_sequence: null,
        held_day: null,
        is_sure: 1,
        ...more,
      },
    },
  });
  const page = (serial: number, sealed: Uint8Array, more: object = {}) => ({
    page: {
      ...{ token: `t${serial}`, ...head, lived_hours: null, ...more },
      positions: Array.from({ length: sealed.length / 32 }, (_, i) => i),
      sealed: base64(sealed),
    },
  });
  const wrapped = (serial: number, bytes: Uint8Array, kind = "id") => ({
    wrapped: { serial, generation: 2, kind, wrapped: base64(bytes), stored_ms: NOW_MS - 1 },
  });
  /** A pack of the liar's. */
  async function lie(items: object[], madeMs = NOW_MS): Promise<string> {
    const path = folder.path(`lie-${made++}`);
    const each = async function* () {
      yield* items;
    };
    await writePack(
      path,
      "up",
      { sender: stranger, receivers: [officer], madeMs },
      linesOfContent("up", each()),
    );
    lastLie = path;
    return taken(path);
  }
  let lastLie = "";
  const traced = (store = authority, onsetDay = localDayOf(START_UTC_MS)) =>
    runTrace(
      store,
      { token: keyOfSerial(F0.serial), onsetDay, untilMs: NOW_MS },
      { identity: officer, reason: "ca bệnh mẫu", nowMs: NOW_MS },
    );
  /** All that people see of a trace, but the case's name and who lied. */
  const seen = async (store = authority) =>
    JSON.parse(JSON.stringify(without(await traced(store), "caseId", "notes"))) as unknown;
  const notes = async () => (await traced()).notes.map((note) => JSON.stringify(note)).join("\n");

  /** As a trace is where nobody lies. */
  async function truth(): Promise<unknown> {
    const clean = await folder.store("clean.sqlite");
    await clean.putBoxes(await authority.boxes());
    await clean.putKnownKeys([commune].map(encodePublicFile), true);
    await bind(clean, [F0.serial, CONTACT.serial]);
    const path = folder.path("clean");
    await packUp(village, path, { sender: commune, receivers: [officer], madeMs: NOW_MS }, true);
    await takePack(clean, path, officer, [], NOW_MS);
    const trace = await traced(clean);
    assert.deepEqual(
      trace.contacts.map(({ holder, seenBy }) => [holder?.name, seenBy]),
      [["Người Mẫu Hai", "both"]],
    );
    assert.deepEqual([trace.ownRecords, trace.unreadable, trace.notes], [4, 0, []]);
    return seen(clean);
  }
  const saysUnbound = (told: string, serial: number) => {
    assert.match(
      told,
      new RegExp(`note: unit ${UNIT} speaks of tokens that are not bound to it \\(${keyOfSerial(serial)}\\)`),
    );
    assert.match(told, /bind them .* and take the same pack in again/);
  };

  describe("says something of a token that is another unit's:", () => {
    for (const [what, items] of [
      ["that it was dated wrong by six hours", [correction(F0.serial, -6 * HOUR_MS)]],
      ["rubbish in the places of its records", [page(F0.serial, random(10 * 32))]],
      ["who has it", [{ person: PERSON }, { issue: { ...ISSUE, token: "t43", person_id: PERSON.id } }]],
      ["new secrets that are junk", [wrapped(F0.serial, random(68))]],
    ] as const) {
      for (const isFirst of [true, false]) {
        it(`${what}, ${isFirst ? "before" : "after"} that unit`, async () => {
          const clean = await truth();
          if (!isFirst) await bringUp();
          const told = await lie([tokenLine(F0.serial), ...items]);
          saysUnbound(told, F0.serial);
          if (isFirst) assert.match(await bringUp(), /^8 new sealed records$/);
          assert.deepEqual(await seen(), clean);
          assert.deepEqual((await traced()).notes, []);
        });
      }
    }
  });

  it("brings one foreign line: the rest counts, and once the token is bound the same pack comes in whole", async () => {
    const { sealKey, createdDay, serial } = OWN;
    const place = { serial, pageSequence: 1, day: START_DAY, createdDay, sealKey };
    const own = syntheticChunk(place, [{ id: Buffer.alloc(12, 1), slot: 3, rssi: [-60] }]).records;
    const items = [
      tokenLine(OWN.serial),
      tokenLine(F0.serial),
      page(OWN.serial, own),
      page(F0.serial, random(32)),
    ];
    const told = await lie(items);
    assert.match(told, /^1 new sealed records\n/);
    saysUnbound(told, F0.serial);
    const path = lastLie;
    assert.match(await taken(path), /^0 new sealed records\n/);
    await bind(authority, [F0.serial], stranger);
    assert.equal(await taken(path), "1 new sealed records");
    assert.match(await taken(path), /taken in before/);
    assert.equal((await allRecords(authority)).length, 2);
  });

  it("gives another unit's person another name, or that person its own token: left out and said", async () => {
    const clean = await truth();
    await bringUp();
    const { person } = (await authority.issues())[0]!;
    const told = await lie([
      tokenLine(OWN.serial),
      { person: { ...PERSON, id: person.id } },
      { issue: { ...ISSUE, token: "t42", person_id: person.id } },
    ]);
    assert.match(told, new RegExp(`unit ${UNIT} would change what another unit .* \\(person 1, issue 1\\)`));
    assert.deepEqual(await seen(), clean);
    // The commune itself may still correct its own.
    const database = new Database(folder.path("village.sqlite"));
    database.prepare("update persons set name = 'Người Mẫu Ba' where unit = 'B'").run();
    database.close();
    await bringUp();
    assert.equal((await traced()).contacts[0]!.holder!.name, "Người Mẫu Ba");
  });

  describe("may speak of a token as another unit does, and", () => {
    beforeEach(() => bind(authority, [F0.serial], stranger));

    for (const [what, sealed] of [
      ["rubbish", random(10 * 32)],
      ["zeros, as after a restart", Buffer.alloc(10 * 32)],
      ["bytes never written", Buffer.alloc(10 * 32, 0xff)],
    ] as const) {
      it(`takes the places of records first, in every copy it may fill, with ${what}: what opens counts`, async () => {
        const clean = await truth();
        for (let n = 0; n < 6; n++) {
          const bytes = Buffer.from(sealed);
          if (n > 0) bytes.set(random(32), 32 * n);
          await lie([
            tokenLine(F0.serial),
            page(F0.serial, bytes),
            page(F0.serial, bytes, { calendar_day: START_DAY - 1 }),
          ]);
        }
        assert.ok((await allRecords(authority)).length <= 4 * 10);
        assert.match(await bringUp(), /^8 new sealed records\nnote: 4 records of unit/);
        assert.deepEqual(
          without((await seen()) as Record<string, unknown>, "unreadable"),
          without(clean as Record<string, unknown>, "unreadable"),
        );
        assert.match(await notes(), new RegExp(`"serial":"${keyOfSerial(F0.serial)}".*${UNIT}`));
        const done = await discardFalse(authority, officer, { unit: undefined }, "thử", NOW_MS);
        assert.ok(done.records > 0);
        assert.deepEqual(await seen(), clean);
        assert.deepEqual((await traced()).notes, []);
        const entry = (await authority.ledger()).find(({ action }) => action === "discard")!;
        assert.deepEqual([entry.records, entry.reason], [done.records, "thử"]);
      });
    }

    it("brings junk as new secrets: the right ones are found among them, and no trace fails", async () => {
      const clean = await truth();
      for (let n = 0; n < 6; n++) {
        const told = await lie([
          tokenLine(F0.serial),
          wrapped(F0.serial, random(68)),
          wrapped(F0.serial, random(68), "log"),
        ]);
        if (n === 4) assert.match(told, new RegExp(`unit ${UNIT} brought more .* \\(wrapped 2\\)`));
      }
      // Right but for one byte.
      const secret = (kind: number) =>
        wrapSecret(
          createTestCrypto(),
          new Uint8Array(32).fill(9),
          kind,
          F0.serial,
          2,
          START_DAY + 1,
          random(32),
        );
      const [id, log] = [secret(KIND_ID), secret(KIND_LOG)];
      await village.putWrapped([{ serial: F0.serial, generation: 2, kind: "id", wrapped: id }, { serial: F0.serial, generation: 2, kind: "log", wrapped: log }], NOW_MS - 9); // prettier-ignore
      await bringUp();
      assert.deepEqual(await seen(), clean);
      assert.equal((await openBoxes(authority, officer, "id", F0.serial)).length, 2);
      assert.match(
        await notes(),
        new RegExp(`trace/wrapped.*"count":8.*"serial":"${keyOfSerial(F0.serial)}".*${UNIT}`),
      );
      assert.deepEqual(await discardFalse(authority, officer, {}, "thử", NOW_MS), { records: 0, secrets: 8 });
      assert.deepEqual(await authority.wrappedSecrets(), []);
      assert.deepEqual((await traced()).notes, []);
    });

    it("says that a correction was found in the future: left out, and what a store holds of before does not stand for ever", async () => {
      const clean = await truth();
      const far = await lie([
        tokenLine(F0.serial),
        correction(F0.serial, -6 * HOUR_MS, { found_ms: 8.64e15 }),
      ]);
      assert.match(far, new RegExp(`lines of unit ${UNIT} that do not fit .* \\(correction 1\\)`));
      const later = await lie([
        tokenLine(F0.serial),
        correction(F0.serial, -6 * HOUR_MS, { found_ms: NOW_MS + 2 * DAY_MS }),
      ]);
      assert.match(
        later,
        new RegExp(`lines of unit ${UNIT} that tell of a time to come .* \\(correction 1\\)`),
      );
      await bringUp();
      assert.deepEqual(await seen(), clean);
      const database = new Database(folder.path("authority.sqlite"));
      database
        .prepare(
          "insert into clock_corrections values (?, 1, 0, ?, ?, 8640000000000000, null, null, null, 1, null)",
        )
        .run(keyOfSerial(F0.serial), -6 * HOUR_MS, NOW_MS);
      database.close();
      assert.notDeepEqual(await seen(), clean);
      await village.putCorrection({ token: keyOfSerial(F0.serial), generation: 1, epoch: 0, offsetMs: 7, untilMs: NOW_MS - 9, isSure: true }, NOW_MS - 1); // prettier-ignore
      await bringUp();
      assert.deepEqual(await seen(), clean);
    });

    it("adds 40 clock corrections: no trace takes three times the hashes of keys, nor keys of more than a case's days", async () => {
      // The store holds days before the case, too: a trace looks at all of its window.
      const place = {
        serial: CONTACT.serial,
        pageSequence: 9,
        day: START_DAY - 5,
        createdDay: CONTACT.createdDay,
      };
      await village.addChunk(keyOfSerial(CONTACT.serial), 1, syntheticChunk({ ...place, sealKey: CONTACT.sealKey }, [{ id: Buffer.alloc(12, 1), slot: 3, rssi: [-60] }])); // prettier-ignore
      await bringUp();
      const onset = localDayOf(START_UTC_MS);
      const count = async () => {
        const hashes = sinon.spy(nodeHash, "sha256");
        try {
          const trace = await traced(authority, onset);
          return {
            trace,
            hashes: hashes.callCount,
            days: Math.max(...(await authority.ledger()).map(({ days }) => days)),
          };
        } finally {
          hashes.restore();
        }
      };
      const before = await count();
      const far = Array.from({ length: 40 }, (_, i) =>
        correction(F0.serial, -(i + 3) * 5 * DAY_MS, { epoch: 2 * i + 1, found_ms: NOW_MS - 50 + i }),
      );
      const told = await lie([tokenLine(F0.serial), ...far]);
      assert.match(
        told,
        new RegExp(`unit ${UNIT} brought more of the same than there can be \\(correction 8\\)`),
      );
      const after = await count();
      console.log(
        `      hashes of a trace: ${before.hashes}, with 40 corrections ${after.hashes}; days of keys ${before.days}, ${after.days}`,
      );
      assert.ok(after.hashes < 3 * before.hashes);
      assert.deepEqual(without(after.trace, "caseId", "notes"), without(before.trace, "caseId", "notes"));
      assert.ok(
        after.trace.notes.some(
          ({ code, parameters }) => code === "trace/cut" && parameters["serial"] === keyOfSerial(F0.serial),
        ),
      );
    });
  });

  it("takes what an authority's own computer knows of the time for nothing", async () => {
    const reading = { token: "t42", role: "operator", identity: "{}", token_ms: 4e12, date_proof: "person" };
    await lie([tokenLine(OWN.serial), { reading: { ...reading, at_ms: NOW_MS - 1 } }]);
    const evidence = await authority.clockEvidence(NOW_MS, false);
    assert.deepEqual(evidence, { newestReadMs: 0, newestTokenMs: 0, isConfirmed: false });
  });

  it("leaves a store of the version before as it is, where the unit can take over nothing of it", async () => {
    const path = folder.path("old.sqlite");
    const old = new Database(path);
    for (const [i, statements] of migrations.slice(0, 3).entries()) {
      for (const statement of statements) old.exec(statement);
      old.exec(`insert into bluezone_store values (${i + 1}, 1)`);
    }
    const sealed = random(32);
    const name = keyOfSerial(F0.serial);
    old.exec(
      `insert into tokens (token, serial, firmware, next_sequence, dated_sequence, unread_records, lost_records)
         values ('${name}', 43, 'x', 128, 0, 0, 0);
       insert into persons values ('${PERSON.id}', 'Người Mẫu Một', 'A', null);
       insert into issues values ('${ISSUE.id}', '${name}', '${PERSON.id}', 5, null);
       insert into pages values ('${name}', 1, 1, ${START_DAY}, ${START_DAY}, 7, 3);
       insert into wrapped_secrets values (43, 2, 'id', x'${"01".repeat(68)}', 6);
       insert into readings values ('${name}', 10, 'operator', '{}', 12, 'clocks');
       insert into clock_corrections values ('${name}', 1, 2, 900000, 8, 9, null, null, null, 1);
       insert into packs_in values ('aa', 'up', 'bb', 1, 2)`,
    );
    old.prepare("insert into records values (?, 1, 1, 0, ?)").run(name, sealed);
    old.close();
    const store = await folder.store("old.sqlite");
    const [record, ...more] = await allRecords(store);
    assert.deepEqual(more, []);
    assert.deepEqual([record!.token, record!.copy, Buffer.from(record!.sealed)], [name, 0, sealed]);
    assert.equal(await store.nextSequence(name), 128);
    assert.equal((await store.issues())[0]!.person.name, "Người Mẫu Một");
    assert.deepEqual(
      (await store.wrappedSecrets()).map(({ serial, source }) => [serial, source]),
      [[43, null]],
    );
    assert.deepEqual(
      (await store.corrections()).map(({ offsetMs, foundMs }) => [offsetMs, foundMs]),
      [[900_000, 9]],
    );
    await store.putKnownKeys([commune, stranger].map(encodePublicFile), true);
    await bind(store, [OWN.serial], stranger);
    await bind(store, [F0.serial]);
    const say = async (sender: Identity, items: object[]) => {
      const file = folder.path(`said-${made++}`);
      const each = async function* () {
        yield* items;
      };
      await writePack(
        file,
        "up",
        { sender, receivers: [officer], madeMs: NOW_MS },
        linesOfContent("up", each()),
      );
      return takePack(store, file, officer, [], NOW_MS);
    };
    assert.match(await say(stranger, [{ person: PERSON }]), /\(person 1\)/);
    assert.equal((await store.issues())[0]!.person.name, "Người Mẫu Một");
    // Its rightful unit goes on with it.
    assert.equal(await say(commune, [tokenLine(43), { person: PERSON }, { issue: { ...ISSUE, token: "t43", person_id: PERSON.id, to_ms: ISSUE.from_ms + 9 } }]), "0 new sealed records"); // prettier-ignore
    assert.deepEqual(
      (await store.issues()).map(({ person, toMs }) => [person.name, toMs]),
      [[PERSON.name, ISSUE.from_ms + 9]],
    );
  });

  it("is named on the command line, in the reader's language; one command removes what it left", async function () {
    // Ten starts of the whole program.
    this.timeout(600_000);
    const clean = await truth();
    const run = async (...args: string[]) => {
      const { child, ended } = startProgram(args, { BZTOKEN_LANGUAGE: "vi" });
      child.stdin.end("mật khẩu thử\n");
      const { code, stdout, stderr } = await ended;
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const key = folder.path("officer.bzkey");
    writeFileSync(key, await lockKeyFile(officer, "mật khẩu thử", scrypt, randomBytes));
    const unit = folder.path("unit.bzpub");
    writeFileSync(unit, publicOf(stranger).file);
    const store = folder.path("authority.sqlite");
    const by = ["--key", key, "--store", store];
    await bringUp();
    const items = [
      tokenLine(F0.serial),
      page(F0.serial, random(64)),
      wrapped(F0.serial, random(68)),
      correction(F0.serial, 1),
    ];
    const first = await lie(items);
    saysUnbound(first, F0.serial);
    const told = await run("unpack", lastLie, ...by);
    assert.match(
      told,
      new RegExp(`0 bản ghi niêm phong mới\nlưu ý: Đơn vị ${UNIT} nói về những thẻ chưa được gán`),
    );
    const bound = await run(
      "pack",
      "bind",
      "--unit",
      unit,
      "--tokens",
      "43",
      "--reason",
      "chuyển thẻ",
      ...by,
    );
    assert.match(bound, new RegExp(`unit ${UNIT} may speak of 1 tokens: 00000043`));
    assert.match(await run("pack", "bound", "--store", store), new RegExp(`${UNIT}  00000042-00000043`));
    assert.match(await run("unpack", lastLie, ...by), /2 bản ghi niêm phong mới/);
    const day = new Date(NOW_MS).toISOString().slice(0, 10);
    const trace = (reason: string) => run("trace", "--token", "43", "--onset", day, "--isolated", day, "--reason", reason, ...by); // prettier-ignore
    const shown = await trace("ca bệnh");
    assert.match(shown, new RegExp(`2 bản ghi của thẻ 00000043, do đơn vị ${UNIT} gửi đến, không mở được`));
    assert.match(
      shown,
      new RegExp(`1 bí mật mới của thẻ 00000043, do đơn vị ${UNIT} gửi đến, không mở được`),
    );
    const discarded = await run("discard", "--unit", unit, "--tokens", "43", "--reason", "giả", ...by);
    assert.match(discarded, /deleted: 2 records and 1 new secrets/);
    assert.doesNotMatch(await trace("lần nữa"), /không mở được/);
    assert.match(
      await run("pack", "unbind", "--unit", unit, "--tokens", "43", "--reason", "nhầm", ...by),
      /no longer/,
    );
    assert.deepEqual(await seen(), clean);
    const actions = (await authority.ledger()).map(({ action, reason }) => `${action} ${reason}`.trim());
    for (const one of ["bind chuyển thẻ", "unbind nhầm", "discard giả"])
      assert.ok(actions.includes(one), one);
    assert.ok((await authority.boxes(Buffer.from(recovery.fingerprint).toString("hex"))).length > 0);
  });
});
