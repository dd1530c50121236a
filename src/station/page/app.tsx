import { useEffect, useState } from "preact/hooks";
import { localDayOf } from "../text/local-time.js";
import type { StationState } from "../server/api.js";
import { type CasePath, casePathOf } from "./cases/case-path.js";
import { client } from "./client.js";
import { CasesScreen } from "./screens/cases.js";
import { PeopleScreen } from "./screens/people/people.js";
import { ReadingScreen } from "./screens/reading.js";
import { TokensScreen } from "./screens/tokens.js";
import { type Traced, TraceScreen } from "./screens/trace.js";
import { PageFrame } from "./shared/frame.js";
import { emptyForm, type TraceForm } from "./trace-form.js";
import { catalogues, useSentence, useText } from "./text.js";
import type { Problem } from "../../words/problem.js";
import { isUserError, problemOf } from "../../words/user-error.js";

const SCREENS = ["tokens", "people", "read", "trace", "cases"] as const;
type Screen = (typeof SCREENS)[number];

function screenOfHash(): Screen {
  const [name] = location.hash.slice(1).split("/");
  return SCREENS.find((screen) => screen === name) ?? "tokens";
}

export function App() {
  const [screen, setScreen] = useState(screenOfHash);
  const [path, setPath] = useState(() => casePathOf(location.hash));
  useEffect(() => {
    const follow = () => {
      setScreen(screenOfHash());
      setPath(casePathOf(location.hash));
    };
    addEventListener("hashchange", follow);
    // It may have changed since it was first looked at.
    follow();
    return () => removeEventListener("hashchange", follow);
  }, []);
  return (
    <PageFrame catalogues={catalogues} head={<Tabs screen={screen} />}>
      <StationPage screen={screen} path={path} />
    </PageFrame>
  );
}

function Tabs({ screen }: { screen: Screen }) {
  const text = useText();
  const names: Record<Screen, string> = {
    tokens: text.tokensTab,
    people: text.people.tab,
    read: text.readTab,
    trace: text.traceTab,
    cases: text.case.tab,
  };
  return (
    <nav>
      {SCREENS.map((name) => (
        <a key={name} href={`#${name}`} aria-current={name === screen ? "page" : undefined}>
          {names[name]}
        </a>
      ))}
    </nav>
  );
}

function StationPage({ screen, path }: { screen: Screen; path: CasePath | undefined }) {
  const text = useText();
  const sentence = useSentence();
  const [station, setStation] = useState<StationState>();
  /** Why the station does not answer. */
  const [trouble, setTrouble] = useState<Problem>();
  const [form, setForm] = useState<TraceForm>();
  const [traced, setTraced] = useState<Traced>();

  const refresh = () =>
    client.state().then(
      (state) => {
        setStation(state);
        setTrouble(undefined);
      },
      (error: unknown) =>
        setTrouble(
          isUserError(error, "station/request/offline", "station/request/no-session")
            ? problemOf(error)
            : undefined,
        ),
    );
  useEffect(() => void refresh(), [screen]);

  /** Goes to the form of a trace, with this in it. */
  function traceNext(part: Partial<TraceForm>) {
    setForm({ ...(form ?? emptyForm(localDayOf(station!.nowMs))), ...part });
    setTraced(undefined);
    location.hash = "trace";
  }

  return (
    <>
      {station?.isPractice !== false && (
        <aside class="practice" aria-label={text.practice}>
          <div role="note">
            <strong>{text.practice}.</strong> {text.practiceMore}
          </div>
        </aside>
      )}
      <main>
        {trouble && (
          <p class="alert" role="alert">
            {sentence(trouble)}
          </p>
        )}
        {station === undefined ? (
          !trouble && <p class="quiet">{text.loading}</p>
        ) : screen === "tokens" ? (
          <TokensScreen station={station} refresh={refresh} />
        ) : screen === "people" ? (
          <PeopleScreen nowMs={station.nowMs} refresh={refresh} />
        ) : screen === "read" ? (
          <ReadingScreen station={station} refresh={refresh} />
        ) : screen === "cases" ? (
          <CasesScreen {...{ path, station }} onTrace={traceNext} />
        ) : (
          <TraceScreen
            station={station}
            form={form ?? emptyForm(localDayOf(station.nowMs))}
            {...{ setForm, traced, setTraced }}
          />
        )}
      </main>
    </>
  );
}
