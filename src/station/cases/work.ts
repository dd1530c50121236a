/** What was done about the people of a case, and what they and others said; it lies in the locked case file, as who met whom does. */
import type { FollowUpRule } from "./follow-up-rule.js";
import type { Contact } from "./trace-result.js";
import type { Person } from "../store/types.js";

export const STATUSES = ["todo", "reached", "unreachable", "confirmed", "rejected"] as const;
export type Status = (typeof STATUSES)[number];

/** How somebody is warned. */
export const ROUTES = ["phone", "sms", "visit"] as const;
export type Route = (typeof ROUTES)[number];

export const TESTS = ["none", "waiting", "negative", "positive"] as const;
export type TestResult = (typeof TESTS)[number];

export interface Call {
  atMs: number;
  route: Route;
  wasReached: boolean;
  /** Who called. */
  by: string;
}

/** One day of one person on the sheet. */
export interface Visit {
  /** Null: not asked yet. */
  wasSeen: boolean | null;
  symptoms: string;
  test: TestResult;
}

export const NO_VISIT: Visit = { wasSeen: null, symptoms: "", test: "none" };

export interface ContactWork {
  status: Status;
  /** Why it was decided so, and whatever else there is to say. */
  note: string;
  /** When the status was given. */
  decidedMs?: number;
  calls?: readonly Call[];
  /** By local day. */
  visits?: Readonly<Record<string, Visit>>;
  /** Local day of the first symptoms, of a contact who fell ill. */
  illDay?: number;
}

/** By the contact's person, or token where nobody is registered. */
export type CaseWork = Readonly<Record<string, ContactWork>>;

/** Somebody whom the F0 named in the interview. */
export interface Said {
  id: string;
  name: string;
  unit: string;
  phone: string | null;
  /** Local day of the last contact. */
  lastDay: number;
  note: string;
  /** The key of the same person among those whom tokens saw. */
  sameAs: string | null;
  /** They took their consent back. */
  isWithdrawn?: true;
}

/** Where the F0 was. */
export interface Place {
  id: string;
  name: string;
  fromMs: number;
  toMs: number;
}

/** What was known of an F0 who was a contact before. */
export interface Origin {
  caseId: string;
  /** Name of the F0 whom they met. */
  f0: string | null;
  /** By which the register knows that F0; cases of older programs do not have it. */
  f0Id?: string | null;
  contact: Contact<Person> | null;
  said: readonly Said[];
  work: ContactWork;
}

/** Everything in a case that people write. */
export interface CaseNotes {
  work: CaseWork;
  said: readonly Said[];
  places: readonly Place[];
  /** When the F0 was known to be one. */
  diagnosedMs: number | null;
  /** Who calls, and where one calls back. */
  office: { name: string; phone: string };
  followUp: FollowUpRule;
  origin: Origin | null;
}
