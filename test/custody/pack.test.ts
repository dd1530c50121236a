import assert from "node:assert/strict";
import fc from "fast-check";
import { createIdentity } from "../../src/custody/host/identity.js";
import { CHUNK_BYTES, createPackWriter, openPack } from "../../src/custody/host/pack.js";
import type { Pack, PackFile } from "../../src/custody/host/pack.js";
import { decodeStock } from "../../src/custody/host/stock.js";
import { bytes, counting, createTestCrypto, fails, hex, sha256, vectors } from "./support.js";

const crypto = createTestCrypto();
const random = (length: number) => crypto.randomBytes(length);
const commune = createIdentity("unit", counting(32, 1));
/** All chunks but the last are full. */
const full = (start: number) => counting(CHUNK_BYTES, start);
const neighbour = createIdentity("unit", counting(32, 9));
const authority = createIdentity("officer", counting(32, 2));
const MADE_MS = 1_600_000_000_000;

function fileOf(content: Uint8Array): PackFile {
  return { size: content.length, read: (offset, length) => content.slice(offset, offset + length) };
}

function packOf(parts: Uint8Array[], receivers = [commune]): Uint8Array {
  const writer = createPackWriter(crypto, random, "down", MADE_MS, authority, receivers);
  const chunks = parts.map((part, i) => writer.chunk(part, i === parts.length - 1));
  return new Uint8Array(Buffer.concat([writer.head, ...chunks, writer.signature()]));
}

const open = (content: Uint8Array, receiver = commune) =>
  openPack(crypto, fileOf(content), receiver, [authority]);
const plainOf = (pack: Pack) => new Uint8Array(Buffer.concat([...pack.chunks()]));

describe("pack", () => {
  const vector = bytes(vectors("files").pack!.bytes!);

  it("keeps the bytes of the vector", () => {
    const scripted = [counting(16, 90), counting(32, 106), counting(32, 138), counting(24, 170)];
    const writer = createPackWriter(crypto, () => scripted.shift()!, "stock", MADE_MS, authority, [
      createIdentity("officer", counting(32, 1)),
    ]);
    const stock = bytes(vectors("files").stock!.bytes!);
    const made = [writer.head, writer.chunk(stock, true), writer.signature()];
    assert.equal(hex(Buffer.concat(made)), hex(vector));
    const pack = open(vector, createIdentity("officer", counting(32, 1)));
    assert.deepEqual([pack.kind, pack.madeMs, hex(pack.id)], ["stock", MADE_MS, hex(counting(16, 90))]);
    assert.equal(decodeStock(plainOf(pack)).length, 2);
  });

  it("of two chunks keeps the bytes that the second implementation hashes", () => {
    const scripted = [counting(16, 90), counting(32, 106), counting(32, 138), counting(24, 170)];
    const writer = createPackWriter(crypto, () => scripted.shift()!, "stock", MADE_MS, authority, [
      createIdentity("officer", counting(32, 1)),
    ]);
    const chunks = [
      writer.chunk(counting(CHUNK_BYTES), false),
      writer.chunk(bytes(vectors("files").stock!.bytes!), true),
    ];
    const made = Buffer.concat([writer.head, ...chunks, writer.signature()]);
    assert.equal(hex(sha256(made)), vectors("files").longPack!.sha256);
  });

  it("comes back whole for each receiver, whatever its size", () => {
    const size = fc.integer({ min: 0, max: 3 * CHUNK_BYTES });
    fc.assert(
      fc.property(size, (length) => {
        const plain = random(length);
        const parts: Uint8Array[] = [];
        for (let at = 0; at === 0 || at < length; at += CHUNK_BYTES)
          parts.push(plain.slice(at, at + CHUNK_BYTES));
        const pack = packOf(parts, [neighbour, commune]);
        assert.deepEqual(plainOf(open(pack)), plain);
        assert.deepEqual(plainOf(open(pack, neighbour)), plain);
      }),
      { numRuns: 5 },
    );
  });

  it("tells a foreign pack from a damaged one", () => {
    const pack = packOf([counting(100)], [neighbour]);
    fails("wrong-key", () => open(pack));
    fails("foreign-sender", () => openPack(crypto, fileOf(pack), neighbour, [commune]));
    fails("foreign-sender", () => openPack(crypto, fileOf(pack), neighbour, []));
    fails("not-this-file", () => open(counting(300)));
    const newer = new Uint8Array(pack);
    newer[4] = 2;
    fails("unknown-version", () => open(newer, neighbour));
  });

  it("is refused wherever it was cut off, also where the stick was pulled between two chunks", () => {
    const pack = packOf([full(0), full(1), counting(5)]);
    const chunkBytes = 4 + 16 + CHUNK_BYTES;
    const ends = [64, 176, 176 + chunkBytes, 176 + 2 * chunkBytes, pack.length - 64];
    for (let length = 5; length < pack.length; length++) {
      const isNearEnd = length > pack.length - 100 || ends.some((end) => Math.abs(length - end) < 8);
      if (isNearEnd || length % 997 === 0) fails("incomplete", () => open(pack.slice(0, length)));
    }
    for (let length = 0; length < 5; length++) fails(undefined, () => open(pack.slice(0, length)));
    fails("damaged", () => open(new Uint8Array([...pack, 0])));
  });

  it("is refused with a bit changed anywhere, before anything of it is handed out", function () {
    this.timeout(180_000);
    const pack = packOf([full(0), counting(60)]);
    // Every byte of the head; checking a signature takes long, so only some after it.
    for (let at = 0; at < pack.length; at += at < 64 ? 1 : at < 200 || at > pack.length - 180 ? 7 : 4001) {
      const changed = new Uint8Array(pack);
      changed[at]! ^= at % 2 === 0 ? 1 : 0x80;
      fails(undefined, () => open(changed));
    }
  });

  it("is refused with chunks dropped, repeated or exchanged, though each is genuine", () => {
    const writer = createPackWriter(crypto, random, "up", MADE_MS, authority, [commune]);
    const [a, b, c] = [
      writer.chunk(full(0), false),
      writer.chunk(full(0), false),
      writer.chunk(counting(5), true),
    ];
    const signature = writer.signature();
    const join = (...parts: Uint8Array[]) =>
      new Uint8Array(Buffer.concat([writer.head, ...parts, signature]));
    open(join(a, b, c));
    for (const wrong of [join(b, a, c), join(a, c), join(a, a, b, c), join(c)])
      fails("damaged", () => open(wrong));
  });

  it("has no chunk but the last that is shorter, so that its size bounds how many there are", () => {
    const size = fc.integer({ min: 0, max: CHUNK_BYTES - 1 });
    fc.assert(
      fc.property(size, (length) => fails("damaged", () => open(packOf([counting(length), full(0)])))),
      { numRuns: 20 },
    );
    const many = 130_000;
    const writer = createPackWriter(crypto, random, "down", MADE_MS, authority, [commune]);
    const chunk = Buffer.alloc(4 + 16 + 1);
    chunk.writeUInt32LE(1);
    const chunks = Array.from({ length: many }, () => chunk);
    const last = Buffer.from([0, 0, 0, 0x80, ...new Uint8Array(16)]);
    const content = new Uint8Array(Buffer.concat([writer.head, ...chunks, last, new Uint8Array(64)]));
    let reads = 0;
    const { size: bytesInAll, read } = fileOf(content);
    const file = { size: bytesInAll, read: (at: number, length: number) => (reads++, read(at, length)) };
    fails("damaged", () => openPack(crypto, file, commune, [authority]));
    assert.ok(reads < 5, `${reads} reads`);
  });

  it("may have more chunks than a call takes arguments", () => {
    const writer = createPackWriter(crypto, random, "up", MADE_MS, authority, [commune]);
    const hash = { sha256: () => new Uint8Array(32) };
    const long = createPackWriter(hash, random, "up", MADE_MS, authority, [commune]);
    const nothing = new Uint8Array(0);
    for (let i = 0; i < 200_000; i++) long.chunk(nothing, true);
    assert.equal(long.signature().length, writer.signature().length);
  });

  it("cannot be made in the authority's name by a receiver who knows its file key", () => {
    const own = createPackWriter(crypto, random, "down", MADE_MS, commune, [neighbour]);
    const forged = new Uint8Array(Buffer.concat([own.head, own.chunk(counting(9), true), own.signature()]));
    forged.set(authority.signKey, 32);
    fails("damaged", () => open(forged, neighbour));
  });

  it("hands out nothing of a file that was exchanged after it was checked", () => {
    const pack = packOf([full(0), counting(60)]);
    const file = fileOf(pack);
    const opened = openPack(crypto, file, commune, [authority]);
    pack[pack.length - 64 - 10]! ^= 1;
    fails("damaged", () => [...opened.chunks()]);
  });

  it("shows nothing of its content", () => {
    const plain = counting(64, 5);
    assert.ok(!hex(packOf([plain])).includes(hex(plain.subarray(0, 8))));
  });

  it("has a receiver", () => fails("out-of-range", () => packOf([counting(1)], [])));

  it("survives any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(200), (any, keep) => {
        any.set(vector.subarray(0, Math.min(keep, any.length)));
        if (hex(any) !== hex(vector)) fails(undefined, () => open(any));
      }),
      { numRuns: 500 },
    );
  });
});
