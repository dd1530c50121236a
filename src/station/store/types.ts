/** What goes into the station's store and comes out of it. Times are UTC milliseconds, days UTC days since 1970. */
export type TimeState = "unset" | "estimated" | "set";

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

/** Practice tokens only. A token that starts a new generation makes new ones; old records need the old. */
export interface StoredSecrets {
  serial: number;
  generation: number;
  baseId: Uint8Array;
  createdDay: number;
  sealKey: Uint8Array;
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
