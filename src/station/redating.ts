/**
 * Dates anew what a token with a wrong clock recorded and sent. Slots are numbered since 1970; a correction moves
 * them by whole slots, the nearest: an ID counts within one slot anyhow.
 */
import { SLOTS_PER_DAY, SLOT_MS } from "../bluezone/ids.js";
import type { WrongClock } from "../custody/host/build-list.js";
import type { SlotRange } from "./id-lookup.js";
import type { ClockCorrection, DayRange } from "./store/types.js";

export interface Redating {
  /** The true slot of a record, from the slot by its token's clock and the clock epoch it carries. */
  recordSlot(serial: number, generation: number, epoch: number, slot: number): number;
  /** True slots in which a token may have sent the ID that it held for a slot of its own clock. */
  senderSlots(serial: number, generation: number, slot: number): number[];
  /** When a token was off by which whole slots: two numbers side by side where it was off by a part of one, too. */
  wrongClocks(serial: number): WrongClock[];
  /** Days by the token's clock in which true slots may lie; in order, without overlaps. */
  tokenDays(serial: number, slots: SlotRange): DayRange[];
  /** True days in which days by the tokens' clocks may lie. */
  trueDays(days: DayRange): DayRange;
}

export function createRedating(corrections: readonly ClockCorrection[]): Redating {
  const bySerial = new Map<number, ClockCorrection[]>();
  for (const one of [...corrections].sort((a, b) => a.generation - b.generation)) {
    bySerial.set(one.serial, [...(bySerial.get(one.serial) ?? []), one]);
  }
  const of = (serial: number) => bySerial.get(serial) ?? [];
  const shiftOf = (one: ClockCorrection) => Math.round(one.offsetMs / SLOT_MS);

  return {
    recordSlot(serial, generation, epoch, slot) {
      // A re-key leaves the clock epoch as it is: what is found out after it holds for the generation before as well.
      const found = of(serial).find((one) => one.epoch === epoch && one.generation >= generation);
      return found === undefined ? slot : slot + shiftOf(found);
    },
    senderSlots(serial, generation, slot) {
      const wrong = of(serial).filter(
        (one) => one.generation >= generation && slot * SLOT_MS <= one.untilMs && shiftOf(one) !== 0,
      );
      return [slot, ...wrong.map((one) => slot + shiftOf(one))];
    },
    wrongClocks(serial) {
      const inOrder = of(serial)
        .map(({ offsetMs, untilMs }) => ({ offsetMs, endMs: untilMs + offsetMs }))
        .sort((a, b) => a.endMs - b.endMs);
      return inOrder.flatMap(({ offsetMs, endMs }, i) => {
        // Before the correction before this one the clock was off otherwise.
        const fromSlot = i === 0 ? 0 : Math.floor(inOrder[i - 1]!.endMs / SLOT_MS);
        const toSlot = Math.ceil(endMs / SLOT_MS);
        const shifts = new Set([Math.floor(offsetMs / SLOT_MS), Math.ceil(offsetMs / SLOT_MS)]);
        shifts.delete(0);
        return [...shifts].map((shift) => ({ fromSlot, toSlot, shift }));
      });
    },
    tokenDays(serial, { from, to }) {
      const shifts = [0, ...of(serial).map(shiftOf)];
      const ranges = shifts.map((shift) => ({
        fromDay: Math.floor((from - shift) / SLOTS_PER_DAY),
        toDay: Math.floor((to - 1 - shift) / SLOTS_PER_DAY),
      }));
      return merge(ranges);
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

function merge(ranges: readonly DayRange[]): DayRange[] {
  const merged: DayRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.fromDay - b.fromDay)) {
    const last = merged.at(-1);
    if (last === undefined || range.fromDay > last.toDay + 1) merged.push({ ...range });
    else last.toDay = Math.max(last.toDay, range.toDay);
  }
  return merged;
}
