/**
 * Days and clock times as people in Vietnam say them: UTC+7 all year. A local day is the number of whole local
 * days since 1970-01-01. Used by the page too.
 */
export const LOCAL_OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

export function localDayOf(utcMs: number): number {
  return Math.floor((utcMs + LOCAL_OFFSET_MS) / DAY_MS);
}

/** UTC milliseconds of the local midnight that starts the day. */
export function localDayStartMs(localDay: number): number {
  return localDay * DAY_MS - LOCAL_OFFSET_MS;
}

/** "2020-08-14" as a local day; undefined where there is no such date. */
export function parseIsoDay(text: string): number | undefined {
  const { y, m, d } = /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})$/.exec(text.trim())?.groups ?? {};
  return y === undefined ? undefined : dayOfDate(Number(y), Number(m), Number(d));
}

/** Undefined where there is no such date. */
export function dayOfDate(year: number, month: number, day: number): number | undefined {
  const utc = new Date(Date.UTC(year, month - 1, day));
  const isReal = utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day;
  return isReal ? Math.floor(utc.getTime() / DAY_MS) : undefined;
}

/** "14/08/2020". */
export function formatDay(localDay: number): string {
  return `${formatShortDay(localDay)}/${isoDay(localDay).slice(0, 4)}`;
}

/** "14/08". */
export function formatShortDay(localDay: number): string {
  const iso = isoDay(localDay);
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}`;
}

/** "2020-08-14". */
export function isoDay(localDay: number): string {
  return new Date(localDay * DAY_MS).toISOString().slice(0, 10);
}

/** "09:15". */
export function formatClock(utcMs: number): string {
  return new Date(utcMs + LOCAL_OFFSET_MS).toISOString().slice(11, 16);
}

/** "14/08/2020 09:15". */
export function formatMoment(utcMs: number): string {
  return `${formatDay(localDayOf(utcMs))} ${formatClock(utcMs)}`;
}
