import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Language } from "../../../words/language.js";
import { LanguageContext } from "./language.js";
import { Languages } from "./languages.js";
import { Mark } from "./mark.js";

const LANGUAGE_KEY = "language";

interface FrameProps {
  /** What a page says of itself in each language. */
  catalogues: Record<Language, { title: string; subtitle: string }>;
  /** Between the page's name and the languages. */
  head: ComponentChildren;
  children: ComponentChildren;
}

/** The head of every page. It remembers the language, and everything inside speaks it. */
export function PageFrame({ catalogues, head, children }: FrameProps) {
  const [language, setLanguage] = useState<Language>(
    localStorage.getItem(LANGUAGE_KEY) === "en" ? "en" : "vi",
  );
  const { title, subtitle } = catalogues[language];

  useEffect(() => {
    localStorage.setItem(LANGUAGE_KEY, language);
    document.documentElement.lang = language;
    document.title = `${title} – ${subtitle}`;
  }, [language]);

  return (
    <LanguageContext.Provider value={language}>
      <header class="top">
        <div class="brand">
          <Mark />
          <div>
            <strong>{title}</strong>
            <span>{subtitle}</span>
          </div>
        </div>
        {head}
        <Languages language={language} setLanguage={setLanguage} />
      </header>
      {children}
    </LanguageContext.Provider>
  );
}
