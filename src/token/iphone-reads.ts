import { IPHONE_CHARACTERISTIC, IPHONE_SERVICE } from "../bluezone/advert.js";
import type { Iphones } from "../contacts/iphones.js";
import { LINK_LOSS_MS, READ_LIMIT_MS } from "../../hal/hal.js";
import type { Alarm, Hal } from "../../hal/hal.js";
import { MOST_SOUGHT_MS, READ_COST_MS, SOUGHT_PER_SLOT_MS } from "./schedule.js";

/** What must be free before the next burst or window, so that a read and whatever link it leaves behind are over. */
const ROOM_MS = READ_LIMIT_MS + LINK_LOSS_MS + 2000;
/** From one read to the next, for the link to be gone and for what else waits. */
const PAUSE_MS = 1000;

/** Reads iPhones while nothing else needs the radio, as far as the battery allows. */
export interface IphoneReads {
  /** A slot begins, with its share of the battery. */
  earn(): void;
  /** Reads one after the other from `fromMs` on, so that all is over before `untilMs`; both in uptime. */
  readBetween(iphones: Iphones, fromMs: number, untilMs: number): void;
  /** Begins no other one; what one under way gives is lost. */
  stop(): void;
  /** One is under way, or its connection may not be gone yet: the radio may hear nothing. */
  isBusy(): boolean;
}

export function createIphoneReads(hal: Hal): IphoneReads {
  const clock = hal.clock;
  /** Milliseconds of listening that may be spent; a read may take more than there is, which the next ones wait for. */
  let creditMs = 0;
  let alarm: Alarm = 0;
  let stops = 0;
  let busyUntilMs = 0;

  function readNext(iphones: Iphones, untilMs: number): void {
    if (creditMs <= 0 || clock.uptimeMs() + ROOM_MS > untilMs) return;
    const peer = iphones.next();
    if (peer === undefined) return;
    const stopsBefore = stops;
    busyUntilMs = Infinity;
    hal.radio.read(peer, IPHONE_SERVICE, IPHONE_CHARACTERISTIC, function (value, soughtMs) {
      creditMs -= soughtMs + READ_COST_MS;
      busyUntilMs = clock.uptimeMs() + LINK_LOSS_MS;
      if (stops !== stopsBefore) return;
      iphones.settle(peer, value);
      readBetween(iphones, clock.uptimeMs() + PAUSE_MS, untilMs);
    });
  }

  function readBetween(iphones: Iphones, fromMs: number, untilMs: number): void {
    clock.cancelAlarm(alarm);
    alarm = clock.alarmAt(fromMs, function () {
      readNext(iphones, untilMs);
    });
  }

  return {
    earn: function () {
      creditMs = Math.min(MOST_SOUGHT_MS, creditMs + SOUGHT_PER_SLOT_MS);
    },
    readBetween: readBetween,
    stop: function () {
      stops++;
      clock.cancelAlarm(alarm);
    },
    isBusy: function () {
      return clock.uptimeMs() < busyUntilMs;
    },
  };
}
