/** The key of an encrypted store, as bytes of a file on a stick and as a code on a sheet (ENCRYPTION.md). */
import { createHash, randomBytes } from "node:crypto";
import { UserError } from "../../../words/user-error.js";

export interface StoreKey {
  /** 192 random bits in base64url: 32 characters are all that the cipher takes of a key. */
  readonly secret: string;
  /** Tells keys apart, and nothing of them. */
  readonly id: string;
}

const SECRET_BYTES = 24;
const CHECK_BYTES = 1;
const ID_BYTES = 4;

/** Crockford's base 32: no I, L, O and U, and whoever reads one of them off a sheet is understood. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DIGIT_BITS = 5;
const READ_AS: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1" };
const GROUP_DIGITS = 5;
const CODE_DIGITS = ((SECRET_BYTES + CHECK_BYTES) * 8) / DIGIT_BITS;

export const STORE_KEY_ENDING = ".bzstorekey";

export function makeStoreKey(): StoreKey {
  return storeKeyOf(randomBytes(SECRET_BYTES));
}

/** @param bytes  24 */
export function storeKeyOf(bytes: Uint8Array): StoreKey {
  const id = hashOf(bytes).subarray(CHECK_BYTES, CHECK_BYTES + ID_BYTES);
  return { secret: Buffer.from(bytes).toString("base64url"), id: id.toString("hex") };
}

export function bytesOfKey({ secret }: StoreKey): Uint8Array {
  return new Uint8Array(Buffer.from(secret, "base64url"));
}

/** For the sheet: eight groups of five, the last two digits of which notice a wrong one 255 times of 256. */
export function codeOfKey(key: StoreKey): string {
  const bytes = bytesOfKey(key);
  const all = Buffer.concat([bytes, hashOf(bytes).subarray(0, CHECK_BYTES)]);
  const bits = BigInt(`0x${all.toString("hex")}`);
  const digits = Array.from(
    { length: CODE_DIGITS },
    (_, at) => DIGITS[Number((bits >> BigInt(DIGIT_BITS * (CODE_DIGITS - 1 - at))) & 31n)]!,
  ).join("");
  return digits.match(new RegExp(`.{${GROUP_DIGITS}}`, "g"))!.join("-");
}

/** As somebody typed it: small letters, spaces and dashes do not matter. `UserError` where it is no code. */
export function keyOfCode(typed: string): StoreKey {
  const digits = [...typed.toUpperCase().replace(/[\s\-–]/g, "")].map((digit) => READ_AS[digit] ?? digit);
  if (digits.length !== CODE_DIGITS) {
    throw new UserError("station/store-key/length", { count: digits.length, whole: CODE_DIGITS });
  }
  if (digits.some((digit) => !DIGITS.includes(digit))) throw new UserError("station/store-key/mistyped");
  const bits = digits.reduce((sum, digit) => (sum << 5n) | BigInt(DIGITS.indexOf(digit)), 0n);
  const all = Buffer.from(bits.toString(16).padStart((SECRET_BYTES + CHECK_BYTES) * 2, "0"), "hex");
  const bytes = all.subarray(0, SECRET_BYTES);
  if (!hashOf(bytes).subarray(0, CHECK_BYTES).equals(all.subarray(SECRET_BYTES))) {
    throw new UserError("station/store-key/mistyped");
  }
  return storeKeyOf(bytes);
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update("bztoken store key").update(bytes).digest();
}
