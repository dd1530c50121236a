/**
 * The list of confirmed cases (F0) that Bluezone pushes to phones:
 *
 *   {"data":[{"daily_key":"<64 hex>","time_start":1596844800,"time_end":1600000000,"max":96}, …]}
 *
 * plain, or as a string inside the push message {"FindGUID":"…","Numberdays":14,"InfoF":"<the list>"}.
 */
import {
  FormatError,
  type JsonObject,
  parseJsonObject,
  readInteger,
  readKey,
  readSeconds,
  requireObject,
} from "./format.js";

/** One F0: a daily key, and the time in which its IDs (and those of the keys that follow) count. */
export interface F0Entry {
  readonly dailyKey: Uint8Array;
  /** Taken for the UTC midnight at which the daily key began. */
  readonly startS: number;
  readonly endS: number;
  readonly slotsPerDay: number;
}

/** Bluezone served from April 2020 to September 2021; an entry that spans more than this is a mistake. */
const MAX_DAYS = 1000;
/** Slots of a minute; Bluezone has used 96 and 144. */
const MAX_SLOTS_PER_DAY = 1440;

/** @throws FormatError naming the entry (as an index from 0, as `f0` in results) and the field. */
export function parseF0List(text: string): F0Entry[] {
  let list = parseJsonObject(text, "the F0 list");
  if ("InfoF" in list) {
    if (typeof list["InfoF"] !== "string")
      throw new FormatError("InfoF must be a string that holds the F0 list");
    list = parseJsonObject(list["InfoF"], "the F0 list in InfoF");
  }
  const data = list["data"];
  if (!Array.isArray(data))
    throw new FormatError('the F0 list must have the form {"data":[…]} or {"InfoF":"…"}');
  return data.map((entry, i) => parseEntry(requireObject(entry, `entry ${i}`), `entry ${i}`));
}

function parseEntry(entry: JsonObject, what: string): F0Entry {
  const dailyKey = readKey(entry, "daily_key", what);
  const startS = readSeconds(entry, "time_start", what);
  const endS = readSeconds(entry, "time_end", what);
  const slotsPerDay = readInteger(entry, "max", what, 1, MAX_SLOTS_PER_DAY);
  if (endS < startS) throw new FormatError(`${what}: time_end ${endS} is before time_start ${startS}`);
  if (endS - startS > MAX_DAYS * 86400)
    throw new FormatError(
      `${what}: time_end ${endS} is more than ${MAX_DAYS} days after time_start ${startS}`,
    );
  return { dailyKey, startS, endS, slotsPerDay };
}
