/** What is odd about an F0 list, a contact history or what they have in common, in lines for `bztoken match`. */
import type { F0Entry } from "../../../bluezone/f0-list.js";
import { DAY_MS } from "../../../bluezone/ids.js";
import type { MatchResult } from "../../../bluezone/match.js";
import type { HistoryLine } from "../../../bluezone/upload.js";

/** The first app came out in this month. */
const FIRST_APP_MS = Date.UTC(2020, 3, 1);
/** Bluezone served from April 2020 to September 2021. */
const LONG_DAYS = 1000;
/** IDs a day that Bluezone has used: versions from 2.0.3, and those before. */
const USUAL_SLOTS: readonly number[] = [96, 144];
const SHOWN_ENTRIES = 5;

export function listOddities(entries: readonly F0Entry[]): string[] {
  const oddities: [what: (entry: F0Entry) => string, isOdd: (entry: F0Entry) => boolean][] = [
    [
      ({ startS }) =>
        `time_start ${startS} (${iso(startS * 1000)}) is not a UTC midnight, at which daily keys begin${isLocalMidnight(startS) ? ", but one of Vietnam" : ""}; phones shift all IDs by the difference, and so does this search; ask for a list made at UTC midnights`,
      ({ startS }) => (startS * 1000) % DAY_MS !== 0,
    ],
    [
      ({ startS }) => `time_start ${startS} (${iso(startS * 1000)}) is before Bluezone's first day`,
      ({ startS }) => startS * 1000 < FIRST_APP_MS,
    ],
    [
      ({ startS, endS }) =>
        `time_end ${endS} (${iso(endS * 1000)}) is ${Math.floor(((endS - startS) * 1000) / DAY_MS)} days after time_start`,
      ({ startS, endS }) => (endS - startS) * 1000 > LONG_DAYS * DAY_MS,
    ],
    [
      ({ slotsPerDay }) => `max is ${slotsPerDay}; Bluezone has used ${USUAL_SLOTS.join(" and ")} IDs a day`,
      ({ slotsPerDay }) => !USUAL_SLOTS.includes(slotsPerDay),
    ],
  ];
  return oddities.flatMap(([what, isOdd]) => {
    const odd = entries.filter(isOdd);
    return odd.length === 0 ? [] : [`${namesOf(odd)}: ${what(odd[0]!)}`];
  });
}

/** "entry 3", or "entries 3, 4" and what the line says is about the first. */
function namesOf(entries: readonly F0Entry[]): string {
  const shown = entries.slice(0, SHOWN_ENTRIES).map(({ f0 }) => f0);
  const rest = entries.length - shown.length;
  if (entries.length === 1) return `entry ${shown[0]}`;
  return `entries ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}, of which the first`;
}

/** UTC+7. */
function isLocalMidnight(utcS: number): boolean {
  return (utcS + 7 * 3600) % 86400 === 0;
}

export function historyOddities(history: readonly HistoryLine[], nowMs: number): string[] {
  const oddities: [what: string, isOdd: (row: HistoryLine) => boolean][] = [
    ["the time is before Bluezone's first day", ({ timeMs }) => timeMs < FIRST_APP_MS],
    ["the time is in the future of this computer", ({ timeMs }) => timeMs > nowMs + DAY_MS],
    ["the contact's ID is the phone's own", ({ ownId, contactId }) => ownId === contactId],
    [
      // Core Specification Vol 4 Part E 7.7.65.2
      "no radio reports this RSSI (-127 to 20 dBm; 127: not measured)",
      ({ rssiDbm }) => rssiDbm < -127 || (rssiDbm > 20 && rssiDbm !== 127),
    ],
  ];
  const notes = oddities.flatMap(([what, isOdd]) => {
    const odd = history.filter(isOdd);
    return odd.length === 0 ? [] : [`${count(odd.length, "row")} (first: line ${odd[0]!.line}): ${what}`];
  });
  if (history.every(({ rssiDbm }) => rssiDbm === 0 || rssiDbm === 127))
    notes.push("the RSSI is 0 or 127 in all rows: no strength was measured, so nothing tells near from far");
  return notes;
}

/** Where an F0 was met, but not as a match. */
export function resultOddities({ matches, strays, ownRows }: MatchResult): string[] {
  const matched = new Set(matches.map(({ f0 }) => f0));
  const unmatched = new Set(strays.map(({ f0 }) => f0).filter((f0) => !matched.has(f0)));
  const notes = [...unmatched].map((f0) => {
    const rows = strays.filter((stray) => stray.f0 === f0);
    const first = rows.reduce((a, b) => (b.row.line < a.row.line ? b : a));
    return `${count(rows.length, "row")} with IDs of entry ${f0}, but at other times (first: line ${first.row.line}, ${duration(first.lateMs)}): no match; check time_start and the phone's clock`;
  });
  for (const [f0, rows] of ownRows)
    notes.push(
      `${count(rows, "row")} with an ID of entry ${f0} as the phone's own: this is the case's own history, or its columns are swapped`,
    );
  return notes;
}

/** What was searched in vain, so that "no contact" can be believed. */
export function noContactNotes(entries: readonly F0Entry[], history: readonly HistoryLine[]): string[] {
  const rows = spanOf(history, ({ timeMs }) => [timeMs, timeMs]);
  const searched = `${count(history.length, "row")} from ${iso(rows.fromMs)} to ${iso(rows.toMs)}`;
  if (entries.length === 0) return [`no contact: there is no F0 to look for (${searched})`];
  const list = spanOf(entries, ({ startS, endS }) => [startS * 1000, endS * 1000]);
  const notes = [
    `no contact: ${searched}, ${count(entries.length, "F0")} from ${iso(list.fromMs)} to ${iso(list.toMs)}`,
  ];
  if (list.toMs < rows.fromMs) notes.push("all times of the F0s lie before the history");
  if (list.fromMs > rows.toMs) notes.push("all times of the F0s lie after the history");
  return notes;
}

function spanOf<T>(items: readonly T[], timesOf: (item: T) => [fromMs: number, toMs: number]) {
  let [fromMs, toMs] = [Infinity, -Infinity];
  for (const item of items) {
    const [from, to] = timesOf(item);
    fromMs = Math.min(fromMs, from);
    toMs = Math.max(toMs, to);
  }
  return { fromMs, toMs };
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

function duration(lateMs: number): string {
  const minutes = Math.round(Math.abs(lateMs) / 60_000);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min ${lateMs < 0 ? "too early" : "too late"}`;
}

function iso(utcMs: number): string {
  return new Date(utcMs).toISOString().replace(".000Z", "Z");
}
