/** What a reading came to, in words. */
import type { SyncSummary, SyncWarning } from "../../../reading/sync-token.js";
import { formatDay, formatMoment, localDayOf } from "../../../text/local-time.js";
import { batteryPercent } from "../../battery.js";
import { driftText } from "../../text.js";
import type { Catalogue } from "../../vi.js";
import type { Problem } from "../../../../words/problem.js";

const DAY_MS = 86_400_000;

type Number_ = (value: number) => string;

/** "21 ngày, 1.204 lượt tiếp xúc, pin khoảng 80 %, đồng hồ lệch 3 giây". */
export function summaryText(text: Catalogue, number: Number_, summary: SyncSummary): string {
  const { stored, batteryMilliVolts, isCharging, clockDriftMs } = summary;
  const isExact = clockDriftMs !== null && Math.abs(clockDriftMs) < 1_000;
  return [
    text.readDays(number(stored.days)),
    text.readContacts(number(stored.records)),
    text.readBattery(number(batteryPercent(batteryMilliVolts)), isCharging),
    clockDriftMs === null
      ? text.readClockLost
      : isExact
        ? text.readClockExact
        : text.readClock(driftText(text, clockDriftMs)),
  ].join(", ");
}

export function doneText(text: Catalogue, number: Number_, summary: SyncSummary): string {
  if (!summary.isRead) return text.checked;
  return summary.added > 0 ? text.readDone(number(summary.added)) : text.readNothingNew;
}

/** The others have their words in src/words. */
export type WordedWarning = Exclude<SyncWarning, { why: Problem }>;

export function warningText(text: Catalogue, number: Number_, warning: WordedWarning): string {
  switch (warning.code) {
    case "exposed":
      return text.warnings[warning.code](formatDay(localDayOf(warning.day * DAY_MS)));
    case "clock-estimated":
    case "clock-drift":
    case "clock-refused":
    case "clock-needs-keys":
      return text.warnings[warning.code](driftText(text, warning.driftMs));
    case "date-in-doubt": {
      const [computer, other] = [formatMoment(warning.computerMs), formatMoment(warning.otherMs)];
      return text.warnings[warning.code](computer, other, warning.source);
    }
    case "old-records": {
      const days = [warning.fromDay, warning.toDay].map((day) => formatDay(localDayOf(day * DAY_MS)));
      return text.warnings[warning.code](number(warning.count), days.join(" – "), warning.isDropped);
    }
    case "same-number":
      return text.warnings[warning.code](warning.token);
    case "lost-expired":
    case "lost-overwritten":
    case "lost-unwritten":
    case "lost-left-out":
    case "pages-missing":
    case "flash-errors":
    case "conflicting":
      return text.warnings[warning.code](number(warning.count));
    default:
      return text.warnings[warning.code]();
  }
}
