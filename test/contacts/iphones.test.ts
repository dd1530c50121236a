import assert from "node:assert/strict";
import { byteStringOf, createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createRandom } from "../../hal/simulated/random.js";
import { encodeAdvert, isIphone } from "../../src/bluezone/advert.js";
import { createEncounterTable } from "../../src/contacts/encounter-table.js";
import { createIphones } from "../../src/contacts/iphones.js";
import { NOT_HEARD, RENDEZVOUS, decodeRecord } from "../../src/contacts/record.js";

const crypto = createSimulatedCrypto(createRandom(1));
const bytes = (hex: string) => byteStringOf(Buffer.from(hex, "hex"));
const OPEN = bytes("02011A" + "110767A607ADD1172FA1C44BF573564E0000" + "0909426C75657A6F6E65");
const BACKGROUND = bytes("02011A" + "14FF4C000108" + "00".repeat(15));
const idOf = (n: number) => new Uint8Array(12).fill(n);
const peerOf = (n: number) => ({ id: `${n}` });

describe("adverts of iPhones", () => {
  it("are known by Bluezone's bit whatever other bits are set, and by its service", () => {
    for (let bits = 0; bits < 256; bits++) {
      const first = bits.toString(16).padStart(2, "0");
      const advert = bytes(`02011A14FF4C0001${first}${"00".repeat(7)}ff${"00".repeat(7)}`);
      assert.equal(isIphone(advert), (bits & 8) !== 0, first);
    }
    assert.ok(isIphone(OPEN));
    assert.ok(isIphone(OPEN.substring(3)), "without flags");
  });

  it("are no others, nor such as are cut off", () => {
    const nearby = bytes("02011A0AFF4C001005011C0B2C4E");
    const beacon = bytes("02011a1aff4c000215c7afef7b17884f4aa87d691d53bf21c400140014c5");
    const token = byteStringOf(encodeAdvert(idOf(8)));
    for (const other of ["", nearby, beacon, token]) assert.ok(!isIphone(other));
    for (let length = 0; length < 21; length++) assert.ok(!isIphone(OPEN.substring(0, length)), `${length}`);
    for (let length = 0; length < 9; length++) assert.ok(!isIphone(BACKGROUND.substring(0, length)));
  });
});

describe("iPhones of a slot", () => {
  function createBoth() {
    const table = createEncounterTable(crypto, 50, 3, false, 7, RENDEZVOUS, (data, rssiDbm, peer) =>
      iphones.hear(data, rssiDbm, peer),
    );
    const iphones = createIphones(crypto, table);
    const records = () => {
      const found = [];
      for (let plain = table.take(); plain; plain = table.take()) found.push(decodeRecord(plain));
      return found;
    };
    return { table, iphones, records };
  }

  it("become records with the strengths of all windows, before and after they were read", () => {
    const { table, iphones, records } = createBoth();
    iphones.openWindow(0);
    table.hear(BACKGROUND, -60, peerOf(1));
    table.hear(BACKGROUND, -55, peerOf(1));
    iphones.openWindow(1);
    table.hear(BACKGROUND, -70, peerOf(1));
    iphones.settle(iphones.next()!, idOf(9));
    iphones.openWindow(3);
    table.hear(BACKGROUND, -65, peerOf(1));
    table.hear(byteStringOf(encodeAdvert(idOf(5))), -50);
    const [iphone, token] = records();
    assert.deepEqual([...iphone!.id], [...idOf(9)]);
    assert.deepEqual(iphone!.rssiDbm, [-55, -70, NOT_HEARD, -65]);
    assert.deepEqual([iphone!.isByGatt, iphone!.windowsListened], [true, 0b1011]);
    assert.deepEqual([token!.isByGatt, token!.rssiDbm[3]], [false, -50]);
  });

  it("are one neighbour when their address changes within the slot", () => {
    const { table, iphones, records } = createBoth();
    for (const [window, address] of [
      [0, 1],
      [2, 2],
    ] as const) {
      iphones.openWindow(window);
      table.hear(BACKGROUND, -60 - window, peerOf(address));
      iphones.settle(iphones.next()!, idOf(9));
    }
    assert.deepEqual(
      records().map(({ rssiDbm }) => rssiDbm),
      [[-60, NOT_HEARD, -62, NOT_HEARD]],
    );
  });

  it("are no neighbour where nothing came of it, or an answer of another length", () => {
    const { table, iphones, records } = createBoth();
    iphones.openWindow(0);
    for (const [n, answer] of [
      undefined,
      new Uint8Array(0),
      new Uint8Array(11),
      new Uint8Array(13),
    ].entries()) {
      table.hear(BACKGROUND, -60, peerOf(n));
      iphones.settle(iphones.next()!, answer);
    }
    assert.deepEqual(records(), []);
  });

  it("are tried the strongest first, the untried before the others, twice, and only while heard", () => {
    const { table, iphones } = createBoth();
    iphones.openWindow(0);
    table.hear(BACKGROUND, -60, peerOf(1));
    table.hear(OPEN, -50, peerOf(2));
    table.hear(BACKGROUND, -86, peerOf(3));
    const tried = [];
    for (let peer = iphones.next(); peer; peer = iphones.next()) tried.push(peer.id);
    assert.deepEqual(tried, ["2", "1", "2", "1"]);
    iphones.openWindow(1);
    assert.equal(iphones.next(), undefined);
    table.hear(BACKGROUND, -80, peerOf(3));
    assert.equal(iphones.next()!.id, "3");
    iphones.settle(peerOf(3), idOf(3));
    assert.equal(iphones.next(), undefined, "known");
  });

  it("are sixteen; a nearer one takes the place of the weakest, one that was tried stays", () => {
    const { table, iphones } = createBoth();
    iphones.openWindow(0);
    for (let n = 0; n < 16; n++) table.hear(BACKGROUND, -84 + n, peerOf(n));
    table.hear(BACKGROUND, -85, peerOf(100));
    table.hear(BACKGROUND, -50, peerOf(101));
    const tried = [];
    for (let n = 0; n < 16; n++) tried.push(iphones.next()!.id);
    assert.deepEqual(tried.slice(0, 2), ["101", "15"]);
    assert.ok(!tried.includes("0") && !tried.includes("100"));
    table.hear(BACKGROUND, -40, peerOf(102));
    for (let n = 0; n < 16; n++) assert.notEqual(iphones.next()!.id, "102");
  });
});
