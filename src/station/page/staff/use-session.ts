import { useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../../../words/problem.js";
import { problemOf } from "../../../words/user-error.js";
import type { SessionAnswer } from "../../server/staff/staff-api.js";
import { SESSION_CHANGED, client } from "../client.js";

export interface SessionState {
  answer: SessionAnswer | undefined;
  /** Why the station does not answer. */
  trouble: Problem | undefined;
  /** The page was open for this account, and may hold what was typed. */
  isDrawn: boolean;
  refresh: () => Promise<void>;
}

/** Who is signed in. A page that was drawn for one account is never shown to another: it is loaded anew. */
export function useSession(): SessionState {
  const [answer, setAnswer] = useState<SessionAnswer>();
  const [trouble, setTrouble] = useState<Problem>();
  const drawnFor = useRef<string | undefined>(undefined);

  async function refresh() {
    try {
      const next = await client.session();
      const { account, isLocked } = next;
      if (drawnFor.current !== undefined && account?.id !== drawnFor.current) return location.reload();
      if (account !== null && !isLocked) drawnFor.current = account.id;
      setAnswer(next);
      setTrouble(undefined);
    } catch (error) {
      setTrouble(problemOf(error));
    }
  }

  useEffect(() => {
    const follow = () => void refresh();
    addEventListener(SESSION_CHANGED, follow);
    follow();
    return () => removeEventListener(SESSION_CHANGED, follow);
  }, []);
  return { answer, trouble, isDrawn: drawnFor.current !== undefined, refresh };
}
