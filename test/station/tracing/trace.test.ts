/** A trace: what two logs tell together, beside a search that shares no code with it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { probabilityOfAtLeast } from "../../../src/contacts/closeness.js";
import { LEAST_TO_OPEN, TOKEN_MODEL } from "../../../src/contacts/operating-points.js";
import { createTokenWindows } from "../../../src/contacts/token-windows.js";
import { runTrace, type RunTrace } from "../../../src/station/tracing/run-trace.js";
import { NOTHING, syntheticChunk } from "../synthetic-log.js";
import { wordsOf } from "../../../src/words/problem.js";

import {
  F0,
  FROM_SLOT,
  type Hearing,
  PRACTICE,
  REQUEST,
  SLOT_MS,
  UNTIL_SLOT,
  fill,
  idOf,
  keyOf,
  six,
  traceStores,
} from "./hearings.js";

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
  const newStore = traceStores();
  const plain = ({ contacts }: RunTrace) =>
    contacts
      .map(({ tokens: [token], minutes, nearMinutes, firstMs, lastMs, seenBy, probability }) => ({
        ...{ serial: token!.serial - PRACTICE, minutes, nearMinutes, firstMs, lastMs, seenBy, probability },
      }))
      .sort((a, b) => a.serial - b.serial);

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
        const trace = await runTrace(store, { ...REQUEST, everyLog: true });
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
        const trace = await runTrace(store, REQUEST);
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
    const trace = await runTrace(store, REQUEST);
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
        const trace = await runTrace(store, { ...REQUEST, everyLog: true });
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
    const trace = await runTrace(store, REQUEST);
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
    const { contacts } = await runTrace(store, REQUEST);
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
    const { contacts } = await runTrace(store, REQUEST);
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
    const trace = await runTrace(store, REQUEST);
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
    const trace = await runTrace(store, REQUEST);
    assert.deepEqual([trace.contacts.length, trace.unreadable], [1, 1]);
    await store.close();
  });
});
