/** Text as Vietnamese staff type and look for it. */

/** As in H’Hen, K'Sor; whichever of them a keyboard has, it may be left out. */
const APOSTROPHES = /['\u2018\u2019\u02bc`\u00b4]/g;
const HYPHENS = /[\u2010-\u2015-]/g;

/** "Nguyễn Đức" and "nguyen duc" are the same to a search, and "Y-Bhăm" and "y bham"; old fonts leave Ð (U+00D0) for Đ. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐðÐ]/g, "d")
    .replace(APOSTROPHES, "")
    .replace(HYPHENS, " ")
    .toLowerCase();
}

/** Folded, without punctuation. */
export function wordsIn(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Shorter numbers are of hamlets, lanes and classes; longer ones the beginning of a token's number or a phone's. */
export const LONG_NUMBER = 4;

export type Match = "whole" | "begun" | "none";

/**
 * How a text answers a query: each word of the query is a word of the text, or the beginning of one. A short number has to be
 * that number, and to stand where it was typed: "thon 7" means Thôn 7, and neither Thôn 17 nor a token with a 7 in it.
 */
export function matchOf(text: string, query: string): Match {
  return matchWords(wordsIn(text), wordsIn(query));
}

export function matchWords(text: readonly string[], query: readonly string[]): Match {
  let isWhole = true;
  for (const [i, word] of query.entries()) {
    const isNumber = /^\d+$/.test(word);
    const isShort = isNumber && word.length < LONG_NUMBER;
    const before = isShort ? query[i - 1] : undefined;
    const isPlace = (at: number) => before === undefined || text[at - 1]?.startsWith(before) === true;
    if (text.some((one, at) => isPlace(at) && (one === word || (isNumber && sameNumber(one, word)))))
      continue;
    if (isShort || !text.some((one) => one.startsWith(word))) return "none";
    isWhole = false;
  }
  return isWhole ? "whole" : "begun";
}

function sameNumber(one: string, other: string): boolean {
  return /^\d+$/.test(one) && Number(one) === Number(other);
}

const collator = new Intl.Collator("vi");

/** By given name, which stands last, then by family name, then by what is between: the order of every list of people. */
export function compareNames(one: string, other: string): number {
  const [a, b] = [partsOf(one), partsOf(other)];
  return (
    collator.compare(a.given, b.given) ||
    collator.compare(a.family, b.family) ||
    collator.compare(a.middle, b.middle)
  );
}

function partsOf(name: string) {
  // Old fonts leave Ð for Đ, which no collation puts there.
  const words = name.trim().replaceAll("\u00d0", "Đ").replaceAll("\u00f0", "đ").split(/\s+/);
  const given = words.at(-1)!;
  return { given, family: words.length > 1 ? words[0]! : "", middle: words.slice(1, -1).join(" ") };
}
