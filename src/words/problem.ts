/**
 * What the program tells people when something is wrong: a code with parameters, put into words only where somebody
 * reads it, in the language of the reader. The words are in `en/` and `vi/`.
 */
import { en, vi } from "./catalogues.js";
import type { Language } from "./language.js";

const CATALOGUES: Record<Language, Readonly<Record<Code, string>>> = { en, vi };

/**
 * "layer/what", with as many further parts as tell apart what is worded differently; what is the same to a caller
 * begins the same: "sync/port-failed/no-permission". Under "word/" are words that stand within sentences.
 */
export type Code = keyof typeof en;

/** A code, or what a family of codes begins with. */
export type Family = Code | BeginningOf<Code>;
type BeginningOf<C extends string> = C extends `${infer First}/${infer Rest}`
  ? First | `${First}/${BeginningOf<Rest>}`
  : never;

/** A problem as a parameter is worded in the language of what it stands in. */
export type Value = string | number | Problem | readonly Problem[];

export interface Problem {
  readonly code: Code;
  readonly parameters: Readonly<Record<string, Value>>;
}

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** What goes with a code: nothing, or a value for each place in its sentence. */
export type Parameters<C extends Code> = C extends Code
  ? [NamesIn<(typeof en)[C]>] extends [never]
    ? []
    : [parameters: Readonly<Record<NamesIn<(typeof en)[C]>, Value>>]
  : never;

export function problem<C extends Code>(code: C, ...[parameters]: Parameters<C>): Problem {
  return { code, parameters: plainParameters(parameters ?? {}) };
}

/** Of an error that stands among them only the problem is kept, which goes over a wire and between threads. */
function plainParameters(parameters: Readonly<Record<string, Value>>): Problem["parameters"] {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, plain(value)]));
}

function plain(value: Value): Value {
  if (typeof value !== "object") return value;
  if (isList(value)) return value.map((one) => plain(one) as Problem);
  return { code: value.code, parameters: plainParameters(value.parameters) };
}

/** The problem in words. */
export function wordsOf({ code, parameters }: Problem, language: Language): string {
  return CATALOGUES[language][code].replace(/\{(\w+)\}/g, (_, name: string) =>
    wordsOfValue(parameters[name]!, language),
  );
}

/** The longest thing that somebody reads: a path. */
const MOST_CHARACTERS = 300;

function wordsOfValue(value: Value, language: Language): string {
  if (typeof value !== "object") return shortened(String(value));
  return isList(value) ? value.map((one) => wordsOf(one, language)).join(", ") : wordsOf(value, language);
}

/** What nobody reads to its end would hide what is said of it. */
export function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

function isList(value: Value): value is readonly Problem[] {
  return Array.isArray(value);
}

/** As a sentence by itself: on a page, not after the program's name. */
export function sentenceOf(problem: Problem, language: Language): string {
  const words = wordsOf(problem, language);
  return words[0]!.toUpperCase() + words.slice(1) + (/[.?!…]$/.test(words) ? "" : ".");
}

/** Whether a code is that of the family, or one under it. */
export function isUnder(code: Code, family: Family): boolean {
  return code === family || code.startsWith(`${family}/`);
}
