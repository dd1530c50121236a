/** One token's inside, as the page shows it: what its own code has in memory and in flash. */
import type { TimeState } from "../../hal/hal.js";

export interface Inside {
  person: number;
  /** When it was like this: simulated milliseconds since the start. */
  ms: number;
  isOn: boolean;
  isWarned: boolean;
  /** How it is carried (town/carrying.ts). */
  carried: number;
  /** Rows of src/wearer/signals.ts that hold: what a press shows, and what comes by itself. */
  signals: number[];
  milliVolts: number;
  isCharging: boolean;
  /** What it used so far, and would in a day like this; undefined in the first hour. */
  energy: EnergyUse | undefined;
  timeState: TimeState;
  /** Its own clock minus the true time, when the slot began. */
  aheadMs: number;
  /** The slot under way; undefined while the time is not known. */
  slot: SlotInside | undefined;
  log: { pages: LogPageInside[]; capacity: number; records: number };
}

export interface EnergyUse {
  usedMah: number;
  mahADay: number;
}

export interface SlotInside {
  /** By its own clock. */
  startUtcMs: number;
  /** Upper-case hex. */
  id: string;
  /** In order; `count` is how many IDs it heard, undefined for one that is still to come or was missed. */
  windows: { startUtcMs: number; count: number | undefined }[];
  /** The encounter table, who was heard most strongly first. */
  rows: EncounterRow[];
}

export interface EncounterRow {
  id: string;
  /** Who sends it; -1: nobody known. */
  person: number;
  /** Strongest advert by window, `NOT_HEARD` where there was none. */
  rssiDbm: number[];
  /** That of the last window in which it was heard. */
  lastDbm: number;
  adverts: number;
}

export interface LogPageInside {
  sequence: number;
  /** UTC day. */
  day: number;
  records: number;
  isClosed: boolean;
}
