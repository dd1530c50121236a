/**
 * The tables of the station's store, and how older stores become newer ones.
 *
 * The statements use only what SQLite and PostgreSQL both understand, so that a province can share one store:
 * `bytea` is a blob in either, truth values are 0 and 1, keys are made by the program and never by the database.
 * Times are UTC milliseconds, days whole UTC days since 1970.
 */
import type { ColumnType } from "kysely";
import type { LedgerRow } from "./custody/ledger-chain.js";
import { campaignMigration } from "./migrations/campaign.js";
import { custodyMigration } from "./migrations/custody.js";
import { daysMigration } from "./province/days-migration.js";
import { firstMigration } from "./migrations/first.js";
import { formerRecipientsMigration } from "./migrations/custody/former-recipients.js";
import { fieldWorkMigration } from "./migrations/field-work.js";
import { identityMigration } from "./migrations/identity.js";
import { unitMigration } from "./migrations/units.js";
import { ledgerChainMigration } from "./migrations/ledger-chain.js";
import { loansMigration } from "./migrations/loans.js";
import { lockedStockMigration } from "./migrations/custody/locked-stock.js";
import { peopleMigration } from "./migrations/people.js";
import { preparationsMigration } from "./migrations/custody/preparations.js";
import { registerMigration } from "./migrations/register.js";
import { releaseTriesMigration } from "./migrations/release-tries.js";
import { releasesMigration } from "./migrations/releases.js";
import { staffMigration } from "./migrations/staff.js";

/** SQLite gives bytes back as ArrayBuffer, PostgreSQL as Buffer; both take a Buffer. */
export type Bytes = ColumnType<ArrayBuffer | Uint8Array, Buffer, Buffer>;

/** The database fills it in where a row does not name it. */
type Defaulted<T> = ColumnType<T, T | undefined, T>;

export function toBytes(value: ArrayBuffer | Uint8Array): Uint8Array {
  return new Uint8Array(value);
}

export interface StoreTables {
  bluezone_store: { version: number; applied_ms: number };
  tokens: {
    token: string;
    serial: number;
    chip_id: string | null;
    firmware: string | null;
    is_practice: number | null;
    generation: number | null;
    next_sequence: number;
    dated_sequence: number;
    unread_records: number;
    time_state: string | null;
    battery_mv: number | null;
    is_charging: number | null;
    clock_drift_ms: number | null;
    lost_records: number;
    last_read_ms: number | null;
    /** Which operating key it takes. */
    operating_epoch: number | null;
    /** When its boxes were complete; null: practice, under way, or prepared elsewhere. */
    prepared_ms: number | null;
    /** A gate's, as it last told. */
    is_gate: number | null;
  };
  /** `origin`: sender of the pack that it came in; null: entered here; '': it came before version 4, or was entered here. */
  persons: {
    id: string;
    name: string;
    unit: string;
    phone: string | null;
    birth_year: number | null;
    origin: string | null;
    sex: Defaulted<string | null>;
    relative_phone: Defaulted<string | null>;
    guardian: Defaulted<string | null>;
    address: Defaulted<string | null>;
    person_group: Defaulted<string | null>;
    consent_ms: Defaulted<number | null>;
    consent_by: Defaulted<string | null>;
    has_smartphone: Defaulted<number | null>;
    refused_ms: Defaulted<number | null>;
    household_id: Defaulted<string | null>;
    /** The rest as `searchColumns` makes it. */
    search: Defaulted<string>;
    folded_name: Defaulted<string>;
    phone_digits: Defaulted<string | null>;
    name_key: ColumnType<ArrayBuffer | Uint8Array | null, Buffer | undefined, Buffer>;
    unit_key: ColumnType<ArrayBuffer | Uint8Array | null, Buffer | undefined, Buffer>;
  };
  issues: {
    id: string;
    token: string;
    person_id: string;
    from_ms: number;
    to_ms: number | null;
    origin: string | null;
    is_lent: Defaulted<number>;
    due_day: Defaulted<number | null>;
    collected_by: Defaulted<string | null>;
  };
  token_states: {
    token: string;
    at_ms: number;
    state: string;
    reason: string;
    generation: number | null;
    origin: Defaulted<string | null>;
  };
  withdrawn: { id: string; at_ms: number; origin: Defaulted<string | null> };
  gate_passages: { hour_ms: number; kind: string; passages: number };
  units: {
    id: string;
    code: string | null;
    name: string;
    kind: string;
    parent_id: string | null;
    from_day: number | null;
    to_day: number | null;
    search: string;
    name_key: Bytes;
  };
  unit_reports: { unit_id: string; to_id: string };
  token_secrets: { token: string; generation: number; base_id: Bytes; created_day: number; seal_key: Bytes };
  syncs: {
    token: string;
    started_ms: number;
    finished_ms: number | null;
    from_sequence: number;
    to_sequence: number;
    received: number;
    added: number;
    conflicting: number;
    clock_drift_ms: number | null;
  };
  pages: {
    token: string;
    generation: number;
    page_sequence: number;
    copy: number;
    source: string | null;
    seal_day: number;
    calendar_day: number;
    lived_hours: number | null;
    change: number;
    /** Filled places of the page, with its first copy. */
    places: Defaulted<number>;
  };
  records: {
    token: string;
    generation: number;
    page_sequence: number;
    copy: number;
    position: number;
    /** Of its page. */
    calendar_day: number;
    sealed: Bytes;
  };
  readings: {
    token: string;
    at_ms: number;
    role: string;
    identity: string;
    token_ms: number | null;
    date_proof: string;
    /** Null: made here. What packs tell of readings is no evidence of the time. */
    source: string | null;
  };
  clock_corrections: {
    token: string;
    generation: number;
    epoch: number;
    offset_ms: number;
    until_ms: number;
    found_ms: number;
    from_sequence: number | null;
    end_sequence: number | null;
    held_day: number | null;
    is_sure: number;
    source: string | null;
  };
  boxes: {
    serial: number;
    generation: number;
    kind: string;
    recipient: string;
    since_day: number;
    box: Bytes;
  };
  wrapped_secrets: {
    serial: number;
    generation: number;
    kind: string;
    wrapped: Bytes;
    stored_ms: number;
    source: string | null;
  };
  unit_tokens: { unit: string; serial: number; since_ms: number };
  known_keys: { fingerprint: string; role: string; public_file: Bytes; is_sender: number };
  former_recipients: { serial: number; recipient: string };
  preparations: {
    serial: number;
    chip_id: string;
    begun_ms: number;
    booked_ms: Defaulted<number | null>;
    labelled_ms: Defaulted<number | null>;
  };
  operating_keys: { serial: number; epoch: number; key: Bytes };
  locked_stock: { unit: string; sealed: Bytes };
  ledger: LedgerRow;
  key_names: { fingerprint: string; name: string };
  cases: {
    id: string;
    serial: number;
    officer: string;
    opened_ms: number;
    closed_ms: number | null;
    sealed_key: Bytes | null;
    content: Bytes | null;
  };
  f0_lists: { number: number; made_ms: number; head: Bytes; entries: Bytes };
  list_tags: { number: number; serial: number; tag: Bytes };
  releases: { number: number; firmware: string; unit: string; head: Bytes; code: Bytes };
  release_tags: { number: number; serial: number; tag: Bytes };
  release_tries: { number: number; serial: number; tries: number };
  packs_in: { id: string; kind: string; sender: string; made_ms: number; taken_ms: number };
  packs_out: { id: string; made_ms: number; upto_change: number; acknowledged_ms: number | null };
  accounts: {
    id: string;
    name: string;
    folded_name: string;
    roles: string;
    salt: Bytes;
    log_n: number;
    hash: Bytes;
    must_change: number;
    wrong_tries: number;
    wait_until_ms: number;
    made_ms: number;
    removed_ms: number | null;
  };
  settings: { name: string; value: string };
  backup_keys: {
    fingerprint: string;
    made_ms: number;
    used_ms: number | null;
    expires_ms: number;
    seed: ColumnType<ArrayBuffer | Uint8Array | null, Buffer | null, null>;
  };
  coverage: { unit: string; made_ms: number; content: string };
  campaigns: { id: string; name: string; from_day: number; to_day: number | null; content: string };
  households: {
    id: string;
    unit: string;
    address: string;
    place: string;
    team: string;
    position: number;
    people: number | null;
    note: string;
    changed_ms: number;
  };
  visits: { household_id: string; day: number; at_ms: number; outcome: string; back_day: number | null };
  coverage_reports: {
    unit_id: string;
    kind: string;
    day: number;
    made_ms: number;
    taken_ms: number;
    checksum: string;
    content: string;
  };
}

/** `migrations[i]` turns a store of version i into one of version i + 1. Never change one that was released. */
export const migrations: readonly (readonly string[])[] = [
  firstMigration,
  custodyMigration,
  identityMigration,
  unitMigration,
  formerRecipientsMigration,
  lockedStockMigration,
  peopleMigration,
  registerMigration,
  ledgerChainMigration,
  staffMigration,
  campaignMigration,
  loansMigration,
  fieldWorkMigration,
  releasesMigration,
  preparationsMigration,
  daysMigration,
  releaseTriesMigration,
];
