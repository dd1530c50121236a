/** Days and times as people type them in a hurry. */
import { dayOfDate, isoDay, localDayOf, localDayStartMs, parseIsoDay } from "./local-time.js";

const MINUTE_MS = 60_000;

/** Day, month, and a year of four digits, of two or none, with any sign between them or with none. */
const DAY_FORMS = [
  /^(?<d>\d{1,2})[\s/.-](?<m>\d{1,2})(?:[\s/.-](?<y>\d{4}|\d{2}))?$/,
  /^(?<d>\d{2})(?<m>\d{2})(?<y>\d{4}|\d{2})?$/,
];

/**
 * "14/08/2020", "14-8-20", "140820" as a local day; "14/8" is the last one that is not after `today`, or the next one that
 * is not before it. Undefined where there is no such date.
 */
export function parseTypedDay(
  text: string,
  today: number,
  way: "back" | "ahead" = "back",
): number | undefined {
  const typed = text.trim();
  const groups = DAY_FORMS.map((form) => form.exec(typed)?.groups).find((found) => found !== undefined);
  if (groups === undefined) return parseIsoDay(typed);
  const { d, m, y } = groups;
  if (y !== undefined) return dayOfDate(Number(y.length === 2 ? `20${y}` : y), Number(m), Number(d));
  const thisYear = Number(isoDay(today).slice(0, 4));
  // 29 February comes every four years.
  const step = way === "back" ? -1 : 1;
  return Array.from({ length: 5 }, (_, years) =>
    dayOfDate(thisYear + step * years, Number(m), Number(d)),
  ).find((day) => day !== undefined && (day - today) * step >= 0);
}

/** "14:30", "14h30", "14h" as milliseconds of the day. */
function parseClock(text: string): number | undefined {
  const { h, min } = /^(?<h>\d{1,2})[:hg](?<min>\d{2})?$/i.exec(text)?.groups ?? {};
  if (h === undefined || Number(h) > 23 || Number(min ?? 0) > 59) return undefined;
  return (Number(h) * 60 + Number(min ?? 0)) * MINUTE_MS;
}

/** "14:30" of today, or "28/11 14h30", or the other way round, as UTC milliseconds. A day alone is no moment. */
export function parseTypedMoment(text: string, nowMs: number): number | undefined {
  const today = localDayOf(nowMs);
  const parts = text.trim().split(/\s+/);
  const clocks = parts.map(parseClock);
  const at = clocks.findIndex((clock) => clock !== undefined);
  if (at === -1 || parts.length > 2) return undefined;
  const day = parts.length === 1 ? today : parseTypedDay(parts[1 - at]!, today);
  return day === undefined ? undefined : localDayStartMs(day) + clocks[at]!;
}
