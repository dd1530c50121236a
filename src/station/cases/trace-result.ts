/** What a trace found, as a case keeps it and the page shows it. */
import type { Problem } from "../../words/problem.js";
import type { Closeness } from "../../contacts/closeness.js";
import type { Exposure, Nearness, NearnessThresholds } from "../../contacts/judge.js";
import type { CloseContactRule } from "../../contacts/operating-points.js";
import type { TokenName } from "../store/types.js";

export interface Trace<Holder> {
  /** The F0's, the last one held first; a phone has number 0 (`NO_TOKEN_SERIAL`). None: only the interview tells of them. */
  tokens: TokenName[];
  holder: Holder | null;
  fromMs: number;
  untilMs: number;
  /** Before onset; null where that is not known, as of a phone's F0 list. */
  lookBackDays: number | null;
  rule: CloseContactRule;
  thresholds: NearnessThresholds;
  /** Named ones first, then the likeliest. */
  contacts: Contact<Holder>[];
  /** IDs that the F0 heard and no known token sent: phones, or tokens that were never read here. */
  unknownIds: number;
  /** Records of the F0's log inside the window. */
  ownRecords: number;
  /** Records with a known ID but a slot more than the tolerance away: a clock whose error is not known, left out. */
  outOfTime: number;
  /** Places in logs for which nothing that was brought could be opened. */
  unreadable: number;
  /** Records of the F0, or that tell of the F0, dated by a clock that nobody knows how wrong it was. */
  inDoubt: number;
  /** What somebody brought that did not hold, and who: it is left out, and the rest stands. */
  notes: Problem[];
}

/** Whose log holds the contact. */
export type SeenBy = "f0" | "contact" | "both";

export interface ContactSlot {
  startMs: number;
  nearness: Nearness;
  /** Windows in which anything was heard, and in which anybody listened; of six. */
  windowsHeard: number;
  windowsListened: number;
  seenBy: SeenBy;
}

/** All days together; the probability is that of the likeliest day. */
export interface Contact<Holder> extends Exposure, Omit<Closeness, "minutes"> {
  /** With which the contact met the F0, the last one first. */
  tokens: TokenName[];
  holder: Holder | null;
  /** Start of the first window heard and end of the last, on the F0's clock. */
  firstMs: number;
  lastMs: number;
  /** Named: the rule holds on at least one local day. */
  isClose: boolean;
  seenBy: SeenBy;
  slots: ContactSlot[];
}
