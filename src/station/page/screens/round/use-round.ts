/** The round as the page has it: the list stays as it was asked for while results are typed, only figures are asked for anew. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { RoundAnswer, RoundQuestion } from "../../../server/round/round-api.js";
import type { ListedPerson, WalkedHousehold } from "../../../store/types.js";
import { problemOf } from "../../../../words/user-error.js";
import { client } from "../../client.js";
import { useSaid } from "../../shared/said.js";

const FIRST: RoundQuestion = { unit: "", team: "", list: "open", day: null };

export function useRound() {
  const [asked, setAsked] = useState(FIRST);
  const [answer, setAnswer] = useState<RoundAnswer>();
  const [problem, setProblem] = useSaid();
  const latest = useRef(asked);
  latest.current = asked;

  const fail = (error: unknown) => setProblem(problemOf(error));
  /** Of answers that overtake each other only that to the latest question is shown. */
  const load = (question: RoundQuestion, keepsRows: boolean) =>
    client.round(question).then((found) => {
      if (latest.current !== question) return;
      setProblem(undefined);
      setAnswer((now) => (keepsRows && now !== undefined ? { ...found, households: now.households } : found));
    }, fail);
  useEffect(() => void load(asked, false), [asked]);

  return {
    asked,
    answer,
    problem,
    fail,
    setProblem,
    ask: (part: Partial<RoundQuestion>) => setAsked((now) => ({ ...now, ...part })),
    reload: () => load(latest.current, false),
    refreshFigures: () => load(latest.current, true),
    /** What was stored, in the row that shows it. */
    change: (id: string, part: Partial<WalkedHousehold>) =>
      setAnswer(
        (now) =>
          now && {
            ...now,
            households: now.households.map((one) => (one.id === id ? { ...one, ...part } : one)),
          },
      ),
    changeMember: (personId: string, part: Partial<ListedPerson>) =>
      setAnswer(
        (now) =>
          now && {
            ...now,
            households: now.households.map((one) => ({
              ...one,
              members: one.members.map((who) => (who.id === personId ? { ...who, ...part } : who)),
            })),
          },
      ),
  };
}
