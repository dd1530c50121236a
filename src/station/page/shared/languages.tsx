import { LANGUAGES, type Language } from "../../../words/language.js";

export function Languages(props: { language: Language; setLanguage: (language: Language) => void }) {
  return (
    <div class="languages choices">
      {LANGUAGES.map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={code === props.language}
          onClick={() => props.setLanguage(code)}
        >
          {code === "vi" ? "Tiếng Việt" : "English"}
        </button>
      ))}
    </div>
  );
}
