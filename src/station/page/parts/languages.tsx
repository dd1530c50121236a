import type { Language } from "../text.js";

export function Languages(props: { language: Language; setLanguage: (language: Language) => void }) {
  return (
    <div class="languages">
      {(["vi", "en"] as const).map((code) => (
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
