import { useEffect, useState } from "preact/hooks";
import { problemOf } from "../../../../words/user-error.js";
import { useSentence } from "../../text.js";

/** What a panel shows, asked for as it opens, and again after a change. */
export function useLoaded<T>(ask: () => Promise<T>) {
  const sentence = useSentence();
  const [value, setValue] = useState<T>();
  const [problem, setProblem] = useState("");
  const load = () =>
    ask().then(
      (loaded) => {
        setValue(loaded);
        setProblem("");
      },
      (error: unknown) => setProblem(sentence(problemOf(error))),
    );
  useEffect(() => void load(), []);
  return { value, setValue, problem, load, tell: (error: unknown) => setProblem(sentence(problemOf(error))) };
}

export type Loaded = ReturnType<typeof useLoaded>;
