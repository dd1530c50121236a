import { useEffect, useState } from "preact/hooks";
import { problemOf } from "../../../words/user-error.js";
import type { Problem } from "../../../words/problem.js";
import type { CaseAct } from "../../cases/acts.js";
import { type CasePerson, peopleOf } from "../../cases/people.js";
import type { CaseAnswer } from "../../server/api.js";
import { client } from "../client.js";

/** A case that is open at the station, and what one can do with it. */
export interface OpenedCase extends CaseAnswer {
  people: CasePerson[];
  /** False where it was not written down; why stands on the page then. */
  act: (act: CaseAct) => Promise<boolean>;
  replace: (answer: CaseAnswer) => void;
}

/** Undefined while it loads, and where the station has put it away: then with a problem. */
export function useCase(workId: string): { opened: OpenedCase | undefined; problem: Problem | undefined } {
  const [answer, setAnswer] = useState<CaseAnswer>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    setAnswer(undefined);
    setProblem(undefined);
    client.case(workId).then(setAnswer, (error: unknown) => setProblem(problemOf(error)));
  }, [workId]);

  async function act(one: CaseAct): Promise<boolean> {
    try {
      const notes = await client.act({ workId, act: one });
      setAnswer((before) => before && { ...before, content: { ...before.content, notes } });
      setProblem(undefined);
      return true;
    } catch (error) {
      setProblem(problemOf(error));
      return false;
    }
  }

  const opened = answer && { ...answer, people: peopleOf(answer.content), act, replace: setAnswer };
  return { opened, problem };
}
