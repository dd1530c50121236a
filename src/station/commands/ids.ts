/** `bztoken ids`: the Bluezone IDs that a base ID gives, to check a token or a phone against. */
import { Command } from "commander";
import { fromHex, toHex } from "../../bluezone/format.js";
import {
  DAY_MS,
  dailyKeyAt,
  dayOf,
  firstSubKey,
  idOf,
  KEY_BYTES,
  nextSubKey,
  SLOT_MS,
  slotOf,
} from "../../bluezone/ids.js";
import { UserError } from "../../words/user-error.js";
import { nodeHash } from "../node-crypto.js";
import { printJson } from "../command-line/print.js";

/** More than 28 years. */
const MAX_SLOTS = 1_000_000;

/** Day, time of day, zone. */
const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

interface Options {
  base: Uint8Array;
  created: number;
  from: number;
  slots: number;
}

export function idsCommand(): Command {
  return new Command("ids")
    .description(
      "print Bluezone IDs as JSON lines {day, slot, start, id}; days are counted from the base ID's own",
    )
    .requiredOption("--base <hex>", "base ID, 64 hex digits", parseBase)
    .requiredOption("--created <date>", "UTC day the base ID was made, YYYY-MM-DD", parseCreated)
    .requiredOption(
      "--from <time>",
      "a time in the first slot, such as 2020-08-08T05:45:00Z (UTC unless it says)",
      parseFrom,
    )
    .requiredOption("--slots <count>", "how many slots of 15 minutes", parseSlots)
    .action(printIds);
}

function printIds({ base, created, from, slots }: Options): void {
  let startMs = dayOf(from) * DAY_MS + slotOf(from) * SLOT_MS;
  let subKey: Uint8Array | undefined;
  for (let count = 0; count < slots; count++, startMs += SLOT_MS) {
    const day = dayOf(startMs) - created;
    const slot = slotOf(startMs);
    subKey = subKey && slot > 0 ? nextSubKey(nodeHash, subKey) : subKeyAt(base, day, slot);
    const start = new Date(startMs).toISOString().replace(".000Z", "Z");
    printJson({ day, slot, start, id: toHex(idOf(subKey)) });
  }
}

function subKeyAt(base: Uint8Array, day: number, slot: number): Uint8Array {
  let subKey = firstSubKey(nodeHash, dailyKeyAt(nodeHash, base, day));
  for (let i = 0; i < slot; i++) subKey = nextSubKey(nodeHash, subKey);
  return subKey;
}

function parseBase(text: string): Uint8Array {
  const base = fromHex(text, KEY_BYTES);
  if (!base) throw new UserError("command/base", { digits: 2 * KEY_BYTES, value: describe(text) });
  return base;
}

/** A text too long to repeat, or a slip that the eye misses, is best described by its length. */
function describe(text: string): string {
  return /^[0-9a-f]+$/i.test(text) ? `${text.length} of them` : `"${text.slice(0, 70)}"`;
}

function parseCreated(text: string): number {
  const utcMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseUtc(text) : undefined;
  if (utcMs === undefined) throw new UserError("command/created", { text });
  return dayOf(utcMs);
}

function parseFrom(text: string): number {
  const utcMs = parseUtc(text);
  if (utcMs === undefined) throw new UserError("command/from", { text });
  return utcMs;
}

/** Milliseconds since 1970 of an ISO 8601 day or time, undefined where it is none or a day the calendar lacks. */
function parseUtc(text: string): number | undefined {
  const parts = ISO_TIME.exec(text);
  if (!parts) return undefined;
  const [, day = "", time = "T00:00", zone = "Z"] = parts;
  const utcMs = Date.parse(day + time + zone);
  return isCalendarDay(day) && !Number.isNaN(utcMs) ? utcMs : undefined;
}

/** JavaScript takes 30 February for 1 March. */
function isCalendarDay(day: string): boolean {
  const midnightMs = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(midnightMs) && new Date(midnightMs).toISOString().startsWith(day);
}

function parseSlots(text: string): number {
  const slots = Number(text);
  if (!/^\d+$/.test(text) || slots < 1 || slots > MAX_SLOTS)
    throw new UserError("command/slots", { most: MAX_SLOTS, text });
  return slots;
}
