import { useEffect, useRef, useState } from "preact/hooks";
import { formatDay, formatMoment, localDayOf } from "../../text/local-time.js";
import type { Reading, Readings, SourceInfo, StationState } from "../../server/api.js";
import { formatSerial } from "../../serial-number.js";
import type { SyncSummary, SyncWarning } from "../../reading/sync-token.js";
import { client } from "../client.js";
import { SignIn } from "../parts/sign-in.js";
import { Empty } from "../parts/empty.js";
import { matches } from "../shared/search.js";
import { SearchField } from "../shared/search-field.js";
import { useNumber } from "../shared/language.js";
import { driftText, useSentence, useText } from "../text.js";
import type { Catalogue } from "../vi.js";
import { problemOf } from "../../../words/user-error.js";

const SOURCES_EVERY_MS = 2_000;
const PROGRESS_EVERY_MS = 200;

const DAY_MS = 86_400_000;

/** So many plugged-in tokens are found with the eye; more need a filter. */
const FILTER_FROM = 8;

export function ReadingScreen({ station, refresh }: { station: StationState; refresh: () => Promise<void> }) {
  const text = useText();
  const sentence = useSentence();
  const [sources, setSources] = useState<SourceInfo[]>();
  const [readings, setReadings] = useState<Readings>({ isRunning: false, readings: [] });
  const [query, setQuery] = useState("");
  const [problem, setProblem] = useState("");
  const wasRunning = useRef(false);

  useEffect(() => poll(SOURCES_EVERY_MS, () => client.sources().then(setSources)), []);
  useEffect(() => poll(PROGRESS_EVERY_MS, () => client.readings().then(setReadings)), []);
  useEffect(() => {
    if (wasRunning.current && !readings.isRunning) void refresh();
    wasRunning.current = readings.isRunning;
  }, [readings.isRunning]);

  async function start(chosen: SourceInfo[], isDateRight = false) {
    setProblem("");
    try {
      setReadings(
        await client.startReadings(
          chosen.map((source) => source.id),
          isDateRight,
        ),
      );
    } catch (error) {
      setProblem(sentence(problemOf(error)));
    }
  }

  const shown = (sources ?? []).filter((source) => matches(source.label, query));
  return (
    <section>
      <div class="title">
        <div>
          <h1>{text.readTitle}</h1>
          <p class="lead">{text.readLead}</p>
        </div>
      </div>
      {problem && (
        <p class="alert" role="alert">
          {problem}
        </p>
      )}
      <SignIn station={station} refresh={refresh} />
      {sources?.length === 0 && readings.readings.length === 0 ? (
        <Empty title={text.noSourcesTitle}>{text.noSourcesText}</Empty>
      ) : (
        <div class="two">
          <div class="card">
            <div class="toolbar">
              <h2>
                {text.plugged} <span class="count">{sources?.length ?? ""}</span>
              </h2>
              {shown.length > 1 && (
                <button
                  type="button"
                  class="plain"
                  disabled={readings.isRunning}
                  onClick={() => void start(shown)}
                >
                  {text.readAll(shown.length)}
                </button>
              )}
            </div>
            {(sources?.length ?? 0) >= FILTER_FROM && (
              <div class="filter">
                <SearchField label={text.pluggedFilter} query={query} onQuery={setQuery} />
              </div>
            )}
            <ul class="sources">
              {shown.map((source) => (
                <li key={source.id}>
                  <TokenIcon />
                  <span class="grow">
                    <span class="main">{source.label}</span>
                    {source.isSimulated && <span class="sub">{text.simulated}</span>}
                  </span>
                  <button type="button" disabled={readings.isRunning} onClick={() => void start([source])}>
                    {text.read}
                  </button>
                </li>
              ))}
            </ul>
          </div>
          <div class="card" aria-live="polite">
            <div class="toolbar">
              <h2>{text.readingHeading}</h2>
              {readings.readings.length > 1 && (
                <span class="count">
                  {text.overall(readings.readings.filter(isOver).length, readings.readings.length)}
                </span>
              )}
            </div>
            {readings.readings.length === 0 && <p class="quiet center">{text.nothingRead}</p>}
            <ul class="readings">
              {readings.readings.map((reading) => (
                <ReadingItem
                  key={reading.source.id}
                  reading={reading}
                  station={station}
                  retry={readings.isRunning ? undefined : () => void start([reading.source])}
                  confirmDate={readings.isRunning ? undefined : () => void start([reading.source], true)}
                />
              ))}
            </ul>
          </div>
        </div>
      )}
    </section>
  );
}

interface ItemProps {
  reading: Reading;
  station: StationState;
  retry: (() => void) | undefined;
  /** Somebody looked at a watch: this computer's date is right. */
  confirmDate: (() => void) | undefined;
}

function ReadingItem({ reading: { source, state }, station, retry, confirmDate }: ItemProps) {
  const text = useText();
  const sentence = useSentence();
  const number = useNumber();
  const serial =
    state.stage === "finished" ? state.summary.serial : "serial" in state ? state.serial : undefined;
  const holders = station.tokens.filter((token) =>
    state.stage === "finished" ? token.token === state.summary.token : token.serial === serial,
  );
  const holder = holders.length === 1 ? holders[0]!.holder : undefined;
  const name = [serial === undefined ? source.label : formatSerial(serial), holder?.name]
    .filter(Boolean)
    .join(" · ");
  return (
    <li class={`reading ${state.stage}`}>
      <span class="main">{name}</span>
      {state.stage === "waiting" && <span class="sub">{text.stageWaiting}</span>}
      {state.stage === "connecting" && <Progress label={text.stageConnecting} />}
      {state.stage === "clock" && <Progress label={text.stageClock} />}
      {state.stage === "list" && <Progress label={text.stageList} />}
      {state.stage === "consent" && (
        <p class="press" role="alert">
          <strong>{text.stageConsent}</strong>
          {text.stageConsentMore}
        </p>
      )}
      {state.stage === "reading" && (
        <Progress
          label={text.stageReading(number(state.recordsRead), number(state.recordsTotal))}
          fraction={state.fraction}
        />
      )}
      {state.stage === "finished" && (
        <>
          <span class="sub">
            {doneText(text, number, state.summary)}
            {" · "}
            {text.readSeconds(number(state.summary.durationMs / 1000, 1))}
            {!state.summary.warnings.some(({ code }) => code.includes("clock") || code === "date-in-doubt") &&
              ` · ${text.wasClockGood}`}
          </span>
          {state.summary.warnings.map((warning) => (
            <p class={`warning ${warning.code === "exposed" ? "bad" : ""}`} key={warning.code}>
              {warning.code === "list-refused" ? sentence(warning.why) : warningText(text, number, warning)}
            </p>
          ))}
          {confirmDate && state.summary.warnings.some(isAnswerable) && (
            <button type="button" class="plain" onClick={confirmDate}>
              {text.dateIsRight}
            </button>
          )}
        </>
      )}
      {state.stage === "failed" && (
        <>
          <p class="warning bad" role="alert">
            {text.readFailed}. {sentence(state.error)}
          </p>
          {retry && (
            <button type="button" class="plain" onClick={retry}>
              {text.tryAgain}
            </button>
          )}
        </>
      )}
    </li>
  );
}

function Progress({ label, fraction }: { label: string; fraction?: number }) {
  return (
    <>
      <span class="sub">{label}</span>
      <progress {...(fraction === undefined ? {} : { value: fraction })} max={1} aria-label={label} />
    </>
  );
}

/** The token's own answer has its words already. */
type WordedWarning = Exclude<SyncWarning, { code: "list-refused" }>;

function warningText(text: Catalogue, number: (value: number) => string, warning: WordedWarning): string {
  switch (warning.code) {
    case "exposed":
      return text.warnings[warning.code](formatDay(localDayOf(warning.day * DAY_MS)));
    case "clock-estimated":
    case "clock-drift":
    case "clock-refused":
    case "clock-needs-keys":
      return text.warnings[warning.code](driftText(text, warning.driftMs));
    case "date-in-doubt": {
      const [computer, other] = [formatMoment(warning.computerMs), formatMoment(warning.otherMs)];
      return text.warnings[warning.code](computer, other, warning.source);
    }
    case "old-records": {
      const days = [warning.fromDay, warning.toDay].map((day) => formatDay(localDayOf(day * DAY_MS)));
      return text.warnings[warning.code](number(warning.count), days.join(" – "), warning.isDropped);
    }
    case "same-number":
      return text.warnings[warning.code](warning.token);
    case "lost-expired":
    case "lost-overwritten":
    case "lost-unwritten":
    case "lost-left-out":
    case "pages-missing":
    case "flash-errors":
    case "conflicting":
      return text.warnings[warning.code](number(warning.count));
    default:
      return text.warnings[warning.code]();
  }
}

function doneText(text: Catalogue, number: (value: number) => string, summary: SyncSummary): string {
  if (!summary.isRead) return text.checked;
  return summary.added > 0 ? text.readDone(number(summary.added)) : text.readNothingNew;
}

/** A person may say that the computer is right, but not against the date on which the program was made. */
function isAnswerable(warning: SyncWarning): boolean {
  return warning.code === "date-in-doubt" && warning.source !== "program";
}

function isOver({ state }: Reading): boolean {
  return state.stage === "finished" || state.stage === "failed";
}

function TokenIcon() {
  return (
    <svg class="token-icon" viewBox="0 0 36 24" aria-hidden="true">
      <rect x="1" y="1" width="34" height="22" rx="7" />
      <circle cx="10" cy="12" r="3" />
    </svg>
  );
}

/** Runs `work` now and again and again; a failure is left to the next time. Returns how to stop. */
function poll(everyMs: number, work: () => Promise<unknown>): () => void {
  let isStopped = false;
  let timer = 0;
  const run = () =>
    void work()
      .catch(() => {})
      .then(() => {
        if (!isStopped) timer = setTimeout(run, everyMs) as unknown as number;
      });
  run();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
