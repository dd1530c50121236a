/** Every proof, MAC and tag of CUSTODY.md: each of its bytes counts, on both sides, and so does its length. */
import assert from "node:assert/strict";
import { buildList, tagFor } from "../../src/custody/host/build-list.js";
import type { BoxContent } from "../../src/custody/host/boxes.js";
import { isPageSound } from "../../src/custody/host/case-keys.js";
import { challengeFor, enter } from "../../src/custody/host/enter.js";
import { openRecord } from "../../src/custody/host/open-record.js";
import { unwrapSecret } from "../../src/custody/host/prepare.js";
import { createDaySealer } from "../../src/custody/token/day-sealer.js";
import { ADMIN_LIST, derive } from "../../src/custody/token/derive.js";
import { ROLE_NONE, ROLE_OPERATOR, createGuard } from "../../src/custody/token/guard.js";
import { LIST_FORGED, LIST_TAKEN, createListStore } from "../../src/custody/token/list-store.js";
import { KIND_ID, wrapSecret } from "../../src/custody/token/secrets.js";
import { createVerifiedFlash } from "../../src/log/verified-flash.js";
import { createSimulatedFlash } from "../../hal/simulated/flash.js";
import { ccmOpen, counting, createTestCrypto, fails, sha256 } from "./support.js";

const crypto = createTestCrypto();
const SERIAL = 42;
const KEY = sha256("a key");

/** One bit of each byte, and every byte of a constant; then one byte less, and one more. */
function* changesOf(right: Uint8Array): Generator<{ name: string; bytes: Uint8Array }> {
  for (let at = 0; at < right.length; at++) {
    for (const bits of [0x01, 0x80, 0xff]) {
      const bytes = right.slice();
      bytes[at]! ^= bits;
      yield { name: `byte ${at} ^ ${bits}`, bytes };
    }
  }
  yield { name: "one byte less", bytes: right.slice(0, -1) };
  yield { name: "one byte more", bytes: Uint8Array.of(...right, 0) };
  yield { name: "none", bytes: new Uint8Array(0) };
}

/** Every change of `right` is refused by a fresh `takes`, and `right` itself is taken. */
function holdsInEveryByte(make: () => { right: Uint8Array; takes: (bytes: Uint8Array) => boolean }): void {
  const { right } = make();
  assert.ok(new Set(right).size > 2);
  let count = 0;
  for (const { name, bytes } of changesOf(right)) {
    const one = make();
    assert.equal(one.takes(bytes), false, name);
    count++;
  }
  assert.equal(count, 3 * right.length + 3);
  const last = make();
  assert.equal(last.takes(last.right), true, "the right one");
}

/** Both sides after the token's answer to a challenge; the nonces are the same each time. */
function challenged() {
  const guard = createGuard({ ...crypto, randomBytes: (length) => counting(length, 100) }, () => KEY);
  const challenge = challengeFor(ROLE_OPERATOR, counting(16, 200));
  const answer = guard.challenge(challenge)!;
  const known = [{ serial: SERIAL, key: KEY }];
  return { guard, challenge, answer, entry: enter(crypto, challenge, answer, known)!, known };
}

/** In a session. */
function entered() {
  const both = challenged();
  assert.notEqual(both.guard.prove(both.entry.proof), ROLE_NONE);
  return both;
}

describe("proofs and MACs, byte for byte", () => {
  it("the token's proof, by the host", () =>
    holdsInEveryByte(() => {
      const { challenge, answer, known } = challenged();
      return {
        right: answer.slice(16),
        takes: (proof) =>
          enter(crypto, challenge, Uint8Array.of(...answer.slice(0, 16), ...proof), known) !== undefined,
      };
    }));

  it("the host's proof, by the token", () =>
    holdsInEveryByte(() => {
      const { guard, entry } = challenged();
      return { right: entry.proof, takes: (proof) => guard.prove(proof) !== ROLE_NONE };
    }));

  it("a command's MAC, by the token", () =>
    holdsInEveryByte(() => {
      const { guard, entry } = entered();
      const { counter, mac } = entry.session.authorise(counting(20));
      return { right: mac, takes: (bytes) => guard.accept(counter, counting(20), bytes) === ROLE_OPERATOR };
    }));

  it("an answer's MAC, by the host", () =>
    holdsInEveryByte(() => {
      const { guard, entry } = entered();
      const { counter, mac } = entry.session.authorise(counting(20));
      guard.accept(counter, counting(20), mac);
      return {
        right: guard.sign(counting(99)),
        takes: (bytes) => entry.session.isAnswer(counting(99), bytes),
      };
    }));

  it("every byte that a command's or an answer's MAC is made of: purpose, counter, bytes", () => {
    const { guard, entry } = entered();
    const { counter, mac } = entry.session.authorise(counting(20));
    for (const { bytes } of changesOf(counting(20)))
      assert.equal(guard.accept(counter, bytes, mac), ROLE_NONE);
    for (const wrong of [counter + 1, counter + 256, counter + 65_536, counter + 2 ** 24])
      assert.equal(guard.accept(wrong, counting(20), mac), ROLE_NONE);
    assert.equal(guard.accept(counter, counting(20), mac), ROLE_OPERATOR);
    const answered = guard.sign(counting(99));
    for (const { bytes } of changesOf(counting(99))) assert.ok(!entry.session.isAnswer(bytes, answered));
    assert.ok(!entry.session.isAnswer(counting(20), mac), "a command's is no answer's");
  });

  it("a list's tag, by the token; and every byte of its head", () => {
    const admin: BoxContent = {
      ...{ kind: "admin", serial: SERIAL, generation: 1, day: 20000, key: KEY, wrapKey: new Uint8Array(0) },
    };
    const chain = { firstSubKey: (key: Uint8Array) => key, nextSubKey: (key: Uint8Array) => key };
    const list = buildList(crypto, chain, [], 7, 1);
    const store = () => {
      const { flash } = createSimulatedFlash({ pageBytes: 1024, pageCount: 3 });
      const verified = createVerifiedFlash(flash, crypto);
      return createListStore(verified, crypto, 0, 3, SERIAL, () => derive(crypto, KEY, ADMIN_LIST));
    };
    const tag = tagFor(crypto, admin, list);
    holdsInEveryByte(() => ({
      right: tag,
      takes: (bytes) => {
        const reason = store().begin(list.head, bytes, 0);
        assert.ok(reason === LIST_FORGED || reason === LIST_TAKEN);
        return reason === LIST_TAKEN;
      },
    }));
    for (const { name, bytes } of changesOf(list.head))
      assert.equal(store().begin(bytes, tag, 0), LIST_FORGED, name);
  });

  it("a page's MAC; and every byte of the page", () => {
    const sealer = createDaySealer(crypto, SERIAL, 1, 20000, sha256("chain"));
    const pageKey = derive(crypto, sha256("chain"), 0x12);
    const page = counting(64);
    page.set([20000 & 255, 20000 >> 8], 6);
    const mac = sealer.pageMac(1, page);
    assert.equal(mac.length, 8);
    holdsInEveryByte(() => ({ right: mac, takes: (bytes) => isPageSound(crypto, pageKey, page, bytes) }));
    for (const { name, bytes } of changesOf(page))
      assert.equal(isPageSound(crypto, pageKey, bytes, mac), false, name);
  });

  it("a sealed record, tag and all; and every part of its place", () => {
    const sealer = createDaySealer(crypto, SERIAL, 258, 20000, sha256("chain"));
    const recordKey = derive(crypto, sha256("chain"), 0x11).slice(0, 16);
    const sealed = sealer.seal(66_051, 77, counting(24));
    assert.equal(sealed.length, 28);
    const place = { serial: SERIAL, generation: 258, pageSequence: 66_051, position: 77 };
    holdsInEveryByte(() => ({
      right: sealed,
      takes: (bytes) => openRecord(ccmOpen, recordKey, place, bytes) !== undefined,
    }));
    for (const [name, step] of [
      ...([1, 256, 65_536, 2 ** 24].map((step) => ["serial", step]) as [keyof typeof place, number][]),
      ...([1, 256].map((step) => ["generation", step]) as [keyof typeof place, number][]),
      ...([1, 256, 65_536, 2 ** 24].map((step) => ["pageSequence", step]) as [keyof typeof place, number][]),
      ...([1, 256].map((step) => ["position", step]) as [keyof typeof place, number][]),
    ]) {
      const other = { ...place, [name]: place[name] + step };
      assert.equal(openRecord(ccmOpen, recordKey, other, sealed), undefined, `${name} + ${step}`);
    }
  });

  it("a wrapped secret: every byte but the two that are zero", () => {
    const before: BoxContent = {
      ...{ kind: "id", serial: SERIAL, generation: 1, day: 20000, key: sha256("id"), wrapKey: KEY },
    };
    const wrapped = wrapSecret(crypto, KEY, KIND_ID, SERIAL, 2, 20100, sha256("new"));
    for (const { name, bytes } of changesOf(wrapped)) {
      if (/^byte 1[45] /.test(name)) continue;
      fails(undefined, () => unwrapSecret(crypto, ccmOpen, before, bytes));
    }
    const after = unwrapSecret(crypto, ccmOpen, before, wrapped);
    assert.deepEqual([after.key, after.day, after.generation], [sha256("new"), 20100, 2]);
  });
});
