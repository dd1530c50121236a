/** Where a text speaks of a person, by name or telephone: CUSTODY.md, _Words about a person_. */
import { nationalPhone } from "./search-words.js";
import { fold, wordsIn } from "./vietnamese.js";

/** What the words give way to, in the language of whoever takes them out; where nobody does, in Vietnamese. */
export const STRUCK = { vi: "[đã xoá]", en: "[deleted]" } as const;

/** Part of a text, in UTF-16 units; the end is not included. */
export interface Span {
  from: number;
  to: number;
  by: "name" | "phone";
  /** The whole name or the telephone; false: it may be somebody else. */
  isSure: boolean;
}

/** Whom a text is searched for. */
export interface Sought {
  /** Folded. */
  name: readonly string[];
  /** Without the first 0; undefined: none. */
  digits: string | undefined;
  /** Of these digits in any grouping. */
  phone: RegExp | undefined;
}

/** Fewer digits are no telephone that could be told from a number. */
const LEAST_DIGITS = 7;
const MANY_DIGITS = /\d\D{0,3}\d\D{0,3}\d\D{0,3}\d\D{0,3}\d/;
/** Between the digits of a telephone. */
const GAP = String.raw`[\s.()/\p{Pd}]{0,3}`;

export function soughtOf({ name, phone }: { name: string; phone: string | null }): Sought {
  const digits = nationalPhone(phone ?? "").replace(/^0/, "");
  const hasPhone = digits.length >= LEAST_DIGITS;
  return {
    name: nameWords(name),
    digits: hasPhone ? digits : undefined,
    phone: hasPhone ? phonePattern(digits) : undefined,
  };
}

/** Tells in one look at a text which of many people it may name: most name nobody, and what follows takes longer. */
export function lookup(people: readonly Sought[]): (text: string) => ReadonlySet<Sought> {
  const named = new Map<string, Sought[]>();
  const reached = people.filter(({ digits }) => digits !== undefined);
  for (const one of people) {
    const last = one.name.at(-1);
    if (last !== undefined) named.set(last, [...(named.get(last) ?? []), one]);
  }
  return (text) => {
    const found = new Set<Sought>();
    for (const word of fold(text).match(/\p{L}+|\p{N}+/gu) ?? [])
      for (const one of named.get(word) ?? []) found.add(one);
    if (reached.length > 0 && MANY_DIGITS.test(text)) {
      const digits = text.replace(/\D/g, "");
      for (const one of reached) if (digits.includes(one.digits!)) found.add(one);
    }
    return found;
  };
}

/** The same without what is no telephone. */
export const onlyPhone = (sought: Sought): Sought => ({ ...sought, name: [] });

/** Names are the same where these are. */
export const nameWords = (name: string) => wordsOf(name).map(({ folded }) => folded);

function phonePattern(digits: string): RegExp {
  // A spreadsheet drops the 0.
  const before = String.raw`(?:(?:\+|0${GAP}0)?${GAP}8${GAP}4${GAP}(?:0${GAP})?|0${GAP})?`;
  return new RegExp(String.raw`(?<!\d)\(?${before}${[...digits].join(GAP)}(?!\d)`, "gu");
}

/** In the order of the text; none reaches into another. @param isName  the text is a name, and no sentence */
export function findMentions(text: string, sought: Sought, isName = false): Span[] {
  return searchable(text)(sought, isName);
}

/** The same for many people: the text is cut into words once. */
export function searchable(text: string): (sought: Sought, isName?: boolean) => Span[] {
  let cut: Word[] | undefined;
  return ({ name, phone }, isName = false) => {
    const found: Span[] = [];
    const add = (spans: Iterable<Span>) => {
      for (const span of spans)
        if (!found.some(({ from, to }) => span.from < to && from < span.to)) found.push(span);
    };
    if (phone !== undefined && MANY_DIGITS.test(text)) add(phonesIn(text, phone));
    if (name.length > 0) {
      const words = (cut ??= wordsOf(text));
      // One word alone is in many a sentence.
      add(sequencesIn(text, words, name).map((at) => spanOf(words, at, name.length, name.length > 1)));
      const part = name.slice(-2);
      if (name.length > 2) {
        const places = sequencesIn(text, words, part).filter(
          (at) => !isOfAnother(text, words, at, name, isName),
        );
        add(places.map((at) => spanOf(words, at, part.length, false)));
      }
    }
    return found.sort((a, b) => a.from - b.from);
  };
}

/** @param mark  in the place of each */
export function strikeOut(text: string, spans: readonly Span[], mark: string): string {
  let [struck, at] = ["", 0];
  for (const { from, to } of spans) {
    struck += text.slice(at, from) + mark;
    at = to;
  }
  return struck + text.slice(at);
}

/** In order, those that overlap as one. */
export function joined(spans: readonly Span[]): Span[] {
  const apart: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const before = apart.at(-1);
    if (before !== undefined && span.from < before.to)
      apart[apart.length - 1] = { ...before, to: Math.max(before.to, span.to) };
    else apart.push(span);
  }
  return apart;
}

function phonesIn(text: string, phone: RegExp): Span[] {
  return [...text.matchAll(phone)].map(({ 0: match, index }) => {
    const isOpen = match.startsWith("(") && !match.includes(")");
    return { from: index + (isOpen ? 1 : 0), to: index + match.length, by: "phone", isSure: true };
  });
}

/**
 * What may be taken out where nobody looks at it: the whole name and the telephone, each only where nobody else has it.
 */
export function sureSpans(spans: readonly Span[], shared: Shared): Span[] {
  return spans.filter(({ by, isSure }) => isSure && !shared[by]);
}

/** Whether somebody else bears the name, or has the telephone. */
export type Shared = Readonly<Record<Span["by"], boolean>>;

interface Word extends Pick<Span, "from" | "to"> {
  folded: string;
  written: string;
}

/** As `wordsIn` cuts a text, and between letters and figures too ("An0905…"), with where each stands. */
function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: match, index } of text.matchAll(/\p{L}[\p{L}\p{M}'\u2018\u2019\u02bc`\u00b4]*|\p{N}+/gu)) {
    const written = match.replace(/['\u2018\u2019\u02bc`\u00b4]+$/, "");
    words.push({ from: index, to: index + written.length, written, folded: wordsIn(written).join("") });
  }
  return words;
}

/** Numbers of the words at which the sequence begins. */
function sequencesIn(text: string, words: readonly Word[], name: readonly string[]): number[] {
  return words.flatMap((_, at) => {
    const isThere = name.every(
      (one, i) =>
        words[at + i]?.folded === one &&
        (i === 0 || /^[^\p{L}\p{N};!?]{0,3}$/u.test(text.slice(words[at + i - 1]!.to, words[at + i]!.from))),
    );
    return isThere ? [at] : [];
  });
}

function spanOf(words: readonly Word[], at: number, count: number, isSure: boolean): Span {
  return { from: words[at]!.from, to: words[at + count - 1]!.to, by: "name", isSure };
}

/** By which people are called before their names. */
const TITLES = new Set(
  "ông bà anh chị em cô chú bác cháu dì dượng cậu mợ thím cụ bé thầy bạn con mẹ bố cha ba má"
    .split(" ")
    .map(fold),
);

/** "Lê Văn An" is not Nguyễn Văn An: a capital word just before, which is no title, nor the person's, nor begins a sentence. */
function isOfAnother(
  text: string,
  words: readonly Word[],
  at: number,
  name: readonly string[],
  isName: boolean,
): boolean {
  const before = words[at - 1];
  if (before === undefined || text.slice(before.to, words[at]!.from).trim() !== "") return false;
  const isCapital = /^\p{Lu}\p{Ll}/u.test(before.written.normalize("NFC"));
  if (!isCapital || TITLES.has(before.folded) || name.includes(before.folded)) return false;
  return isName || !/(^|[.!?:;("\n])\s*$/u.test(text.slice(0, before.from));
}
