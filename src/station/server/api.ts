/** What the page and the station say to each other, as JSON over HTTP. Types only: the page's bundle takes them in. */
import type { CloseContactRule } from "../../contacts/operating-points.js";
import type { CaseAct } from "../cases/acts.js";
import type { CaseContent } from "../cases/content.js";
import type { CaseWork } from "../cases/work.js";
import type { RunTrace } from "../tracing/run-trace.js";
import type { Striking } from "../store/staff/withdrawal.js";
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
  /** After so many days without a check a token is due. */
  checkDays: number;
  /** There is a practice token in the store, or nothing in it that belongs to tokens in service. */
  isPractice: boolean;
}

/** GET /api/sources: tokens that are plugged in, and simulated ones that can be. */
export interface SourceInfo {
  id: string;
  label: string;
  isSimulated: boolean;
  /** The page plugs it in and out, and presses its button. */
  hasHands: boolean;
  isPlugged: boolean;
  /** Plugged in since the program started, and nobody began to read it: the page does. */
  isFresh: boolean;
}

/** POST /api/sources/hands: what a hand does to a simulated token. */
export interface HandsInput {
  id: string;
  act: "plug" | "unplug" | "press";
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
 * GET /api/readings; POST /api/readings {sources} starts them, beside those under way. With {isDateRight: true} somebody
 * says that this computer's date is right: the tokens are checked, and take the time.
 */
export interface Readings {
  isRunning: boolean;
  /** Each source's last; those that began last come first. */
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
  /** Also logs of those whom the F0's own does not show near. */
  everyLog: boolean;
  officer: OfficerInput | null;
  /** As whose contact the F0 was known before they fell ill. */
  from?: { workId: string; person: string };
}
export interface TraceAnswer extends RunTrace {
  /** Under which the case is open here. */
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
  /** Whose phone it is, of a single one. */
  who?: Who | null;
  from?: { workId: string; person: string };
}
export interface PhoneTraceAnswer {
  /** Of each F0 whom anybody met; of a single one in any case. */
  answers: TraceAnswer[];
  notes: Problem[];
}

/** POST /api/interviews: a case of an F0 whom the interview alone tells of. */
export interface InterviewInput {
  who: Who;
  onsetDay: number;
  isolatedDay: number | null;
  officer: OfficerInput | null;
  from?: { workId: string; person: string };
}
export interface InterviewAnswer {
  workId: string;
  notes: Problem[];
}

/** POST /api/cases/name: whose phone it is; the answer is `CaseAnswer`. */
export interface NameCaseInput {
  workId: string;
  who: Who;
}

/** GET /api/cases */
export interface CaseRow {
  id: string;
  /** Of the F0's token. */
  serial: number;
  /** Fingerprint, hex; null: practice. */
  officer: string | null;
  openedMs: number | null;
  closedMs: number | null;
  /** The F0's name, of a case that is open here. */
  f0: string | null;
  isOpen: boolean;
}

/** GET /api/cases/ID, while it is open here; POST /api/cases/open opens it. */
export interface CaseAnswer {
  workId: string;
  /** Null: practice. */
  openedMs: number | null;
  content: CaseContent;
}

export interface OpenCaseInput {
  id: string;
  officer: OfficerInput;
}

/** POST /api/cases/act: something done, or written down; the answer is `CaseNotes`. */
export interface ActInput {
  workId: string;
  act: CaseAct;
}

/** POST /api/cases/onward: whom confirmed F1s met since; the answer is `CaseAnswer`. */
export interface OnwardInput {
  workId: string;
  people: string[];
  officer: OfficerInput | null;
}

/** POST /api/cases/mentions: whose words are looked for in an open case. */
export interface CaseMentionsInput {
  workId: string;
  name: string;
  phone: string | null;
}

/** POST /api/cases/strike */
export interface CaseStrikeInput extends CaseMentionsInput, Striking {}

/** POST /api/cases/close */
export interface CloseInput {
  workId: string;
  reason: string;
}

/** POST /api/cases/give: to another officer of this store. Nothing is given before a person has compared the fingerprint. */
export interface GiveCaseInput {
  workId: string;
  /** Public key file, base64. */
  publicKey: string;
  reason: string;
  fingerprint: string | null;
}
export interface GiveAnswer {
  fingerprint: string;
  isGiven: boolean;
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
  who: Who;
  /** Null: now. */
  fromMs: number | null;
}

/** POST /api/holders/correct: puts right what was written of the one who has the token. */
export interface CorrectInput {
  token: string;
  id: string;
  /** What is to be put right. */
  person: Partial<PersonInput>;
  /** Since when; null: that was right. */
  fromMs: number | null;
}

/** POST /api/holders/return */
export interface ReturnInput {
  token: string;
  /** Null: now. */
  atMs: number | null;
}

/** Somebody new, or somebody of the register. */
export type Who = PersonInput | { id: string };

export interface PersonInput {
  name: string;
  unit: string;
  phone: string;
  birthYear: number | null;
}

/** Body of every answer that is not 2xx. */
export type ApiError = Problem;
