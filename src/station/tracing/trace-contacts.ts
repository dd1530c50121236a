/** From pieces of evidence to one line a person: both logs merged slot by slot, then judged. */
import { SLOT_MS } from "../../bluezone/ids.js";
import {
  countedWindows,
  isCloseContact,
  judge,
  mergeWindows,
  type CloseContactRule,
  type NearnessThresholds,
  type SlotWindows,
} from "../../contacts/judge.js";
import { NOT_HEARD, WINDOWS_PER_SLOT } from "../../contacts/record.js";
import type { Contact, ContactSlot, SeenBy } from "../cases/trace-result.js";
import { localDayOf } from "../local-time.js";

const WINDOW_MS = SLOT_MS / WINDOWS_PER_SLOT;

/** Who had a token at a moment, always the same object for one person; null where nobody is registered. */
export type HolderAt<Holder> = (token: string, utcMs: number) => Holder | null;

/** One record that tells of the F0 and another token. */
export interface Evidence {
  /** The other token. */
  token: string;
  /** From the F0's log; otherwise from the other token's. */
  isOwnLog: boolean;
  windows: SlotWindows;
}

interface Gathered<Holder> {
  /** The last slot of each token. */
  tokens: Map<string, number>;
  holder: Holder | null;
  own: Map<number, SlotWindows>;
  other: Map<number, SlotWindows>;
}

/**
 * Contacts, close ones first, then by minutes. A token that changed hands makes one contact for each holder, and a person
 * is one contact, whichever token they had.
 */
export function gatherContacts<Holder>(
  evidence: readonly Evidence[],
  serialOf: (token: string) => number,
  holderAt: HolderAt<Holder>,
  rule: CloseContactRule,
  thresholds: NearnessThresholds,
): Contact<Holder>[] {
  const byContact = new Map<Holder | string, Gathered<Holder>>();
  for (const { token, isOwnLog, windows } of evidence) {
    const holder = holderAt(token, windows.slot * SLOT_MS);
    const gathered = byContact.get(holder ?? token) ?? {
      ...{ tokens: new Map<string, number>(), holder },
      own: new Map(),
      other: new Map(),
    };
    byContact.set(holder ?? token, gathered);
    gathered.tokens.set(token, Math.max(windows.slot, gathered.tokens.get(token) ?? 0));
    const log = isOwnLog ? gathered.own : gathered.other;
    const before = log.get(windows.slot);
    log.set(windows.slot, before === undefined ? windows : mergeWindows(before, windows));
  }
  return [...byContact.values()]
    .map((gathered) => toContact(gathered, serialOf, rule, thresholds))
    .filter((contact) => contact.minutes > 0)
    .sort(
      (a, b) =>
        Number(b.isClose) - Number(a.isClose) ||
        b.nearMinutes - a.nearMinutes ||
        b.minutes - a.minutes ||
        a.tokens[0]!.serial - b.tokens[0]!.serial ||
        (a.tokens[0]!.token < b.tokens[0]!.token ? -1 : 1),
    );
}

function toContact<Holder>(
  { tokens, holder, own, other }: Gathered<Holder>,
  serialOf: (token: string) => number,
  rule: CloseContactRule,
  thresholds: NearnessThresholds,
): Contact<Holder> {
  const slots = [...new Set([...own.keys(), ...other.keys()])].sort((a, b) => a - b);
  const merged = slots.map((slot) => {
    const [a, b] = [own.get(slot), other.get(slot)];
    return a && b ? mergeWindows(a, b) : (a ?? b)!;
  });
  const days = new Map<number, SlotWindows[]>();
  for (const windows of merged) {
    const day = localDayOf(windows.slot * SLOT_MS);
    days.set(day, [...(days.get(day) ?? []), windows]);
  }
  const heard = countedWindows(merged);
  return {
    tokens: [...tokens]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([token]) => ({ token, serial: serialOf(token) })),
    holder,
    ...judge(merged, thresholds),
    firstMs: (heard[0]?.window ?? 0) * WINDOW_MS,
    lastMs: ((heard.at(-1)?.window ?? -1) + 1) * WINDOW_MS,
    isClose: [...days.values()].some((day) => isCloseContact(judge(day, thresholds), rule)),
    seenBy: seenBy(own.size > 0, other.size > 0),
    slots: merged.map((windows) => toContactSlot(windows, own, other, thresholds)),
  };
}

function toContactSlot(
  windows: SlotWindows,
  own: ReadonlyMap<number, SlotWindows>,
  other: ReadonlyMap<number, SlotWindows>,
  thresholds: NearnessThresholds,
): ContactSlot {
  return {
    startMs: windows.slot * SLOT_MS,
    nearness: judge([windows], thresholds).nearness,
    windowsHeard: windows.rssiDbm.filter((rssi) => rssi !== NOT_HEARD).length,
    windowsListened: bitCount(windows.windowsListened),
    seenBy: seenBy(own.has(windows.slot), other.has(windows.slot)),
  };
}

function seenBy(inOwn: boolean, inOther: boolean): SeenBy {
  if (inOwn && inOther) return "both";
  return inOwn ? "f0" : "contact";
}

function bitCount(mask: number): number {
  return [...mask.toString(2)].filter((bit) => bit === "1").length;
}
