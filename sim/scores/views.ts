/** What one log, or two put together, say of another person on one day. */
import {
  DEFAULT_RULE,
  DEFAULT_THRESHOLDS,
  type Exposure,
  type SlotWindows,
  judge,
  mergeWindows,
} from "../../src/contacts/judge.js";
import { NOT_HEARD, WINDOWS_PER_SLOT, WINDOW_MINUTES } from "../../src/contacts/record.js";

/** Of one log: slots, ascending and each once, with their strengths. */
export interface Heard {
  /** Since the run's slot 0. */
  readonly slots: Uint16Array;
  /** Six a slot, dBm or `NOT_HEARD`. */
  readonly rssiDbm: Int8Array;
}

export interface View {
  readonly heard: Heard;
  /** Of the other log; empty where one log is looked at alone. */
  readonly other: Heard;
  /** How many that are, both together. */
  readonly slots: number;
  readonly isClose: boolean;
}

export const NOTHING: Heard = { slots: new Uint16Array(0), rssiDbm: new Int8Array(0) };

/** Windows in which one log heard the other; each token places its windows by itself, so no two logs have one in common. */
export function windowsHeard(view: View | undefined): number {
  let windows = 0;
  if (view !== undefined) for (const dBm of view.heard.rssiDbm) if (dBm !== NOT_HEARD) windows++;
  return windows;
}

/** As weak as a window may be that counts for a close contact. */
const LEAST_DBM = {
  near: DEFAULT_THRESHOLDS.nearDbm,
  mid: DEFAULT_THRESHOLDS.midDbm,
  far: NOT_HEARD + 1,
}[DEFAULT_RULE.nearness];

/**
 * Undefined where nothing was heard. Decides as `judge` does, the stronger reading of each window and all, but without
 * the objects that it asks for: a window that is bridged counts where it lies between two that do.
 */
export function viewOf(heard: Heard, other: Heard = NOTHING): View | undefined {
  const [one, two] = [heard.slots, other.slots];
  let i = 0;
  let j = 0;
  let slots = 0;
  let close = 0;
  let last = -WINDOWS_PER_SLOT;
  let isLastClose = false;
  while (i < one.length || j < two.length) {
    const isInOne = j === two.length || (i < one.length && one[i]! <= two[j]!);
    const slot = isInOne ? one[i]! : two[j]!;
    const isInTwo = j < two.length && two[j] === slot;
    for (let w = 0; w < WINDOWS_PER_SLOT; w++) {
      const rssi = Math.max(
        isInOne ? heard.rssiDbm[i * WINDOWS_PER_SLOT + w]! : NOT_HEARD,
        isInTwo ? other.rssiDbm[j * WINDOWS_PER_SLOT + w]! : NOT_HEARD,
      );
      if (rssi === NOT_HEARD) continue;
      const window = slot * WINDOWS_PER_SLOT + w;
      const isClose = rssi >= LEAST_DBM;
      if (isClose) close += isLastClose && window - last === 2 ? 2 : 1;
      last = window;
      isLastClose = isClose;
    }
    if (isInOne) i++;
    if (isInTwo) j++;
    slots++;
  }
  if (slots === 0) return undefined;
  return { heard, other, slots, isClose: WINDOW_MINUTES * close >= DEFAULT_RULE.minutes };
}

/** Minutes by class, as a station judges them. */
export function exposureOf(view: View): Exposure {
  return judge(windowsOf(view), DEFAULT_THRESHOLDS);
}

/** As a station would have them. */
export function windowsOf({ heard, other }: View): SlotWindows[] {
  return mergeSlots([...slotWindowsOf(heard), ...slotWindowsOf(other)]);
}

function slotWindowsOf({ slots, rssiDbm }: Heard): SlotWindows[] {
  return Array.from(slots, (slot, i) => ({
    slot,
    rssiDbm: Array.from(rssiDbm.subarray(i * WINDOWS_PER_SLOT, (i + 1) * WINDOWS_PER_SLOT)),
    // Whether somebody listened in a window that heard nothing plays no part in the judgement.
    windowsListened: 0,
    windowMinutes: WINDOW_MINUTES,
  }));
}

/** Ascending, each once. */
function mergeSlots(windows: readonly SlotWindows[]): SlotWindows[] {
  const bySlot = new Map<number, SlotWindows>();
  for (const one of windows) {
    const before = bySlot.get(one.slot);
    bySlot.set(one.slot, before === undefined ? one : mergeWindows(before, one));
  }
  return [...bySlot.values()].sort((p, q) => p.slot - q.slot);
}

/** Parts of one log of one day; there are several only where its clock was moved or its program restarted. */
export function joinHeard(parts: readonly Heard[]): Heard {
  if (parts.length <= 1) return parts[0] ?? NOTHING;
  const merged = mergeSlots(parts.flatMap(slotWindowsOf));
  return {
    slots: Uint16Array.from(merged, ({ slot }) => slot),
    rssiDbm: Int8Array.from(merged.flatMap(({ rssiDbm }) => rssiDbm)),
  };
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
