/** What the page and the station say to each other of the staff and their store. */
import type { StaffRole } from "../../roles.js";
import type { Account } from "../../store/staff/accounts.js";
import type { Settings } from "../../store/staff/settings.js";
import type { Mention } from "../../store/staff/mentions.js";
import type { NamedInLedger, Striking, Withdrawn } from "../../store/staff/withdrawal.js";
import type { WrittenEntry } from "../../store/custody/ledger.js";

export type { Account, Settings };

/** What a station that is for training tells of itself. */
export interface TrainingNote {
  /** Of the only account: nothing here needs one that nobody knows. */
  pin: string;
  /** Of the station that it was started from. */
  homeUrl: string;
}

/** `start` asks first where somebody trains already; `join` goes there, `anew` ends that. */
export const TRAINING_MODES = ["start", "join", "anew"] as const;

/** POST /api/session/training */
export type TrainingAnswer = { url: string } | { isRunning: true };

/** GET /api/session */
export interface SessionAnswer {
  /** Null: this station is in earnest. */
  training: TrainingNote | null;
  /** A station for training can be started from here. */
  hasTraining: boolean;
  /** The store is not encrypted, and people are to know. */
  isPlain: boolean;
  /** The store has no account yet: whoever opened the page makes the first. */
  isFirst: boolean;
  /** Who may sign in. */
  accounts: { id: string; name: string }[];
  /** Null: nobody is signed in. */
  account: Pick<Account, "id" | "name" | "roles" | "mustChange"> | null;
  isLocked: boolean;
  idleMs: number;
  /** It is time for a back-up, and this account makes them. */
  isBackupDue: boolean;
}

/** POST /api/session/first */
export interface FirstInput {
  name: string;
  pin: string;
}

/** POST /api/session/sign-in */
export interface AccountSignInInput {
  id: string;
  pin: string;
}

/** POST /api/session/pin: one's own. */
export interface PinInput {
  pin: string;
  wanted: string;
}

/** POST /api/accounts, and with an ID /api/accounts/roles */
export interface AccountInput {
  name: string;
  roles: StaffRole[];
}

/** For the first sign-in: shown once, and kept nowhere. */
export interface OneTimePin {
  pin: string;
}

/** GET /api/backup */
export interface BackupState {
  hasPassphrase: boolean;
  folder: string;
  /** Of the last back-up. */
  lastMs: number | null;
  /** When the keys of those that can be read still are destroyed, the next first. */
  expiries: number[];
}

/** POST /api/backup/write and /api/backup/download */
export interface BackupInput {
  /** After it no earlier back-up can be read any more. */
  destroysOlder: boolean;
}

export interface BackupWritten {
  path: string;
  keyringPath: string;
  tokens: number;
}

/** POST /api/backup/upload */
export interface UploadAnswer {
  /** Names it, for one try at restoring it. */
  upload: string;
}

/** POST /api/backup/restore; POST /api/backup/restore/discard destroys the new store at the path that is given. */
export interface RestoreInput {
  upload: string;
  /** Of the back-up, as the person at the page knows it. */
  name: string;
  keyringName: string;
  /** base64. */
  keyring: string;
  passphrase: string;
}

export interface RestoreAnswer {
  /** Of the new store, beside the one in use. */
  path: string;
  madeMs: number;
  tokens: number;
  /** Tokens in people's hands. */
  held: number;
  records: number;
  /** Of its ledger. */
  entries: number;
  faults: number;
}

/** POST /api/people/mentions: what names a person, of all that staff may read here. */
export interface MentionsAnswer {
  mentions: Mention[];
  /** What stays. */
  ledger: NamedInLedger[];
  /** Nobody but their officers can look into these. */
  lockedCases: number;
}

/** POST /api/people/withdraw */
export interface WithdrawInput extends Striking {
  id: string;
}

export interface WithdrawAnswer extends Withdrawn {
  /** Until then back-ups hold the person; null: none does. */
  inBackupsUntilMs: number | null;
}

/** GET /api/ledger?before= */
export interface LedgerAnswer {
  /** The newest first. */
  rows: (WrittenEntry & { officerName: string | null })[];
  /** Of the whole ledger; null where `before` is given: that is asked for once. */
  check: LedgerState | null;
}

export interface LedgerState {
  entries: number;
  head: string;
  /** Places where somebody tampered with it. */
  faults: number;
}
