/** What the page and the station say to each other, as JSON over HTTP. Types only: the page's bundle takes them in. */
import type { CloseContactRule } from "../../contacts/operating-points.js";
import type { CaseWork, ContactWork } from "../cases/work.js";
import type { RunTrace } from "../tracing/run-trace.js";
import type { Issue, StoredToken } from "../store/types.js";
import type { SyncProgress, SyncSummary } from "../reading/sync-token.js";
import type { Problem } from "../../words/problem.js";

/** GET /api/state */
export interface StationState {
  nowMs: number;
  storePath: string;
  tokens: StoredToken[];
  /** Who had which token when, the earliest first. */
  issues: Issue[];
  /** An authority's store: tracing needs an officer's key file. */
  hasBoxes: boolean;
  /** Of tokens in service: *open* while the unit is signed in; *plain*: an older program left them so, and any copy of the store has them. */
  operatingKeys: "none" | "plain" | "locked" | "open";
  /** There is a practice token in the store, or nothing in it that belongs to tokens in service. */
  isPractice: boolean;
}

/** GET /api/sources: tokens that are plugged in, real or simulated. */
export interface SourceInfo {
  id: string;
  label: string;
  isSimulated: boolean;
}

export type ReadingState =
  | { stage: "waiting" }
  | SyncProgress
  | { stage: "finished"; summary: SyncSummary }
  | { stage: "failed"; error: Problem };

export interface Reading {
  source: SourceInfo;
  state: ReadingState;
}

/**
 * GET /api/readings; POST /api/readings {sources} starts them, one after the other. With {isDateRight: true} somebody
 * says that this computer's date is right: the tokens are checked, and take the time.
 */
export interface Readings {
  isRunning: boolean;
  readings: Reading[];
}

/** POST /api/trace */
export interface TraceInput {
  /** That the F0 held, by its key in the store. */
  token: string;
  /** The F0's ID; null where nobody is registered. */
  person: string | null;
  /** Local days since 1970. */
  onsetDay: number;
  isolatedDay: number | null;
  rule: CloseContactRule;
  officer: OfficerInput | null;
}
export interface TraceAnswer extends RunTrace {
  /** Under which notes on its contacts are kept. */
  workId: string;
  work: CaseWork;
}

/** POST /api/phone-traces: F0s by the files of their phones. */
export interface PhoneTraceInput {
  /** An F0 list, or what one phone uploaded; base64. */
  files: { name: string; data: string }[];
  /** Local day; null: all the time that the files are about. */
  onsetDay: number | null;
  isolatedDay: number | null;
  rule: CloseContactRule;
  officer: OfficerInput | null;
}
export interface PhoneTraceAnswer {
  /** Of each F0 whom anybody met; of a single one in any case. */
  answers: TraceAnswer[];
  notes: Problem[];
}

/** POST /api/work: what was done about a contact. */
export interface WorkInput extends ContactWork {
  workId: string;
  contact: string;
}

/** POST /api/sign-in: the unit's key file; POST /api/lock ends it. */
export interface SignInInput {
  /** A locked key file, base64. */
  keyFile: string;
  passphrase: string;
}

export interface OfficerInput {
  /** A locked key file, base64. */
  keyFile: string;
  passphrase: string;
  reason: string;
}

/** POST /api/holders: gives a token to a person. */
export interface GiveInput {
  token: string;
  /** Somebody new, or somebody known. */
  who: PersonInput | { id: string };
  /** Null: now. */
  fromMs: number | null;
}

/** POST /api/holders/correct: puts right what was written of the one who has the token. */
export interface CorrectInput {
  token: string;
  id: string;
  person: PersonInput;
  /** Since when; null: that was right. */
  fromMs: number | null;
}

/** POST /api/holders/return */
export interface ReturnInput {
  token: string;
  /** Null: now. */
  atMs: number | null;
}

export interface PersonInput {
  name: string;
  unit: string;
  phone: string;
  birthYear: number | null;
}

/** Body of every answer that is not 2xx. */
export type ApiError = Problem;
