/** The words of the page in the language chosen, and numbers as that language writes them. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { LOCAL_OFFSET_MS } from "../../../src/station/local-time.js";
import { en } from "./en.js";
import { type Catalogue, vi } from "./vi.js";

export type Language = "vi" | "en";

export const catalogues: Record<Language, Catalogue> = { vi, en };

export const LanguageContext = createContext<Language>("vi");

export function useText(): Catalogue {
  return catalogues[useContext(LanguageContext)];
}

/** Formats a number with exactly so many decimals: 12.345,6 in Vietnamese, 12,345.6 in English. */
export function useNumber(): (value: number, decimals?: number) => string {
  const language = useContext(LanguageContext);
  return (value, decimals = 0) =>
    value.toLocaleString(language === "vi" ? "vi-VN" : "en-GB", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
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
