/**
 * The list of confirmed cases (F0) that Bluezone pushes to phones:
 *
 *   {"data":[{"daily_key":"<64 hex>","time_start":1596844800,"time_end":1600000000,"max":96}, …]}
 *
 * plain, or within {"FindGUID":"…","Numberdays":14,"InfoF":"<the list>"}, or with that in turn within the push message
 * {"Type":"…","DataContent":"<the above>"}; each level as a string or as an object.
 *
 * Entries are read as loosely as a phone reads them, and each looseness is noted. What a phone could not read at all
 * is refused: the answer would be about a part of the cases only.
 */
import {
  type JsonObject,
  MAX_SECONDS,
  fromHex,
  parseJsonObject,
  requireObject,
  quote,
  show,
  toHex,
} from "./format.js";
import type { Crypto } from "../../hal/hal.js";
import { DAY_MS, KEY_BYTES, firstSubKey, idOf, nextDailyKey, nextSubKey } from "./ids.js";
import { type Problem, problem } from "../words/problem.js";
import { UserError } from "../words/user-error.js";

/** One F0: a daily key, and the time in which its IDs (and those of the keys that follow) count. */
export interface F0Entry {
  /** Index in the list's `data`. */
  readonly f0: number;
  readonly dailyKey: Uint8Array;
  /** Taken for the UTC midnight at which the daily key began. */
  readonly startS: number;
  readonly endS: number;
  readonly slotsPerDay: number;
}

export interface F0List {
  /** Without those that a phone leaves out. */
  readonly entries: readonly F0Entry[];
  /** One for each entry that was left out or read loosely. */
  readonly notes: readonly Problem[];
}

/** A slot of a millisecond. With more a phone's slots have no length, and it searches for ever. */
const MAX_SLOTS_PER_DAY = DAY_MS;

/** @throws UserError naming the entry (as an index from 0, as `f0` in results) and the field. */
export function parseF0List(text: string): F0List {
  const entries: F0Entry[] = [];
  const notes: Problem[] = [];
  dataOf(text).forEach((value, f0) => {
    const said: Problem[] = [];
    const read = parseEntry(requireObject(value, entry(f0)), f0, said);
    if (read) entries.push(read);
    if (said.length === 0) return;
    const what = said.reduce((one, other) => problem("bluezone/said/and", { one, other }));
    notes.push(problem("bluezone/said/entry", { index: f0, what }));
  });
  return { entries, notes };
}

function dataOf(text: string): readonly unknown[] {
  if (/^\s*[0-9a-f]{24}[ \t]/i.test(text)) throw new UserError("bluezone/not-a-list/history");
  let list = parseJsonObject(text, problem("word/bluezone/list"));
  for (const envelope of ["DataContent", "InfoF"]) {
    const content = list[envelope];
    if (content === undefined) continue;
    const what = problem("word/bluezone/list-in", { envelope });
    list = typeof content === "string" ? parseJsonObject(content, what) : requireObject(content, what);
  }
  if ("base_id" in list) throw new UserError("bluezone/not-a-list/keys");
  const data = list["data"];
  if (!Array.isArray(data))
    throw new UserError("bluezone/not-a-list/form", {
      plain: '{"data":[…]}',
      wrapped: '{"InfoF":"…"}',
      pushed: '{"Type":"…","DataContent":"…"}',
    });
  return data;
}

/** Undefined where a phone would leave the entry out. */
function parseEntry(object: JsonObject, f0: number, said: Problem[]): F0Entry | undefined {
  const number = (name: string, min: number, max: number) => readNumber(object, name, f0, min, max, said);
  const startS = number("time_start", -MAX_SECONDS, MAX_SECONDS);
  const endS = number("time_end", -MAX_SECONDS, MAX_SECONDS);
  const slotsPerDay = number("max", 1, MAX_SLOTS_PER_DAY);
  const hex = readHex(object, f0);
  const dailyKey = fromHex(hex, KEY_BYTES);
  if (!dailyKey) {
    said.push(problem("bluezone/said/key", { digits: hex.length, expected: 2 * KEY_BYTES }));
    return undefined;
  }
  if (endS < startS) {
    said.push(problem("bluezone/said/end", { end: endS, start: startS }));
    return undefined;
  }
  return { f0, dailyKey, startS, endS, slotsPerDay };
}

function readHex(object: JsonObject, f0: number): string {
  const value = object["daily_key"];
  if (typeof value !== "string" || !/^[0-9a-f]*$/i.test(value))
    throw new UserError("bluezone/key", {
      what: entry(f0),
      name: "daily_key",
      digits: 2 * KEY_BYTES,
      value: show(value),
    });
  return value;
}

function entry(f0: number): Problem {
  return problem("word/bluezone/entry", { index: f0 });
}

/** A whole number, or what a phone makes one of: a number in quotes; a fraction is cut off. */
function readNumber(
  object: JsonObject,
  name: string,
  f0: number,
  min: number,
  max: number,
  said: Problem[],
): number {
  const value = object[name];
  const isText = typeof value === "string" && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value);
  const number = isText || typeof value === "number" ? Math.trunc(Number(value)) + 0 : NaN;
  if (!(number >= min && number <= max)) {
    const code =
      name === "max"
        ? "bluezone/number"
        : number > max
          ? "bluezone/seconds/milliseconds"
          : "bluezone/seconds/other";
    throw new UserError(code, { what: entry(f0), name, min, max, value: show(value) });
  }
  if (number !== value) said.push(problem("bluezone/said/read-as", { name, value: quote(value), number }));
  return number;
}

/** The list as it is pushed within `InfoF`. */
export function formatF0List(entries: readonly Omit<F0Entry, "f0">[]): string {
  const data = entries.map(({ dailyKey, startS, endS, slotsPerDay }) => ({
    daily_key: toHex(dailyKey),
    time_start: startS,
    time_end: endS,
    max: slotsPerDay,
  }));
  return JSON.stringify({ data });
}

/** An F0's IDs whose slots touch a time, in order; the slots are those of a phone's own search (match.ts). */
export function* idsOfF0(
  crypto: Pick<Crypto, "sha256">,
  { dailyKey, startS, endS, slotsPerDay }: Omit<F0Entry, "f0">,
  fromMs: number,
  untilMs: number,
): Generator<{ id: Uint8Array; startMs: number }> {
  const slotMs = Math.floor(DAY_MS / slotsPerDay);
  const startMs = startS * 1000;
  const first = Math.max(0, Math.floor((fromMs - startMs) / slotMs));
  const last = Math.floor((Math.min(endS * 1000, untilMs - 1) - startMs) / slotMs);
  if (first > last) return;
  let key = dailyKey;
  for (let day = 0; day < Math.floor(first / slotsPerDay); day++) key = nextDailyKey(crypto, key);
  let slot = first - (first % slotsPerDay);
  while (slot <= last) {
    let subKey = firstSubKey(crypto, key);
    for (let i = 0; i < slotsPerDay && slot <= last; i++, slot++) {
      if (i > 0) subKey = nextSubKey(crypto, subKey);
      if (slot >= first) yield { id: idOf(subKey), startMs: startMs + slot * slotMs };
    }
    key = nextDailyKey(crypto, key);
  }
}
