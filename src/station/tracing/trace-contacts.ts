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
import { NOT_HEARD } from "../../contacts/record.js";
import type { Contact, ContactSlot, SeenBy } from "../cases/trace-result.js";
import { localDayOf } from "../local-time.js";

const MINUTE_MS = 60_000;

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
  token: string;
  serial: number;
  holder: Holder | null;
  own: Map<number, SlotWindows>;
  other: Map<number, SlotWindows>;
}

/** Contacts, close ones first, then by minutes. A token that changed hands makes one contact for each holder. */
export function gatherContacts<Holder>(
  evidence: readonly Evidence[],
  serialOf: (token: string) => number,
  holderAt: HolderAt<Holder>,
  rule: CloseContactRule,
  thresholds: NearnessThresholds,
): Contact<Holder>[] {
  const byToken = new Map<string, Map<Holder | null, Gathered<Holder>>>();
  for (const { token, isOwnLog, windows } of evidence) {
    const holder = holderAt(token, windows.slot * SLOT_MS);
    const byHolder = byToken.get(token) ?? new Map<Holder | null, Gathered<Holder>>();
    byToken.set(token, byHolder);
    const gathered = byHolder.get(holder) ?? {
      ...{ token, serial: serialOf(token), holder },
      own: new Map(),
      other: new Map(),
    };
    byHolder.set(holder, gathered);
    const log = isOwnLog ? gathered.own : gathered.other;
    const before = log.get(windows.slot);
    log.set(windows.slot, before === undefined ? windows : mergeWindows(before, windows));
  }
  return [...byToken.values()]
    .flatMap((byHolder) => [...byHolder.values()])
    .map((gathered) => toContact(gathered, rule, thresholds))
    .filter((contact) => contact.minutes > 0)
    .sort(
      (a, b) =>
        Number(b.isClose) - Number(a.isClose) ||
        b.nearMinutes - a.nearMinutes ||
        b.minutes - a.minutes ||
        a.serial - b.serial ||
        (a.token < b.token ? -1 : 1),
    );
}

function toContact<Holder>(
  { token, serial, holder, own, other }: Gathered<Holder>,
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
  const last = heard.at(-1);
  return {
    token,
    serial,
    holder,
    ...judge(merged, thresholds),
    firstMs: (heard[0]?.startMinute ?? 0) * MINUTE_MS,
    lastMs: last === undefined ? 0 : (last.startMinute + last.minutes) * MINUTE_MS,
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
