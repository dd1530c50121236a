import type { ComponentChildren } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { localDayOf } from "../text/local-time.js";
import type { StationState } from "../server/api.js";
import { type CasePath, casePathOf } from "./cases/case-path.js";
import { client } from "./client.js";
import { CoverageScreen } from "./screens/coverage/coverage.js";
import { CasesScreen } from "./screens/cases.js";
import { DueScreen, LoansScreen } from "./screens/due/due.js";
import { PapersScreen } from "./screens/papers/papers.js";
import { PeopleScreen } from "./screens/people/people.js";
import { RoundScreen } from "./screens/round/round.js";
import { GuideScreen } from "./screens/guide/guide.js";
import { type Topic, topicOfHash, topicOfScreen } from "./screens/guide/topics.js";
import { ReadingScreen } from "./screens/reading/reading.js";
import { TokensScreen } from "./screens/tokens.js";
import { type Traced, TraceScreen } from "./screens/trace.js";
import { PageFrame } from "./shared/frame.js";
import { emptyForm, type TraceForm } from "./trace-form.js";
import { catalogues, useSentence, useText } from "./text.js";
import type { Act } from "../roles.js";
import { AdministrationScreen } from "./screens/staff/administration.js";
import { StaffGate } from "./staff/gate.js";
import { RolesContext, useMay } from "./staff/may.js";
import { TrainingBanner, TrainingContext } from "./staff/training.js";
import { useSession } from "./staff/use-session.js";
import { WhoIs } from "./staff/who-is.js";
import { type Problem, problem } from "../../words/problem.js";
import { isUserError, problemOf } from "../../words/user-error.js";

const TABS = ["tokens", "people", "read", "trace", "cases", "coverage", "staff"] as const;
/** Reached from the tab that `BESIDE` names, the guide from everywhere. */
const SCREENS = [...TABS, "due", "loans", "papers", "round", "guide"] as const;
type Screen = (typeof SCREENS)[number];
const BESIDE: Readonly<Partial<Record<Screen, Screen>>> = {
  ...{ due: "tokens", loans: "tokens", papers: "tokens", round: "people" },
};

/** Whose each screen is: that of who may do this. */
const ACT_OF: Record<Screen, Act> = {
  ...({
    tokens: "look",
    due: "look",
    loans: "look",
    papers: "look",
    round: "look",
    guide: "look",
    people: "look",
    read: "read",
    trace: "cases",
    cases: "cases",
    coverage: "look",
  } as const),
  staff: "accounts",
};

function screenOfHash(): Screen {
  const [name] = location.hash.slice(1).split("/");
  return SCREENS.find((screen) => screen === name) ?? "tokens";
}

export function App() {
  const [screen, setScreen] = useState(screenOfHash);
  const [path, setPath] = useState(() => casePathOf(location.hash));
  const [topic, setTopic] = useState(() => topicOfHash(location.hash));
  /** Where the guide was opened from. */
  const [worksAt, setWorksAt] = useState("#tokens");
  const session = useSession();
  const { answer } = session;
  const training = answer?.training ?? null;
  const isIn = answer !== undefined && (!answer.isLocked || session.isDrawn);
  const account = isIn && answer.account?.mustChange === false ? answer.account : null;
  useEffect(() => {
    const follow = () => {
      setScreen(screenOfHash());
      setTopic(topicOfHash(location.hash));
      if (screenOfHash() !== "guide") setWorksAt(location.hash || "#tokens");
      setPath(casePathOf(location.hash));
    };
    addEventListener("hashchange", follow);
    // It may have changed since it was first looked at.
    follow();
    return () => removeEventListener("hashchange", follow);
  }, []);
  const guide = <GuideScreen topic={topic} backTo={worksAt} hasPapers={account !== null} />;
  return (
    <TrainingContext.Provider value={training}>
      <RolesContext.Provider value={account?.roles ?? []}>
        <PageFrame
          catalogues={catalogues}
          head={
            <>
              {account !== null && <Tabs screen={screen} />}
              {screen !== "guide" && <Help topic={account === null ? "start" : topicOfScreen(screen)} />}
              {account !== null && <WhoIs account={account} />}
            </>
          }
        >
          <TrainingBanner training={training} />
          {screen === "guide" && account === null ? (
            <main>{guide}</main>
          ) : (
            <StaffGate session={session}>
              <StationPage {...{ screen, path, guide }} />
            </StaffGate>
          )}
        </PageFrame>
      </RolesContext.Provider>
    </TrainingContext.Provider>
  );
}

function Help({ topic }: { topic: Topic }) {
  return (
    <a class="help" href={`#guide/${topic}`}>
      {useText().guide.link}
    </a>
  );
}

function Tabs({ screen }: { screen: Screen }) {
  const text = useText();
  const may = useMay();
  const names: Record<(typeof TABS)[number], string> = {
    tokens: text.tokensTab,
    people: text.people.tab,
    read: text.readTab,
    trace: text.traceTab,
    cases: text.case.tab,
    coverage: text.coverage.tab,
    staff: text.staff.tab,
  };
  return (
    <nav>
      {TABS.filter((name) => may(ACT_OF[name])).map((name) => (
        <a
          key={name}
          href={`#${name}`}
          aria-current={name === (BESIDE[screen] ?? screen) ? "page" : undefined}
        >
          {names[name]}
        </a>
      ))}
    </nav>
  );
}

interface StationPageProps {
  screen: Screen;
  path: CasePath | undefined;
  guide: ComponentChildren;
}

function StationPage({ screen, path, guide }: StationPageProps) {
  const text = useText();
  const sentence = useSentence();
  const [station, setStation] = useState<StationState>();
  /** Why the station does not answer. */
  const [trouble, setTrouble] = useState<Problem>();
  const [form, setForm] = useState<TraceForm>();
  const [traced, setTraced] = useState<Traced>();
  const may = useMay();
  const isTraining = useContext(TrainingContext) !== null;

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
      {!isTraining && station?.isPractice !== false && (
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
        {screen === "guide" ? (
          guide
        ) : station === undefined ? (
          !trouble && <p class="quiet">{text.loading}</p>
        ) : !may(ACT_OF[screen]) ? (
          <p class="quiet">{sentence(problem("station/account/not-yours"))}</p>
        ) : screen === "tokens" ? (
          <TokensScreen station={station} refresh={refresh} />
        ) : screen === "due" ? (
          <DueScreen station={station} />
        ) : screen === "loans" ? (
          <LoansScreen station={station} refresh={refresh} />
        ) : screen === "papers" ? (
          <PapersScreen tokens={station.tokens} />
        ) : screen === "people" ? (
          <PeopleScreen nowMs={station.nowMs} refresh={refresh} />
        ) : screen === "round" ? (
          <RoundScreen nowMs={station.nowMs} refresh={refresh} />
        ) : screen === "read" ? (
          <ReadingScreen station={station} refresh={refresh} />
        ) : screen === "coverage" ? (
          <CoverageScreen />
        ) : screen === "staff" ? (
          <AdministrationScreen name={location.hash.split("/")[1]} />
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
