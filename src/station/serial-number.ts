import { OWN_SERIALS_FROM } from "../sync/messages.js";

export const SERIAL_MAX = 99_999_999;
/** Numbers that an authority gives; higher ones are those that unprepared tokens give themselves. */
export const HIGHEST_SERIAL = OWN_SERIALS_FROM - 1;

/** Of an F0 without a token, whom a phone stands for or nothing but their name. No token has it. */
export const NO_TOKEN_SERIAL = 0;

/** "00000042": how a serial number stands on the label. */
export function formatSerial(serial: number): string {
  return String(serial).padStart(8, "0");
}

/** A serial number with or without its leading zeros; undefined where the text is none. */
export function parseSerial(text: string): number | undefined {
  if (!/^\d{1,8}$/.test(text.trim())) return undefined;
  const serial = Number(text);
  return serial >= 1 && serial <= SERIAL_MAX ? serial : undefined;
}

/** "1-200,417", each once; or why not. */
export function numbersIn(text: string, most: number): Set<number> | "unclear" | "many" {
  const numbers = new Set<number>();
  for (const part of text.split(",")) {
    const [first, last] = part.split("-").map(parseSerial);
    const end = part.includes("-") ? last : first;
    if (first === undefined || end === undefined || end < first || part.split("-").length > 2)
      return "unclear";
    if (numbers.size + end - first >= most) return "many";
    for (let serial = first; serial <= end; serial++) numbers.add(serial);
  }
  return numbers;
}

/** "00000042", or what a phone is called: "Bluezone-3AA8DFC0". */
export function labelOf({ token, serial }: { token: string; serial: number }): string {
  return serial === NO_TOKEN_SERIAL ? token : formatSerial(serial);
}
