/** How many short messages a text makes: one letter with a Vietnamese mark, and 70 characters fill one instead of 160. */

/** GSM 03.38: the default alphabet of telephones, and those of its characters that take two places. */
const GSM =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM_TWICE = "^{}\\[~]|€\f";

/** Of a message alone, and of each that is put together with others. */
const LENGTHS = { gsm: { alone: 160, part: 153 }, unicode: { alone: 70, part: 67 } };

export interface SmsLength {
  alphabet: "gsm" | "unicode";
  characters: number;
  segments: number;
}

export function smsLength(text: string): SmsLength {
  const letters = [...text];
  const isGsm = letters.every((one) => GSM.includes(one) || GSM_TWICE.includes(one));
  const alphabet = isGsm ? "gsm" : "unicode";
  const { alone, part } = LENGTHS[alphabet];
  const sizes = letters.map((one) => (isGsm ? (GSM_TWICE.includes(one) ? 2 : 1) : one.length));
  const characters = sizes.reduce((sum, size) => sum + size, 0);
  if (characters <= alone) return { alphabet, characters, segments: characters === 0 ? 0 : 1 };
  // A character of two places is not torn apart.
  let [segments, used] = [1, 0];
  for (const size of sizes) {
    if (used + size > part) {
      segments++;
      used = 0;
    }
    used += size;
  }
  return { alphabet, characters, segments };
}

/** "Ở nhà" as "O nha": shorter to send, and read by every telephone. */
export function withoutMarks(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đð]/g, "d")
    .replace(/[ĐÐ]/g, "D")
    .normalize("NFC");
}
