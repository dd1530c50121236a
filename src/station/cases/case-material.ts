/** What one case needs of the tokens' secrets: record keys and sub-keys of its days, and nothing else. */
import { SLOTS_PER_DAY, firstSubKey, nextSubKey } from "../../bluezone/ids.js";
import { chainKeyOn, type BoxContent, type Hash } from "../../custody/host/boxes.js";
import { CASE_DAYS, logKeysForCase, subKeysForCase } from "../../custody/host/case-keys.js";
import { MOST_DAYS_BEHIND_KEYS } from "../limits.js";
import type { Redating, SlotRange } from "../clocks/redating.js";
import type { DayRange, StoredSecrets } from "../store/types.js";

/** What a token's 96 IDs of one day, by its own clock, follow from. */
export interface IdDay {
  token: string;
  generation: number;
  day: number;
  /** Of slot 0. */
  subKey: Uint8Array;
}

/** By token, days that its clock corrections name and that are more than a case covers. */
export type DaysCut = Map<string, number[]>;

export interface LogKeys {
  /** Whether there is a key for this log at all. */
  opens(token: string, generation: number): boolean;
  /** 16 bytes; undefined for days outside the case. */
  recordKey(token: string, generation: number, day: number): Uint8Array | undefined;
  /** Days for which keys were taken out, of all logs together. */
  days: number;
  daysCut: DaysCut;
}

/** What a box holds, and whose it is. */
export interface TokenContent {
  token: string;
  content: BoxContent;
}

/**
 * @param contents  *id* contents
 * @param slots     true slots of the case
 */
export function takeIdDays(
  hash: Hash,
  contents: readonly TokenContent[],
  redating: Redating,
  slots: SlotRange,
): { idDays: IdDay[]; daysCut: DaysCut } {
  const chain = {
    firstSubKey: (dailyKey: Uint8Array) => firstSubKey(hash, dailyKey),
    nextSubKey: (subKey: Uint8Array) => nextSubKey(hash, subKey),
  };
  const idDays: IdDay[] = [];
  const daysCut: DaysCut = new Map();
  for (const { token, content } of contents) {
    const { generation } = content;
    for (const [box, { fromDay, toDay }] of boxesOn(hash, token, content, redating, slots, daysCut)) {
      for (const { day, subKey } of subKeysForCase(hash, chain, box, fromDay, toDay)) {
        idDays.push({ token, generation, day, subKey });
      }
    }
  }
  return { idDays, daysCut };
}

/**
 * @param contents    *log* contents
 * @param slots       true slots of the case
 * @param lastLogDay  the last day whose keys the token's log tells of: a log is opened no further
 */
export function takeLogKeys(
  hash: Hash,
  contents: readonly TokenContent[],
  redating: Redating,
  slots: SlotRange,
  lastLogDay: (token: string) => number = () => Infinity,
): LogKeys {
  const recordKeys = new Map<string, Map<number, Uint8Array>>();
  const daysCut: DaysCut = new Map();
  for (const { token, content } of contents) {
    const name = `${token}/${content.generation}`;
    const keys = recordKeys.get(name) ?? new Map<number, Uint8Array>();
    recordKeys.set(name, keys);
    const last = lastLogDay(token);
    for (const [box, { fromDay, toDay }] of boxesOn(hash, token, content, redating, slots, daysCut, last)) {
      for (const { day, recordKey } of logKeysForCase(hash, box, fromDay, toDay)) keys.set(day, recordKey);
    }
  }
  return {
    opens: (token, generation) => recordKeys.has(`${token}/${generation}`),
    recordKey: (token, generation, day) => recordKeys.get(`${token}/${generation}`)?.get(day),
    days: [...recordKeys.values()].reduce((sum, keys) => sum + keys.size, 0),
    daysCut,
  };
}

/** A token's box, moved on to each piece of the case's days. */
function* boxesOn(
  hash: Hash,
  token: string,
  content: BoxContent,
  redating: Redating,
  slots: SlotRange,
  daysCut: DaysCut,
  lastDay = Infinity,
): Generator<[BoxContent, DayRange]> {
  const { taken, cut } = daysOfCase(redating.keyDays(token, slots), slots);
  if (cut.length > 0) daysCut.set(token, cut);
  let box = content;
  // Days before the box's own are past keeping.
  for (const range of rangesOf(taken.filter((day) => day >= content.day && day <= lastDay))) {
    box = { ...box, day: range.fromDay, key: chainKeyOn(hash, box, range.fromDay) };
    yield [box, range];
  }
}

/**
 * The days of a right clock, and as many again of a wrong one, the nearest first; together no more than a case may cover.
 * Whoever makes up clock corrections thus gets no more keys out of the boxes, and costs no more time, than one wrong clock.
 */
function daysOfCase(
  ranges: readonly DayRange[],
  { from, to }: SlotRange,
): { taken: number[]; cut: number[] } {
  const [first, last] = [Math.floor(from / SLOTS_PER_DAY), Math.floor((to - 1) / SLOTS_PER_DAY)];
  const right = last - first + 1;
  const most = Math.max(right, Math.min(CASE_DAYS, 2 * right + DAYS_BETWEEN));
  const apart = (day: number) => Math.max(first - day, day - last, 0);
  const days = ranges
    .flatMap(({ fromDay, toDay }) => Array.from({ length: toDay - fromDay + 1 }, (_, i) => fromDay + i))
    .sort((a, b) => apart(a) - apart(b) || a - b);
  return { taken: days.slice(0, most), cut: days.slice(most) };
}

/** A wrong clock's day may begin in the middle of a true one; after it was set back, keys of two days ahead are used. */
const DAYS_BETWEEN = 1 + MOST_DAYS_BEHIND_KEYS;

/** In pieces that a case covers. */
function rangesOf(days: readonly number[]): DayRange[] {
  const ranges: DayRange[] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.toDay === day - 1 && day - last.fromDay < CASE_DAYS) last.toDay = day;
    else ranges.push({ fromDay: day, toDay: day });
  }
  return ranges;
}

/** A practice token's secrets as if they came out of boxes. */
export function contentsOfPractice({
  token,
  serial,
  generation,
  baseId,
  createdDay,
  sealKey,
}: StoredSecrets): TokenContent[] {
  const head = { serial, generation, day: createdDay, wrapKey: new Uint8Array(0) };
  return [
    { token, content: { ...head, kind: "id", key: baseId } },
    { token, content: { ...head, kind: "log", key: sealKey } },
  ];
}
