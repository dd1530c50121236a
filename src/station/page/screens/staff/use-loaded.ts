import { useEffect, useState } from "preact/hooks";
import { problemOf } from "../../../../words/user-error.js";
import { useSaid } from "../../shared/said.js";

/** What a panel shows, asked for as it opens, and again after a change. */
export function useLoaded<T>(ask: () => Promise<T>) {
  const [value, setValue] = useState<T>();
  const [problem, setProblem] = useSaid();
  const load = () =>
    ask().then(
      (loaded) => {
        setValue(loaded);
        setProblem(undefined);
      },
      (error: unknown) => setProblem(problemOf(error)),
    );
  useEffect(() => void load(), []);
  return { value, setValue, problem, load, tell: (error: unknown) => setProblem(problemOf(error)) };
}

export type Loaded = ReturnType<typeof useLoaded>;
