/** The languages of all pages, and numbers as the language chosen writes them. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "../../../words/language.js";

export const LanguageContext = createContext<Language>("vi");

/** Formats a number with exactly so many decimals: 12.345,6 in Vietnamese, 12,345.6 in English. */
export function useNumber(): (value: number, decimals?: number) => string {
  const locale = useContext(LanguageContext) === "vi" ? "vi-VN" : "en-GB";
  return (value, decimals = 0) =>
    value.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
