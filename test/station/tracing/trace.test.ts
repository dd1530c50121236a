import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { probabilityOfAtLeast } from "../../../src/contacts/closeness.js";
import { LEAST_TO_OPEN, TOKEN_MODEL } from "../../../src/contacts/operating-points.js";
import { createTokenWindows } from "../../../src/contacts/token-windows.js";
import { localDayStartMs, parseIsoDay } from "../../../src/station/text/local-time.js";
import { runTrace, type RunTrace } from "../../../src/station/tracing/run-trace.js";
import { openStore, type Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import {
  CREATED_DAY,
  NOTHING,
  PRACTICE_SEAL_KEY,
  syntheticChunk,
  syntheticId,
  type SyntheticRecord,
} from "../synthetic-log.js";
import { wordsOf } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";

const SLOT_MS = 900_000;
const ONSET = parseIsoDay("2020-08-14")!;
/** 11 August 2020, 00:00 in Vietnam: three days before onset. */
const FROM_SLOT = localDayStartMs(ONSET - 3) / SLOT_MS;
const UNTIL_MS = localDayStartMs(ONSET + 2);
const UNTIL_SLOT = UNTIL_MS / SLOT_MS;
const F0 = 1;

/** Tokens are counted from 1 here; their numbers are those of practice tokens. */
const PRACTICE = 10_000_000;
const keyOf = (token: number) => keyOfSerial(PRACTICE + token);

const baseIdOf = (serial: number) => createHash("sha256").update(`token ${serial}`).digest();
const idOf = (serial: number, slot: number) => syntheticId(baseIdOf(serial), CREATED_DAY, slot);

/** `log` heard `sender`, which by its own clock was `skew` slots ahead; all by the log's own clock. */
interface Hearing {
  log: number;
  sender: number;
  slot: number;
  skew: number;
  rssi: number[];
  epoch?: number;
}

/** Puts hearings into the tokens' sealed logs, one page a token and UTC day. */
async function fill(store: Store, serials: number[], hearings: Hearing[]): Promise<void> {
  for (const serial of serials) {
    const token = keyOf(serial);
    await store.putToken({
      token,
      serial: PRACTICE + serial,
      firmware: "0.1.0",
      isPractice: true,
      generation: 1,
      timeState: "set",
      batteryMilliVolts: 3900,
      isCharging: false,
      clockDriftMs: 0,
      lostRecords: 0,
      operatingEpoch: null,
    });
    await store.putSecrets({
      token,
      serial: PRACTICE + serial,
      generation: 1,
      baseId: baseIdOf(serial),
      createdDay: CREATED_DAY,
      sealKey: PRACTICE_SEAL_KEY,
    });
    await store.startSync(token, 1, 0, 0, 0);
    const days = new Map<number, SyntheticRecord[]>();
    for (const { log, sender, slot, skew, rssi, epoch = 0 } of hearings) {
      if (log !== serial) continue;
      const day = Math.floor(slot / 96);
      const record = { id: idOf(sender, slot + skew), slot: slot % 96, rssi, epoch };
      days.set(day, [...(days.get(day) ?? []), record]);
    }
    let pageSequence = 0;
    for (const [day, records] of days) {
      await store.addChunk(
        token,
        1,
        syntheticChunk({ serial: PRACTICE + serial, pageSequence, day }, records),
      );
      pageSequence++;
    }
  }
}

/**
 * What must come out, straight from the hearings: no IDs, no seals, no shared code. Windows are numbered on the
 * F0's clock; a window counts if heard, or if both its neighbours were.
 */
function expectedContacts(hearings: Hearing[], minutes = 15) {
  type Strengths = Map<number, number>;
  const found = new Map<
    number,
    { logs: Set<string>; own: Strengths; other: Strengths; windows: Strengths }
  >();
  for (const { log, sender, slot, skew, rssi } of hearings) {
    if (log !== F0 && sender !== F0) continue;
    if (log === sender || Math.abs(skew) > 1) continue;
    const other = log === F0 ? sender : log;
    if (other > 90) continue;
    const slotOfF0 = log === F0 ? slot : slot + skew;
    if (slotOfF0 < FROM_SLOT || slotOfF0 >= UNTIL_SLOT) continue;
    const contact = found.get(other) ?? {
      ...{ logs: new Set(), own: new Map(), other: new Map(), windows: new Map() },
    };
    found.set(other, contact);
    contact.logs.add(log === F0 ? "f0" : "contact");
    for (const strengths of [log === F0 ? contact.own : contact.other, contact.windows]) {
      rssi.forEach((value, window) => {
        if (value === NOTHING) return;
        const at = slotOfF0 * 6 + window;
        strengths.set(at, Math.max(value, strengths.get(at) ?? NOTHING));
      });
    }
  }
  const contacts = [...found].map(([serial, { logs, own, other, windows }]) => {
    const heard = [...windows.keys()];
    const strength = new Map(windows);
    for (const at of heard) {
      if (!windows.has(at + 1) && windows.has(at + 2)) {
        strength.set(at + 1, Math.min(windows.get(at)!, windows.get(at + 2)!));
      }
    }
    const near = (value: number) => value >= -67;
    return {
      serial,
      minutes: 2.5 * strength.size,
      nearMinutes: 2.5 * [...strength.values()].filter(near).length,
      firstMs: Math.min(...heard) * 150_000,
      lastMs: (Math.max(...heard) + 1) * 150_000,
      seenBy: logs.size > 1 ? "both" : [...logs][0]!,
      probability: likeliestDay(own, other, minutes),
    };
  });
  return contacts.filter((contact) => contact.minutes > 0).sort((a, b) => a.serial - b.serial);
}

/** Days are judged one by one. */
function likeliestDay(
  own: ReadonlyMap<number, number>,
  other: ReadonlyMap<number, number>,
  minutes: number,
): number {
  const windows = [...new Set([...own.keys(), ...other.keys()])].sort((a, b) => a - b);
  const dayOf = (at: number) => Math.floor((at * 150_000 + 7 * 3_600_000) / 86_400_000);
  const days = [...new Set(windows.map(dayOf))];
  const probabilities = days.map((day) => {
    const judged = createTokenWindows();
    for (const at of windows.filter((one) => dayOf(one) === day))
      judged.hear(at * 2.5, 2.5, own.get(at) ?? NOTHING, other.get(at) ?? NOTHING);
    return probabilityOfAtLeast(judged.take(), TOKEN_MODEL, minutes);
  });
  return Math.max(0, ...probabilities);
}

describe("trace", () => {
  let folder: string;
  let files = 0;
  before(() => (folder = mkdtempSync(join(tmpdir(), "bz-trace-"))));
  after(() => rmSync(folder, { recursive: true }));
  const newStore = () => openStore(join(folder, `${files++}.sqlite`));
  const request = { token: keyOf(F0), onsetDay: ONSET, untilMs: UNTIL_MS };
  const plain = ({ contacts }: RunTrace) =>
    contacts
      .map(({ tokens: [token], minutes, nearMinutes, firstMs, lastMs, seenBy, probability }) => ({
        ...{ serial: token!.serial - PRACTICE, minutes, nearMinutes, firstMs, lastMs, seenBy, probability },
      }))
      .sort((a, b) => a.serial - b.serial);
  const six = (rssi: number) => Array.from({ length: 6 }, () => rssi);

  it("finds what an independent brute-force search finds", async function () {
    this.timeout(180_000);
    const windows = fc.array(fc.oneof(fc.constant(NOTHING), fc.integer({ min: -90, max: -50 })), {
      minLength: 6,
      maxLength: 6,
    });
    const hearing = fc.record({
      // Serials above 90 are heard but were never read into the store.
      log: fc.integer({ min: 1, max: 4 }),
      sender: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 91, max: 92 })),
      slot: fc.oneof(
        fc.integer({ min: FROM_SLOT - 3, max: FROM_SLOT + 6 }),
        fc.integer({ min: UNTIL_SLOT - 4, max: UNTIL_SLOT + 3 }),
        fc.integer({ min: FROM_SLOT + 90, max: FROM_SLOT + 102 }),
      ),
      skew: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.integer({ min: -3, max: 3 })),
      rssi: windows,
    });
    const distinct = fc.uniqueArray(hearing, {
      maxLength: 60,
      selector: ({ log, sender, slot, skew }) => `${log} ${sender} ${slot} ${skew}`,
    });
    await fc.assert(
      fc.asyncProperty(distinct, async (hearings) => {
        const store = await newStore();
        await fill(store, [1, 2, 3, 4], hearings);
        const trace = await runTrace(store, { ...request, everyLog: true });
        await store.close();
        assert.deepEqual(plain(trace), expectedContacts(hearings));
        const unknown = new Set(
          hearings
            .filter(
              ({ log, sender, slot }) => log === F0 && sender > 90 && slot >= FROM_SLOT && slot < UNTIL_SLOT,
            )
            .map(({ sender, slot, skew }) => `${sender} ${slot + skew}`),
        );
        assert.equal(trace.unknownIds, unknown.size);
      }),
      { numRuns: 20 },
    );
  });

  it("opens the logs of those whom the F0's own does not rule out, and no others", async function () {
    this.timeout(180_000);
    const hearing = fc.record({
      log: fc.integer({ min: 1, max: 4 }),
      sender: fc.integer({ min: 1, max: 4 }),
      slot: fc.integer({ min: FROM_SLOT, max: FROM_SLOT + 4 }),
      skew: fc.constant(0),
      rssi: fc.array(fc.integer({ min: -90, max: -50 }), { minLength: 6, maxLength: 6 }),
    });
    const hearings = fc.uniqueArray(hearing, {
      minLength: 10,
      maxLength: 40,
      selector: ({ log, sender, slot }) => `${log} ${sender} ${slot}`,
    });
    let closed = 0;
    await fc.assert(
      fc.asyncProperty(hearings, async (some) => {
        // To the window's end the F0's log is there.
        const last = { log: F0, sender: 91, slot: UNTIL_SLOT - 1, skew: 0, rssi: six(-90) };
        const all = [...some, last];
        const store = await newStore();
        await fill(store, [1, 2, 3, 4], all);
        const trace = await runTrace(store, request);
        await store.close();
        const byF0 = all.filter(({ log }) => log === F0);
        const near = expectedContacts(byF0, 7.5).filter(({ probability }) => probability >= LEAST_TO_OPEN);
        const opened = new Set([F0, ...near.map(({ serial }) => serial)]);
        assert.deepEqual(plain(trace), expectedContacts(all.filter(({ log }) => opened.has(log))));
        const others = new Set(all.map(({ log }) => log).filter((log) => log !== F0)).size;
        const told = trace.notes.map((note) => wordsOf(note, "en")).join();
        const openedOf = [...opened].filter((one) => one !== F0 && all.some(({ log }) => log === one)).length;
        closed += others - openedOf;
        if (openedOf < others) {
          assert.match(told, new RegExp(`of ${others} other tokens .* ${openedOf} were opened`));
        } else {
          assert.doesNotMatch(told, /were opened/);
        }
      }),
      { numRuns: 40 },
    );
    assert.ok(closed > 10, `${closed} logs stayed closed`);
  });

  it("goes through all logs where the F0's own does not tell of the window's end", async () => {
    const store = await newStore();
    const heardByOne = { log: 2, sender: 1, slot: UNTIL_SLOT - 20, skew: 0, rssi: six(-50) };
    await fill(
      store,
      [1, 2, 3],
      [{ log: 1, sender: 3, slot: UNTIL_SLOT - 400, skew: 0, rssi: six(-50) }, heardByOne],
    );
    const trace = await runTrace(store, request);
    assert.deepEqual(
      plain(trace).map(({ serial, seenBy }) => [serial, seenBy]),
      [
        [2, "contact"],
        [3, "f0"],
      ],
    );
    assert.match(
      wordsOf(trace.notes[0]!, "en"),
      /token 10000001, which the F0 had, .* all logs were gone through/,
    );
    await store.close();
  });

  it("dates anew what wrong clocks recorded and sent, as if they had been right", async function () {
    this.timeout(180_000);
    const windows = fc.array(fc.oneof(fc.constant(NOTHING), fc.integer({ min: -90, max: -50 })), {
      minLength: 6,
      maxLength: 6,
    });
    /** By how many slots a token's clock was slow, and the true slot in which it was set right. */
    const clock = fc.record({
      slow: fc.oneof(fc.constant(0), fc.integer({ min: -250, max: 250 })),
      jitterMs: fc.integer({ min: -400_000, max: 400_000 }),
      untilSlot: fc.integer({ min: FROM_SLOT, max: UNTIL_SLOT }),
    });
    const meeting = fc.record({
      log: fc.integer({ min: 1, max: 4 }),
      sender: fc.integer({ min: 1, max: 4 }),
      slot: fc.integer({ min: FROM_SLOT - 3, max: UNTIL_SLOT + 3 }),
      rssi: windows,
    });
    const meetings = fc.uniqueArray(meeting, {
      maxLength: 60,
      selector: ({ log, sender, slot }) => `${log} ${sender} ${slot}`,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(clock, { minLength: 4, maxLength: 4 }), meetings, async (clocks, met) => {
        const isWrong = (serial: number, slot: number) => slot < clocks[serial - 1]!.untilSlot;
        const shown = (serial: number, slot: number) =>
          isWrong(serial, slot) ? slot - clocks[serial - 1]!.slow : slot;
        const store = await newStore();
        await fill(
          store,
          [1, 2, 3, 4],
          met.map(({ log, sender, slot, rssi }) => ({
            ...{ log, sender, rssi, epoch: isWrong(log, slot) ? 1 : 2 },
            slot: shown(log, slot),
            skew: shown(sender, slot) - shown(log, slot),
          })),
        );
        for (const [i, { slow, jitterMs, untilSlot }] of clocks.entries()) {
          const correction = {
            ...{ token: keyOf(i + 1), generation: 1, epoch: 1, isSure: true },
            offsetMs: slow * SLOT_MS + (slow === 0 ? 0 : jitterMs),
            untilMs: (untilSlot - slow) * SLOT_MS,
          };
          await store.putCorrection(correction, 1);
        }
        const trace = await runTrace(store, { ...request, everyLog: true });
        await store.close();
        assert.deepEqual(plain(trace), expectedContacts(met.map((one) => ({ ...one, skew: 0 }))));
        assert.deepEqual([trace.outOfTime, trace.unreadable, trace.unknownIds], [0, 0, 0]);
      }),
      { numRuns: 25 },
    );
  });

  it("starts at midnight in Vietnam three days before onset", async () => {
    const store = await newStore();
    await fill(
      store,
      [1, 2, 3],
      [
        { log: 1, sender: 2, slot: FROM_SLOT - 1, skew: 0, rssi: six(-50) },
        { log: 1, sender: 3, slot: FROM_SLOT, skew: 0, rssi: six(-50) },
      ],
    );
    const trace = await runTrace(store, request);
    assert.deepEqual(
      trace.contacts.map((contact) => contact.tokens[0]!.serial - PRACTICE),
      [3],
    );
    assert.equal(new Date(trace.fromMs).toISOString(), "2020-08-10T17:00:00.000Z");
    await store.close();
  });

  it("places both logs on the F0's clock, so that a slot heard by both counts once", async () => {
    const store = await newStore();
    const slot = FROM_SLOT + 40;
    await fill(
      store,
      [1, 2],
      [
        { log: 1, sender: 2, slot, skew: 1, rssi: six(-50) },
        { log: 2, sender: 1, slot: slot + 1, skew: -1, rssi: six(-70) },
      ],
    );
    const { contacts } = await runTrace(store, request);
    assert.equal(contacts.length, 1);
    assert.deepEqual([contacts[0]!.minutes, contacts[0]!.nearMinutes, contacts[0]!.seenBy], [15, 15, "both"]);
    await store.close();
  });

  it("takes the union of what both logs heard in a slot", async () => {
    const store = await newStore();
    const slot = FROM_SLOT + 40;
    const first = [-50, -50, NOTHING, NOTHING, NOTHING, NOTHING];
    const last = [NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, -50];
    await fill(
      store,
      [1, 2],
      [
        { log: 1, sender: 2, slot, skew: 0, rssi: first },
        { log: 2, sender: 1, slot, skew: 0, rssi: last },
      ],
    );
    const { contacts } = await runTrace(store, request);
    assert.equal(contacts[0]!.minutes, 7.5);
    assert.deepEqual(
      contacts[0]!.slots.map(({ windowsHeard, seenBy }) => [windowsHeard, seenBy]),
      [[3, "both"]],
    );
    await store.close();
  });

  it("leaves out records whose clock is more than a slot off, and counts them", async () => {
    const store = await newStore();
    await fill(
      store,
      [1, 2],
      [
        { log: 1, sender: 2, slot: FROM_SLOT + 40, skew: 2, rssi: six(-50) },
        { log: 2, sender: 1, slot: FROM_SLOT + 50, skew: -5, rssi: six(-50) },
      ],
    );
    const trace = await runTrace(store, request);
    assert.deepEqual([trace.contacts.length, trace.outOfTime, trace.unknownIds], [0, 2, 0]);
    await store.close();
  });

  it("counts records that do not open, and traces the rest", async () => {
    const store = await newStore();
    await fill(store, [1, 2], [{ log: 2, sender: 1, slot: FROM_SLOT + 40, skew: 0, rssi: six(-50) }]);
    const day = Math.floor((FROM_SLOT + 40) / 96);
    const torn = syntheticChunk({ serial: PRACTICE + 2, pageSequence: 9, day }, [
      { id: idOf(1, 5), slot: 5, rssi: six(-50) },
    ]);
    torn.records[3]! ^= 1;
    await store.addChunk(keyOf(2), 1, torn);
    const trace = await runTrace(store, request);
    assert.deepEqual([trace.contacts.length, trace.unreadable], [1, 1]);
    await store.close();
  });

  it("follows the holder, not the token, when a token changes hands", async () => {
    const store = await newStore();
    const handover = FROM_SLOT + 50;
    await fill(
      store,
      [1, 2],
      [
        { log: 1, sender: 2, slot: handover - 10, skew: 0, rssi: six(-50) },
        { log: 1, sender: 2, slot: handover + 10, skew: 0, rssi: six(-50) },
      ],
    );
    await store.issueToken(keyOf(2), { name: "Lê Thị Hoa", unit: "Thôn 1", phone: null }, 0);
    await store.issueToken(
      keyOf(2),
      { name: "Phạm Văn Bình", unit: "Thôn 2", phone: null },
      handover * SLOT_MS,
    );
    const both = await runTrace(store, request);
    assert.deepEqual(both.contacts.map((contact) => contact.holder?.name).sort(), [
      "Lê Thị Hoa",
      "Phạm Văn Bình",
    ]);

    await store.issueToken(keyOf(1), { name: "Người trước", unit: "Thôn 1", phone: null }, 0);
    await store.issueToken(keyOf(1), { name: "Ca bệnh", unit: "Thôn 1", phone: null }, handover * SLOT_MS);
    const later = await runTrace(store, request);
    assert.equal(later.holder?.name, "Ca bệnh");
    assert.deepEqual(
      later.contacts.map((contact) => contact.holder?.name),
      ["Phạm Văn Bình"],
    );
    await store.close();
  });

  it("traces a person over every token they held, and each of two who held one token on one day", async () => {
    const store = await newStore();
    const handover = FROM_SLOT + 50;
    const meet = (log: number, sender: number, slot: number) => ({
      ...{ log, sender, slot, skew: 0, rssi: six(-50) },
    });
    await fill(
      store,
      [1, 2, 3, 4, 5],
      [
        // Token 1 is An's until noon, then Bình's; An has token 5 from then on.
        meet(1, 2, handover - 8),
        meet(3, 1, handover - 6),
        meet(1, 4, handover + 4),
        meet(5, 3, handover + 8),
        meet(2, 5, handover + 12),
        // What An's tokens hear of each other is no contact; Bình, with the token of before, is one.
        meet(1, 5, handover - 4),
        meet(5, 1, handover + 20),
      ],
    );
    const at = (slot: number) => slot * SLOT_MS;
    const an = await store.issueToken(keyOf(1), { name: "An", unit: "Thôn 1", phone: "0905" }, 0);
    const binh = await store.issueToken(
      keyOf(1),
      { name: "Bình", unit: "Thôn 1", phone: null },
      at(handover),
    );
    await store.issueToken(keyOf(5), { name: "Châu", unit: "Thôn 1", phone: null }, 0);
    await store.issueToken(keyOf(5), { id: an.id }, at(handover - 30));
    await store.issueToken(keyOf(2), { name: "Dung", unit: "Thôn 2", phone: null }, 0);
    await store.issueToken(keyOf(3), { name: "Em", unit: "Thôn 2", phone: null }, 0);
    await store.issueToken(keyOf(4), { name: "Giang", unit: "Thôn 2", phone: null }, 0);

    const ofAn = await runTrace(store, { ...request, personId: an.id });
    assert.deepEqual(ofAn.tokens.map(({ token }) => token), [keyOf(5), keyOf(1)]); // prettier-ignore
    assert.deepEqual(
      ofAn.contacts.map(({ holder, minutes, seenBy }) => [holder?.name, minutes, seenBy]).sort(),
      [
        ["Bình", 15, "f0"],
        ["Dung", 30, "both"],
        ["Em", 30, "both"],
      ],
    );
    const told = ofAn.notes.map((note) => wordsOf(note, "en")).join("\n");
    assert.match(told, /token 10000001 was with Bình from .* this trace is of An alone/);

    // The number alone means whoever has the token at the end.
    for (const personId of [undefined, binh.id]) {
      const ofBinh = await runTrace(store, { ...request, personId });
      assert.equal(ofBinh.holder?.name, "Bình");
      assert.deepEqual(ofBinh.contacts.map(({ holder }) => holder?.name).sort(), ["An", "Giang"]);
      assert.match(ofBinh.notes.map((note) => wordsOf(note, "en")).join("\n"), /was with An until/);
    }
    await store.close();
  });

  it("adds up a contact's minutes by person and day, though the token was replaced in between", async () => {
    const store = await newStore();
    const ten = [-50, -50, -50, -50, NOTHING, NOTHING];
    const noon = FROM_SLOT + 50;
    const meet = (sender: number, slot: number) => ({ log: 1, sender, slot, skew: 0, rssi: ten });
    await fill(store, [1, 2, 3], [meet(2, noon), meet(3, noon + 8)]);
    const person = await store.issueToken(keyOf(2), { name: "Dung", unit: "Thôn 2", phone: null }, 0);
    await store.takeBack(keyOf(2), (noon + 2) * SLOT_MS);
    await store.issueToken(keyOf(3), { id: person.id }, (noon + 2) * SLOT_MS);
    const { contacts } = await runTrace(store, request);
    assert.deepEqual(
      contacts.map(({ holder, minutes, isClose, tokens }) => [holder?.name, minutes, isClose, tokens.length]),
      [["Dung", 20, true, 2]],
    );
    await store.close();
  });

  it("keeps an F0's contacts when a letter of the name is corrected", async () => {
    const store = await newStore();
    await fill(store, [1, 2], [{ log: 1, sender: 2, slot: FROM_SLOT + 40, skew: 0, rssi: six(-50) }]);
    const { id } = await store.issueToken(keyOf(1), { name: "Ngyễn An", unit: "Thôn 1", phone: "0905" }, 0);
    const before = await runTrace(store, { ...request, personId: id });
    await store.correctHolder(keyOf(1), id, { name: "Nguyễn An", unit: "Thôn 1", phone: "0905" }, null);
    const after = await runTrace(store, { ...request, personId: id });
    assert.equal(before.contacts.length, 1);
    assert.deepEqual(after.contacts, before.contacts);
    assert.deepEqual(
      [after.holder?.name, after.holder?.phone, (await store.issues()).length],
      ["Nguyễn An", "0905", 1],
    );
    await store.close();
  });

  it("says so where the window begins long before anything that is stored", async () => {
    const store = await newStore();
    await fill(store, [1, 2], [{ log: 1, sender: 2, slot: FROM_SLOT + 40, skew: 0, rssi: six(-50) }]);
    const notesFor = async (onsetDay: number, untilMs = UNTIL_MS) =>
      (await runTrace(store, { ...request, onsetDay, untilMs })).notes.map((note) => wordsOf(note, "en"));
    assert.doesNotMatch((await notesFor(ONSET)).join(), /nothing is known/);
    assert.match(
      (await notesFor(ONSET - 30)).join(),
      /begin on 11\/08\/2020: of the days before nothing is known/,
    );
    const earlier = await notesFor(ONSET - 90, localDayStartMs(ONSET - 80));
    assert.match(earlier.join(), /nothing is known/);
    await store.close();
  });

  it("says which of the F0's tokens it knows nothing of", async () => {
    const store = await newStore();
    await fill(store, [1, 2], [{ log: 1, sender: 2, slot: UNTIL_SLOT - 10, skew: 0, rssi: six(-50) }]);
    const { id } = await store.issueToken(keyOf(1), { name: "An", unit: "Thôn 1", phone: null }, 0);
    await store.issueToken(await store.tokenOf(PRACTICE + 9), { id }, UNTIL_MS - 5 * SLOT_MS);
    const trace = await runTrace(store, { ...request, personId: id });
    assert.equal(trace.contacts.length, 1);
    const told = trace.notes.map((note) => wordsOf(note, "en"));
    assert.equal(told.length, 1);
    assert.match(told[0]!, /An had token 10000009 too, and nothing of it is in here/);
    await store.close();
  });

  it("says so where the F0's token was never read", async () => {
    const store = await newStore();
    await assert.rejects(runTrace(store, { ...request, token: keyOf(77) }), (error) => {
      return isUserError(error) && /10000077-0 was never read/.test(error.message);
    });
    await store.close();
  });
});
