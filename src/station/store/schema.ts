/**
 * The tables of the station's store, and how older stores become newer ones.
 *
 * The statements use only what SQLite and PostgreSQL both understand, so that a province can share one store:
 * `bytea` is a blob in either, truth values are 0 and 1, keys are made by the program and never by the database.
 * Times are UTC milliseconds, days whole UTC days since 1970.
 */
import type { ColumnType } from "kysely";
import { formerRecipientsMigration } from "./migrations/former-recipients.js";
import { identityMigration } from "./migrations/identity.js";
import { unitMigration } from "./migrations/units.js";
import { lockedStockMigration } from "./migrations/locked-stock.js";

/** SQLite gives bytes back as ArrayBuffer, PostgreSQL as Buffer; both take a Buffer. */
export type Bytes = ColumnType<ArrayBuffer | Uint8Array, Buffer, Buffer>;

export function toBytes(value: ArrayBuffer | Uint8Array): Uint8Array {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value;
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
  };
  /** `origin`: sender of the pack that it came in; null: entered here; '': it came before version 4, or was entered here. */
  persons: { id: string; name: string; unit: string; phone: string | null; origin: string | null };
  issues: {
    id: string;
    token: string;
    person_id: string;
    from_ms: number;
    to_ms: number | null;
    origin: string | null;
  };
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
  };
  records: {
    token: string;
    generation: number;
    page_sequence: number;
    copy: number;
    position: number;
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
  operating_keys: { serial: number; epoch: number; key: Bytes };
  locked_stock: { unit: string; sealed: Bytes };
  ledger: {
    id: string;
    at_ms: number;
    officer: string;
    action: string;
    serial: number | null;
    case_id: string | null;
    reason: string;
    tokens: number;
    days: number;
    records: number;
  };
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
  packs_in: { id: string; kind: string; sender: string; made_ms: number; taken_ms: number };
  packs_out: { id: string; made_ms: number; upto_change: number; acknowledged_ms: number | null };
  coverage: { unit: string; made_ms: number; content: string };
}

/** `migrations[i]` turns a store of version i into one of version i + 1. Never change one that was released. */
export const migrations: readonly (readonly string[])[] = [
  [
    `create table bluezone_store (
       version integer primary key,
       applied_ms bigint not null
     )`,
    `create table tokens (
       serial integer primary key,
       firmware text,
       is_practice integer,
       generation integer,
       next_sequence bigint not null,   -- first record of this generation that is not stored yet
       unread_records bigint not null,  -- how many the token still held when the last reading ended
       time_state text,
       battery_mv integer,
       is_charging integer,
       clock_drift_ms bigint,           -- token's clock minus this computer's, before it was set
       lost_records bigint not null,
       last_read_ms bigint              -- end of the last complete reading
     )`,
    `create table persons (
       id text primary key,
       name text not null,
       unit text not null,              -- household, class, ward, team: whatever tells namesakes apart
       phone text
     )`,
    `create table issues (
       id text primary key,
       serial integer not null references tokens (serial),
       person_id text not null references persons (id),
       from_ms bigint not null,
       to_ms bigint                     -- null: still with this person
     )`,
    `create index issues_by_serial on issues (serial)`,
    `create table token_secrets (       -- practice tokens only: boxes sealed to officers replace it with custody
       serial integer not null references tokens (serial),
       generation integer not null,
       base_id bytea not null,
       created_day integer not null,
       seal_key bytea not null,
       primary key (serial, generation)
     )`,
    `create table syncs (
       serial integer not null references tokens (serial),
       started_ms bigint not null,
       finished_ms bigint,              -- null: cut off
       from_sequence bigint not null,
       to_sequence bigint not null,
       received bigint not null,
       added bigint not null,
       conflicting bigint not null,     -- already stored with other bytes: kept as they were
       clock_drift_ms bigint,
       primary key (serial, started_ms)
     )`,
    `create table pages (
       serial integer not null references tokens (serial),
       generation integer not null,
       page_sequence bigint not null,
       day integer not null,
       primary key (serial, generation, page_sequence)
     )`,
    `create index pages_by_day on pages (day)`,
    `create table records (
       serial integer not null,
       generation integer not null,
       page_sequence bigint not null,
       position integer not null,
       sealed bytea not null,           -- the 32 bytes as they stand in the token's flash
       primary key (serial, generation, page_sequence, position),
       foreign key (serial, generation, page_sequence) references pages (serial, generation, page_sequence)
     )`,
  ],
  [
    `alter table tokens add column operating_epoch integer`,
    `alter table tokens add column prepared_ms bigint`,
    `alter table pages add column change bigint not null default 0`,
    `create index pages_by_change on pages (change)`,
    `create table readings (              -- everything that IDENTIFY told, at each check
       serial integer not null references tokens (serial),
       at_ms bigint not null,
       role text not null,
       identity text not null,          -- JSON
       primary key (serial, at_ms)
     )`,
    `create table clock_corrections (     -- records of this clock epoch are off by so much; they are dated anew when opened
       serial integer not null references tokens (serial),
       generation integer not null,
       epoch integer not null,
       offset_ms bigint not null,       -- to be added to the token's time
       until_ms bigint not null,        -- the token's wrong time when it was found
       found_ms bigint not null,
       primary key (serial, generation, epoch)
     )`,
    `create table boxes (                 -- an authority's store only
       serial integer not null references tokens (serial),
       generation integer not null,
       kind text not null,              -- id, log, admin
       recipient text not null,         -- fingerprint
       since_day integer not null,      -- first day of the generation; forward steps do not move it
       box bytea not null,
       primary key (serial, generation, kind, recipient)
     )`,
    `create table wrapped_secrets (       -- of a re-key, until an officer puts them into boxes
       serial integer not null references tokens (serial),
       generation integer not null,
       kind text not null,
       wrapped bytea not null,
       stored_ms bigint not null,
       primary key (serial, generation, kind)
     )`,
    `create table known_keys (
       fingerprint text primary key,
       role text not null,
       public_file bytea not null,
       is_sender integer not null       -- 1: packs signed with it are taken in
     )`,
    `create table operating_keys (        -- a commune's store only; of the stock file
       serial integer primary key,
       epoch integer not null,
       key bytea not null
     )`,
    `create table ledger (                -- every use of an officer's key
       id text primary key,
       at_ms bigint not null,
       officer text not null,           -- fingerprint
       action text not null,
       serial integer,
       case_id text,
       reason text not null,
       tokens integer not null,         -- whose boxes were opened
       days integer not null,           -- for which keys were taken out, of all these tokens together
       records bigint not null          -- opened with them
     )`,
    `create table cases (
       id text primary key,
       serial integer not null references tokens (serial),
       officer text not null,
       opened_ms bigint not null,
       closed_ms bigint,
       sealed_key bytea,                -- null: closed, the content is lost to everyone
       content bytea
     )`,
    `create table f0_lists (
       number bigint primary key,
       made_ms bigint not null,
       head bytea not null,
       entries bytea not null
     )`,
    `create table list_tags (
       number bigint not null references f0_lists (number),
       serial integer not null,
       tag bytea not null,
       primary key (number, serial)
     )`,
    `create table packs_in (
       id text primary key,             -- sender/ID; of older programs the ID alone
       kind text not null,
       sender text not null,
       made_ms bigint not null,
       taken_ms bigint not null
     )`,
    `create table packs_out (             -- gói gửi lên made here
       id text primary key,
       made_ms bigint not null,
       upto_change bigint not null,     -- pages up to this change are in it, or in one before
       acknowledged_ms bigint           -- the receiver said that it has it
     )`,
    `create table coverage (
       unit text not null,              -- fingerprint of the sender
       made_ms bigint not null,
       content text not null,           -- JSON
       primary key (unit, made_ms)
     )`,
  ],
  identityMigration,
  unitMigration,
  formerRecipientsMigration,
  lockedStockMigration,
];
