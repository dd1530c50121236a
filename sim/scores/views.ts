/** What one log, or two put together, say of another person on one day. */
import {
  DEFAULT_RULE,
  DEFAULT_THRESHOLDS,
  type Exposure,
  type SlotWindows,
  WINDOW_MINUTES,
  judge,
} from "../../src/contacts/judge.js";
import { NOT_HEARD, WINDOWS_PER_SLOT } from "../../src/contacts/record.js";

/** Strengths in slots: six numbers each. */
export interface Heard {
  /** Since the run's slot 0. */
  slots: number[];
  /** dBm or `NOT_HEARD`. */
  rssiDbm: number[];
}

export interface View {
  /** Since the run's slot 0, by the listener's clock, ascending, each once. */
  readonly slots: readonly number[];
  /** Six a slot, dBm or `NOT_HEARD`. */
  readonly rssiDbm: readonly number[];
  readonly isClose: boolean;
}

/** As weak as a window may be that counts for a close contact. */
const LEAST_DBM = {
  near: DEFAULT_THRESHOLDS.nearDbm,
  mid: DEFAULT_THRESHOLDS.midDbm,
  far: NOT_HEARD + 1,
}[DEFAULT_RULE.nearness];

export function nothingHeard(): Heard {
  return { slots: [], rssiDbm: [] };
}

/** Undefined where nothing was heard. */
export function viewOf({ slots, rssiDbm }: Heard): View | undefined {
  if (slots.length === 0) return undefined;
  return { slots, rssiDbm, isClose: WINDOW_MINUTES * closeWindows(slots, rssiDbm) >= DEFAULT_RULE.minutes };
}

/** Minutes by class, as a station judges them. */
export function exposureOf(view: View): Exposure {
  return judge(windowsOf(view), DEFAULT_THRESHOLDS);
}

export function windowsOf({ slots, rssiDbm }: Pick<View, "slots" | "rssiDbm">): SlotWindows[] {
  return slots.map((slot, i) => ({
    slot,
    rssiDbm: rssiDbm.slice(i * WINDOWS_PER_SLOT, (i + 1) * WINDOWS_PER_SLOT),
    // Whether somebody listened in a window that heard nothing plays no part in the judgement.
    windowsListened: 0,
  }));
}

/**
 * Windows that count for a close contact: what `judge` finds, without the objects that it is asked with. One that is
 * bridged counts where it lies between two that do.
 */
function closeWindows(slots: readonly number[], rssiDbm: readonly number[]): number {
  let close = 0;
  let last = -Infinity;
  let isLastClose = false;
  for (let i = 0; i < slots.length; i++) {
    for (let w = 0; w < WINDOWS_PER_SLOT; w++) {
      const rssi = rssiDbm[i * WINDOWS_PER_SLOT + w]!;
      if (rssi === NOT_HEARD) continue;
      const window = slots[i]! * WINDOWS_PER_SLOT + w;
      const isClose = rssi >= LEAST_DBM;
      if (isClose) close += isLastClose && window - last === 2 ? 2 : 1;
      last = window;
      isLastClose = isClose;
    }
  }
  return close;
}

/** Windows of six a record that are strong enough by themselves. */
export function strongWindows(rssiDbm: Int8Array, fromRecord: number, toRecord: number): number {
  let strong = 0;
  for (let at = fromRecord * WINDOWS_PER_SLOT; at < toRecord * WINDOWS_PER_SLOT; at++)
    if (rssiDbm[at]! >= LEAST_DBM) strong++;
  return strong;
}

/**
 * Whether it is worth judging, which is asked about everybody who ever was in range: between two windows at most one is
 * bridged, so n of them count for at most 2n − 1.
 */
export function mayBeClose(strong: number): boolean {
  return (2 * strong - 1) * WINDOW_MINUTES >= DEFAULT_RULE.minutes;
}

/** Ascending; a log has two records of a slot only where its clock was moved or its program restarted. */
export function eachSlotOnce(heard: Heard): Heard {
  const { slots } = heard;
  let i = 1;
  while (i < slots.length && slots[i]! > slots[i - 1]!) i++;
  if (i >= slots.length) return heard;
  const once = [...new Set(slots)].sort((p, q) => p - q);
  const rssiDbm = new Array<number>(once.length * WINDOWS_PER_SLOT).fill(NOT_HEARD);
  slots.forEach((slot, n) => keepStronger(rssiDbm, once.indexOf(slot), heard.rssiDbm, n));
  return { slots: once, rssiDbm };
}

/** Two logs, each ascending and each slot once: the stronger reading of each window. */
export function mergeHeard(one: Heard, other: Heard): Heard {
  if (one.slots.length === 0) return other;
  if (other.slots.length === 0) return one;
  const merged = nothingHeard();
  let i = 0;
  let j = 0;
  while (i < one.slots.length || j < other.slots.length) {
    const slot = Math.min(one.slots[i] ?? Infinity, other.slots[j] ?? Infinity);
    const n = merged.slots.length;
    merged.slots.push(slot);
    for (let w = 0; w < WINDOWS_PER_SLOT; w++) merged.rssiDbm.push(NOT_HEARD);
    if (one.slots[i] === slot) keepStronger(merged.rssiDbm, n, one.rssiDbm, i++);
    if (other.slots[j] === slot) keepStronger(merged.rssiDbm, n, other.rssiDbm, j++);
  }
  return merged;
}

function keepStronger(into: number[], intoSlot: number, from: readonly number[], fromSlot: number): void {
  for (let w = 0; w < WINDOWS_PER_SLOT; w++) {
    const at = intoSlot * WINDOWS_PER_SLOT + w;
    into[at] = Math.max(into[at]!, from[fromSlot * WINDOWS_PER_SLOT + w]!);
  }
}
