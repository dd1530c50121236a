/**
 * The four attacks that need no key of the victim's: a gadget claims to be token 43, and a unit whose packs are accepted
 * lies about it. The honest side is a token in the real interpreter and staff with the command line; it is read and
 * traced as if nothing had happened, and somebody reads a sentence.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes as random } from "node:crypto";
import { openPty } from "../../firmware/device/pty.js";
import { dayOf } from "../../src/bluezone/ids.js";
import type { Identity } from "../../src/custody/host/identity.js";
import { unlockKeyFile } from "../../src/custody/host/key-file.js";
import { formatFingerprint } from "../../src/station/fingerprint.js";
import { scrypt } from "../../src/station/node-crypto.js";
import { linesOfContent, writePack } from "../../src/station/packs/pack-file.js";
import { without } from "../../src/station/without.js";
import { BASE_ID, createGadget, type Claims } from "../attack/gadget.js";
import { putPreparedLog } from "../station/custody-bench.js";
import { syntheticChunk, syntheticId } from "../station/synthetic-log.js";
import { describeEspruino } from "./interpreter.js";
import { startWornToken, type WornToken } from "./worn-token.js";

const SERIAL = 43;
const HOUR_MS = 3_600_000;
const DECEIT =
  /says that it is token 00000043, and does not have that token's key.*somebody tried to deceive/;
const PASSPHRASES = {
  an: "cua bể xanh ngồi hát",
  recovery: "trâu gạch muối cọp leo",
  xa: "chuông gỗ ếch nhảy lửa",
  "xa-khac": "thuyền mít rung chiếu ve",
};
type Name = keyof typeof PASSPHRASES;

interface Trace {
  ownRecords: number;
  contacts: { tokens: { serial: number }[]; seenBy: string; holder: { name: string } | null }[];
  notes: { code: string }[];
  [other: string]: unknown;
}

describeEspruino("what needs no key of the victim's, in the real interpreter", (interpreter) => {
  let worn: WornToken<Name>;
  let authority: string[];
  let village: string[];
  before(async () => {
    worn = await startWornToken(interpreter, PASSPHRASES);
    authority = ["--store", worn.path("authority.sqlite")];
    village = ["--store", worn.path("village.sqlite")];
  });
  after(() => worn.stop());

  const key = (name: Name) => ["--key", worn.path(`${name}.bzkey`)];
  const publicFile = (name: Name) => worn.path(`${name}.bzpub`);
  const identity = (name: Name): Promise<Identity> =>
    unlockKeyFile(new Uint8Array(worn.bytes(`${name}.bzkey`)), PASSPHRASES[name], scrypt);

  const stock = () => worn.path("stock.bzpack");
  const sync = (...port: string[]) => {
    const by = ["--stock", stock(), ...key("xa"), "--from", publicFile("an")];
    return ["sync", ...port, ...by, ...village];
  };

  /** Yesterday the F0 was beside 77 and passed the gadget; it was never beside 43. */
  const day = () => dayOf(worn.startMs) - 1;
  const paperToken = (serial: number) => ({
    serial,
    baseId: createHash("sha256").update(`base ID of ${serial}`).digest(),
    sealKey: createHash("sha256").update(`seal key of ${serial}`).digest(),
    createdDay: day() - 2,
  });
  const strong = [-50, -50, -50, -50, -50, -50];
  const heard = (slot: number, of: { baseId: Buffer; createdDay: number }) => ({
    ...{ id: syntheticId(of.baseId, of.createdDay, day() * 96 + slot), slot, rssi: strong },
  });

  let packs = 0;
  const take = (file: string, from: Name) =>
    worn.run("an", false, "unpack", file, ...key("an"), "--from", publicFile(from), ...authority);
  /** What the rightful unit brings, as every week. */
  async function bringUp(): Promise<void> {
    const file = worn.path(`up-${packs++}.bzpack`);
    await worn.works("xa", "pack", "up", ...key("xa"), "--to", publicFile("an"), "--out", file, ...village);
    const { exitCode, stderr } = await take(file, "xa");
    assert.deepEqual([exitCode, stderr], [0, ""]);
  }
  /** A pack of lines at will, taken in at the authority: what its officer reads. */
  async function lie(by: Name, items: object[]): Promise<string> {
    const file = worn.path(`lie-${packs++}.bzpack`);
    const each = async function* () {
      yield* items;
    };
    const address = { sender: await identity(by), receivers: [await identity("an")], madeMs: worn.nowMs() };
    await writePack(file, "up", address, linesOfContent("up", each()));
    const { exitCode, stdout, stderr } = await take(file, by);
    assert.equal(exitCode, 0, stderr);
    return stdout + stderr;
  }
  async function trace(serial: number): Promise<Trace> {
    const onset = new Date(worn.startMs + 7 * HOUR_MS).toISOString().slice(0, 10);
    const who = ["--token", String(serial), "--onset", onset, "--reason", "ca bệnh mẫu", "--every-log"];
    const told = await worn.works("an", "trace", ...key("an"), ...who, ...authority, "--json");
    return JSON.parse(told) as Trace;
  }
  /** All that an officer sees of both traces, but the cases' names, the moment, and who lied. */
  const seen = async () =>
    Promise.all(
      [SERIAL, 42].map(async (serial) => without(await trace(serial), "caseId", "untilMs", "notes")),
    );

  it("a token in service, worn beside 77; a unit with the keys to read it", async () => {
    await worn.works("an", "keys", "new", worn.path("an"));
    await worn.works("recovery", "keys", "new", worn.path("recovery"), "--role", "recovery");
    await worn.works("xa", "keys", "unit", worn.path("xa"));
    await worn.works("xa-khac", "keys", "unit", worn.path("xa-khac"));
    const officers = ["--officers", publicFile("an"), publicFile("recovery")];
    await worn.works("", "prepare", ...worn.port, "--serial", String(SERIAL), ...officers, ...authority);
    const f0 = paperToken(42);
    const near = paperToken(77);
    const met = [heard(38, near), heard(39, { baseId: Buffer.from(BASE_ID), createdDay: day() })];
    const recipients = [await identity("an"), await identity("recovery")];
    await worn.withStore("authority.sqlite", (office) =>
      worn.withStore("village.sqlite", async (commune) => {
        await putPreparedLog(office, commune, f0, day(), met, recipients);
        await putPreparedLog(office, commune, near, day(), [], recipients);
      }),
    );
    const to = ["--to", publicFile("xa"), "--out", stock(), "--reason", "giao thẻ cho xã"];
    await worn.works("an", "stock", ...key("an"), ...to, ...authority);
    await worn.meet(near);
  });

  describe("a gadget that claims 43", () => {
    /** It answers in the bench role, whose key is published, and dates itself as the computer does. */
    async function plug(claims: Claims) {
      const pty = await openPty();
      const line = createGadget(claims, worn.nowMs()).open();
      try {
        line.onData((bytes) => pty.write(bytes));
        pty.onData((bytes) => line.write(new Uint8Array(bytes)));
        return await worn.run("xa", false, ...sync("--port", pty.path), "--date-is-right");
      } finally {
        line.close();
        await pty.close();
      }
    }
    const isRefused = async (claims: Claims) => {
      const { exitCode, stdout, stderr } = await plug(claims);
      assert.deepEqual([exitCode, stdout], [4, ""], stderr);
      assert.match(stderr, DECEIT);
    };
    const rubbish = (page: number) => ({
      ...syntheticChunk({ serial: SERIAL, pageSequence: page, day: day() }, [heard(40, paperToken(42))]),
      records: new Uint8Array(32 * 127).map((_, i) => (i * 7 + page) & 0xff),
      nextSequence: (page + 1) * 127,
    });

    it("and the IDs of 42: refused", async () => {
      const place = { serial: SERIAL, generation: 0, pageSequence: 1, day: day(), createdDay: day() };
      const met = Array.from({ length: 24 }, (_, i) => heard(38 + (i % 4), paperToken(42)));
      await isRefused({
        identities: [{ serial: SERIAL, generation: 0 }],
        chunks: [syntheticChunk(place, met)],
      });
    });

    it("and rubbish in the places of its records, a far mark, another time: refused", async () => {
      const identities = [{ serial: SERIAL }];
      await isRefused({ identities, chunks: [0, 1, 2].map(rubbish), clockWasBehindMs: 6 * HOUR_MS });
      await isRefused({ identities, chunks: [{ ...rubbish(0), nextSequence: 900_000_000 }] });
    });

    it("leaves the honest token's reading whole, and no trace names 43 beside 42", async () => {
      const read = await worn.works("xa", ...sync(...worn.port), "--json");
      const { serial, role, isPractice, received, added, conflicting, warnings } = JSON.parse(read) as Record<
        string,
        unknown
      >;
      assert.deepEqual([serial, role, isPractice, conflicting], [SERIAL, "operator", false, 0]);
      assert.ok((added as number) >= 1);
      // On a busy machine two clocks that run 60 times as fast come to lie a minute apart.
      const told = (warnings as { code: string }[]).filter(({ code }) => code !== "clock-drift");
      assert.deepEqual([received, told], [added, []]);
      await bringUp();
      const own = await trace(SERIAL);
      assert.deepEqual([own.ownRecords, own["outOfTime"], own["unreadable"], own.notes], [added, 0, 0, []]);
      assert.deepEqual(own.contacts.map(({ tokens }) => tokens[0]!.serial), [77]); // prettier-ignore
      const ofF0 = await trace(42);
      assert.deepEqual(ofF0.contacts.map(({ tokens, seenBy }) => [tokens[0]!.serial, seenBy]), [[77, "f0"]]); // prettier-ignore
    });
  });

  describe("a unit whose packs are accepted", () => {
    let clean: unknown;
    before(async () => {
      clean = await seen();
    });
    const counters = { unread_records: 0, battery_mv: 1, is_charging: 0, clock_drift_ms: 0, lost_records: 0 };
    const state = { chip_id: null, firmware: "x", is_practice: 0, generation: 1, time_state: "set" };
    const token = {
      token: { token: "t43", serial: SERIAL, ...state, ...counters, last_read_ms: null, operating_epoch: 0 },
    };
    const junk = () => ({
      wrapped: {
        ...{ serial: SERIAL, generation: 2, kind: "id", stored_ms: Math.floor(worn.nowMs()) - 1 },
        wrapped: random(68).toString("base64"),
      },
    });

    it("lies about 43, which is another's: left out, and said", async () => {
      const nowMs = Math.floor(worn.nowMs());
      const place = { generation: 1, page_sequence: 0, seal_day: day() + 1, calendar_day: day() + 1 };
      const person = { id: "1b0c2a36-9d5e-4f1c-8a53-0d9d7a4a2f10", name: "Người Khác", unit: "X" };
      const issue = { id: "1b0c2a36-9d5e-4f1c-8a53-0d9d7a4a2f11", from_ms: 5, to_ms: null };
      const correction = { generation: 1, epoch: 0, offset_ms: -6 * HOUR_MS, until_ms: nowMs };
      const span = { from_sequence: null, end_sequence: null, held_day: null, is_sure: 1 };
      const told = await lie("xa-khac", [
        token,
        { correction: { token: "t43", ...correction, found_ms: nowMs - 1, ...span } },
        {
          page: {
            ...{ token: "t43", ...place, lived_hours: null, positions: [0, 1, 2, 3] },
            sealed: random(4 * 32).toString("base64"),
          },
        },
        { person: { ...person, phone: null } },
        { issue: { ...issue, token: "t43", person_id: person.id } },
        junk(),
      ]);
      const name = formatFingerprint((await identity("xa-khac")).fingerprint);
      assert.match(told, new RegExp(`unit ${name} speaks of tokens that are not bound to it \\(00000043\\)`));
      assert.deepEqual(await seen(), clean);
      assert.deepEqual((await trace(SERIAL)).notes, []);
    });

    it("brings junk as new secrets of its own token: every trace works and names it, one command removes it", async () => {
      await lie("xa", [token, junk()]);
      assert.deepEqual(await seen(), clean);
      assert.deepEqual((await trace(SERIAL)).notes.map(({ code }) => code), ["trace/wrapped"]); // prettier-ignore
      const away = ["discard", "--unit", publicFile("xa"), "--tokens", String(SERIAL), "--reason", "giả"];
      assert.match(
        await worn.works("an", ...away, ...key("an"), ...authority),
        /0 records and 1 new secrets/,
      );
      assert.deepEqual((await trace(SERIAL)).notes, []);
      assert.deepEqual(await seen(), clean);
    });
  });
});
