/** What the custody tests share. */
import assert from "node:assert/strict";
import { createDecipheriv, createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createRandom } from "../../hal/simulated/random.js";
import type { CcmOpen } from "../../src/custody/host/open-record.js";
import { problemIn, type ProblemOf } from "../words/problem-in.js";
import { isUserError } from "../../src/words/user-error.js";

/** The chip's primitives; its "random" bytes are the same in each run. */
export function createTestCrypto(seed = 1) {
  return createSimulatedCrypto(createRandom(seed));
}

/** A separate computation of what the code under test computes through `hal`. */
export function sha256(...parts: (Uint8Array | string)[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

export const ccmOpen: CcmOpen = (key, nonce, sealed, tagBytes) => {
  const decipher = createDecipheriv("aes-128-ccm", key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const plain = decipher.update(sealed.subarray(0, sealed.length - tagBytes));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return new Uint8Array(plain);
};

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(/[\s|]/g, ""), "hex"));
}

/** 0, 1, 2 … from `start`. */
export function counting(length: number, start = 0): Uint8Array {
  return new Uint8Array(length).map((_, i) => start + i);
}

export function vectors(name: string): Record<string, Record<string, string>> {
  return JSON.parse(readFileSync(new URL(`../vectors/custody-${name}.json`, import.meta.url), "utf8"));
}

/** Asserts a `UserError` of the family "custody"; of this kind if one is given. */
export function fails(problem: ProblemOf<"custody"> | undefined, run: () => unknown): void {
  assert.throws(run, (error) => {
    assert.ok(isUserError(error, "custody"), String(error));
    if (problem !== undefined) assert.equal(problemIn("custody", error), problem, error.message);
    return true;
  });
}
