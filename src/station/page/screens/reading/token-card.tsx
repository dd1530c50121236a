import type { HandsInput, Reading, SourceInfo, StationState } from "../../../server/api.js";
import { formatSerial } from "../../../serial-number.js";
import type { SyncWarning } from "../../../reading/sync-token.js";
import { useNumber } from "../../shared/language.js";
import { useSentence, useText } from "../../text.js";
import { doneText, summaryText, warningText } from "./texts-of-reading.js";
import { isOver } from "./use-readings.js";

interface CardProps {
  source: SourceInfo;
  /** The last one; undefined: none yet. */
  reading: Reading | undefined;
  station: StationState;
  start: (isDateRight?: boolean) => void;
  act: (what: HandsInput["act"]) => void;
}

/** One token: what happens to it, and what can be done. */
export function TokenCard({ source, reading, station, start, act }: CardProps) {
  const text = useText();
  const state = reading?.state;
  const isIdle = reading === undefined || isOver(reading);
  return (
    <li class={`reading ${state?.stage ?? "plugged"} ${source.isPlugged ? "" : "gone"}`}>
      <div class="reading-head">
        <TokenIcon />
        <span class="grow">
          <span class="main">{nameOf(source, reading, station)}</span>
          <span class="sub">
            {[source.isSimulated && text.simulated, !source.isPlugged && text.unplugged]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </span>
        {source.isPlugged && isIdle && (
          <button type="button" class={state === undefined ? "" : "plain"} onClick={() => start()}>
            {state === undefined ? text.read : state.stage === "failed" ? text.tryAgain : text.readAgain}
          </button>
        )}
        {source.hasHands && state?.stage === "consent" && (
          <button type="button" onClick={() => act("press")}>
            {text.press}
          </button>
        )}
        {source.hasHands && source.isPlugged && (
          <button type="button" class="plain" onClick={() => act("unplug")}>
            {text.unplug}
          </button>
        )}
      </div>
      {reading && (
        <ReadingState {...{ reading }} confirmDate={source.isPlugged ? () => start(true) : undefined} />
      )}
    </li>
  );
}

interface StateProps {
  reading: Reading;
  /** Somebody looked at a watch: this computer's date is right. */
  confirmDate: (() => void) | undefined;
}

function ReadingState({ reading: { state }, confirmDate }: StateProps) {
  const text = useText();
  const sentence = useSentence();
  const number = useNumber();
  switch (state.stage) {
    case "waiting":
      return <span class="sub">{text.stageWaiting}</span>;
    case "connecting":
      return <Progress label={text.stageConnecting} />;
    case "clock":
      return <Progress label={text.stageClock} />;
    case "list":
      return <Progress label={text.stageList} />;
    case "update":
      return (
        <Progress
          label={text.stageUpdate(number(Math.floor(100 * state.fraction)))}
          fraction={state.fraction}
        />
      );
    case "consent":
      return (
        <p class="press" role="alert">
          <strong>{text.stageConsent}</strong>
          {text.stageConsentMore}
        </p>
      );
    case "reading":
      return (
        <Progress
          label={text.stageReading(number(state.recordsRead), number(state.recordsTotal))}
          fraction={state.fraction}
        />
      );
    case "failed":
      return (
        <p class="warning bad" role="alert">
          {text.readFailed}. {sentence(state.error)}
        </p>
      );
    case "finished":
      return (
        <>
          <p class="reading-done">
            <strong>{summaryText(text, number, state.summary)}</strong>
            <span class="sub">
              {doneText(text, number, state.summary)}
              {" · "}
              {text.readSeconds(number(state.summary.durationMs / 1000, 1))}
            </span>
          </p>
          {state.summary.updatedTo !== null && <p class="sub">{text.updatedTo(state.summary.updatedTo)}</p>}
          {state.summary.warnings.map((warning) => (
            <p class={`warning ${warning.code === "exposed" ? "bad" : ""}`} key={warning.code}>
              {"why" in warning ? sentence(warning.why) : warningText(text, number, warning)}
            </p>
          ))}
          {confirmDate && state.summary.warnings.some(isAnswerable) && (
            <button type="button" class="plain" onClick={confirmDate}>
              {text.dateIsRight}
            </button>
          )}
        </>
      );
  }
}

function Progress({ label, fraction }: { label: string; fraction?: number }) {
  return (
    <>
      <span class="sub">{label}</span>
      <progress {...(fraction === undefined ? {} : { value: fraction })} max={1} aria-label={label} />
    </>
  );
}

/** Number and holder, as soon as the token has told who it is. */
export function nameOf(source: SourceInfo, reading: Reading | undefined, station: StationState): string {
  const state = reading?.state;
  if (state === undefined) return source.label;
  const summary = state.stage === "finished" ? state.summary : undefined;
  const serial = summary?.serial ?? ("serial" in state ? state.serial : undefined);
  if (serial === undefined) return source.label;
  const holders = station.tokens.filter((token) =>
    summary === undefined ? token.serial === serial : token.token === summary.token,
  );
  const holder = holders.length === 1 ? holders[0]!.holder : undefined;
  return [formatSerial(serial), holder?.name].filter(Boolean).join(" · ");
}

/** A person may say that the computer is right, but not against the date on which the program was made. */
function isAnswerable(warning: SyncWarning): boolean {
  return warning.code === "date-in-doubt" && warning.source !== "program";
}

export function TokenIcon() {
  return (
    <svg class="token-icon" viewBox="0 0 36 24" aria-hidden="true">
      <rect x="1" y="1" width="34" height="22" rx="7" />
      <circle cx="10" cy="12" r="3" />
    </svg>
  );
}
