/**
 * Every file of custody under bytes that nobody meant: the runs that `npm test` can afford, or as many for each as
 * FUZZ_RUNS says. Whatever the bytes, a reader gives the content that was meant or a `UserError` of the family "custody", and nothing else.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { openBox, peekBox, sealBox, type BoxContent } from "../../src/custody/host/boxes.js";
import { isSame } from "../../src/custody/host/bytes.js";
import { lockCase, openCase } from "../../src/custody/host/case-file.js";
import { createIdentity, decodePublicFile, encodePublicFile } from "../../src/custody/host/identity.js";
import { lockKeyFile, peekKeyFile, unlockKeyFile, type Scrypt } from "../../src/custody/host/key-file.js";
import { CHUNK_BYTES, createPackWriter, openPack } from "../../src/custody/host/pack.js";
import { unwrapSecret } from "../../src/custody/host/prepare.js";
import { joinRecoveryKey, peekShare, splitRecoveryKey } from "../../src/custody/host/recovery.js";
import { decodeStock, encodeStock } from "../../src/custody/host/stock.js";
import { KIND_LOG, wrapSecret } from "../../src/custody/token/secrets.js";
import { damaged } from "./mutations.js";
import { ccmOpen, counting, createTestCrypto, hex, sha256 } from "./support.js";
import { isUserError } from "../../src/words/user-error.js";

const RUNS = Number(process.env.FUZZ_RUNS ?? 400);
const LONG_MS = 24 * 3_600_000;

const crypto = createTestCrypto();
const random = (length: number) => crypto.randomBytes(length);
const officer = createIdentity("officer", counting(32, 1));
const unit = createIdentity("unit", counting(32, 2));
const recovery = createIdentity("recovery", counting(32, 3));
const content: BoxContent = {
  ...{ kind: "log", serial: 42, generation: 1, day: 18_500 },
  ...{ key: random(32), wrapKey: random(32) },
};

/** What `read` makes of the bytes; undefined where it says clearly that it makes nothing of them. */
function outcomeOf<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    assert.ok(isUserError(error, "custody"), String((error as Error).stack));
    assert.match(error.message, /^[^\n]+$/);
    return undefined;
  }
}

describe("custody: fuzzing", function () {
  this.timeout(LONG_MS);

  /** Of a file whose every byte is protected: nothing but the file itself is taken. */
  function takesOnly<T>(name: string, file: Uint8Array, read: (bytes: Uint8Array) => T): void {
    it(`${name} (${RUNS} runs): is taken as it is, or not at all`, () => {
      const meant = read(file);
      fc.assert(
        fc.property(damaged(file), (bytes) => {
          const found = outcomeOf(() => read(bytes));
          if (isSame(bytes, file)) assert.deepEqual(found, meant);
          else assert.equal(found, undefined);
        }),
        { numRuns: RUNS },
      );
    });
  }

  const pack = makePack();
  takesOnly("a pack", pack, (bytes) => {
    const file = { size: bytes.length, read: (at: number, n: number) => bytes.slice(at, at + n) };
    const { kind, id, madeMs, chunks } = openPack(crypto, file, unit, [officer]);
    return { kind, id: hex(id), madeMs, plain: hex(Buffer.concat([...chunks()])) };
  });

  for (const one of [unit, createIdentity("unit", counting(32, 2), 1)])
    takesOnly(`a public key file of version ${one.version}`, encodePublicFile(one), (bytes) => ({
      ...decodePublicFile(bytes),
    }));

  const box = sealBox(content, officer, random);
  takesOnly("a box", box, (bytes) => openBox(bytes, officer));

  const [first, second] = splitRecoveryKey(recovery, random);
  takesOnly("a part of a recovery key", first!, (bytes) => {
    peekShare(bytes);
    return joinRecoveryKey([
      { name: "một", file: bytes },
      { name: "hai", file: second! },
    ]);
  });

  it(`three parts, one of them damaged (${RUNS} runs): the key, or none`, () => {
    const parts = splitRecoveryKey(recovery, random);
    fc.assert(
      fc.property(fc.nat(2), damaged(parts[0]!), (at, bytes) => {
        const files = parts.map((file, i) => ({ name: String(i), file: i === at ? bytes : file }));
        const found = outcomeOf(() => joinRecoveryKey(files));
        if (found !== undefined) assert.deepEqual(found, recovery);
      }),
      { numRuns: RUNS },
    );
  });

  const wrapKey = random(32);
  const before = { ...content, wrapKey };
  const wrapped = wrapSecret(crypto, wrapKey, KIND_LOG, 42, 2, 18_510, random(32));
  it(`a wrapped secret (${RUNS} runs): is unwrapped as it is, or not at all`, () => {
    const meant = unwrapSecret(crypto, ccmOpen, before, wrapped);
    fc.assert(
      fc.property(damaged(wrapped), (bytes) => {
        const found = outcomeOf(() => unwrapSecret(crypto, ccmOpen, before, bytes));
        // Two bytes are zero and nothing depends on them.
        if (found !== undefined) assert.deepEqual(found, meant);
      }),
      { numRuns: RUNS },
    );
  });

  it(`a case file and its key (${RUNS} runs): the content that was locked, or none`, () => {
    const plain = new TextEncoder().encode('{"format":"bztoken case","version":1}');
    const locked = lockCase(plain, officer, random);
    const either = fc.oneof(
      damaged(locked.sealedKey).map((sealedKey) => ({ ...locked, sealedKey })),
      damaged(locked.content).map((damagedContent) => ({ ...locked, content: damagedContent })),
    );
    fc.assert(
      fc.property(either, (one) => {
        const found = outcomeOf(() => openCase(one, officer));
        if (found !== undefined) assert.deepEqual(found, plain);
      }),
      { numRuns: RUNS },
    );
  });

  it(`the head of a box (${RUNS} runs): what is read without a key is whole numbers and a known kind`, () => {
    fc.assert(
      fc.property(damaged(box), (bytes) => {
        const head = outcomeOf(() => peekBox(bytes));
        if (head === undefined) return;
        assert.ok(["id", "log", "admin"].includes(head.kind));
        assert.ok([head.serial, head.generation, head.day].every(Number.isInteger));
        assert.equal(head.recipient.length, 8);
      }),
      { numRuns: RUNS },
    );
  });

  it(`a stock file (${RUNS} runs): whole entries, as many as it says`, () => {
    const entry = (serial: number) => ({ serial, epoch: serial, key: random(32) });
    fc.assert(
      fc.property(damaged(encodeStock([1, 2, 3].map(entry))), (bytes) => {
        const entries = outcomeOf(() => decodeStock(bytes));
        if (entries === undefined) return;
        const again = encodeStock(entries);
        assert.equal(again.length, bytes.length);
        assert.deepEqual(decodeStock(again), entries);
      }),
      { numRuns: RUNS },
    );
  });

  it(`a key file (${RUNS} runs): its own key, or none, at a bounded cost`, async () => {
    /** In the place of scrypt, which takes its time by design. */
    const stretch: Scrypt = (passphrase, salt, { logN, r, p }) => {
      assert.ok(
        (logN === 17 || logN === 18) && r === 8 && p === 1,
        "more or less work than a key file may ask for",
      );
      return Promise.resolve(sha256(passphrase, salt, Uint8Array.of(logN, r, p)));
    };
    const file = await lockKeyFile(officer, "mật khẩu", stretch, random);
    await fc.assert(
      fc.asyncProperty(damaged(file), async (bytes) => {
        outcomeOf(() => peekKeyFile(bytes));
        const found = await unlockKeyFile(bytes, "mật khẩu", stretch).catch((error: unknown) =>
          outcomeOf(() => {
            throw error;
          }),
        );
        if (isSame(bytes, file)) assert.deepEqual(found, officer);
        else assert.equal(found, undefined);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Two receivers, two chunks. */
function makePack(): Uint8Array {
  const writer = createPackWriter(crypto, random, "down", 1_600_000_000_000, officer, [unit, recovery]);
  const chunks = [CHUNK_BYTES, 5].map((length, i) => writer.chunk(random(length), i === 1));
  return new Uint8Array(Buffer.concat([writer.head, ...chunks, writer.signature()]));
}
