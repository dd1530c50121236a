/** What a screen has to say, put into words when it is shown: whoever changes the language reads it in that one. */
import { useState } from "preact/hooks";
import type { Problem } from "../../../words/problem.js";
import { useSentence, useText } from "../text.js";
import type { Catalogue } from "../vi.js";
import { useNumber } from "./language.js";

export interface Words {
  text: Catalogue;
  sentence: (problem: Problem) => string;
  number: (value: number, decimals?: number) => string;
}

export type Said = Problem | ((words: Words) => string) | undefined;

/** The words, "" for nothing said, and how to say something else. */
export function useSaid(): [words: string, say: (said: Said) => void] {
  const words = { text: useText(), sentence: useSentence(), number: useNumber() };
  const [{ said }, setSaid] = useState<{ said: Said }>({ said: undefined });
  const shown = said === undefined ? "" : typeof said === "function" ? said(words) : words.sentence(said);
  return [shown, (next) => setSaid({ said: next })];
}
