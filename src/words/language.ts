export const LANGUAGES = ["vi", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Of the command line: what the user asked for, else Vietnamese where the system is, else English. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const { BZTOKEN_LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = environment;
  const asked = LANGUAGES.find((one) => one === BZTOKEN_LANGUAGE);
  // POSIX: the first that is set and not empty counts.
  return asked ?? ((LC_ALL || LC_MESSAGES || LANG || "").startsWith("vi") ? "vi" : "en");
}
