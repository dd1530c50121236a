/**
 * The recovery key in three parts, any two of which give it back: Shamir's scheme over GF(2^8) with the polynomial
 * x^8 + x^4 + x^3 + x + 1 of AES, each byte of the seed by itself on a line through (0, seed byte).
 *
 * A share, 52 bytes:
 *
 *     0 "BZSH" 4 | 4 version 1 (=1) | 5 x 1 (1…3) | 6 needed 1 (=2) | 7 shares 1 (=3) | 8 fingerprint 8 | 16 y 32
 *    48 check 4: first bytes of SHA-512 over the 48 before
 */
import nacl from "tweetnacl";
import { ascii, concat, isSame, requireFormat } from "./bytes.js";
import type { RandomBytes } from "./bytes.js";
import { UserError } from "../../words/user-error.js";
import { FINGERPRINT_BYTES, SEED_BYTES, createIdentity } from "./identity.js";
import type { Identity } from "./identity.js";

export const SHARE_BYTES = 52;
const SHARES = 3;
const NEEDED = 2;
const MAGIC = "BZSH";
const VERSION = 1;
const KIND = "share";

/** Product in GF(2^8). */
export function multiply(a: number, b: number): number {
  let product = 0;
  for (; b > 0; b >>= 1) {
    if (b & 1) product ^= a;
    a = a & 0x80 ? ((a << 1) ^ 0x11b) & 0xff : a << 1;
  }
  return product;
}

/** a^254 = a^-1, because a^255 = 1 for every a but 0. */
function inverse(a: number): number {
  let power = 1;
  for (let i = 0; i < 254; i++) power = multiply(power, a);
  return power;
}

/** Three shares of the seed of a recovery key. */
export function splitRecoveryKey(identity: Identity, random: RandomBytes): Uint8Array[] {
  if (identity.role !== "recovery") {
    throw new UserError("custody/wrong-role/split");
  }
  const slope = random(SEED_BYTES);
  const shares: Uint8Array[] = [];
  for (let x = 1; x <= SHARES; x++) {
    const y = identity.seed.map((byte, i) => byte ^ multiply(slope[i]!, x));
    const share = concat(ascii(MAGIC), new Uint8Array([VERSION, x, NEEDED, SHARES]), identity.fingerprint, y);
    shares.push(concat(share, nacl.hash(share).subarray(0, 4)));
  }
  return shares;
}

interface Share {
  x: number;
  fingerprint: Uint8Array;
  y: Uint8Array;
}

function decodeShare(share: Uint8Array): Share {
  requireFormat(share, MAGIC, VERSION, KIND);
  const isWhole =
    share.length === SHARE_BYTES &&
    isSame(nacl.hash(share.subarray(0, 48)).subarray(0, 4), share.subarray(48)) &&
    share[5]! >= 1 &&
    share[5]! <= SHARES &&
    share[6] === NEEDED &&
    share[7] === SHARES;
  if (!isWhole) throw new UserError("custody/damaged/share");
  return { x: share[5]!, fingerprint: share.slice(8, 8 + FINGERPRINT_BYTES), y: share.slice(16, 48) };
}

/** Of which key a share is, and which one of the three. Throws `UserError`. */
export function peekShare(share: Uint8Array): { fingerprint: Uint8Array; number: number } {
  const { fingerprint, x } = decodeShare(share);
  return { fingerprint, number: x };
}

/** The recovery key from two or three shares. Throws `UserError`. */
export function joinRecoveryKey(files: readonly Uint8Array[]): Identity {
  const shares = files.map(decodeShare);
  const first = shares[0];
  const second = shares.find((share) => share.x !== first?.x);
  if (first === undefined || second === undefined) {
    throw new UserError("custody/shares/two");
  }
  if (shares.some((share) => !isSame(share.fingerprint, first.fingerprint))) {
    throw new UserError("custody/shares/mixed");
  }
  // Lagrange at 0: y1·x2/(x1+x2) + y2·x1/(x1+x2).
  const scale = inverse(first.x ^ second.x);
  const seed = first.y.map((y, i) =>
    multiply(scale, multiply(y, second.x) ^ multiply(second.y[i]!, first.x)),
  );
  const identity = createIdentity("recovery", seed);
  if (!isSame(identity.fingerprint, first.fingerprint)) {
    throw new UserError("custody/shares/wrong");
  }
  return identity;
}
