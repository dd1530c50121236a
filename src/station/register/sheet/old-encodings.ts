/**
 * TCVN3 (.VnTime) and VNI-Windows: fonts of before Unicode that put Vietnamese letters in the places of others. A list in one
 * of them reads "NguyÔn V¨n §øc" or "Nguyeãn Vaên Ñöùc". Which it is shows by whether its words are Vietnamese syllables.
 */
import iconv from "iconv-lite";
import { isSyllable } from "./syllable.js";

export const ENCODINGS = ["unicode", "tcvn3", "vni"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** VNI writes a vowel, then what stands over or under it. */
const VNI_MARKS: Record<string, string> = {
  ...{ ù: "\u0301", ø: "\u0300", û: "\u0309", õ: "\u0303", ï: "\u0323", â: "\u0302", ê: "\u0306" },
  ...{ á: "\u0302\u0301", à: "\u0302\u0300", å: "\u0302\u0309", ã: "\u0302\u0303", ä: "\u0302\u0323" },
  ...{ é: "\u0306\u0301", è: "\u0306\u0300", ú: "\u0306\u0309", ü: "\u0306\u0303", ë: "\u0306\u0323" },
};
const VNI_LETTERS: Record<string, string> = {
  ...{ ô: "ơ", ö: "ư", ñ: "đ", î: "ỵ", æ: "ỉ", ó: "ĩ", ò: "ị" },
};
const VNI_PAIR = new RegExp(`([aeouyôö])([${Object.keys(VNI_MARKS).join("")}])|[ôöñîæóò]`, "giu");

function fromVni(text: string): string {
  const converted = text.normalize("NFC").replace(VNI_PAIR, (pair, vowel?: string, mark?: string) => {
    const letter = vowel ?? pair;
    const lower = letter.toLowerCase();
    const plain = VNI_LETTERS[lower] ?? lower;
    const made = plain + (mark === undefined ? "" : VNI_MARKS[mark.toLowerCase()]!);
    return letter === lower ? made : made.toUpperCase();
  });
  return converted.normalize("NFC");
}

function fromTcvn3(text: string): string {
  const decoded = iconv.decode(iconv.encode(text, "windows-1252"), "tcvn").normalize("NFC");
  // Its capitals are a font of their own over the same letters: "NGUYÔN" in it is "NGUYễN".
  return decoded.replace(/\p{L}+/gu, (word) =>
    /\p{Lu}.*\p{Lu}/u.test(word) && !/[a-z]/.test(word) ? word.toUpperCase() : word,
  );
}

/** The cell in composed Unicode. What holds letters that no old font has is Unicode already. */
export function convert(text: string, encoding: Encoding): string {
  if (encoding === "unicode" || /[\u0100-\u0151\u0154-\u0177\u0300-\u036f\u1e00-\u1eff]/.test(text)) {
    return text.normalize("NFC");
  }
  return encoding === "vni" ? fromVni(text) : fromTcvn3(text);
}

/** The encoding in which most words are Vietnamese; undefined where none of them has a letter that would tell. */
export function encodingOf(cells: readonly string[]): Encoding | undefined {
  const words = new Set(
    cells.flatMap((cell) => cell.split(/[\s,;:./()]+/)).filter((word) => /[^\0-\x7f]/.test(word)),
  );
  if (words.size === 0) return undefined;
  const scores = ENCODINGS.map(
    (encoding) => [...words].filter((word) => isSyllable(convert(word, encoding))).length / words.size,
  );
  // Where two read alike, the text is what it says it is.
  return ENCODINGS[scores.indexOf(Math.max(...scores))]!;
}
