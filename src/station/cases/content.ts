/** What is locked in a case file, as JSON: a trace, whom confirmed contacts met after it, and what people wrote. */
import { POINTS } from "../../contacts/operating-points.js";
import { UserError } from "../../words/user-error.js";
import { NO_TOKEN_SERIAL } from "../serial-number.js";
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
  /** What the F0's phone tells, where `trace` is of their tokens. */
  phoneTrace?: Trace<Person>;
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

/** Of a case that was not there. */
export const NOTHING_KEPT = { onward: {}, notes: NO_NOTES };

const VERSION = 3;

/** As any version wrote it, as far as all have it. */
interface Stored {
  version: number;
  onsetDay: number | null;
  trace: Omit<Trace<Person>, "tokens" | "rule"> &
    Partial<Pick<Trace<Person>, "tokens" | "rule">> & { token?: string };
  /** Until version 2. */
  work?: CaseWork;
  phoneTrace?: Trace<Person>;
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
  if (!isJudged(trace)) throw new UserError("station/case/old", { id });
  return {
    format: "bztoken case",
    version: VERSION,
    onsetDay,
    trace,
    onward: stored.onward ?? {},
    notes: notesOf(stored),
    ...(stored.phone && { phone: stored.phone }),
    ...(stored.phoneTrace && { phoneTrace: stored.phoneTrace }),
  };
}

/** What outlives a trace that is done again, of whatever version. */
export function decodeKept(id: string, plain: Uint8Array) {
  const stored = parse(id, plain);
  const { trace, onsetDay, phone, phoneTrace } = stored;
  const { holder, tokens, token } = trace;
  return {
    holder,
    token: tokens?.[0]?.token ?? token,
    onward: stored.onward ?? {},
    notes: notesOf(stored),
    ...(phone && { phone }),
    ...(phoneTrace && { phoneTrace }),
    // What was judged otherwise can only be done again.
    ...(isJudged(trace) && { trace, onsetDay }),
  };
}

/** What a case has kept, as far as its version tells. */
type Before = Pick<CaseContent, "onward" | "notes"> &
  Partial<Pick<CaseContent, "trace" | "onsetDay" | "phone" | "phoneTrace">>;

/**
 * A case after a trace. Of one F0 tokens and phone are traced one after the other: each takes the place of its own kind only, and
 * a trace of neither, which opens a case for the interview, of nothing.
 */
export function afterTrace(
  before: Before,
  traced: Pick<CaseContent, "trace" | "onsetDay"> & { phone?: PhoneKeys | undefined },
): CaseContent {
  const { onward, notes } = before;
  const [kind, kindBefore] = [kindOf(traced.trace), before.trace && kindOf(before.trace)];
  const phone = kind === "phone" ? traced.phone : before.phone;
  const staysFirst = kindBefore === "tokens" ? kind !== "tokens" : kindBefore === "phone" && kind === "none";
  const phoneTrace =
    kind === "phone" ? (staysFirst ? traced.trace : undefined)
    : kind === "tokens" && kindBefore === "phone" ? before.trace
    : before.phoneTrace; // prettier-ignore
  return {
    ...{ format: "bztoken case", version: VERSION, onward, notes },
    trace: staysFirst ? before.trace! : traced.trace,
    // Who is asked knows it better than a list of a phone's days.
    onsetDay: traced.onsetDay ?? (kindBefore === "phone" ? null : (before.onsetDay ?? null)),
    ...(phoneTrace && { phoneTrace }),
    ...(phone && { phone }),
  };
}

/** `UserError` where it is known whose case it is. */
export function requirePhoneOfNobody({ trace }: CaseContent): void {
  if (kindOf(trace) !== "phone" || trace.holder !== null) throw new UserError("station/case/has-name");
}

/** Says whose phone it is that was traced. */
export function withHolder(content: CaseContent, holder: Person): CaseContent {
  requirePhoneOfNobody(content);
  const { trace } = content;
  const contacts = trace.contacts.filter((one) => one.holder?.id !== holder.id);
  return { ...content, trace: { ...trace, holder, contacts } };
}

function kindOf({ tokens }: Trace<Person>): "tokens" | "phone" | "none" {
  return tokens.length === 0 ? "none" : tokens[0]!.serial === NO_TOKEN_SERIAL ? "phone" : "tokens";
}

function parse(id: string, plain: Uint8Array): Stored {
  const stored = JSON.parse(new TextDecoder().decode(plain)) as Stored;
  if (stored.version > VERSION) throw new UserError("station/case/newer", { id });
  return stored;
}

function notesOf({ work = {}, notes }: Stored): CaseNotes {
  return { ...NO_NOTES, work, ...notes };
}

/** Several tokens of one person, and minutes within two metres with their probability, came with later versions. */
function isJudged(trace: Stored["trace"]): trace is Trace<Person> {
  return (
    trace.tokens !== undefined &&
    POINTS.some((point) => point === trace.rule?.point) &&
    trace.contacts.every((one) =>
      [one.closeMinutes, one.lowMinutes, one.highMinutes, one.probability].every(Number.isFinite),
    )
  );
}
