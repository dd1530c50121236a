/** Folded words that a database searches: what `matchWords` finds, with nothing but `like`. */
import { LONG_NUMBER, wordsIn } from "./vietnamese.js";

/** An index of PostgreSQL takes no row over 2,700 bytes. */
const MOST_CHARACTERS = 700;

/** " nguyen van an thon 7 1958 0905000111 ": every word between spaces. */
export function searchText(parts: readonly (string | number | null)[]): string {
  const words = parts.filter((part) => part !== null).flatMap((part) => wordsIn(String(part)));
  return ` ${words.map(plainNumber).join(" ").slice(0, MOST_CHARACTERS)} `;
}

/** The words of a query. Digits alone are one number, however they are grouped: "0905 000 111", "+84 905…". */
export function queryWords(query: string): string[] {
  const isNumber = /^[\s\d.+()-]+$/.test(query) && /\d/.test(query);
  return isNumber ? [plainNumber(nationalPhone(query))] : wordsIn(query).map(plainNumber);
}

/** What a text must hold for each word; `matchWords` tells whether a short number stands where it was typed. */
export function searchPieces(words: readonly string[]): string[] {
  return words.map((word) => (isShortNumber(word) ? ` ${word} ` : ` ${word}`));
}

/** The same for `like`. */
export function likePatterns(words: readonly string[]): string[] {
  return searchPieces(words).map((piece) => `%${piece}%`);
}

/** "+84 912 345 678" is "0912345678". */
export function nationalPhone(phone: string): string {
  const digits = phone.replace(/[^\d+]/g, "").replace(/^(\+|00)84(?=\d)/, "0");
  return digits.replace(/\+/g, "");
}

function plainNumber(word: string): string {
  return isShortNumber(word) ? String(Number(word)) : word;
}

function isShortNumber(word: string): boolean {
  return /^\d+$/.test(word) && word.length < LONG_NUMBER;
}
