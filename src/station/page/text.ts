/** The words of the page in the language chosen. */
import { useContext } from "preact/hooks";
import { localDayOf } from "../text/local-time.js";
import { en } from "./en.js";
import type { Language } from "../../words/language.js";
import { type Problem, sentenceOf } from "../../words/problem.js";
import { LanguageContext } from "./shared/language.js";
import { vi, type Catalogue } from "./vi.js";

export const catalogues: Record<Language, Catalogue> = { vi, en };

export function useText(): Catalogue {
  return catalogues[useContext(LanguageContext)];
}

/** Puts a problem into a sentence. */
export function useSentence(): (problem: Problem) => string {
  const language = useContext(LanguageContext);
  return (problem) => sentenceOf(problem, language);
}

/** "chậm 3 phút", "2 h fast". */
export function driftText(text: Catalogue, driftMs: number): string {
  const seconds = Math.abs(driftMs) / 1000;
  const span =
    seconds < 100
      ? text.seconds(String(Math.round(seconds)))
      : seconds < 6_000
        ? text.minutesLong(String(Math.round(seconds / 60)))
        : seconds < 2 * 86_400
          ? text.hoursLong(String(Math.round(seconds / 3_600)))
          : text.daysLong(String(Math.round(seconds / 86_400)));
  return driftMs > 0 ? text.fast(span) : text.slow(span);
}

/** A person of a case. */
export function nameText(
  text: Catalogue,
  { name, isWithdrawn }: { name: string | null; isWithdrawn: boolean },
): string {
  return name ?? (isWithdrawn ? text.case.withdrawn : text.notRegistered);
}

/** "hôm nay", "3 days ago", by Vietnamese days. */
export function agoText(text: Catalogue, utcMs: number, nowMs: number): string {
  const days = localDayOf(nowMs) - localDayOf(utcMs);
  if (days <= 0) return text.today;
  return days === 1 ? text.yesterday : text.daysAgo(days);
}

/** "40 giờ 15 phút", "2 h". */
export function spanText(text: Catalogue, minutes: number): string {
  const whole = Math.round(minutes);
  return text.span(Math.floor(whole / 60), whole % 60);
}
