/** The words of the page in the language chosen. */
import { useContext } from "preact/hooks";
import { LOCAL_OFFSET_MS } from "../../../src/station/text/local-time.js";
import { LanguageContext } from "../../../src/station/page/shared/language.js";
import type { Language } from "../../../src/words/language.js";
import { en } from "./en.js";
import { type Catalogue, vi } from "./vi.js";

export const catalogues: Record<Language, Catalogue> = { vi, en };

export function useText(): Catalogue {
  return catalogues[useContext(LanguageContext)];
}

/** "07:08:09" in Vietnam. */
export function clockText(utcMs: number): string {
  return new Date(utcMs + LOCAL_OFFSET_MS).toISOString().slice(11, 19);
}

/** "2:05" minutes. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function weekdayOf(utcMs: number): number {
  return new Date(utcMs + LOCAL_OFFSET_MS).getUTCDay();
}
