/**
 * What a phone uploads: its contact history (`data_trace.txt`) and the keys of its own IDs (`InfoF`).
 *
 * History: one line a row, `own ID \t contact's ID \t RSSI \t time`, IDs in hex. Android writes the time in
 * milliseconds, iOS in seconds. Neither can be mistaken for the other: up to 99 999 999 999 a number is seconds (as
 * milliseconds it would be before March 1973).
 */
import { MAX_SECONDS, parseJsonObject, readKey, readSeconds, show, toHex } from "./format.js";
import { ID_BYTES } from "./ids.js";
import { problem } from "../words/problem.js";
import { UserError } from "../words/user-error.js";

const ID_HEX = new RegExp(`^[0-9a-f]{${2 * ID_BYTES}}$`, "i");

export interface HistoryRow {
  /** Upper-case hex, as the contact's. */
  readonly ownId: string;
  readonly contactId: string;
  /** 0 in some rows of iPhones: not measured. */
  readonly rssiDbm: number;
  readonly timeMs: number;
}

/** A row with its 1-based line in the file. */
export interface HistoryLine extends HistoryRow {
  readonly line: number;
}

/** The largest time that is read as milliseconds; in microseconds it would be March 1973. */
const MAX_MILLISECONDS = MAX_SECONDS * 1000;
const MAX_MICROSECONDS = MAX_MILLISECONDS * 1000;

/**
 * Blank lines are skipped. A malformed line is an error, because a contact that is silently left out is worse.
 * @throws UserError naming the line.
 */
export function parseHistory(text: string): HistoryLine[] {
  if (/^\s*[{[]/.test(text)) throw new UserError("bluezone/not-a-history");
  const rows: HistoryLine[] = [];
  text.split(/\r\n|[\r\n]/).forEach((content, i) => {
    if (content.trim() !== "") rows.push(parseRow(content, i + 1));
  });
  return rows;
}

function parseRow(content: string, line: number): HistoryLine {
  const fields = content.split("\t").map((field) => field.trim());
  if (fields.length !== 4) throw new UserError("bluezone/fields", { line, found: fields.length });
  const [own, contact, rssi, time] = fields as [string, string, string, string];
  return {
    line,
    ownId: parseId(own, "word/bluezone/own-id", line),
    contactId: parseId(contact, "word/bluezone/contact-id", line),
    rssiDbm: parseRssi(rssi, line),
    timeMs: parseTimeMs(time, line),
  };
}

function parseId(
  hex: string,
  name: "word/bluezone/own-id" | "word/bluezone/contact-id",
  line: number,
): string {
  if (!ID_HEX.test(hex))
    throw new UserError("bluezone/id", { line, name: problem(name), digits: 2 * ID_BYTES, value: show(hex) });
  return hex.toUpperCase();
}

function parseRssi(text: string, line: number): number {
  const rssiDbm = Number(text);
  if (!/^-?\d+$/.test(text) || rssiDbm < -128 || rssiDbm > 127)
    throw new UserError("bluezone/rssi", { line, value: show(text) });
  return rssiDbm;
}

function parseTimeMs(text: string, line: number): number {
  const time = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text)) throw new UserError("bluezone/time", { line, value: show(text) });
  if (time > MAX_MILLISECONDS)
    throw new UserError("bluezone/time-unit", {
      line,
      value: show(text),
      unit: problem(time > MAX_MICROSECONDS ? "word/bluezone/nanoseconds" : "word/bluezone/microseconds"),
    });
  return Math.round(time <= MAX_SECONDS ? time * 1000 : time);
}

/** The history as an Android phone would upload it. */
export function formatHistory(rows: readonly HistoryRow[]): string {
  return rows.map((row) => `${row.ownId}\t${row.contactId}\t${row.rssiDbm}\t${row.timeMs}\n`).join("");
}

/** The keys from which a phone's IDs follow. Whoever holds `baseId` knows all IDs it ever sends. */
export interface UploadKeys {
  readonly baseId: Uint8Array;
  /** UTC midnight of the day the base ID was made. */
  readonly createdS: number;
  /** Key of the first day of the history uploaded. */
  readonly dailyKey: Uint8Array;
  readonly dailyKeyStartS: number;
}

/** @throws UserError naming the field. */
export function parseInfoF(text: string): UploadKeys {
  const info = parseJsonObject(text, "InfoF");
  return {
    baseId: readKey(info, "base_id", "InfoF"),
    createdS: readSeconds(info, "time", "InfoF"),
    dailyKey: readKey(info, "daily_key", "InfoF"),
    dailyKeyStartS: readSeconds(info, "time_start", "InfoF"),
  };
}

export function formatInfoF(keys: UploadKeys): string {
  return JSON.stringify({
    base_id: toHex(keys.baseId),
    time: keys.createdS,
    daily_key: toHex(keys.dailyKey),
    time_start: keys.dailyKeyStartS,
  });
}
