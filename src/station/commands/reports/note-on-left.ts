import type { Language } from "../../../words/language.js";
import { problem, wordsOf } from "../../../words/problem.js";
import { formatFingerprint } from "../../fingerprint.js";

/** What somebody has to know who decides, where anybody left; in the language of errors. */
export function noteOnLeft(
  code: "station/left/rekeyed" | "station/left/resealed",
  left: readonly string[],
  language: Language,
): string[] {
  if (left.length === 0) return [];
  const who = left.map((hex) => formatFingerprint(Buffer.from(hex, "hex"))).join(", ");
  return [wordsOf(problem(code, { who }), language)];
}
