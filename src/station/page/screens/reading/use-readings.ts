/** What is plugged in and how far its readings are, as the station tells again and again. */
import { useEffect, useRef, useState } from "preact/hooks";
import { problemOf } from "../../../../words/user-error.js";
import type { HandsInput, Reading, SourceInfo } from "../../../server/api.js";
import { client } from "../../client.js";
import { useSaid } from "../../shared/said.js";

const SOURCES_EVERY_MS = 1_000;
const PROGRESS_EVERY_MS = 200;

/** @param onRead  one more reading is over */
export function useReadings(onRead: () => void) {
  const [sources, setSources] = useState<SourceInfo[]>();
  const [readings, setReadings] = useState<Reading[]>([]);
  const [problem, setProblem] = useSaid();
  const finished = readings.filter(isOver).length;
  const finishedBefore = useRef(finished);

  async function start(chosen: SourceInfo[], isDateRight = false) {
    try {
      const ids = chosen.map(({ id }) => id);
      setReadings((await client.startReadings(ids, isDateRight)).readings);
      setProblem(undefined);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  async function look() {
    const found = await client.sources();
    setSources(found);
    // Each by itself: one that was pulled out again holds up none of the others.
    await Promise.all(found.filter(({ isFresh }) => isFresh).map((source) => start([source])));
  }

  async function act(id: string, what: HandsInput["act"]) {
    await client.hands({ id, act: what }).then(look, (error: unknown) => setProblem(problemOf(error)));
  }

  useEffect(() => poll(SOURCES_EVERY_MS, look), []);
  useEffect(() => poll(PROGRESS_EVERY_MS, async () => setReadings((await client.readings()).readings)), []);
  useEffect(() => {
    if (finished > finishedBefore.current) onRead();
    finishedBefore.current = finished;
  }, [finished]);

  return { sources, readings, problem, start, act };
}

export function isOver({ state }: Reading): boolean {
  return state.stage === "finished" || state.stage === "failed";
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
