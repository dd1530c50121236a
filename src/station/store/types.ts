/** What goes into the station's store and comes out of it. Times are UTC milliseconds, days UTC days since 1970. */
export type TimeState = "unset" | "estimated" | "set";

/** Whole UTC days, both included. */
export interface DayRange {
  fromDay: number;
  toDay: number;
}

/** A token as its last identification told. */
export interface TokenState {
  serial: number;
  firmware: string;
  isPractice: boolean;
  generation: number;
  timeState: TimeState;
  batteryMilliVolts: number;
  isCharging: boolean;
  /** Token's clock minus this computer's, ms; null where the token did not know the time. */
  clockDriftMs: number | null;
  lostRecords: number;
  /** Which operating key it takes; null for a practice token. */
  operatingEpoch: number | null;
}

export interface Person {
  id: string;
  name: string;
  unit: string;
  phone: string | null;
}

/** One row of the list of tokens; nulls where it was never read. */
export interface StoredToken {
  serial: number;
  firmware: string | null;
  isPractice: boolean | null;
  timeState: TimeState | null;
  batteryMilliVolts: number | null;
  isCharging: boolean | null;
  clockDriftMs: number | null;
  lostRecords: number;
  unreadRecords: number;
  records: number;
  lastReadMs: number | null;
  holder: Person | null;
}

export interface Issue {
  serial: number;
  person: Person;
  fromMs: number;
  toMs: number | null;
}

/** Practice tokens only; both chains begin on `createdDay`. */
export interface StoredSecrets {
  serial: number;
  generation: number;
  baseId: Uint8Array;
  createdDay: number;
  sealKey: Uint8Array;
}

/** Records of one clock epoch of a token are off by so much. */
export interface ClockCorrection {
  serial: number;
  generation: number;
  /** 0…255. */
  epoch: number;
  /** To be added to the token's time. */
  offsetMs: number;
  /** The token's wrong time when that was found out. */
  untilMs: number;
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

export interface OperatingKey {
  serial: number;
  epoch: number;
  key: Uint8Array;
}

/** What somebody did with an officer's key, and why. */
export interface LedgerEntry {
  atMs: number;
  /** Fingerprint, hex. */
  officer: string;
  action:
    | ("prepare" | "stock" | "rekey" | "reseal" | "configure" | "erase" | "console")
    | ("read" | "trace" | "show" | "close" | "list" | "unpack");
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
  day: number;
  generation: number;
  /** Position of the first record in its page. */
  position: number;
  /** n × 32 bytes. */
  records: Uint8Array;
  nextSequence: number;
}

export interface SyncCounts {
  received: number;
  added: number;
  /** Already stored with other bytes; what was stored first is kept. */
  conflicting: number;
}

export interface SealedRecord {
  serial: number;
  generation: number;
  pageSequence: number;
  position: number;
  day: number;
  /** 32 bytes. */
  sealed: Uint8Array;
}

/** 28 sealed bytes and their CRC-32. */
export const STORED_RECORD_BYTES = 32;
