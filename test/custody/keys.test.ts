import assert from "node:assert/strict";
import { scryptSync } from "node:crypto";
import fc from "fast-check";
import { createIdentity, decodePublicFile, encodePublicFile } from "../../src/custody/host/identity.js";
import { KEY_FILE_COST, lockKeyFile, peekKeyFile, unlockKeyFile } from "../../src/custody/host/key-file.js";
import type { Scrypt } from "../../src/custody/host/key-file.js";
import { joinRecoveryKey, multiply, splitRecoveryKey } from "../../src/custody/host/recovery.js";
import { bytes, counting, createTestCrypto, fails, hex, sha256, vectors } from "./support.js";
import { isIn, type ProblemOf } from "../words/problem-in.js";
import { UserError } from "../../src/words/user-error.js";

const crypto = createTestCrypto();
const random = (length: number) => crypto.randomBytes(length);
const { keys, keysOfVersion1, recovery, recoveryOfVersion1 } = vectors("files");

/** The real one takes its time by design: once for each question. */
const stretched = new Map<string, Uint8Array>();
const scrypt: Scrypt = (passphrase, salt, { logN, r, p }) => {
  const question = [hex(passphrase), hex(salt), logN, r, p].join();
  const maxmem = 2 ** 28;
  const answer =
    stretched.get(question) ??
    new Uint8Array(scryptSync(passphrase, salt, 32, { N: 2 ** logN, r, p, maxmem }));
  stretched.set(question, answer);
  return Promise.resolve(answer);
};
/** In its place where it does not matter. */
const quick: Scrypt = (passphrase, salt, { logN, r, p }) =>
  Promise.resolve(sha256(passphrase, salt, Uint8Array.of(logN, r, p)));
/** As people call them. */
const named = (...files: Uint8Array[]) => files.map((file, i) => ({ name: `tệp ${i + 1}`, file }));

async function failsLater(problem: ProblemOf<"custody">, run: () => Promise<unknown>): Promise<void> {
  await assert.rejects(run, (error) => isIn("custody", error, problem));
}

describe("key file", () => {
  const file = bytes(keys!.keyFile!);

  it("keeps the bytes of the vector, and those of version 1", async function () {
    this.timeout(180_000);
    for (const [version, vector] of [
      [2, keys!],
      [1, keysOfVersion1!],
    ] as const) {
      const identity = createIdentity("officer", bytes(vector.seed!), version);
      const scripted = [counting(16, 11), counting(24, 31)];
      const locked = await lockKeyFile(identity, vector.passphrase!, scrypt, () => scripted.shift()!);
      assert.equal(hex(locked), vector.keyFile);
      assert.deepEqual(await unlockKeyFile(locked, vector.passphrase!, scrypt), identity);
      assert.deepEqual(peekKeyFile(locked).fingerprint, identity.fingerprint);
      assert.equal(hex(identity.fingerprint), vector.fingerprint);
      assert.equal(hex(encodePublicFile(identity)), vector.publicFile);
    }
  });

  it("opens with the passphrase in either way of typing Vietnamese", async function () {
    this.timeout(180_000);
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
    const locked = await lockKeyFile(createIdentity("officer", counting(32)), "mật khẩu", quick, random);
    await unlockKeyFile(locked, "mật khẩu", quick);
    for (const wrong of ["", "mat khau", "mật khẩu ", "Mật khẩu", "\ud800"]) {
      await failsLater("wrong-passphrase", () => unlockKeyFile(locked, wrong, quick));
    }
  });

  it("refuses each changed byte, that of its version too", async () => {
    for (const version of [1, 2] as const) {
      const identity = createIdentity("officer", counting(32), version);
      const locked = await lockKeyFile(identity, "x", quick, random);
      for (let at = 0; at < locked.length; at++) {
        const changed = new Uint8Array(locked);
        changed[at]! ^= at === 4 ? 3 : 1;
        await assert.rejects(() => unlockKeyFile(changed, "x", quick), UserError);
      }
    }
  });

  it("never asks for more work than twice what this program asks for, nor for less", async () => {
    const identity = createIdentity("officer", counting(32));
    const lock = (logN: number, r: number, p: number) =>
      lockKeyFile(identity, "x", quick, random, { logN, r, p });
    for (const [logN, r, p] of [
      [19, 8, 1],
      [20, 8, 4],
      [31, 8, 1],
      [17, 255, 1],
      [17, 8, 2],
      [17, 8, 255],
      [16, 8, 1],
      [10, 8, 1],
      [17, 1, 1],
      [17, 8, 0],
      [0, 0, 0],
    ]) {
      const locked = await lock(logN!, r!, p!);
      await failsLater("damaged", () => unlockKeyFile(locked, "x", () => assert.fail("worked")));
    }
    assert.deepEqual(await unlockKeyFile(await lock(18, 8, 1), "x", quick), identity);
  });

  it("names a foreign file and an unknown version", async () => {
    await failsLater("not-this-file", () => unlockKeyFile(bytes(keys!.publicFile!), "x", scrypt));
    const newer = new Uint8Array(file);
    newer[4] = 3;
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
    const { version, role, boxKey, signKey, fingerprint } = createIdentity("officer", bytes(keys!.seed!));
    assert.deepEqual(decodePublicFile(file), { version, role, boxKey, signKey, fingerprint });
    for (let at = 0; at < file.length; at++) {
      const changed = new Uint8Array(file);
      changed[at]! ^= at === 4 ? 3 : 1;
      fails(undefined, () => decodePublicFile(changed));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (any) => fails(undefined, () => decodePublicFile(any))),
    );
  });
});

describe("a role", () => {
  const roles = ["officer", "recovery", "unit"] as const;

  it("is in the keys and in the fingerprint: the seed of a unit is nothing to an officer", () => {
    const made = roles.map((role) => createIdentity(role, counting(32)));
    for (const part of ["boxKey", "signKey", "fingerprint"] as const)
      assert.equal(new Set(made.map((identity) => hex(identity[part]))).size, 3, part);
  });

  it("that a unit gives itself shows in the fingerprint, whatever of its keys it keeps", () => {
    const unit = createIdentity("unit", counting(32));
    const signed = encodePublicFile({ ...unit, role: "officer" });
    const forged = decodePublicFile(signed);
    assert.deepEqual([forged.role, forged.boxKey], ["officer", unit.boxKey]);
    assert.notDeepEqual(forged.fingerprint, unit.fingerprint);
  });

  it("was in neither in version 1, which is why no station gives a stranger of that version a secret", () => {
    const unit = createIdentity("unit", counting(32), 1);
    const forged = decodePublicFile(encodePublicFile({ ...unit, role: "officer" }));
    assert.deepEqual([forged.version, forged.fingerprint], [1, unit.fingerprint]);
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
      assert.deepEqual(joinRecoveryKey(named(...chosen.map((i) => shares[i]!))), identity);
    }
  });

  it("does not come back from one share, nor from shares of two keys", () => {
    fails("shares", () => joinRecoveryKey([]));
    fails("shares", () => joinRecoveryKey(named(shares[0]!)));
    fails("shares", () => joinRecoveryKey(named(shares[0]!, shares[0]!)));
    const other = splitRecoveryKey(createIdentity("recovery", counting(32, 77)), random);
    fails("shares", () => joinRecoveryKey(named(shares[0]!, other[1]!)));
    const again = splitRecoveryKey(identity, random);
    fails("shares", () => joinRecoveryKey(named(shares[0]!, again[1]!)));
  });

  it("says by its name which part is of another splitting, or of another key, though the others would do", () => {
    const again = splitRecoveryKey(identity, random);
    const other = splitRecoveryKey(createIdentity("recovery", counting(32, 77)), random);
    const orders = [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ];
    for (let stray = 0; stray < 3; stray++)
      for (const order of orders) {
        const files = named(...shares.map((share, i) => (i === stray ? again[i]! : share)));
        const parts = order.map((i) => files[i]!);
        const fitting = parts.filter((part) => part !== files[stray]).map(({ name }) => name);
        assert.throws(() => joinRecoveryKey(parts), {
          code: "custody/shares/other-splitting",
          parameters: { parts: files[stray]!.name, fitting: fitting.join(", ") },
        });
      }
    // The same place on the line, of another line.
    const twice = named(shares[0]!, shares[1]!, again[1]!);
    assert.throws(() => joinRecoveryKey(twice), { parameters: { parts: "tệp 3", fitting: "tệp 1, tệp 2" } });
    const mixed = named(shares[0]!, shares[1]!, other[2]!);
    assert.throws(() => joinRecoveryKey(mixed), {
      code: "custody/shares/mixed",
      parameters: { part: "tệp 3", first: "tệp 1" },
    });
  });

  it("of version 1 comes back as it was, from the parts of its version alone", () => {
    const old = [1, 2, 3].map((x) => bytes(recoveryOfVersion1![`share${x}`]!));
    const before = createIdentity("recovery", bytes(recoveryOfVersion1!.seed!), 1);
    assert.deepEqual(joinRecoveryKey(named(...old)), before);
    assert.deepEqual(
      splitRecoveryKey(before, () => bytes(recoveryOfVersion1!.slope!)).map(hex),
      old.map(hex),
    );
    fails("shares", () => joinRecoveryKey(named(old[0]!, shares[1]!)));
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
          assert.deepEqual(joinRecoveryKey(named(three!, two!)).seed, seed);
          one![at]! ^= flip;
          fails(undefined, () => joinRecoveryKey(named(one!, two!)));
        },
      ),
      { numRuns: 30 },
    );
  });
});
