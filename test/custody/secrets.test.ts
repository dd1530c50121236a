import assert from "node:assert/strict";
import fc from "fast-check";
import { openBox, sealBox } from "../../src/custody/host/boxes.js";
import type { BoxContent } from "../../src/custody/host/boxes.js";
import { createIdentity } from "../../src/custody/host/identity.js";
import { contentsOfHandOver, unwrapSecret } from "../../src/custody/host/prepare.js";
import { ADMIN_LIST, derive, operatingKey } from "../../src/custody/token/derive.js";
import { encodeHandOver } from "../../src/custody/token/hand-over.js";
import { KIND_ID, KIND_LOG, drawSecret, nextWrapKey, wrapSecret } from "../../src/custody/token/secrets.js";
import { bytes, ccmOpen, counting, createTestCrypto, fails, hex, vectors } from "./support.js";

const crypto = createTestCrypto();
const { tree, rekey, handOver } = vectors("secrets");
const message = bytes(handOver!.bytes!);

describe("preparation", () => {
  it("hands over and derives what the vectors say", () => {
    const secrets = {
      serial: 42,
      generation: 0,
      day: 20000,
      baseId: counting(32),
      sealKey: counting(32, 32),
    };
    assert.equal(hex(encodeHandOver({ ...secrets, root: bytes(tree!.root!) })), handOver!.bytes);
    const [id, log, admin] = contentsOfHandOver(crypto, message);
    assert.deepEqual([id!.kind, log!.kind, admin!.kind], ["id", "log", "admin"]);
    assert.deepEqual([hex(id!.key), hex(log!.key)], [hex(counting(32)), hex(counting(32, 32))]);
    assert.equal(hex(id!.wrapKey), tree!.idWrapKey);
    assert.equal(hex(log!.wrapKey), tree!.logWrapKey);
    assert.equal(hex(admin!.key), tree!.adminKey);
    assert.equal(hex(operatingKey(crypto, admin!.key, 258)), tree!.operatingKeyOfEpoch258);
    assert.equal(hex(derive(crypto, admin!.key, ADMIN_LIST)), tree!.listKey);
  });

  it("refuses a hand-over of another version or length", () => {
    for (const bad of [message.subarray(1), new Uint8Array(108), new Uint8Array([...message, 0])]) {
      fails("damaged", () => contentsOfHandOver(crypto, bad));
    }
  });

  it("refuses secrets that no sound generator makes: constant, repeated, the same twice", () => {
    const spoil = (at: number, secret: Uint8Array) => {
      const spoiled = new Uint8Array(message);
      spoiled.set(secret, at);
      fails("unsound-secret", () => contentsOfHandOver(crypto, spoiled));
    };
    for (const at of [12, 44, 76]) {
      spoil(at, new Uint8Array(32));
      spoil(at, new Uint8Array(32).fill(255));
      spoil(at, new Uint8Array([...counting(16), ...counting(16)]));
      spoil(
        at,
        Uint8Array.from({ length: 32 }, (_, i) => (i * i) % 19),
      ); // few values, though no half repeats
    }
    spoil(44, message.slice(12, 44));
    spoil(76, message.slice(44, 76));
    spoil(76, message.slice(12, 44));
  });

  it("draws different secrets on a board whose generator is stuck", () => {
    const stuck = { ...crypto, randomBytes: (length: number) => new Uint8Array(length) };
    assert.notEqual(hex(drawSecret(stuck, counting(32))), hex(drawSecret(stuck, counting(32, 1))));
  });
});

describe("re-keying over an untrusted line", () => {
  const before: BoxContent = {
    kind: "id",
    serial: 42,
    generation: 3,
    day: 20000,
    key: counting(32),
    wrapKey: bytes(rekey!.wrapKey!),
  };
  const wrapped = bytes(rekey!.wrapped!);

  it("keeps the bytes of the vectors on both sides", () => {
    const scripted = [bytes(rekey!.deviceRandom!), counting(6, 7)];
    const device = { ...crypto, randomBytes: () => scripted.shift()! };
    const secret = drawSecret(device, bytes(rekey!.hostRandom!));
    assert.equal(hex(secret), rekey!.secret);
    assert.equal(hex(wrapSecret(device, before.wrapKey, KIND_ID, 42, 4, 20005, secret)), rekey!.wrapped);
    assert.equal(hex(nextWrapKey(device, before.wrapKey, secret)), rekey!.nextWrapKey);
    const after = unwrapSecret(crypto, ccmOpen, before, wrapped);
    assert.deepEqual([after.generation, after.day, after.serial, after.kind], [4, 20005, 42, "id"]);
    assert.equal(hex(after.key), rekey!.secret);
    assert.equal(hex(after.wrapKey), rekey!.nextWrapKey);
  });

  it("goes on for many generations with both boxes, and a missed message ends it", () => {
    let wrapKey: Uint8Array = counting(32, 9);
    let content: BoxContent = { ...before, kind: "log", generation: 0, wrapKey };
    for (let generation = 1; generation < 20; generation++) {
      const secret = drawSecret(crypto, counting(32));
      const message = wrapSecret(crypto, wrapKey, KIND_LOG, 42, generation, 20000 + generation, secret);
      const old = wrapKey;
      wrapKey = nextWrapKey(crypto, wrapKey, secret);
      fails("damaged", () => unwrapSecret(crypto, ccmOpen, { ...content, wrapKey }, message));
      content = unwrapSecret(crypto, ccmOpen, content, message);
      assert.deepEqual(content.key, secret);
      assert.notDeepEqual(content.wrapKey, old);
    }
  });

  it("refuses a secret that no sound generator makes", () => {
    const next = (secret: Uint8Array) =>
      unwrapSecret(
        crypto,
        ccmOpen,
        before,
        wrapSecret(crypto, before.wrapKey, KIND_ID, 42, 4, 20005, secret),
      );
    for (const bad of [new Uint8Array(32), new Uint8Array([...counting(16), ...counting(16)])])
      fails("unsound-secret", () => next(bad));
    assert.deepEqual(next(counting(32)).key, counting(32));
  });

  it("refuses another token, kind or generation, by name", () => {
    for (const other of [{ serial: 43 }, { kind: "log" as const }, { generation: 2 }, { generation: 4 }]) {
      fails("wrong-token", () => unwrapSecret(crypto, ccmOpen, { ...before, ...other }, wrapped));
    }
  });

  it("refuses every changed byte and any other bytes", () => {
    for (let at = 0; at < wrapped.length; at++) {
      if (at === 14 || at === 15) continue; // zero bytes without meaning
      const changed = new Uint8Array(wrapped);
      changed[at]! ^= 1;
      fails(undefined, () => unwrapSecret(crypto, ccmOpen, before, changed));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (any) => {
        fails(undefined, () => unwrapSecret(crypto, ccmOpen, before, any));
      }),
    );
  });

  it("shows a line that listens nothing, not even with the operating key or the other wrap key", () => {
    fails("damaged", () =>
      unwrapSecret(crypto, ccmOpen, { ...before, wrapKey: bytes(tree!.logWrapKey!) }, wrapped),
    );
    fails("damaged", () =>
      unwrapSecret(
        crypto,
        ccmOpen,
        { ...before, wrapKey: operatingKey(crypto, bytes(tree!.adminKey!), 1) },
        wrapped,
      ),
    );
  });

  it("ends in a box for the next generation", () => {
    const officer = createIdentity("officer", counting(32));
    const box = sealBox(unwrapSecret(crypto, ccmOpen, before, wrapped), officer, (n) =>
      crypto.randomBytes(n),
    );
    assert.equal(hex(openBox(box, officer).wrapKey), rekey!.nextWrapKey);
  });
});
