/** The lines of a *gói gửi lên*: what each kind holds, and how those of older programs are read. */
import { z } from "zod";
import { KEY_BYTES } from "../../bluezone/ids.js";
import { WRAPPED_BYTES } from "../../custody/token/secrets.js";
import {
  birthYear,
  byte,
  chipNumber,
  computerTimeMs,
  count,
  differenceMs,
  doubleWord,
  givenSerial,
  keyDay,
  position,
  sequence,
  serialNumber,
  identityText,
  shortText,
  tokenDay,
  tokenTimeMs,
  truth,
  word,
} from "../limits.js";
import { RESTING_STATES } from "../store/types.js";
import { bytesInLine, type PackLine } from "./pack-file.js";

/** What the sender's store calls a token; the receiver's may call it otherwise. */
const token = z.string().min(1).max(40);

/** Fields that a later program adds are left out. */
const shapes = {
  token: z.object({
    token,
    serial: serialNumber,
    chip_id: chipNumber.nullable(),
    firmware: shortText.nullable(),
    is_practice: truth.nullable(),
    generation: word.nullable(),
    unread_records: count,
    time_state: z.enum(["unset", "estimated", "set"]).nullable(),
    battery_mv: word.nullable(),
    is_charging: truth.nullable(),
    clock_drift_ms: differenceMs.nullable(),
    lost_records: count,
    last_read_ms: computerTimeMs.nullable(),
    operating_epoch: word.nullable(),
  }),
  person: z.object({
    id: z.uuid(),
    name: shortText,
    unit: shortText,
    phone: shortText.nullable(),
    // Older programs did not know it.
    birth_year: birthYear.nullable().default(null),
    sex: z.enum(["male", "female"]).nullable().default(null),
    relative_phone: shortText.nullable().default(null),
    guardian: shortText.nullable().default(null),
    address: shortText.nullable().default(null),
    person_group: shortText.nullable().default(null),
    consent_ms: computerTimeMs.nullable().default(null),
    consent_by: z.enum(["self", "guardian"]).nullable().default(null),
    has_smartphone: truth.nullable().default(null),
    refused_ms: computerTimeMs.nullable().default(null),
  }),
  issue: z.object({
    id: z.uuid(),
    token,
    person_id: z.uuid(),
    from_ms: computerTimeMs,
    to_ms: computerTimeMs.nullable(),
    // Older programs lent nothing.
    is_lent: truth.default(0),
    due_day: z.number().int().min(0).max(100_000).nullable().default(null),
    collected_by: shortText.nullable().default(null),
  }),
  state: z.object({
    token,
    at_ms: computerTimeMs,
    state: z.enum(RESTING_STATES),
    reason: shortText,
    generation: word.nullable(),
  }),
  sync: z.object({
    token,
    started_ms: computerTimeMs,
    finished_ms: computerTimeMs.nullable(),
    from_sequence: sequence,
    to_sequence: sequence,
    received: count,
    added: count,
    conflicting: count,
    clock_drift_ms: differenceMs.nullable(),
  }),
  reading: z.object({
    token,
    at_ms: computerTimeMs,
    role: shortText,
    identity: identityText,
    token_ms: tokenTimeMs.nullable(),
    date_proof: z.enum(["doubt", "none", "clocks", "person"]),
  }),
  correction: z.object({
    token,
    generation: word,
    epoch: byte,
    offset_ms: differenceMs,
    until_ms: tokenTimeMs,
    found_ms: computerTimeMs,
    from_sequence: sequence.nullable(),
    end_sequence: sequence.nullable(),
    held_day: keyDay.nullable(),
    is_sure: truth,
  }),
  withdrawal: z.object({ id: z.uuid(), at_ms: computerTimeMs }),
  coverage: z.record(z.string(), z.unknown()),
  secrets: z.object({
    token,
    generation: word,
    base_id: bytesInLine(KEY_BYTES),
    created_day: keyDay,
    seal_key: bytesInLine(KEY_BYTES),
  }),
  wrapped: z.object({
    serial: givenSerial,
    generation: word,
    kind: z.enum(["id", "log"]),
    wrapped: bytesInLine(WRAPPED_BYTES),
    stored_ms: computerTimeMs,
  }),
  page: z.object({
    token,
    generation: word,
    page_sequence: doubleWord,
    seal_day: tokenDay,
    calendar_day: tokenDay,
    lived_hours: word.nullable(),
    positions: z.array(position),
    sealed: bytesInLine(),
  }),
};
type Shapes = typeof shapes;

export type Row<Kind extends keyof Shapes> = z.infer<Shapes[Kind]>;

export type UpLine = { [Kind in keyof Shapes]: { kind: Kind; value: z.infer<Shapes[Kind]> } }[keyof Shapes];

/** "later": of a kind that only a later program knows. "unfit": what it holds is not what the kind holds. */
export function parseUpLine({ kind, value, version }: PackLine): UpLine | "later" | "unfit" {
  if (!Object.hasOwn(shapes, kind)) return "later";
  const shape = shapes[kind as keyof Shapes];
  const parsed = shape.safeParse(version === 1 ? ofVersion1(kind, value) : value);
  return parsed.success ? ({ kind, value: parsed.data } as UpLine) : "unfit";
}

/** By which lines hang together. */
export interface UpRow {
  token?: string;
  serial?: number;
  id?: string;
  person_id?: string;
}

/** Whether a reader takes a line that is written now. */
export function fitsUpLine(kind: string, row: UpRow): boolean {
  return shapes[kind as keyof Shapes].safeParse(row).success;
}

/** Serial numbers named tokens, a page had one day, and every correction was believed. */
function ofVersion1(kind: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || kind === "wrapped") return value;
  const row = value as Record<string, unknown>;
  const named = "serial" in row ? { ...row, token: String(row["serial"]) } : row;
  switch (kind) {
    case "token":
      return { ...named, chip_id: null };
    case "reading":
      return { ...named, token_ms: null, date_proof: "clocks" };
    case "correction":
      return { ...named, from_sequence: null, end_sequence: null, held_day: null, is_sure: 1 };
    case "page":
      return { ...named, seal_day: row["day"], calendar_day: row["day"], lived_hours: null };
    default:
      return named;
  }
}
