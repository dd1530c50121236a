import { encodeAdvert, wakeBeacon } from "../bluezone/advert.js";
import { DAY_MS, SLOT_MS, dayOf, slotOf } from "../bluezone/ids.js";
import { createEncounterTable } from "../contacts/encounter-table.js";
import type { EncounterTable } from "../contacts/encounter-table.js";
import { TX_POWER_DBM, WINDOWS_PER_SLOT } from "../contacts/record.js";
import type { Alarm, Hal } from "../../hal/hal.js";
import type { Identity, SlotIdentity } from "./identity.js";
import {
  ADVERT_INTERVAL_MS,
  NEIGHBOUR_CAPACITY,
  PREPARE_OFFSET_MS,
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
  /** The payload that carries the ID; identity and payload are wiped when the slot has left the air. */
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
  let startUptimeMs = 0;

  function nothing(): void {}

  /** A time that is past comes at once. */
  function at(offsetMs: number, run: () => void): void {
    alarms.push(clock.alarmAt(startUptimeMs + offsetMs, run));
  }

  function advertise(slot: Slot, withBeacon: boolean): void {
    hal.radio.advertise({
      address: slot.identity.address,
      payloads: withBeacon ? [slot.advert, beacon] : [slot.advert],
      intervalMs: ADVERT_INTERVAL_MS,
      txPowerDbm: TX_POWER_DBM,
    });
  }

  /** Opens window after window; one whose time was missed is left out, not made up for. Then the next slot is prepared. */
  function planWindow(slot: Slot, window: number, utcMs: number): void {
    if (window === WINDOWS_PER_SLOT) {
      at(PREPARE_OFFSET_MS, prepareTable);
      return;
    }
    const offsetMs = windowOffsetMs(slot.identity.id, window);
    if (startUtcMs + offsetMs < utcMs) {
      planWindow(slot, window + 1, utcMs);
      return;
    }
    at(offsetMs, function () {
      slot.table.openWindow(window);
      hal.radio.listen(WINDOW_MS, slot.table.hear, nothing);
      planWindow(slot, window + 1, clock.utcMs());
    });
  }

  function makeTable(utcMs: number): EncounterTable {
    const isEstimated = clock.timeState() === "estimated";
    return createEncounterTable(hal.crypto, NEIGHBOUR_CAPACITY, slotOf(utcMs), isEstimated, clockEpoch());
  }

  /** The slot of a time that may be to come. */
  function makeSlot(utcMs: number, table: EncounterTable): Slot {
    const day = dayOf(utcMs);
    const slot = slotOf(utcMs);
    const who = identity.identityAt(day, slot);
    return { day: day, slot: slot, identity: who, advert: encodeAdvert(who.id), table: table };
  }

  /** In two steps, each of which takes long enough. */
  function prepareTable(): void {
    const utcMs = startUtcMs + SLOT_MS;
    const table = makeTable(utcMs);
    at(PREPARE_OFFSET_MS, function () {
      next = makeSlot(utcMs, table);
    });
  }

  /** A slot that nobody prepared. */
  function slotAtHand(utcMs: number): Slot {
    identity.moveTo(dayOf(utcMs), slotOf(utcMs)); // the way there is not to be walked twice
    return makeSlot(utcMs, makeTable(utcMs));
  }

  /** Of a slot that is not on the air any more: whoever opens the token must not find who it was. */
  function forget(slot: Slot): void {
    slot.identity.id.fill(0);
    slot.identity.address.fill(0);
    slot.advert.fill(0);
  }

  function forgetNext(): void {
    if (next !== undefined) forget(next);
    next = undefined;
  }

  function begin(slot: Slot, utcMs: number): void {
    current = slot;
    next = undefined;
    startUtcMs = slot.day * DAY_MS + slot.slot * SLOT_MS;
    advertise(slot, utcMs < startUtcMs + WAKE_BEACON_MS);
    identity.moveTo(slot.day, slot.slot);
    plan(slot);
  }

  /** What is still to come of the slot. Alarms are in uptime; the slot is in UTC. */
  function plan(slot: Slot): void {
    const utcMs = clock.utcMs();
    startUptimeMs = clock.uptimeMs() + startUtcMs - utcMs;
    alarms = [];
    if (utcMs < startUtcMs + WAKE_BEACON_MS) {
      at(WAKE_BEACON_MS, function () {
        advertise(slot, false);
      });
    }
    planWindow(slot, 0, utcMs);
    at(SLOT_MS, end);
  }

  /** What was prepared goes with the plan: it carries the state of the clock. */
  function unplan(): void {
    for (const alarm of alarms) clock.cancelAlarm(alarm);
    forgetNext();
  }

  function end(): void {
    const utcMs = clock.utcMs();
    const lateMs = utcMs - startUtcMs - SLOT_MS;
    if (lateMs < 0) {
      at(SLOT_MS, end); // a timer may run a moment early
      return;
    }
    const ended = current!;
    if (lateMs >= SLOT_MS) forgetNext(); // it is over, too
    begin(next === undefined ? slotAtHand(utcMs) : next, utcMs);
    forget(ended);
    onEnded(ended);
  }

  return {
    start: function () {
      const utcMs = clock.utcMs();
      begin(slotAtHand(utcMs), utcMs);
    },
    stop: function () {
      if (current === undefined) return;
      unplan();
      hal.radio.stopAdvertising();
      const ended = current;
      current = undefined;
      forget(ended);
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
