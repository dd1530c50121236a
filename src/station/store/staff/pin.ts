/**
 * PINs of accounts, as the store keeps them: scrypt, at the cost of key files (128 MiB, half a second), OWASP's first choice
 * for scrypt. That slows guessing on a copied disk, and no more: six digits are a million tries. So a PIN opens nothing that
 * lies on the disk; it tells people at the desk apart (CUSTODY.md, "Accounts").
 */
import { randomInt, timingSafeEqual } from "node:crypto";
import { KEY_FILE_COST } from "../../../custody/host/key-file.js";
import { UserError } from "../../../words/user-error.js";
import { randomBytes, scrypt } from "../../node-crypto.js";
import { fold } from "../../text/vietnamese.js";

export interface LockedPin {
  salt: Uint8Array;
  logN: number;
  hash: Uint8Array;
}

export const FEWEST_CHARACTERS = 6;
const SALT_BYTES = 16;

/** One for the first sign-in only, as somebody else sees it. */
export function oneTimePin(): string {
  for (;;) {
    const pin = String(randomInt(10 ** FEWEST_CHARACTERS)).padStart(FEWEST_CHARACTERS, "0");
    if (!isSimple(pin)) return pin;
  }
}

/** `UserError` where it is too short, or one of the first that anybody tries. */
export function requireSoundPin(pin: string, name: string): void {
  if ([...pin].length < FEWEST_CHARACTERS)
    throw new UserError("station/pin/short", { least: FEWEST_CHARACTERS });
  if (isSimple(pin) || fold(pin) === fold(name)) throw new UserError("station/pin/simple");
}

/** One character all along, or each the next: 000000, 123456, 987654. */
function isSimple(pin: string): boolean {
  const codes = [...pin].map((one) => one.codePointAt(0)!);
  const steps = new Set(codes.slice(1).map((code, i) => code - codes[i]!));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0]!);
}

export async function lockPin(pin: string, logN: number): Promise<LockedPin> {
  const salt = randomBytes(SALT_BYTES);
  return { salt, logN, hash: await stretched(pin, salt, logN) };
}

export async function isPin(pin: string, { salt, logN, hash }: LockedPin): Promise<boolean> {
  return timingSafeEqual(await stretched(pin, salt, logN), hash);
}

function stretched(pin: string, salt: Uint8Array, logN: number): Promise<Uint8Array> {
  return scrypt(Buffer.from(pin.normalize("NFC"), "utf8"), salt, { ...KEY_FILE_COST, logN });
}
