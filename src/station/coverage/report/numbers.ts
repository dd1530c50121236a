/** Numbers as a report shows them: 4.567 and 7,4 % in Vietnamese; "–" where nobody told. */
import type { Language } from "../../../words/language.js";
import { problem, wordsOf } from "../../../words/problem.js";
import type { Cell } from "./tables.js";

export const UNKNOWN = "–";

export function formatCount(count: number | undefined, language: Language): string {
  if (count === undefined) return UNKNOWN;
  return String(count).replace(/\B(?=(\d{3})+$)/g, language === "vi" ? "." : ",");
}

export function formatShare(share: number | undefined, language: Language): string {
  if (share === undefined) return UNKNOWN;
  const text = (100 * share).toFixed(1).replace(/\.0$/, "");
  return `${language === "vi" ? text.replace(".", ",") : text}\u00a0%`;
}

export function formatChange(now: number | undefined, was: number | undefined, language: Language): string {
  if (now === undefined || was === undefined) return UNKNOWN;
  const sign = now > was ? "+" : now < was ? "\u2212" : "";
  return sign + formatCount(Math.abs(now - was), language);
}

/** Within a sentence, where a dash would say nothing. */
export function changeInWords(now: number | undefined, was: number | undefined, language: Language): string {
  const isKnown = now !== undefined && was !== undefined;
  return isKnown ? formatChange(now, was, language) : wordsOf(problem("word/report/no-week"), language);
}

export function cellText(cell: Cell, language: Language): string {
  switch (cell.kind) {
    case "text":
      return cell.text;
    case "count":
      return formatCount(cell.value, language);
    case "share":
      return formatShare(cell.value, language);
    case "change":
      return formatChange(cell.value, 0, language);
  }
}
