import { encodeAdvert, wakeBeacon } from "../bluezone/advert.js";
import { DAY_MS, SLOTS_PER_DAY, SLOT_MS, dayOf, slotOf } from "../bluezone/ids.js";
import { createEncounterTable } from "../contacts/encounter-table.js";
import type { EncounterTable } from "../contacts/encounter-table.js";
import { createIphones } from "../contacts/iphones.js";
import type { Iphones } from "../contacts/iphones.js";
import { BALANCED, RENDEZVOUS, TX_POWER_DBM, WINDOWS_PER_SLOT } from "../contacts/record.js";
import type { Alarm, ByteString, Hal, Peer } from "../../hal/hal.js";
import { PRESSED_FLAGS, PRESS_MS } from "./gate/air.js";
import type { Identity, SlotIdentity } from "./identity.js";
import { createIphoneReads } from "./iphone-reads.js";
import {
  BURST_INTERVAL_MS,
  NEIGHBOUR_CAPACITY,
  PREPARE_OFFSET_MS,
  SILENCE_MS,
  halfWidthMs,
  planSlot,
  quietAfter,
} from "./schedule.js";
import type { SlotPlan } from "./schedule.js";

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
  /** The wearer pressed: dense adverts of who the token is now, for `PRESS_MS`. */
  beNoticed(): void;
  /** An iPhone is being read: nothing else may be heard. */
  isRadioTaken(): boolean;
}

export interface Slot {
  day: number;
  slot: number;
  identity: SlotIdentity;
  /** The payload that carries the ID; identity and payload are wiped when the slot has left the air. */
  advert: Uint8Array;
  table: EncounterTable;
  iphones: Iphones;
  plan: SlotPlan;
}

/**
 * @param onEnded     gets each slot when it is over; its table is to be flushed
 * @param clockEpoch  for the records of a slot that begins
 * @param boundMs     by how much the clock may be wrong
 * @param correctClock  moves it by some milliseconds, before anything of the slot is planned
 */
export function createSlotCycle(
  hal: Hal,
  identity: Identity,
  onEnded: (slot: Slot) => void,
  clockEpoch: () => number,
  boundMs: () => number,
  correctClock: () => void,
): SlotCycle {
  const clock = hal.clock;
  const beacon = wakeBeacon();
  const reads = createIphoneReads(hal);
  let current: Slot | undefined;
  /** The slot before it, until its table is handed over. */
  let left: Slot | undefined;
  /** The slot after it, made in its last seconds so that the boundary is one short step. */
  let next: Slot | undefined;
  /** The next change of what is advertised, the next window or what prepares the next slot, the slot's end. */
  let changeAlarm: Alarm = 0;
  let windowAlarm: Alarm = 0;
  let endAlarm: Alarm = 0;
  let startUtcMs = 0;
  let startUptimeMs = 0;
  /** Changes of the plan that are behind. */
  let changed = 0;
  /** A press has the air; and the last one's slot (since 1970) and end. */
  let isNoticed = false;
  let noticedSlot = 0;
  let noticedUntilMs = 0;
  let noticedAlarm: Alarm = 0;

  /** A time that is past comes at once. */
  function at(offsetMs: number, run: () => void): Alarm {
    return clock.alarmAt(startUptimeMs + offsetMs, run);
  }

  /** Puts on the air what belongs there after so many changes of the plan. */
  function putOnAir(slot: Slot, changes: number): void {
    const plan = slot.plan;
    const isSilent = changes === 0 || changes === plan.changesMs.length;
    const isBurst = plan.schedule === RENDEZVOUS && (changes & 1) === 0;
    if (isSilent) hal.radio.stopAdvertising();
    else
      hal.radio.advertise({
        address: slot.identity.address,
        payloads: isBurst || changes >= plan.beaconChanges ? [slot.advert] : [slot.advert, beacon],
        intervalMs: isBurst ? BURST_INTERVAL_MS : plan.intervalMs,
        txPowerDbm: TX_POWER_DBM,
      });
  }

  /** The same, unless a press has the air, and again at each change to come. */
  function advertise(slot: Slot, changes: number): void {
    changed = changes;
    if (!isNoticed) putOnAir(slot, changes);
    if (changes === slot.plan.changesMs.length) return;
    changeAlarm = at(slot.plan.changesMs[changes]!, function () {
      advertise(slot, changes + 1);
    });
  }

  /**
   * Begin and end follow the press, never the clock: an ID may so come early out of the silence around a boundary, or stay a few
   * seconds into the next slot, whose own then comes as much later (`begin`). Two presses around a boundary would bring both IDs on
   * the air, marked, one after the other, which links them: the second one is left out.
   */
  function beNoticed(): void {
    const slot = current;
    const nowMs = clock.uptimeMs();
    if (slot === undefined) return;
    const number = slot.day * SLOTS_PER_DAY + slot.slot;
    if (noticedSlot === number - 1 && nowMs < noticedUntilMs + SILENCE_MS) return;
    const advert = new Uint8Array(slot.advert);
    advert[2] = PRESSED_FLAGS;
    hal.radio.advertise({
      address: slot.identity.address,
      payloads: [advert],
      intervalMs: BURST_INTERVAL_MS,
      txPowerDbm: TX_POWER_DBM,
    });
    advert.fill(0);
    isNoticed = true;
    noticedSlot = number;
    noticedUntilMs = nowMs + PRESS_MS;
    clock.cancelAlarm(noticedAlarm);
    noticedAlarm = clock.alarmAt(noticedUntilMs, function () {
      isNoticed = false;
      if (current !== undefined) putOnAir(current, changed);
    });
  }

  /** Opens window after window; one whose time was missed is left out, not made up for. Then the next slot is prepared. */
  function planWindow(slot: Slot, window: number, utcMs: number): void {
    if (window === WINDOWS_PER_SLOT) {
      windowAlarm = at(PREPARE_OFFSET_MS, prepareTable);
      return;
    }
    const offsetMs = slot.plan.windowsAtMs[window]!;
    if (startUtcMs + offsetMs < utcMs) {
      planWindow(slot, window + 1, utcMs);
      return;
    }
    windowAlarm = at(offsetMs, function () {
      slot.iphones.openWindow(window);
      hal.radio.listen(slot.plan.windowMs, slot.table.hear, function () {
        readIphones(slot, window);
      });
      planWindow(slot, window + 1, clock.utcMs());
    });
  }

  /** The window may have ended because its slot did. */
  function readIphones(slot: Slot, window: number): void {
    if (slot !== current || !slot.iphones.isAny()) return;
    const quiet = quietAfter(slot.plan, window);
    reads.readBetween(slot.iphones, startUptimeMs + quiet.fromMs, startUptimeMs + quiet.untilMs);
  }

  function hearOther(data: ByteString, rssiDbm: number, peer: Peer | undefined): void {
    if (current !== undefined) current.iphones.hear(data, rssiDbm, peer);
  }

  /** @param wrongMs  by how much the clock may be wrong, which the slot goes by */
  function makeTable(utcMs: number, wrongMs: number): EncounterTable {
    const isEstimated = clock.timeState() === "estimated";
    const schedule = halfWidthMs(wrongMs) === 0 ? BALANCED : RENDEZVOUS;
    return createEncounterTable(
      hal.crypto,
      NEIGHBOUR_CAPACITY,
      slotOf(utcMs),
      isEstimated,
      clockEpoch(),
      schedule,
      hearOther,
    );
  }

  /** The slot of a time that may be to come. */
  function makeSlot(utcMs: number, table: EncounterTable, iphones: Iphones, wrongMs: number): Slot {
    const day = dayOf(utcMs);
    const slot = slotOf(utcMs);
    const who = identity.identityAt(day, slot);
    const plan = planSlot(hal.crypto, day * SLOTS_PER_DAY + slot, who, wrongMs);
    return {
      day: day,
      slot: slot,
      identity: who,
      advert: encodeAdvert(who.id),
      table: table,
      iphones: iphones,
      plan: plan,
    };
  }

  /** In two steps, each of which takes long enough. */
  function prepareTable(): void {
    const utcMs = startUtcMs + SLOT_MS;
    const wrongMs = boundMs();
    const table = makeTable(utcMs, wrongMs);
    const iphones = createIphones(hal.crypto, table);
    windowAlarm = at(PREPARE_OFFSET_MS, function () {
      next = makeSlot(utcMs, table, iphones, wrongMs);
    });
  }

  /** A slot that nobody prepared. */
  function slotAtHand(utcMs: number): Slot {
    identity.moveTo(dayOf(utcMs), slotOf(utcMs)); // the way there is not to be walked twice
    const wrongMs = boundMs();
    const table = makeTable(utcMs, wrongMs);
    return makeSlot(utcMs, table, createIphones(hal.crypto, table), wrongMs);
  }

  /** Of a slot that is not on the air any more: whoever opens the token must not find who it was. */
  function forget(slot: Slot): void {
    slot.identity.id.fill(0);
    slot.identity.address.fill(0);
    slot.identity.secret.fill(0);
    slot.advert.fill(0);
  }

  function forgetNext(): void {
    if (next !== undefined) forget(next);
    next = undefined;
  }

  function begin(slot: Slot): void {
    current = slot;
    next = undefined;
    reads.earn();
    correctClock();
    startUtcMs = slot.day * DAY_MS + slot.slot * SLOT_MS;
    // The ID before it is still there.
    if (isNoticed)
      slot.plan.changesMs[0]! += Math.max(0, noticedUntilMs - clock.uptimeMs() + clock.utcMs() - startUtcMs);
    plan(slot);
    identity.moveTo(slot.day, slot.slot);
  }

  /**
   * What is still to come of the slot. Alarms are in uptime; the slot is in UTC. Where it has begun it comes on the air at once: that
   * moment is the host's or the supply's and says nothing of the clock.
   */
  function plan(slot: Slot): void {
    const utcMs = clock.utcMs();
    startUptimeMs = clock.uptimeMs() + startUtcMs - utcMs;
    let changes = 0;
    while (changes < slot.plan.changesMs.length && startUtcMs + slot.plan.changesMs[changes]! <= utcMs)
      changes++;
    advertise(slot, changes);
    endAlarm = at(SLOT_MS, end);
    // A step of its own: that of the boundary is long enough.
    windowAlarm = clock.alarmAt(clock.uptimeMs(), function () {
      handOver();
      planWindow(slot, 0, clock.utcMs());
    });
  }

  /** What was prepared goes with the plan: it carries the state of the clock. */
  function unplan(): void {
    clock.cancelAlarm(changeAlarm);
    clock.cancelAlarm(windowAlarm);
    clock.cancelAlarm(endAlarm);
    reads.stop();
    forgetNext();
    handOver();
  }

  /** The slot that was on the air before, once. */
  function handOver(): void {
    const ended = left;
    if (ended === undefined) return;
    left = undefined;
    forget(ended);
    onEnded(ended);
  }

  function end(): void {
    const utcMs = clock.utcMs();
    const lateMs = utcMs - startUtcMs - SLOT_MS;
    if (lateMs < 0) {
      endAlarm = at(SLOT_MS, end); // a timer may run a moment early
      return;
    }
    clock.cancelAlarm(changeAlarm); // one that could not come in time would put the old ID back on the air
    handOver();
    left = current;
    // Where steps take long it is over, too, or was made when it had begun.
    if (next !== undefined && (next.day !== dayOf(utcMs) || next.slot !== slotOf(utcMs))) forgetNext();
    begin(next === undefined ? slotAtHand(utcMs) : next);
  }

  return {
    start: function () {
      const utcMs = clock.utcMs();
      begin(slotAtHand(utcMs));
    },
    stop: function () {
      if (current === undefined) return;
      unplan();
      clock.cancelAlarm(noticedAlarm);
      isNoticed = false;
      hal.radio.stopAdvertising();
      left = current;
      current = undefined;
      handOver();
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
    beNoticed: beNoticed,
    isRadioTaken: reads.isBusy,
  };
}
