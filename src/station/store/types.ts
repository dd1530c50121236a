/** What goes into the station's store and comes out of it. Times are UTC milliseconds, days UTC days since 1970. */
import type { Person, RegisterEntry, ReplacedState, Standing, TokenName } from "./register-types.js";

export * from "./register-types.js";

export type TimeState = "unset" | "estimated" | "set";

/** Whole UTC days, both included. */
export interface DayRange {
  fromDay: number;
  toDay: number;
}

/** A token as its last identification told. */
export interface TokenState extends TokenName {
  firmware: string;
  isPractice: boolean;
  generation: number;
  timeState: TimeState;
  batteryMilliVolts: number;
  isCharging: boolean;
  /** A gate's, which nobody wears. */
  isGate?: boolean;
  /** Token's clock minus this computer's, ms; null where the token did not know the time. */
  clockDriftMs: number | null;
  lostRecords: number;
  /** Which operating key it takes; null for a practice token. */
  operatingEpoch: number | null;
}

/** One row of the list of tokens; nulls where it was never read. */
export interface StoredToken extends TokenName {
  /** 16 hex digits; null where it never told. */
  chipId: string | null;
  firmware: string | null;
  isPractice: boolean | null;
  timeState: TimeState | null;
  batteryMilliVolts: number | null;
  isCharging: boolean | null;
  isGate: boolean;
  clockDriftMs: number | null;
  lostRecords: number;
  unreadRecords: number;
  records: number;
  lastReadMs: number | null;
  /** When it was last plugged in and told who it is, read or not. */
  lastCheckMs: number | null;
  holder: Person | null;
  /** Since when; null where nobody has it. */
  heldFromMs: number | null;
  /** Null where nobody has it, or it is theirs for good. */
  loan: Loan | null;
  /** Who fetched it for its holder; null: they themselves. */
  collectedBy: string | null;
  standing: Standing;
}

/** A token in somebody's hands. */
export interface Issue {
  token: string;
  person: Person;
  fromMs: number;
  toMs: number | null;
  /** To a guest, a passenger or a patient, for their stay. */
  loan?: Loan;
  /** Whoever fetched it for them. */
  collectedBy?: string;
}

export interface Loan {
  /** Local day on which it is due back. */
  dueDay: number | null;
}

/** How a token goes to somebody of the register. */
export interface Giving {
  /** Null: it is on record already. */
  consent: RegisterEntry["consent"];
  loan: Loan | null;
  /** A relative, say, who fetches it for them; null: nobody. */
  collectedBy: string | null;
  /** One of theirs that it takes the place of, and what became of that; null: none. */
  replaces: { token: string; state: ReplacedState } | null;
}

/** Practice tokens only; both chains begin on `createdDay`. */
export interface StoredSecrets extends TokenName {
  generation: number;
  baseId: Uint8Array;
  createdDay: number;
  sealKey: Uint8Array;
}

/** Records of one clock epoch of a token are off by so much. */
export interface ClockCorrection {
  token: string;
  generation: number;
  /** 0…255. */
  epoch: number;
  /** To be added to the token's time. */
  offsetMs: number;
  /** The token's wrong time when that was found out; far off where it was left wrong. */
  untilMs: number;
  /** Sequence numbers of the epoch's records, the last not included; null where that was not told. */
  fromSequence?: number | null;
  endSequence?: number | null;
  /** Day of its keys then: after it was set back it sends their IDs until its clock reaches that day. */
  heldDay?: number | null;
  /** False: the computer's date was in doubt, and nothing is dated by it. */
  isSure: boolean;
  /** By the clock of the computer that found it out. */
  foundMs?: number;
}

/** A box of an authority's store; its head says kind, serial, generation and recipient. */
export interface StoredBox {
  box: Uint8Array;
  /** First day of the generation; a forward step moves the box's day, not this. */
  sinceDay: number;
}

export interface WrappedSecret {
  serial: number;
  generation: number;
  kind: "id" | "log";
  wrapped: Uint8Array;
}

/** What is given out as such a secret. */
export interface WaitingSecret extends WrappedSecret {
  /** Fingerprint of the unit whose pack brought it; null: a token gave it here. */
  source: string | null;
}

/** The authority's word that a unit may speak of a token. */
export interface Binding {
  /** Fingerprint, hex. */
  unit: string;
  serial: number;
}

export interface OperatingKey {
  serial: number;
  epoch: number;
  key: Uint8Array;
}

/** What somebody did with an officer's key, and why. */
export interface LedgerEntry {
  atMs: number;
  /** Fingerprint, hex; empty: no key was used. */
  officer: string;
  action:
    | ("prepare" | "stock" | "rekey" | "reseal" | "configure" | "erase" | "console" | "release")
    | ("read" | "trace" | "show" | "close" | "list" | "unpack" | "bind" | "unbind" | "discard")
    | ("export" | "hand-over" | "take-over")
    // Of the staff, without an officer's key.
    | ("account" | "remove-account" | "reset-pin" | "block" | "settings" | "backup" | "expire" | "withdraw")
    | ("strike" | "store-key");
  serial: number | null;
  caseId: string | null;
  reason: string;
  /** Whose boxes were opened. */
  tokens: number;
  /** For which keys were taken out, of all these tokens together. */
  days: number;
  /** Opened with them. */
  records: number;
}

export interface StoredCase {
  id: string;
  serial: number;
  /** Fingerprint, hex. */
  officer: string;
  openedMs: number;
  closedMs: number | null;
  /** Both null once the case is closed. */
  sealedKey: Uint8Array | null;
  content: Uint8Array | null;
}

export interface StoredList {
  number: number;
  head: Uint8Array;
  entries: Uint8Array;
}

/** Records of one page, as the token sends them. */
export interface StoredChunk {
  pageSequence: number;
  /** Day of the key that opens its records. */
  sealDay: number;
  /** Day of their slots, by the token's clock; another one only after its clock was set back. */
  calendarDay: number;
  /** How long the token had run when it opened the page, modulo 65,536; null in packs of older programs. */
  livedHours: number | null;
  generation: number;
  /** Position of the first record in its page. */
  position: number;
  /** n × 32 bytes. */
  records: Uint8Array;
  nextSequence: number;
}

/** A page of which something was read since the days of the log were last looked at. */
export interface UndatedPage {
  generation: number;
  pageSequence: number;
  copy: number;
  /** Day of its records' slots, by the token's clock. */
  calendarDay: number;
  records: number;
}

/**
 * What spoke for this computer's date at a reading: something spoke against it; nothing spoke either way; the token's
 * clock, which a host had set, agreed; a person confirmed it.
 */
export type DateProof = "doubt" | "none" | "clocks" | "person";

/** What the store knows of the time, apart from this computer's clock. 0 where it knows nothing. */
export interface ClockEvidence {
  /** The latest reading whose date was not in doubt. */
  newestReadMs: number;
  /** The latest time that a token told whose clock had been set. */
  newestTokenMs: number;
  /** A person confirmed this computer's date shortly before. */
  isConfirmed: boolean;
}

export interface SyncCounts {
  received: number;
  added: number;
  /** At their places something else was stored: kept beside it, and what opens counts. */
  conflicting: number;
}

export interface SealedRecord extends TokenName {
  generation: number;
  pageSequence: number;
  /** Several may have been brought of one page; 0 the first. */
  copy: number;
  /** Fingerprint of the unit that brought it; null: read here. */
  source: string | null;
  position: number;
  sealDay: number;
  calendarDay: number;
  /** 32 bytes. */
  sealed: Uint8Array;
}

/** 28 sealed bytes and their CRC-32. */
export const STORED_RECORD_BYTES = 32;
