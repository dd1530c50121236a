import { LANGUAGES, type Language } from "../../../words/language.js";

/** Two letters stand in the head, beside seven tabs. */
const NAMES: Record<Language, { short: string; full: string }> = {
  vi: { short: "Vi", full: "Tiếng Việt" },
  en: { short: "En", full: "English" },
};

export function Languages(props: { language: Language; setLanguage: (language: Language) => void }) {
  return (
    <div class="languages choices">
      {LANGUAGES.map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-label={NAMES[code].full}
          title={NAMES[code].full}
          aria-pressed={code === props.language}
          onClick={() => props.setLanguage(code)}
        >
          {NAMES[code].short}
        </button>
      ))}
    </div>
  );
}
