import { encodeAdvert, wakeBeacon } from "../bluezone/advert.js";
import { DAY_MS, SLOT_MS, dayOf, slotOf } from "../bluezone/ids.js";
import { createEncounterTable } from "../contacts/encounter-table.js";
import type { EncounterTable } from "../contacts/encounter-table.js";
import { WINDOWS_PER_SLOT } from "../contacts/record.js";
import type { Alarm, Hal } from "../../hal/hal.js";
import type { Identity, SlotIdentity } from "./identity.js";
import {
  ADVERT_INTERVAL_MS,
  NEIGHBOUR_CAPACITY,
  PREPARE_OFFSET_MS,
  TX_POWER_DBM,
  WAKE_BEACON_MS,
  WINDOW_MS,
  windowOffsetMs,
} from "./schedule.js";

/** The radio's side of the token's day: one slot after the other, each with its ID, its adverts and its windows. */
export interface SlotCycle {
  /** Begins with the slot at hand; the clock must be known. */
  start(): void;
  /** Ends the slot under way, as far as it got; silent until `start`. */
  stop(): void;
  /** The clock was moved a little. False where the slot under way is not the one at hand any more: stop and start. */
  retime(): boolean;
  /** The slot under way, or undefined while stopped. */
  current(): Slot | undefined;
}

export interface Slot {
  day: number;
  slot: number;
  identity: SlotIdentity;
  /** The payload that carries the ID. */
  advert: Uint8Array;
  table: EncounterTable;
}

/**
 * @param onEnded     gets each slot when it is over; its table is to be flushed
 * @param clockEpoch  for the records of a slot that begins
 */
export function createSlotCycle(
  hal: Hal,
  identity: Identity,
  onEnded: (slot: Slot) => void,
  clockEpoch: () => number,
): SlotCycle {
  const clock = hal.clock;
  const beacon = wakeBeacon();
  let current: Slot | undefined;
  /** The slot after it, made in its last seconds so that the boundary is one short step. */
  let next: Slot | undefined;
  let alarms: Alarm[] = [];
  let startUtcMs = 0;

  function nothing(): void {}

  /** Alarms are in uptime; the slot is in UTC. A time that is past comes at once. */
  function at(offsetMs: number, run: () => void): void {
    alarms.push(clock.alarmAt(clock.uptimeMs() + startUtcMs + offsetMs - clock.utcMs(), run));
  }

  function advertise(slot: Slot, withBeacon: boolean): void {
    hal.radio.advertise({
      address: slot.identity.address,
      payloads: withBeacon ? [slot.advert, beacon] : [slot.advert],
      intervalMs: ADVERT_INTERVAL_MS,
      txPowerDbm: TX_POWER_DBM,
    });
  }

  /** Opens window after window; a window whose time was missed is left out, not made up for. */
  function planWindow(slot: Slot, window: number): void {
    if (window === WINDOWS_PER_SLOT) return;
    const offsetMs = windowOffsetMs(slot.identity.id, window);
    if (startUtcMs + offsetMs < clock.utcMs()) {
      planWindow(slot, window + 1);
      return;
    }
    at(offsetMs, function () {
      slot.table.openWindow(window);
      hal.radio.listen(WINDOW_MS, slot.table.hear, nothing);
      planWindow(slot, window + 1);
    });
  }

  function makeTable(slot: number): EncounterTable {
    const isEstimated = clock.timeState() === "estimated";
    return createEncounterTable(hal.crypto, NEIGHBOUR_CAPACITY, slot, isEstimated, clockEpoch());
  }

  /** A slot of the time at hand or of the time to come, everything about it ready. */
  function makeSlot(utcMs: number): Slot {
    const day = dayOf(utcMs);
    const number = slotOf(utcMs);
    const who = identity.identityAt(day, number);
    return {
      day: day,
      slot: number,
      identity: who,
      advert: encodeAdvert(who.id),
      table: makeTable(number),
    };
  }

  function begin(): void {
    const utcMs = clock.utcMs();
    const isReady = next !== undefined && next.slot === slotOf(utcMs) && next.day === dayOf(utcMs);
    const slot = isReady ? next! : makeSlot(utcMs);
    next = undefined;
    current = slot;
    startUtcMs = slot.day * DAY_MS + slot.slot * SLOT_MS;
    advertise(slot, utcMs < startUtcMs + WAKE_BEACON_MS);
    identity.moveTo(slot.day, slot.slot);
    plan(slot);
  }

  function prepareNext(): void {
    next = makeSlot(startUtcMs + SLOT_MS);
  }

  /** What is still to come of the slot. */
  function plan(slot: Slot): void {
    alarms = [];
    if (clock.utcMs() < startUtcMs + WAKE_BEACON_MS) {
      at(WAKE_BEACON_MS, function () {
        advertise(slot, false);
      });
    }
    planWindow(slot, 0);
    at(PREPARE_OFFSET_MS, prepareNext);
    at(SLOT_MS, end);
  }

  /** What was prepared carries the state of the clock, so it goes with the plan. */
  function unplan(): void {
    for (const alarm of alarms) clock.cancelAlarm(alarm);
    next = undefined;
  }

  function end(): void {
    if (clock.utcMs() < startUtcMs + SLOT_MS) {
      at(SLOT_MS, end); // a timer may run a moment early
      return;
    }
    const ended = current!;
    begin();
    onEnded(ended);
  }

  return {
    start: begin,
    stop: function () {
      if (current === undefined) return;
      unplan();
      hal.radio.stopAdvertising();
      const ended = current;
      current = undefined;
      onEnded(ended);
    },
    retime: function () {
      const utcMs = clock.utcMs();
      if (current === undefined || utcMs < startUtcMs || utcMs >= startUtcMs + SLOT_MS) return false;
      unplan();
      plan(current);
      return true;
    },
    current: function () {
      return current;
    },
  };
}
