import assert from "node:assert/strict";
import fc from "fast-check";
import { chainKeyOn, openBox, peekBox, resealBox, sealBox } from "../../src/custody/host/boxes.js";
import type { BoxContent } from "../../src/custody/host/boxes.js";
import {
  createRecordKeys,
  isPageSound,
  logKeysForCase,
  subKeysForCase,
} from "../../src/custody/host/case-keys.js";
import { createIdentity } from "../../src/custody/host/identity.js";
import { openRecord } from "../../src/custody/host/open-record.js";
import { decodeStock, encodeStock, stockEntry } from "../../src/custody/host/stock.js";
import { createDaySealer } from "../../src/custody/token/day-sealer.js";
import { dailyKeyAt, firstSubKey, nextSubKey } from "../../src/bluezone/ids.js";
import { bytes, ccmOpen, counting, createTestCrypto, fails, hex, vectors } from "./support.js";

const crypto = createTestCrypto();
const random = (length: number) => crypto.randomBytes(length);
const files = vectors("files");
const officer = createIdentity("officer", counting(32, 1));
const other = createIdentity("officer", counting(32, 2));
const recovery = createIdentity("recovery", counting(32, 3));
const unit = createIdentity("unit", counting(32, 4));

const log: BoxContent = {
  kind: "log",
  serial: 42,
  generation: 2,
  day: 20000,
  key: counting(32, 150),
  wrapKey: counting(32, 200),
};
const id: BoxContent = { ...log, kind: "id" };
const admin: BoxContent = { ...log, kind: "admin", key: counting(32, 90), wrapKey: new Uint8Array(0) };
const chain = {
  firstSubKey: (key: Uint8Array) => firstSubKey(crypto, key),
  nextSubKey: (key: Uint8Array) => nextSubKey(crypto, key),
};

describe("box", () => {
  it("keeps the bytes of the vector", () => {
    const scripted = [counting(32, 5), counting(24, 37)];
    assert.equal(hex(sealBox(log, officer, () => scripted.shift()!)), files.box!.box);
    assert.deepEqual(openBox(bytes(files.box!.box!), officer), log);
  });

  it("opens for its recipient alone", () => {
    for (const content of [id, log, admin]) {
      const box = sealBox(content, officer, random);
      assert.deepEqual(openBox(box, officer), content);
      for (const wrong of [other, recovery, unit]) fails("wrong-key", () => openBox(box, wrong));
      const readdressed = new Uint8Array(box);
      readdressed.set(other.fingerprint, 16);
      fails("damaged", () => openBox(readdressed, other));
    }
    assert.deepEqual(openBox(sealBox(id, recovery, random), recovery), id);
  });

  it("is never sealed to a unit, whose key lies on a commune's PC", () => {
    for (const content of [id, log, admin]) fails("wrong-role", () => sealBox(content, unit, random));
  });

  it("says openly whose it is, and of the keys nothing", () => {
    const box = sealBox(log, officer, random);
    const { kind, serial, generation, day } = log;
    assert.deepEqual(peekBox(box), { kind, serial, generation, day, recipient: officer.fingerprint });
    assert.ok(!hex(box).includes(hex(log.key)) && !hex(box).includes(hex(log.wrapKey)));
  });

  it("refuses each changed byte: a token, a kind or a day cannot be put on another's box", () => {
    const box = sealBox(log, officer, random);
    for (let at = 0; at < box.length; at++) {
      const changed = new Uint8Array(box);
      changed[at]! ^= 1;
      fails(undefined, () => openBox(changed, officer));
    }
  });

  it("survives any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 250 }), fc.boolean(), (any, withMagic) => {
        if (withMagic) any.set(bytes(files.box!.box!).subarray(0, Math.min(6, any.length)));
        fails(undefined, () => openBox(any, officer));
      }),
    );
  });
});

describe("forward step and re-sealing", () => {
  it("opens the same later days, and none before", () => {
    for (const content of [id, log]) {
      const [box] = resealBox(crypto, sealBox(content, officer, random), officer, 20010, [other], random);
      const moved = openBox(box!, other);
      assert.equal(moved.day, 20010);
      assert.deepEqual(moved.wrapKey, content.wrapKey);
      assert.deepEqual(chainKeyOn(crypto, moved, 20015), chainKeyOn(crypto, content, 20015));
      fails("out-of-range", () => chainKeyOn(crypto, moved, 20009));
      assert.ok(!hex(box!).includes(hex(content.key)));
    }
  });

  it("never moves back, and leaves an admin key as it is", () => {
    const [box] = resealBox(crypto, sealBox(log, officer, random), officer, 19000, [officer], random);
    assert.deepEqual(openBox(box!, officer), log);
    const [same] = resealBox(crypto, sealBox(admin, officer, random), officer, 20010, [officer], random);
    assert.deepEqual(openBox(same!, officer), admin);
  });

  it("gives one box to each who stays and none to who left", () => {
    const boxes = resealBox(crypto, sealBox(log, officer, random), officer, 20000, [other, recovery], random);
    assert.deepEqual(openBox(boxes[0]!, other), log);
    assert.deepEqual(openBox(boxes[1]!, recovery), log);
    for (const box of boxes) fails("wrong-key", () => openBox(box, officer));
  });

  it("has no effect at all where one recipient is not allowed", () => {
    const box = sealBox(log, officer, random);
    fails("wrong-role", () => resealBox(crypto, box, officer, 20010, [other, unit], random));
    assert.deepEqual(openBox(box, officer), log);
  });
});

describe("keys for a case", () => {
  const sealedOn = (day: number) => {
    const sealer = createDaySealer(crypto, 42, 2, 20000, new Uint8Array(log.key));
    sealer.moveTo(day);
    const page = counting(50);
    page.set([day & 255, day >> 8], 6);
    return { record: sealer.seal(9, 4, counting(24)), page, mac: sealer.pageMac(9, page) };
  };
  const place = { serial: 42, generation: 2, pageSequence: 9, position: 4 };

  it("open everything of the days asked for, and nothing of the days beside them", () => {
    const keys = logKeysForCase(crypto, log, 20003, 20007);
    assert.deepEqual(
      keys.map((one) => one.day),
      [20003, 20004, 20005, 20006, 20007],
    );
    for (let day = 20000; day < 20012; day++) {
      const { record, page, mac } = sealedOn(day);
      const opened = keys.filter((one) => openRecord(ccmOpen, one.recordKey, place, record) !== undefined);
      assert.deepEqual(
        opened.map((one) => one.day),
        day >= 20003 && day <= 20007 ? [day] : [],
      );
      const sound = keys.filter((one) => isPageSound(crypto, one.pageKey, page, mac));
      assert.deepEqual(sound, opened);
    }
  });

  it("leave out days before the box, and refuse more than 30", () => {
    assert.deepEqual(
      logKeysForCase(crypto, log, 19990, 20001).map((one) => one.day),
      [20000, 20001],
    );
    assert.deepEqual(logKeysForCase(crypto, log, 19980, 19990), []);
    assert.equal(logKeysForCase(crypto, log, 20000, 20029).length, 30);
    fails("out-of-range", () => logKeysForCase(crypto, log, 20000, 20030));
    fails("out-of-range", () => logKeysForCase(crypto, log, 20005, 20004));
  });

  it("are found for days in any order, record keys only, and none for a day before the box", () => {
    const keyOn = createRecordKeys(crypto, log);
    for (const day of [20007, 20000, 20003, 20007]) {
      const { record } = sealedOn(day);
      assert.deepEqual(keyOn(day), logKeysForCase(crypto, log, day, day)[0]!.recordKey);
      assert(openRecord(ccmOpen, keyOn(day)!, place, record) !== undefined);
    }
    for (const day of [19999, 0, -1]) assert.equal(keyOn(day), undefined);
  });

  it("are sub-keys of single days where they name people, and never the chain", () => {
    const keys = subKeysForCase(crypto, chain, id, 20004, 20005);
    const dailyKey = dailyKeyAt(crypto, id.key, 4);
    assert.deepEqual(keys[0], { day: 20004, subKey: firstSubKey(crypto, dailyKey) });
    for (const { subKey } of keys) assert.notDeepEqual(subKey, dailyKey);
  });

  it("come from the box made for them: who may open is not told names, who names cannot open", () => {
    fails("wrong-key", () => logKeysForCase(crypto, id, 20000, 20001));
    fails("wrong-key", () => subKeysForCase(crypto, chain, log, 20000, 20001));
    const { record } = sealedOn(20000);
    for (const stranger of [id.key, id.wrapKey, admin.key]) {
      assert.equal(openRecord(ccmOpen, stranger.slice(0, 16), place, record), undefined);
    }
  });
});

describe("stock file", () => {
  const vector = bytes(files.stock!.bytes!);

  it("keeps the bytes of the vector", () => {
    const entries = [
      { serial: 42, epoch: 1, key: counting(32) },
      { serial: 43, epoch: 2, key: counting(32, 32) },
    ];
    assert.equal(hex(encodeStock(entries)), files.stock!.bytes);
    assert.deepEqual(decodeStock(vector), entries);
    assert.deepEqual(decodeStock(encodeStock([])), []);
  });

  it("holds operating keys only: a copied commune opens nothing with it", () => {
    const entry = stockEntry(crypto, admin, 1);
    assert.notDeepEqual(
      entry.key,
      stockEntry(crypto, admin, 2).key,
      "a new epoch makes old stock files worthless",
    );
    fails("wrong-key", () => stockEntry(crypto, log, 1));
    const { record } = {
      record: createDaySealer(crypto, 42, 2, 20000, counting(32, 150)).seal(9, 4, counting(24)),
    };
    for (const half of [entry.key.slice(0, 16), entry.key.slice(16)]) {
      assert.equal(
        openRecord(ccmOpen, half, { serial: 42, generation: 2, pageSequence: 9, position: 4 }, record),
        undefined,
      );
    }
  });

  it("refuses a wrong length, and survives any bytes", () => {
    fails("damaged", () => decodeStock(vector.subarray(0, vector.length - 1)));
    fails("damaged", () => decodeStock(vector.subarray(0, 9)));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (any) => fails(undefined, () => decodeStock(any))),
    );
  });
});
