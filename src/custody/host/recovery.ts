/**
 * The recovery key in three parts, any two of which give it back: Shamir's scheme over GF(2^8) with the polynomial
 * x^8 + x^4 + x^3 + x + 1 of AES, each byte of the seed by itself on a line through (0, seed byte).
 *
 * A share, 52 bytes:
 *
 *     0 "BZSH" 4 | 4 version 1 (1, 2) | 5 x 1 (1…3) | 6 needed 1 (=2) | 7 shares 1 (=3) | 8 fingerprint 8 | 16 y 32
 *    48 check 4: first bytes of SHA-512 over the 48 before
 */
import nacl from "tweetnacl";
import { ascii, concat, isSame, requireFormat } from "./bytes.js";
import type { RandomBytes } from "./bytes.js";
import { UserError } from "../../words/user-error.js";
import { FINGERPRINT_BYTES, KEY_VERSIONS, SEED_BYTES, createIdentity } from "./identity.js";
import type { Identity, KeyVersion } from "./identity.js";

export const SHARE_BYTES = 52;
const SHARES = 3;
const NEEDED = 2;
const MAGIC = "BZSH";
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
    const share = concat(
      ascii(MAGIC),
      new Uint8Array([identity.version, x, NEEDED, SHARES]),
      identity.fingerprint,
      y,
    );
    shares.push(concat(share, nacl.hash(share).subarray(0, 4)));
  }
  return shares;
}

interface Share {
  version: KeyVersion;
  x: number;
  fingerprint: Uint8Array;
  y: Uint8Array;
}

function decodeShare(share: Uint8Array): Share {
  const version = requireFormat(share, MAGIC, KEY_VERSIONS, KIND);
  const isWhole =
    share.length === SHARE_BYTES &&
    isSame(nacl.hash(share.subarray(0, 48)).subarray(0, 4), share.subarray(48)) &&
    share[5]! >= 1 &&
    share[5]! <= SHARES &&
    share[6] === NEEDED &&
    share[7] === SHARES;
  if (!isWhole) throw new UserError("custody/damaged/share");
  return {
    version,
    x: share[5]!,
    fingerprint: share.slice(8, 8 + FINGERPRINT_BYTES),
    y: share.slice(16, 48),
  };
}

/** Of which key a share is, and which one of the three. Throws `UserError`. */
export function peekShare(share: Uint8Array): { fingerprint: Uint8Array; number: number } {
  const { fingerprint, x } = decodeShare(share);
  return { fingerprint, number: x };
}

/** A share, and how people call it. */
export interface NamedShare {
  name: string;
  file: Uint8Array;
}

/**
 * The recovery key from two or three shares. Throws `UserError`, also where two of them would do and another is of
 * another key or another splitting: nobody may believe that it would be of use some day.
 */
export function joinRecoveryKey(files: readonly NamedShare[]): Identity {
  const shares = files.map(({ name, file }) => ({ name, ...decodeShare(file) }));
  const first = shares[0];
  if (first === undefined || shares.every((share) => share.x === first.x)) {
    throw new UserError("custody/shares/two");
  }
  const isOfOther = ({ version, fingerprint }: Share) =>
    version !== first.version || !isSame(fingerprint, first.fingerprint);
  const foreign = shares.find(isOfOther);
  if (foreign !== undefined) {
    throw new UserError("custody/shares/mixed", { part: foreign.name, first: first.name });
  }
  for (const [one, other] of pairsOf(shares)) {
    const identity = createIdentity("recovery", seedOn(one, other), first.version);
    if (!isSame(identity.fingerprint, first.fingerprint)) continue;
    const strays = shares.filter((share) => !isOnLine(share, one, other));
    if (strays.length === 0) return identity;
    throw new UserError("custody/shares/other-splitting", {
      parts: strays.map(({ name }) => name).join(", "),
      fitting: `${one.name}, ${other.name}`,
    });
  }
  throw new UserError("custody/shares/wrong");
}

function pairsOf<S extends Share>(shares: readonly S[]): [S, S][] {
  return shares.flatMap((one, i) =>
    shares.slice(i + 1).flatMap((other): [S, S][] => (other.x === one.x ? [] : [[one, other]])),
  );
}

/** Lagrange at 0: y1·x2/(x1+x2) + y2·x1/(x1+x2). */
function seedOn(one: Share, other: Share): Uint8Array {
  const scale = inverse(one.x ^ other.x);
  return one.y.map((y, i) => multiply(scale, multiply(y, other.x) ^ multiply(other.y[i]!, one.x)));
}

/** The slope between two points of one line is the same: (y + y1)/(x + x1) = (y1 + y2)/(x1 + x2), where x is not x1. */
function isOnLine(share: Share, one: Share, other: Share): boolean {
  if (share.x === one.x) return isSame(share.y, one.y);
  const across = one.x ^ other.x;
  const along = share.x ^ one.x;
  return share.y.every(
    (y, i) => multiply(y ^ one.y[i]!, across) === multiply(one.y[i]! ^ other.y[i]!, along),
  );
}
