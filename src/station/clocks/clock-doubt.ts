/**
 * Is it this computer's date that is wrong? It is asked before a token's clock is touched. A computer that lost its
 * time, or whose day and month were swapped, is more common at a commune's desk than a token that was sent astray.
 */
import type { TimeState } from "../../../hal/hal.js";
import { formatMoment } from "../text/local-time.js";
import type { ClockEvidence, DateProof } from "../store/types.js";
import { type Problem, problem } from "../../words/problem.js";

/** No token drifts so far, and nobody travels so far: two times further apart cannot both be right. */
const APART_MS = 2 * 86_400_000;
/** A computer that is further behind its own last reading than this may have lost its time. */
const BEHIND_MS = 10 * 60_000;

/** What speaks against this computer's date. */
export interface ClockDoubt {
  /** The program was made later; the token says something else; the store holds a later reading, or a later token. */
  source: "program" | "token" | "reading" | "store";
  computerMs: number;
  otherMs: number;
}

export interface ClockView {
  nowMs: number;
  /** When this program was made; 0 where it does not know. */
  builtMs: number;
  timeState: TimeState;
  /** What the token says; meaningless where its time is unset. */
  tokenMs: number;
  evidence: ClockEvidence;
}

/** What speaks for the computer's date, or against it. */
export function judgeDate(view: ClockView): DateProof | ClockDoubt {
  const { nowMs, builtMs, timeState, tokenMs, evidence } = view;
  const doubt = (source: ClockDoubt["source"], otherMs: number) => ({ source, computerMs: nowMs, otherMs });
  if (nowMs < builtMs) return doubt("program", builtMs);
  if (evidence.isConfirmed) return "person";
  const isAgreed = timeState === "set" && Math.abs(tokenMs - nowMs) <= BEHIND_MS;
  if (isAgreed) return "clocks";
  if (timeState !== "unset" && Math.abs(tokenMs - nowMs) > APART_MS) return doubt("token", tokenMs);
  if (evidence.newestReadMs > nowMs + BEHIND_MS) return doubt("reading", evidence.newestReadMs);
  if (evidence.newestTokenMs > nowMs + APART_MS) return doubt("store", evidence.newestTokenMs);
  return timeState === "set" ? "clocks" : "none";
}

/** Both times as people here say them. */
export function describeDoubt({ source, computerMs, otherMs }: ClockDoubt): Problem {
  return problem(`word/doubt/${source}`, {
    computer: formatMoment(computerMs),
    other: formatMoment(otherMs),
  });
}

/** What a person can do about it; goes on a sentence. */
export function remedyOf({ source }: ClockDoubt): Problem {
  return problem(`word/remedy/${source}`);
}
