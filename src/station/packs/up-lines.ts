/** The lines of a *gói gửi lên*: what each kind holds, and how those of older programs are read. */
import { z } from "zod";
import { KEY_BYTES } from "../../bluezone/ids.js";
import { WRAPPED_BYTES } from "../../custody/token/secrets.js";
import { HIGHEST_SERIAL } from "../serial-number.js";
import { bytesInLine, notUnderstood, type PackLine } from "./pack-file.js";

const serial = z.number().int().min(1).max(99_999_999);
/** What the sender's store calls a token; the receiver's may call it otherwise. */
const token = z.string().min(1).max(40);
const count = z.number().int().min(0);
const word = count.max(0xffff);
/** A moment that a calendar knows. */
const ms = z.number().min(0).max(8.64e15);
/** Two clocks are less apart than a token lasts, 30 years. */
const difference = z.number().min(-1e12).max(1e12);

/** Fields that a later program adds are left out. */
const shapes = {
  token: z.object({
    token,
    serial,
    chip_id: z
      .string()
      .regex(/^[0-9A-F]{16}$/)
      .nullable(),
    firmware: z.string().nullable(),
    is_practice: z.number().nullable(),
    generation: word.nullable(),
    unread_records: count,
    time_state: z.enum(["unset", "estimated", "set"]).nullable(),
    battery_mv: z.number().nullable(),
    is_charging: z.number().nullable(),
    clock_drift_ms: difference.nullable(),
    lost_records: count,
    last_read_ms: ms.nullable(),
    operating_epoch: word.nullable(),
  }),
  person: z.object({ id: z.uuid(), name: z.string(), unit: z.string(), phone: z.string().nullable() }),
  issue: z.object({ id: z.uuid(), token, person_id: z.uuid(), from_ms: ms, to_ms: ms.nullable() }),
  sync: z.object({
    token,
    started_ms: ms,
    finished_ms: ms.nullable(),
    from_sequence: count,
    to_sequence: count,
    received: count,
    added: count,
    conflicting: count,
    clock_drift_ms: difference.nullable(),
  }),
  reading: z.object({
    token,
    at_ms: ms,
    role: z.string(),
    identity: z.string(),
    token_ms: ms.nullable(),
    date_proof: z.enum(["doubt", "none", "clocks", "person"]),
  }),
  correction: z.object({
    token,
    generation: word,
    epoch: count.max(255),
    offset_ms: difference,
    until_ms: ms,
    found_ms: ms,
    from_sequence: count.nullable(),
    end_sequence: count.nullable(),
    held_day: word.nullable(),
    is_sure: count.max(1),
  }),
  coverage: z.record(z.string(), z.unknown()),
  secrets: z.object({
    token,
    generation: word,
    base_id: bytesInLine(KEY_BYTES),
    created_day: word,
    seal_key: bytesInLine(KEY_BYTES),
  }),
  wrapped: z.object({
    serial,
    generation: word,
    kind: z.enum(["id", "log"]),
    wrapped: bytesInLine(WRAPPED_BYTES),
    stored_ms: ms,
  }),
  page: z.object({
    token,
    generation: word,
    page_sequence: count.max(0xffffffff),
    seal_day: word,
    calendar_day: word,
    lived_hours: word.nullable(),
    positions: z.array(word),
    sealed: bytesInLine(),
  }),
};
type Shapes = typeof shapes;

export type UpLine = { [Kind in keyof Shapes]: { kind: Kind; value: z.infer<Shapes[Kind]> } }[keyof Shapes];

/** Undefined for a kind that only a later program knows. Throws `UserError` where a known kind is malformed. */
export function parseUpLine({ kind, value, version }: PackLine): UpLine | undefined {
  if (!Object.hasOwn(shapes, kind)) return undefined;
  const shape = shapes[kind as keyof Shapes];
  const parsed = shape.safeParse(version === 1 ? ofVersion1(kind, value) : value);
  if (!parsed.success) throw notUnderstood();
  return { kind, value: parsed.data } as UpLine;
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

/** Practice tokens only, so that nobody's secrets come in beside the boxes of a token in service. */
export function isPracticeNumber(number: number): boolean {
  return number > HIGHEST_SERIAL;
}
