/** What one log, or two put together, say of another person on one day. */
import {
  type Closeness,
  closenessOf,
  leastMeanDbm,
  probabilityOfAtLeast,
} from "../../src/contacts/closeness.js";
import {
  DEFAULT_THRESHOLDS,
  type Exposure,
  type SlotWindows,
  judge,
  mergeWindows,
  windowStart,
} from "../../src/contacts/judge.js";
import {
  DEFAULT_RULE,
  LEAST_TO_OPEN,
  SHARE_OF_MINUTES_TO_OPEN,
  TOKEN_MODEL,
  isNamed,
} from "../../src/contacts/operating-points.js";
import { NOT_HEARD, WINDOWS_PER_SLOT, WINDOW_MINUTES } from "../../src/contacts/record.js";
import type { Spell } from "../../src/contacts/spells.js";
import { createTokenWindows } from "../../src/contacts/token-windows.js";

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
  /** Where it is all that an F0 heard of the other, the other's log stays closed. */
  readonly isRuledOut: boolean;
}

export const NOTHING: Heard = { slots: new Uint16Array(0), rssiDbm: new Int8Array(0) };

/** Windows in which one log heard the other; each token places its windows by itself, so no two logs have one in common. */
export function windowsHeard(view: View | undefined): number {
  let windows = 0;
  if (view !== undefined) for (const dBm of view.heard.rssiDbm) if (dBm !== NOT_HEARD) windows++;
  return windows;
}

/** Weaker windows alone are never a close contact. */
const LEAST_DBM = leastMeanDbm(TOKEN_MODEL);
/** Between two windows at most one is bridged, so n of them count for at most 2n. */
const leastWindows = (minutes: number) => minutes / (2 * WINDOW_MINUTES);

/** Emptied by every view. */
const windows = createTokenWindows();

/** Undefined where nothing was heard. */
export function viewOf(heard: Heard, other: Heard = NOTHING): View | undefined {
  let slots = 0;
  let all = 0;
  let strong = 0;
  eachSlot(heard, other, (_, i, j) => {
    slots++;
    for (let w = 0; w < WINDOWS_PER_SLOT; w++) {
      const dBm = Math.max(strengthAt(heard, i, w), strengthAt(other, j, w));
      if (dBm !== NOT_HEARD) all++;
      if (dBm >= LEAST_DBM) strong++;
    }
  });
  if (slots === 0) return undefined;
  const least = DEFAULT_RULE.minutes * SHARE_OF_MINUTES_TO_OPEN;
  const spells = strong > 0 && all >= leastWindows(least) ? spellsOf(heard, other) : [];
  const isRuledOut = probabilityOfAtLeast(spells, TOKEN_MODEL, least) < LEAST_TO_OPEN;
  const isClose =
    !isRuledOut &&
    all >= leastWindows(DEFAULT_RULE.minutes) &&
    isNamed(probabilityOfAtLeast(spells, TOKEN_MODEL, DEFAULT_RULE.minutes), DEFAULT_RULE);
  return { heard, other, slots, isClose, isRuledOut };
}

/** How long they were close to each other, as a trace has it. */
export function closenessIn({ heard, other }: View): Closeness {
  return closenessOf(spellsOf(heard, other), TOKEN_MODEL, DEFAULT_RULE.minutes);
}

/** As `gatherContacts` makes them of a station's records, but without the objects that it asks for. */
function spellsOf(heard: Heard, other: Heard): Spell[] {
  eachSlot(heard, other, (slot, i, j) => {
    const at = { slot, windowMinutes: WINDOW_MINUTES };
    for (let w = 0; w < WINDOWS_PER_SLOT; w++) {
      const [own, others] = [strengthAt(heard, i, w), strengthAt(other, j, w)];
      if (Math.max(own, others) !== NOT_HEARD) windows.hear(windowStart(at, w), WINDOW_MINUTES, own, others);
    }
  });
  return windows.take();
}

/** Slots of either log, ascending; `i` and `j` are where it stands in each, -1 where it does not. */
function eachSlot(heard: Heard, other: Heard, run: (slot: number, i: number, j: number) => void): void {
  const [one, two] = [heard.slots, other.slots];
  let i = 0;
  let j = 0;
  while (i < one.length || j < two.length) {
    const isInOne = j === two.length || (i < one.length && one[i]! <= two[j]!);
    const slot = isInOne ? one[i]! : two[j]!;
    const isInTwo = j < two.length && two[j] === slot;
    run(slot, isInOne ? i++ : -1, isInTwo ? j++ : -1);
  }
}

function strengthAt({ rssiDbm }: Heard, record: number, w: number): number {
  return record < 0 ? NOT_HEARD : rssiDbm[record * WINDOWS_PER_SLOT + w]!;
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

/** Windows of six a record without which nobody is close. */
export function strongWindows(rssiDbm: Int8Array, fromRecord: number, toRecord: number): number {
  let strong = 0;
  for (let at = fromRecord * WINDOWS_PER_SLOT; at < toRecord * WINDOWS_PER_SLOT; at++)
    if (rssiDbm[at]! >= LEAST_DBM) strong++;
  return strong;
}

/** Whether it is worth judging, which is asked about everybody who ever was in range. */
export function mayBeClose(strong: number): boolean {
  return strong > 0;
}
