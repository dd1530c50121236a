/** What a scene knows of one token. */
import { DAY_MS, SLOTS_PER_DAY, SLOT_MS } from "../../src/bluezone/ids.js";
import { NOT_HEARD, WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import { halfWidthMs, windowsAtMs } from "../../src/token/schedule.js";
import { REMINDER, WELL } from "../../src/wearer/signals.js";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createRandom } from "../../hal/simulated/random.js";
import { activityOfDay, boundMsAfter, scheduleFor } from "../energy/day.js";
import { energyOf, totalMah } from "../energy/energy.js";
import { PROFILES } from "../energy/profiles.js";
import { TIME_STATES } from "./changes.js";
import type { EncounterRow, EnergyUse, Inside, LogPageInside, SlotInside } from "./inside.js";

const HOUR_MS = 3_600_000;
/** A cell of this size is what the page counts with; `bztoken energy` takes another. */
const BATTERY_MAH = 100;

const HASH = createSimulatedCrypto(createRandom(0));

interface Row {
  rssiDbm: number[];
  adverts: number;
}

export interface WatchedToken {
  isOn(): boolean;
  isWarned(): boolean;
  isListening(): boolean;
  setPower(isOn: boolean, ms: number): void;
  setWarned(isWarned: boolean): void;
  /** Rows of the LED's table: of a press, and of the charger (-1: none). */
  setSignals(pressed: number, charger: number): void;
  setBattery(milliVolts: number, isCharging: boolean): void;
  setPage(page: LogPageInside): void;
  dropPagesBefore(sequence: number): void;
  /** A slot begins, or none where the time is not known (slot -1). `id`: number of its own ID. */
  beginSlot(day: number, slot: number, id: number, timeState: number, aheadMs: number): void;
  /** A window is over: ID, strongest advert, adverts, `count` times from `at` on. */
  hear(slotNumber: number, window: number, list: readonly number[], at: number, count: number): void;
  onLight(): void;
  inside(person: number, carried: number, ms: number, ids: Ids): Inside;
}

export interface Ids {
  hex: readonly string[];
  person: readonly number[];
}

/** @param capacity  pages of its log */
export function createWatchedToken(capacity: number): WatchedToken {
  let isOn = true;
  let isWarned = false;
  let pressed = WELL;
  let charger = -1;
  let milliVolts = 0;
  let isCharging = false;
  let timeState = 0;
  let aheadMs = 0;
  let slotNumber = -1;
  let ownId = -1;
  /** By window: IDs heard. */
  let counts: (number | undefined)[] = [];
  const rows = new Map<number, Row>();
  let pages: LogPageInside[] = [];
  /** For what it costs. */
  let onSinceMs = 0;
  let onMs = 0;
  let reports = 0;
  let records = 0;
  let lights = 0;

  function empty(): void {
    records += rows.size;
    rows.clear();
    counts = [];
  }

  function energy(ms: number): EnergyUse | undefined {
    const aliveMs = onMs + (isOn ? ms - onSinceMs : 0);
    if (aliveMs < HOUR_MS) return undefined;
    const aDay = (count: number) => (count * DAY_MS) / aliveMs;
    const day = activityOfDay(scheduleFor(boundMsAt(ms)), {
      reports: aDay(reports),
      records: aDay(records + rows.size),
      presses: aDay(lights),
    });
    const mahADay = totalMah(energyOf(day, PROFILES.traceband, BATTERY_MAH));
    return { mahADay, usedMah: (mahADay * aliveMs) / DAY_MS };
  }

  /** Clocks are set at the scenario's start and never again; one that lost the time has no bound. */
  function boundMsAt(ms: number): number {
    return TIME_STATES[timeState] === "set" ? boundMsAfter(ms) : Infinity;
  }

  function slotInside(ids: Ids, ms: number): SlotInside | undefined {
    if (!isOn || slotNumber < 0) return undefined;
    const startUtcMs = slotNumber * SLOT_MS;
    const id = ids.hex[ownId]!;
    const idBytes = Uint8Array.from({ length: id.length / 2 }, (_, i) =>
      parseInt(id.slice(2 * i, 2 * i + 2), 16),
    );
    return {
      startUtcMs,
      id,
      windows: windowsAtMs(HASH, slotNumber, idBytes, halfWidthMs(boundMsAt(ms))).map((atMs, window) => ({
        startUtcMs: startUtcMs + atMs,
        count: counts[window],
      })),
      rows: [...rows]
        .map(([number, { rssiDbm, adverts }]): EncounterRow => {
          const lastDbm = rssiDbm.findLast((dBm) => dBm !== NOT_HEARD)!;
          return { id: ids.hex[number]!, person: ids.person[number]!, rssiDbm, lastDbm, adverts };
        })
        .sort((a, b) => Math.max(...b.rssiDbm) - Math.max(...a.rssiDbm)),
    };
  }

  return {
    isOn: () => isOn,
    isWarned: () => isWarned,
    isListening: () => isOn && slotNumber >= 0,
    setPower(nowOn, ms) {
      if (nowOn) onSinceMs = ms;
      else onMs += ms - onSinceMs;
      isOn = nowOn;
      slotNumber = -1;
      rows.clear();
      counts = [];
    },
    setWarned(nowWarned) {
      isWarned = nowWarned;
    },
    setSignals(newPressed, newCharger) {
      pressed = newPressed;
      charger = newCharger;
    },
    setBattery(newMilliVolts, nowCharging) {
      milliVolts = newMilliVolts;
      isCharging = nowCharging;
    },
    setPage(page) {
      if (pages.at(-1)?.sequence === page.sequence) pages.pop();
      // The page before was left for this one.
      else if (pages.length > 0) pages.at(-1)!.isClosed = true;
      pages.push(page);
    },
    dropPagesBefore(sequence) {
      pages = pages.filter((page) => page.sequence >= sequence);
    },
    beginSlot(day, slot, id, newTimeState, newAheadMs) {
      empty();
      slotNumber = slot < 0 ? -1 : day * SLOTS_PER_DAY + slot;
      ownId = id;
      timeState = newTimeState;
      aheadMs = newAheadMs;
    },
    hear(ofSlot, window, list, at, count) {
      for (let i = at; i < at + 3 * count; i += 3) reports += list[i + 2]!;
      if (ofSlot !== slotNumber) return;
      counts[window] = count;
      for (let i = at; i < at + 3 * count; i += 3) {
        let row = rows.get(list[i]!);
        if (row === undefined) {
          row = { rssiDbm: new Array<number>(WINDOWS_PER_SLOT).fill(NOT_HEARD), adverts: 0 };
          rows.set(list[i]!, row);
        }
        row.rssiDbm[window] = list[i + 1]!;
        row.adverts += list[i + 2]!;
      }
    },
    onLight() {
      lights++;
    },
    inside: (person, carried, ms, ids) => ({
      person,
      ms,
      isOn,
      isWarned,
      carried,
      signals: !isOn ? [] : [pressed, ...(isWarned ? [REMINDER] : []), ...(charger < 0 ? [] : [charger])],
      milliVolts,
      isCharging,
      energy: energy(ms),
      timeState: TIME_STATES[timeState]!,
      aheadMs,
      slot: slotInside(ids, ms),
      log: { pages, capacity, records: pages.reduce((sum, page) => sum + page.records, 0) },
    }),
  };
}
