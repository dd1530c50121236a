/** A reading in words. */
import { describeDoubt, remedyOf } from "../../clocks/clock-doubt.js";
import { formatDay, localDayOf } from "../../text/local-time.js";
import { formatSerial } from "../../serial-number.js";
import type { SyncSummary, SyncWarning } from "../../reading/sync-token.js";
import { wordsOf } from "../../../words/problem.js";
import { noteOnLeft } from "./note-on-left.js";

const DAY_MS = 86_400_000;

export function describeReading(summary: SyncSummary): string[] {
  const { serial, firmware, received, added, durationMs, isRead } = summary;
  const seconds = (durationMs / 1000).toFixed(1);
  return [
    `token ${formatSerial(serial)}, firmware ${firmware}${summary.isPractice ? ", practice key: its log is not protected" : ""}`,
    isRead
      ? `read ${received} records in ${seconds} s, ${added} of them new${summary.role === "admin" ? ", by an officer's order" : ""}`
      : `checked in ${seconds} s; its log was left alone`,
    ...(summary.updatedTo === null ? [] : [trialNote(summary.updatedTo)]),
    ...summary.warnings.map((warning) => `note: ${explain(warning)}`),
  ];
}

/** What a new program does next. */
export function trialNote(version: string): string {
  return `it has program ${version} and tries it: once it has logged it stays, otherwise the one before comes back`;
}

function explain(warning: SyncWarning): string {
  switch (warning.code) {
    case "exposed":
      return `the wearer was near a case on ${utcDay(warning.day)}, ${warning.slots} quarter hours: tell the person who follows contacts up`;
    case "warned":
      return "the token warns its wearer, as a station told it to";
    case "list-refused":
    case "not-updated":
    case "hung":
    case "self-check":
      return wordsOf(warning.why, "en");
    case "clock-unset":
      return "the token did not know the time and recorded nothing since its power was lost; its clock is set now";
    case "clock-estimated":
      return `the token only guessed the time since its power was lost, by ${offBy(warning.driftMs)}; its clock is set and its records are dated anew`;
    case "clock-drift":
      return `the token's clock was ${offBy(warning.driftMs)}; it is set now and its records are dated anew`;
    case "clock-refused":
      return `the token's clock is ${offBy(warning.driftMs)}, further than an operator may move it: an officer sets it (bztoken sync --officer); by how much it is off is kept, and its records are dated by that`;
    case "clock-needs-keys":
      return `the token's clock is ${offBy(warning.driftMs)} and its keys do not reach today: an officer gives it new ones (bztoken rekey); by how much it is off is kept, and its records are dated by that`;
    case "clock-rekeyed":
      return [
        `it has new keys, which begin today (generation ${warning.generation})`,
        ...noteOnLeft("station/left/rekeyed", warning.left, "en"),
      ].join(". ");
    case "date-in-doubt":
      return `${wordsOf(describeDoubt(warning), "en")} (UTC+7); the token's clock was left alone, and what was read is stored: ${wordsOf(remedyOf(warning), "en")}`;
    case "old-records": {
      const days = `${utcDay(warning.fromDay)} to ${utcDay(warning.toDay)}`;
      return warning.isDropped
        ? `${warning.count} records of ${days} were older than the days that are kept, for the token lay without power: they were dropped`
        : `${warning.count} records of ${days} are older than the days that are kept, if this computer's date is right: they are dropped once it is confirmed`;
    }
    case "lost-expired":
      return `${warning.count} records were erased unread, for they were older than the days that are kept: read the token more often`;
    case "lost-overwritten":
      return `${warning.count} records were overwritten unread, for the token's memory was full: read it more often`;
    case "lost-unwritten":
      return `${warning.count} records were lost, for the token's memory did not take them: have it checked`;
    case "lost-left-out":
      return `${warning.count} weak and short encounters were left out, for a crowd brought more than the token's memory holds`;
    case "pages-missing":
      return `${warning.count} pages of the token's log are missing, up to ${warning.records} records, and nothing explains it: have its memory checked`;
    case "log-restarted":
      return "the token's log was erased since it was last read, or the token lost its state";
    case "same-number":
      return `another token of this store has the same number (${warning.others.join(", ")}); their logs are kept apart, and this one is named ${warning.token}: give it a number of its own (bztoken prepare)`;
    case "was-claimed":
      return "an older program kept under this number what a device without the token's key told: that is dropped, and the token was read again from the start; somebody tried to deceive, so report it to the authority";
    case "flash-errors":
      return `the token's memory reported ${warning.count} errors: have it checked`;
    case "state-failing":
      return `the token could not save its state, ${warning.count} times since it started: it loses its time and its settings with its power, so set it aside and hand out another`;
    case "state-lost":
      return "the token lost its state: its number, keys and settings are gone; what it recorded before stays sealed under the old ones. Prepare it anew (bztoken prepare)";
    case "log-at-end":
      return "the token records nothing more until it gets new keys: an officer gives it some (bztoken rekey)";
    case "conflicting":
      return `${warning.count} records differ from what was stored at their places: both are kept, and in a trace the one that opens counts`;
    case "battery-low":
      return `the battery is low (${warning.milliVolts} mV): leave the token plugged in`;
  }
}

function utcDay(day: number): string {
  return formatDay(localDayOf(day * DAY_MS));
}

/** "3 days fast", "85 s slow". */
function offBy(driftMs: number): string {
  const seconds = Math.abs(Math.round(driftMs / 1000));
  const span =
    seconds < 6_000
      ? `${seconds} s`
      : seconds < 2 * 86_400
        ? `${Math.round(seconds / 3_600)} h`
        : `${Math.round(seconds / 86_400)} days`;
  return `${span} ${driftMs < 0 ? "slow" : "fast"}`;
}
