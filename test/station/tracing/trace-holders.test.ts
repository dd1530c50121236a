/** A trace is of people: over every token that they held, whoever had it before and after. */
import assert from "node:assert/strict";
import { localDayStartMs } from "../../../src/station/text/local-time.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { NOTHING } from "../synthetic-log.js";
import { wordsOf } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";

import {
  FROM_SLOT,
  ONSET,
  PRACTICE,
  REQUEST,
  SLOT_MS,
  UNTIL_MS,
  UNTIL_SLOT,
  fill,
  keyOf,
  six,
  traceStores,
} from "./hearings.js";

describe("a trace of people", () => {
  const newStore = traceStores();

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
    const both = await runTrace(store, REQUEST);
    assert.deepEqual(both.contacts.map((contact) => contact.holder?.name).sort(), [
      "Lê Thị Hoa",
      "Phạm Văn Bình",
    ]);

    await store.issueToken(keyOf(1), { name: "Người trước", unit: "Thôn 1", phone: null }, 0);
    await store.issueToken(keyOf(1), { name: "Ca bệnh", unit: "Thôn 1", phone: null }, handover * SLOT_MS);
    const later = await runTrace(store, REQUEST);
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

    const ofAn = await runTrace(store, { ...REQUEST, personId: an.id });
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
      const ofBinh = await runTrace(store, { ...REQUEST, personId });
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
    const { contacts } = await runTrace(store, REQUEST);
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
    const before = await runTrace(store, { ...REQUEST, personId: id });
    await store.correctHolder(keyOf(1), id, { name: "Nguyễn An", unit: "Thôn 1", phone: "0905" }, null);
    const after = await runTrace(store, { ...REQUEST, personId: id });
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
      (await runTrace(store, { ...REQUEST, onsetDay, untilMs })).notes.map((note) => wordsOf(note, "en"));
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
    const trace = await runTrace(store, { ...REQUEST, personId: id });
    assert.equal(trace.contacts.length, 1);
    const told = trace.notes.map((note) => wordsOf(note, "en"));
    assert.equal(told.length, 1);
    assert.match(told[0]!, /An had token 10000009 too, and nothing of it is in here/);
    await store.close();
  });

  it("says so where the F0's token was never read", async () => {
    const store = await newStore();
    await assert.rejects(runTrace(store, { ...REQUEST, token: keyOf(77) }), (error) => {
      return isUserError(error) && /10000077-0 was never read/.test(error.message);
    });
    await store.close();
  });
});
