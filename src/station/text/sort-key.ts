/**
 * Keys by which a database sorts Vietnamese text byte by byte, as `compareNames` does: SQLite knows no Vietnamese, and
 * what PostgreSQL knows hangs on how it was set up.
 */

/** In the order of the Vietnamese alphabet, with the letters of foreign names where they stand in the Latin one. */
const ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
/** Of ă, of â ê ô, of ơ ư: these make letters of their own. */
const LETTER_MARKS = "\u0306\u0302\u031b";
/** huyền, hỏi, ngã, sắc, nặng, as dictionaries order them; none comes first. */
const TONES = "\u0300\u0309\u0303\u0301\u0323";

const END = 0;
const SPACE = 2;
const OTHER = 3;
const NUMBER = 4;
const FIRST_DIGIT = 5;
const FIRST_LETTER = 20;
/** Of a letter that no Vietnamese word has, such as Ê-đê's ŏ: after all of the same base. */
const FOREIGN_MARK = 9;

/** Longer text is not told apart: an index takes no longer keys. */
const MOST_CHARACTERS = 120;

/** First all letters, then all tones: "Hoà" and "Hòa" stand side by side before "Hoan". Numbers go by their value. */
function keyOf(text: string): number[] {
  const letters: number[] = [];
  const tones: number[] = [];
  const plain = text.slice(0, MOST_CHARACTERS).toLowerCase().replace(/ð/g, "đ").normalize("NFD");
  for (const [part, number] of plain.matchAll(/0*(\d+)|\P{M}\p{M}*/gu)) {
    if (number !== undefined) {
      letters.push(
        NUMBER,
        FIRST_DIGIT + number.length,
        ...[...number].map((digit) => FIRST_DIGIT + Number(digit)),
      );
      continue;
    }
    const [base, ...marks] = part;
    const letter = (base! + marks.filter((mark) => LETTER_MARKS.includes(mark)).join("")).normalize("NFC");
    const known = ALPHABET.indexOf(letter);
    const at = known < 0 ? ALPHABET.indexOf(base!) : known;
    letters.push(at >= 0 ? FIRST_LETTER + at : /\s/.test(base!) ? SPACE : OTHER);
    const tone = TONES.indexOf(marks.find((mark) => TONES.includes(mark)) ?? "none");
    tones.push(at !== known ? FOREIGN_MARK : tone + 2);
  }
  return [...letters, END, ...tones, END];
}

/** By given name, which stands last, then by family name, then by what is between. */
export function nameKey(name: string): Uint8Array {
  const words = name.trim().split(/\s+/);
  const family = words.length > 1 ? words[0]! : "";
  return Uint8Array.from([words.at(-1)!, family, words.slice(1, -1).join(" ")].flatMap(keyOf));
}

/** A list of text: by the first, then by the next. */
export function textKey(...parts: readonly string[]): Uint8Array {
  return Uint8Array.from(parts.flatMap(keyOf));
}
