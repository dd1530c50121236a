/** Training with made-up people: how to get there, and how the page says all the time that it is there. */
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { problemOf } from "../../../words/user-error.js";
import type { SessionAnswer, TRAINING_MODES } from "../../server/staff/staff-api.js";
import { client } from "../client.js";
import { useText } from "../text.js";
import { useSaid } from "../shared/said.js";

type Note = SessionAnswer["training"];

export const TrainingContext = createContext<Note>(null);

/** On every screen, and on paper. */
export function TrainingBanner({ training }: { training: Note }) {
  const text = useText().training;
  useEffect(() => {
    document.documentElement.toggleAttribute("data-training", training !== null);
  }, [training === null]);
  if (training === null) return null;
  return (
    <aside class="training" aria-label={text.banner}>
      <div role="note">
        <strong>{text.banner}</strong> {text.bannerMore(training.pin)}
      </div>
      <a class="button plain" href={training.homeUrl}>
        {text.leave}
      </a>
    </aside>
  );
}

/** Below the sign-in form. */
export function TrainingStart() {
  const text = useText().training;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useSaid();
  const [isRunning, setRunning] = useState(false);

  async function start(mode: (typeof TRAINING_MODES)[number]) {
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await client.startTraining(mode);
      if ("url" in answer) return location.assign(answer.url);
      setRunning(true);
      setBusy(false);
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  }

  return (
    <section class="card training-start" aria-label={text.title}>
      <p class="quiet">{text.lead}</p>
      {isRunning && <p role="alert">{text.running}</p>}
      {(isRunning ? (["join", "anew"] as const) : (["start"] as const)).map((mode) => (
        <button key={mode} type="button" class="plain" disabled={isBusy} onClick={() => void start(mode)}>
          {text[mode]}
        </button>
      ))}
      <p role="status">{isBusy && text.starting}</p>
      {problem && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}

/** Names of files that are saved here, and the line above what is in them. */
export function useTrainingMark(): { prefix: string; title: string | undefined } {
  const text = useText().training;
  const isTraining = useContext(TrainingContext) !== null;
  return isTraining ? { prefix: text.filePrefix, title: text.fileTitle } : { prefix: "", title: undefined };
}
