/** What is locked in a case file, as JSON: a trace, whom confirmed contacts met after it, and what people wrote. */
import { POINTS } from "../../contacts/operating-points.js";
import { UserError } from "../../words/user-error.js";
import type { Person } from "../store/types.js";
import { DEFAULT_FOLLOW_UP } from "./follow-up-rule.js";
import type { Trace } from "./trace-result.js";
import type { CaseNotes, CaseWork } from "./work.js";

export interface CaseContent {
  format: "bztoken case";
  version: 3;
  /** Null where an F0 is known by a phone alone, and nobody said when they fell ill. */
  onsetDay: number | null;
  trace: Trace<Person>;
  /** By the key of a confirmed F1: whom they met since, by their own log. */
  onward: Readonly<Record<string, Trace<Person>>>;
  notes: CaseNotes;
  /** The F0's phone. */
  phone?: PhoneKeys;
}

/** From which a phone's IDs of the case follow, as an F0 list has them. */
export interface PhoneKeys {
  /** Hex. */
  dailyKey: string;
  startS: number;
  endS: number;
  slotsPerDay: number;
}

/** What outlives a trace that is done again. */
export type KeptContent = ReturnType<typeof decodeKept>;

export const NO_NOTES: CaseNotes = {
  work: {},
  said: [],
  places: [],
  diagnosedMs: null,
  office: { name: "", phone: "" },
  followUp: DEFAULT_FOLLOW_UP,
  origin: null,
};

const VERSION = 3;

/** As any version wrote it, as far as all have it. */
interface Stored {
  version: number;
  onsetDay: number | null;
  trace: Omit<Trace<Person>, "tokens"> & { tokens?: Trace<Person>["tokens"]; token?: string };
  /** Until version 2. */
  work?: CaseWork;
  onward?: CaseContent["onward"];
  notes?: CaseNotes;
  phone?: PhoneKeys;
}

export function encodeContent(content: CaseContent): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(content));
}

/**
 * The only reader of a case file. `UserError` where an earlier program kept what this one asks for in another way: what its
 * contacts mean cannot be made up, and the trace can be done again.
 */
export function decodeContent(id: string, plain: Uint8Array): CaseContent {
  const stored = parse(id, plain);
  const { trace, onsetDay } = stored;
  if (trace.tokens === undefined || !isJudged(trace)) throw new UserError("station/case/old", { id });
  return {
    format: "bztoken case",
    version: VERSION,
    onsetDay,
    trace: { ...trace, tokens: trace.tokens },
    onward: stored.onward ?? {},
    notes: notesOf(stored),
    ...(stored.phone && { phone: stored.phone }),
  };
}

/** What outlives a trace that is done again, of whatever version. */
export function decodeKept(id: string, plain: Uint8Array) {
  const stored = parse(id, plain);
  const { holder, tokens, token } = stored.trace;
  return {
    holder,
    token: tokens?.[0]?.token ?? token,
    onward: stored.onward ?? {},
    notes: notesOf(stored),
  };
}

function parse(id: string, plain: Uint8Array): Stored {
  const stored = JSON.parse(new TextDecoder().decode(plain)) as Stored;
  if (stored.version > VERSION) throw new UserError("station/case/newer", { id });
  return stored;
}

function notesOf({ work = {}, notes }: Stored): CaseNotes {
  return { ...NO_NOTES, work, ...notes };
}

/** Minutes within two metres and their probability came with the points to choose from. */
function isJudged({ rule, contacts }: Stored["trace"]): boolean {
  return (
    POINTS.includes(rule.point) &&
    contacts.every((one) =>
      [one.closeMinutes, one.lowMinutes, one.highMinutes, one.probability].every(Number.isFinite),
    )
  );
}
