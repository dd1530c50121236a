import { useEffect, useState } from "preact/hooks";
import type { StationState, TraceAnswer } from "../api.js";
import { client, StationFailure } from "./client.js";
import { ReadingScreen } from "./screens/reading.js";
import { TokensScreen } from "./screens/tokens.js";
import { TraceScreen } from "./screens/trace.js";
import { catalogues, LanguageContext, type Language } from "./text.js";
import { Languages } from "./parts/languages.js";
import { Mark } from "./parts/mark.js";

const SCREENS = ["tokens", "read", "trace"] as const;
type Screen = (typeof SCREENS)[number];

const LANGUAGE_KEY = "language";

function screenOfHash(): Screen {
  const name = location.hash.slice(1);
  return SCREENS.find((screen) => screen === name) ?? "tokens";
}

export function App() {
  const [language, setLanguage] = useState<Language>(
    localStorage.getItem(LANGUAGE_KEY) === "en" ? "en" : "vi",
  );
  const [screen, setScreen] = useState(screenOfHash);
  const [station, setStation] = useState<StationState>();
  const [isOffline, setOffline] = useState(false);
  const [trace, setTrace] = useState<TraceAnswer>();
  const text = catalogues[language];

  const refresh = () =>
    client.state().then(
      (state) => {
        setStation(state);
        setOffline(false);
      },
      (error: unknown) => setOffline(error instanceof StationFailure && error.code === "offline"),
    );

  useEffect(() => {
    const follow = () => setScreen(screenOfHash());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  useEffect(() => void refresh(), [screen]);

  useEffect(() => {
    localStorage.setItem(LANGUAGE_KEY, language);
    document.documentElement.lang = language;
    document.title = `${text.title} – ${text.subtitle}`;
  }, [language]);

  const tabs: Record<Screen, string> = { tokens: text.tokensTab, read: text.readTab, trace: text.traceTab };
  return (
    <LanguageContext.Provider value={language}>
      <header class="top">
        <div class="brand">
          <Mark />
          <div>
            <strong>{text.title}</strong>
            <span>{text.subtitle}</span>
          </div>
        </div>
        <nav>
          {SCREENS.map((name) => (
            <a key={name} href={`#${name}`} aria-current={name === screen ? "page" : undefined}>
              {tabs[name]}
            </a>
          ))}
        </nav>
        <Languages language={language} setLanguage={setLanguage} />
      </header>
      {station?.isPractice !== false && (
        <div class="practice" role="note">
          <strong>{text.practice}.</strong> {text.practiceMore}
        </div>
      )}
      <main>
        {isOffline && (
          <p class="alert" role="alert">
            {text.offline}
          </p>
        )}
        {station === undefined ? (
          !isOffline && <p class="quiet">{text.loading}</p>
        ) : screen === "tokens" ? (
          <TokensScreen station={station} refresh={refresh} />
        ) : screen === "read" ? (
          <ReadingScreen station={station} refresh={refresh} />
        ) : (
          <TraceScreen station={station} trace={trace} setTrace={setTrace} />
        )}
      </main>
    </LanguageContext.Provider>
  );
}
