/**
 * Dates anew what a token with a wrong clock recorded and sent. Slots are numbered since 1970; a correction moves
 * them by whole slots, the nearest: an ID counts within one slot anyhow.
 *
 * A clock that was set back stands before the day of the token's keys, which never go back: until that day comes again
 * the token sends the IDs of that day, slot by slot, on the days before it. Such days are called held here.
 */
import { SLOTS_PER_DAY, SLOT_MS } from "../../bluezone/ids.js";
import type { WrongClock } from "../../custody/host/build-list.js";
import { MOST_CORRECTIONS, MOST_DAYS_AHEAD, MOST_DAYS_BEHIND_KEYS } from "../limits.js";
import type { ClockCorrection, DayRange } from "../store/types.js";

/** Where a clock was left wrong it goes on being wrong: until 2100, which no token's clock passes. */
export const STILL_WRONG_MS = 4_102_444_800_000;
/** No crystal drifts so far between two readings: a clock that is further off was set wrong. */
const DRIFT_MS = 3_600_000;
const DAY_MS = SLOTS_PER_DAY * SLOT_MS;

/** Slots since 1970, `to` not included. */
export interface SlotRange {
  from: number;
  to: number;
}

export interface Redating {
  /** The true slot of a record, from the slot by its token's clock and the clock epoch it carries. */
  recordSlot(token: string, generation: number, epoch: number, slot: number): number;
  /** Its clock was measured only by a computer whose date was in doubt: the slot above may be wrong. */
  isInDoubt(token: string, generation: number, epoch: number): boolean;
  /** True slots in which a token may have sent the ID that belongs to a slot of its own clock. */
  senderSlots(token: string, generation: number, slot: number): number[];
  /** When a token was off by which whole slots: two numbers side by side where it was off by a part of one, too. */
  wrongClocks(token: string): WrongClock[];
  /** Days by the token's clock in which true slots may lie; in order, without overlaps. */
  tokenDays(token: string, slots: SlotRange): DayRange[];
  /** Days of the keys that it may have used in true slots; in order, without overlaps. */
  keyDays(token: string, slots: SlotRange): DayRange[];
  /** True days in which days by the tokens' clocks may lie. */
  trueDays(days: DayRange): DayRange;
}

/** From a slot on, for a day or two, the IDs and keys of `day` were used. */
interface Held {
  generation: number;
  fromSlot: number;
  day: number;
}

export function createRedating(all: readonly ClockCorrection[]): Redating {
  const inOrder = [...groupByToken(all).values()].flatMap(heeded).sort((a, b) => a.generation - b.generation);
  const corrections = chainCorrections(inOrder.filter((one) => one.isSure)).filter(isPossible);
  const byToken = groupByToken(corrections);
  const unsure = groupByToken(inOrder.filter((one) => !one.isSure));
  const of = (token: string) => byToken.get(token) ?? [];
  const shiftOf = (one: ClockCorrection) => Math.round(one.offsetMs / SLOT_MS);
  const held = new Map([...byToken].map(([token, ones]) => [token, ones.flatMap(heldBy)]));
  // A re-key may leave the clock epoch as it is: what is found out after it holds for the generation before as well.
  const find = (ones: readonly ClockCorrection[] = [], generation: number, epoch: number) =>
    ones.find((one) => one.epoch === epoch && one.generation >= generation);

  function tokenDays(token: string, { from, to }: SlotRange): DayRange[] {
    const shifts = [0, ...of(token).map(shiftOf)];
    const ranges = shifts.map((shift) => ({
      fromDay: dayOfSlot(from - shift),
      toDay: dayOfSlot(to - 1 - shift),
    }));
    return merge(ranges);
  }

  return {
    tokenDays,
    recordSlot(token, generation, epoch, slot) {
      const found = find(of(token), generation, epoch);
      return found === undefined ? slot : slot + shiftOf(found);
    },
    isInDoubt(token, generation, epoch) {
      return find(unsure.get(token), generation, epoch) !== undefined;
    },
    senderSlots(token, generation, slot) {
      const wrong = of(token).filter(
        (one) => one.generation >= generation && slot * SLOT_MS <= one.untilMs && shiftOf(one) !== 0,
      );
      const before = (held.get(token) ?? [])
        .filter((one) => one.generation === generation && one.day === dayOfSlot(slot))
        .flatMap((one) => heldSlots(one, slot));
      return [slot, ...wrong.map((one) => slot + shiftOf(one)), ...before];
    },
    wrongClocks(token) {
      const byEnd = of(token)
        .map(({ offsetMs, untilMs }) => ({ offsetMs, endMs: untilMs + offsetMs }))
        .sort((a, b) => a.endMs - b.endMs);
      const shifted = byEnd.flatMap(({ offsetMs, endMs }, i) => {
        // Before the correction before this one the clock was off otherwise.
        const fromSlot = i === 0 ? 0 : Math.floor(byEnd[i - 1]!.endMs / SLOT_MS);
        const toSlot = Math.ceil(endMs / SLOT_MS);
        const shifts = new Set([Math.floor(offsetMs / SLOT_MS), Math.ceil(offsetMs / SLOT_MS)]);
        shifts.delete(0);
        return [...shifts].map((shift) => ({ fromSlot, toSlot, shift }));
      });
      return [...shifted, ...(held.get(token) ?? []).flatMap(heldClocks)];
    },
    keyDays(token, slots) {
      const { from, to } = slots;
      const days = (held.get(token) ?? [])
        .filter((one) => one.fromSlot < to && from < one.day * SLOTS_PER_DAY)
        .map(({ fromSlot, day }) => ({ fromDay: dayOfSlot(fromSlot), toDay: day }));
      return merge([...tokenDays(token, slots), ...days]);
    },
    trueDays({ fromDay, toDay }) {
      const shifts = corrections.map(shiftOf);
      return {
        fromDay: fromDay + Math.floor(Math.min(0, ...shifts) / SLOTS_PER_DAY),
        toDay: toDay + Math.ceil(Math.max(0, ...shifts) / SLOTS_PER_DAY),
      };
    },
  };
}

/** Of one token: no more than can have been found out while there were records of it. */
function heeded(ofToken: readonly ClockCorrection[]): ClockCorrection[] {
  return ofToken
    .filter(isPossible)
    .sort((a, b) => (b.foundMs ?? 0) - (a.foundMs ?? 0))
    .slice(0, MOST_CORRECTIONS);
}

function isPossible({ offsetMs }: ClockCorrection): boolean {
  return offsetMs >= -MOST_DAYS_AHEAD * DAY_MS;
}

/**
 * What was measured when a wrong computer set a clock is wrong by as much as that computer was, which shows when the
 * clock epoch that began then is measured in its turn.
 */
export function chainCorrections(corrections: readonly ClockCorrection[]): ClockCorrection[] {
  const offsets = new Map<ClockCorrection, number>();
  const byToken = groupByToken(corrections);
  function offsetOf(one: ClockCorrection): number {
    const known = offsets.get(one);
    if (known !== undefined) return known;
    // Epochs are counted modulo 256: one that comes round again ends here.
    offsets.set(one, one.offsetMs);
    const next = byToken
      .get(one.token)!
      .find((other) => other.epoch === ((one.epoch + 1) & 0xff) && other.generation >= one.generation);
    const errorMs = next === undefined || one.untilMs === STILL_WRONG_MS ? 0 : offsetOf(next);
    if (Math.abs(errorMs) > DRIFT_MS) offsets.set(one, one.offsetMs + errorMs);
    return offsets.get(one)!;
  }
  return corrections.map((one) => ({ ...one, offsetMs: offsetOf(one) }));
}

/** Whether setting the clock put it before the day of the keys. */
function heldBy({ generation, offsetMs, untilMs, heldDay = null }: ClockCorrection): Held[] {
  const fromSlot = Math.floor((untilMs + offsetMs) / SLOT_MS);
  if (heldDay === null) return [];
  const days = heldDay - dayOfSlot(fromSlot);
  return days > 0 && days <= MOST_DAYS_BEHIND_KEYS ? [{ generation, fromSlot, day: heldDay }] : [];
}

/** True slots before `held.day` in which the ID of that day's `slot` was sent. */
function heldSlots({ fromSlot, day }: Held, slot: number): number[] {
  const slots: number[] = [];
  for (let at = slot - SLOTS_PER_DAY; at >= fromSlot; at -= SLOTS_PER_DAY) slots.push(at);
  return slots.filter((at) => dayOfSlot(at) < day);
}

/** The same as a clock that was ahead by whole days. */
function heldClocks({ fromSlot, day }: Held): WrongClock[] {
  const clocks: WrongClock[] = [];
  for (let on = dayOfSlot(fromSlot); on < day; on++) {
    const [start, end] = [on * SLOTS_PER_DAY, (on + 1) * SLOTS_PER_DAY];
    clocks.push({ fromSlot: Math.max(fromSlot, start), toSlot: end, shift: (on - day) * SLOTS_PER_DAY });
  }
  return clocks;
}

const dayOfSlot = (slot: number) => Math.floor(slot / SLOTS_PER_DAY);

function groupByToken(corrections: readonly ClockCorrection[]): Map<string, ClockCorrection[]> {
  const byToken = new Map<string, ClockCorrection[]>();
  for (const one of corrections) byToken.set(one.token, [...(byToken.get(one.token) ?? []), one]);
  return byToken;
}

function merge(ranges: readonly DayRange[]): DayRange[] {
  const merged: DayRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.fromDay - b.fromDay)) {
    const last = merged.at(-1);
    if (last === undefined || range.fromDay > last.toDay + 1) merged.push({ ...range });
    else last.toDay = Math.max(last.toDay, range.toDay);
  }
  return merged;
}
