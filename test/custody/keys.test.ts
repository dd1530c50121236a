import assert from "node:assert/strict";
import { scryptSync } from "node:crypto";
import fc from "fast-check";
import { createIdentity, decodePublicFile, encodePublicFile } from "../../src/custody/host/identity.js";
import { KEY_FILE_COST, lockKeyFile, peekKeyFile, unlockKeyFile } from "../../src/custody/host/key-file.js";
import type { Scrypt } from "../../src/custody/host/key-file.js";
import { joinRecoveryKey, multiply, splitRecoveryKey } from "../../src/custody/host/recovery.js";
import { bytes, counting, createTestCrypto, fails, hex, vectors } from "./support.js";
import { isIn, type ProblemOf } from "../words/problem-in.js";
import { UserError } from "../../src/words/user-error.js";

const crypto = createTestCrypto();
const random = (length: number) => crypto.randomBytes(length);
const { keys, recovery } = vectors("files");

const scrypt: Scrypt = (passphrase, salt, { logN, r, p }) =>
  Promise.resolve(new Uint8Array(scryptSync(passphrase, salt, 32, { N: 2 ** logN, r, p, maxmem: 2 ** 31 })));
const CHEAP = { logN: 10, r: 8, p: 1 };

async function failsLater(problem: ProblemOf<"custody">, run: () => Promise<unknown>): Promise<void> {
  await assert.rejects(run, (error) => isIn("custody", error, problem));
}

describe("key file", () => {
  const file = bytes(keys!.keyFile!);

  it("keeps the bytes of the vector", async () => {
    const identity = createIdentity("officer", bytes(keys!.seed!));
    const scripted = [counting(16, 11), counting(24, 31)];
    assert.equal(
      hex(await lockKeyFile(identity, keys!.passphrase!, scrypt, () => scripted.shift()!, CHEAP)),
      keys!.keyFile,
    );
    assert.deepEqual(await unlockKeyFile(file, keys!.passphrase!, scrypt), identity);
    assert.deepEqual(peekKeyFile(file).fingerprint, identity.fingerprint);
    assert.equal(hex(encodePublicFile(identity)), keys!.publicFile);
  });

  it("opens with the passphrase in either way of typing Vietnamese", async () => {
    await unlockKeyFile(file, keys!.passphrase!.normalize("NFD"), scrypt);
    await unlockKeyFile(file, keys!.passphrase!.normalize("NFC"), scrypt);
  });

  it("asks for scrypt at N = 2^17 unless told otherwise", async () => {
    const asked: unknown[] = [];
    await lockKeyFile(
      createIdentity("officer", counting(32)),
      "x",
      async (_p, _s, cost) => {
        asked.push(cost);
        return new Uint8Array(32);
      },
      random,
    );
    assert.deepEqual(asked, [{ logN: 17, r: 8, p: 1 }]);
    assert.deepEqual(KEY_FILE_COST, asked[0]);
  });

  it("refuses every other passphrase", async () => {
    for (const wrong of ["", "mat khau", "mật khẩu ", "Mật khẩu", "\ud800"]) {
      await failsLater("wrong-passphrase", () => unlockKeyFile(file, wrong, scrypt));
    }
  });

  it("refuses each changed byte", async () => {
    for (let at = 0; at < file.length; at++) {
      const changed = new Uint8Array(file);
      changed[at]! ^= 1;
      await assert.rejects(() => unlockKeyFile(changed, keys!.passphrase!, scrypt), UserError);
    }
  });

  it("never works for more than 1 GiB on a file's word", async () => {
    for (const [logN, r, p] of [
      [31, 8, 1],
      [17, 255, 1],
      [17, 8, 255],
      [0, 8, 1],
    ]) {
      const greedy = new Uint8Array(file);
      greedy.set([logN!, r!, p!], 6);
      await failsLater("damaged", () => unlockKeyFile(greedy, "x", () => assert.fail("worked")));
    }
  });

  it("names a foreign file and an unknown version", async () => {
    await failsLater("not-this-file", () => unlockKeyFile(bytes(keys!.publicFile!), "x", scrypt));
    const newer = new Uint8Array(file);
    newer[4] = 2;
    await failsLater("unknown-version", () => unlockKeyFile(newer, "x", scrypt));
  });

  it("survives any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (any, withMagic) => {
        if (withMagic) any.set(file.subarray(0, Math.min(5, any.length)));
        await assert.rejects(() => unlockKeyFile(any, "x", scrypt), UserError);
      }),
    );
  });
});

describe("public key file", () => {
  const file = bytes(keys!.publicFile!);

  it("gives role and keys, and refuses each changed byte", () => {
    const { role, boxKey, signKey, fingerprint } = createIdentity("officer", bytes(keys!.seed!));
    assert.deepEqual(decodePublicFile(file), { role, boxKey, signKey, fingerprint });
    for (let at = 0; at < file.length; at++) {
      const changed = new Uint8Array(file);
      changed[at]! ^= 1;
      fails(undefined, () => decodePublicFile(changed));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (any) => fails(undefined, () => decodePublicFile(any))),
    );
  });
});

describe("recovery key", () => {
  const identity = createIdentity("recovery", bytes(recovery!.seed!));
  const shares = [1, 2, 3].map((x) => bytes(recovery![`share${x}`]!));

  it("is split into the shares of the vectors", () => {
    assert.deepEqual(splitRecoveryKey(identity, () => bytes(recovery!.slope!)).map(hex), shares.map(hex));
  });

  it("comes back from any two or three shares in any order", () => {
    for (const chosen of [
      [0, 1],
      [1, 0],
      [0, 2],
      [2, 1],
      [0, 1, 2],
      [2, 2, 0],
    ]) {
      assert.deepEqual(joinRecoveryKey(chosen.map((i) => shares[i]!)), identity);
    }
  });

  it("does not come back from one share, nor from shares of two keys", () => {
    fails("shares", () => joinRecoveryKey([]));
    fails("shares", () => joinRecoveryKey([shares[0]!]));
    fails("shares", () => joinRecoveryKey([shares[0]!, shares[0]!]));
    const other = splitRecoveryKey(createIdentity("recovery", counting(32, 77)), random);
    fails("shares", () => joinRecoveryKey([shares[0]!, other[1]!]));
    const again = splitRecoveryKey(identity, random);
    fails("shares", () => joinRecoveryKey([shares[0]!, again[1]!]));
  });

  it("leaves every seed possible for whoever has one share", () => {
    // For a share byte y at x and any seed byte s there is exactly one slope: s ^ slope·x = y.
    for (let x = 1; x <= 3; x++) {
      const products = new Set(Array.from({ length: 256 }, (_, slope) => multiply(slope, x)));
      assert.equal(products.size, 256);
    }
  });

  it("multiplies as FIPS 197 says", () => {
    assert.equal(multiply(0x57, 0x83), 0xc1); // FIPS 197, 4.2
    assert.equal(multiply(0x57, 0x13), 0xfe); // FIPS 197, 4.2.1
  });

  it("is the only key that is split", () => {
    fails("wrong-role", () => splitRecoveryKey(createIdentity("officer", counting(32)), random));
  });

  it("comes back whatever the seed, and notices every wrong digit", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.nat(51),
        fc.integer({ min: 1, max: 255 }),
        (seed, at, flip) => {
          const key = createIdentity("recovery", seed);
          const [one, two, three] = splitRecoveryKey(key, random);
          assert.deepEqual(joinRecoveryKey([three!, two!]).seed, seed);
          one![at]! ^= flip;
          fails(undefined, () => joinRecoveryKey([one!, two!]));
        },
      ),
      { numRuns: 30 },
    );
  });
});
