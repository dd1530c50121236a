/** From pieces of evidence to one line a person: both logs put together window by window, then judged day by day. */
import { SLOT_MS } from "../../bluezone/ids.js";
import { closenessOf } from "../../contacts/closeness.js";
import {
  countedWindows,
  judge,
  mergeWindows,
  windowStart,
  type NearnessThresholds,
  type SlotWindows,
} from "../../contacts/judge.js";
import { isNamed, TOKEN_MODEL, type CloseContactRule } from "../../contacts/operating-points.js";
import { NOT_HEARD } from "../../contacts/record.js";
import type { Spell } from "../../contacts/spells.js";
import { createTokenWindows } from "../../contacts/token-windows.js";
import type { Contact, ContactSlot, SeenBy } from "../cases/trace-result.js";
import { localDayOf } from "../text/local-time.js";

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
  /** The last slot of each token. */
  tokens: Map<string, number>;
  holder: Holder | null;
  own: Map<number, SlotWindows>;
  other: Map<number, SlotWindows>;
}

/**
 * Contacts, named ones first, then the likeliest. A token that changed hands makes one contact for each holder, and a person
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
        b.probability - a.probability ||
        b.closeMinutes - a.closeMinutes ||
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
  const days = new Map<number, number[]>();
  for (const slot of slots) {
    const day = localDayOf(slot * SLOT_MS);
    days.set(day, [...(days.get(day) ?? []), slot]);
  }
  const spells = [...days.values()].map((ofDay) => spellsOf(ofDay, own, other));
  const daily = spells.map((ofDay) => closenessOf(ofDay, TOKEN_MODEL, rule.minutes).probability);
  const { closeMinutes, lowMinutes, highMinutes } = closenessOf(spells.flat(), TOKEN_MODEL, rule.minutes);
  const probability = Math.max(0, ...daily);
  const heard = countedWindows(merged);
  const last = heard.at(-1);
  return {
    tokens: [...tokens]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([token]) => ({ token, serial: serialOf(token) })),
    holder,
    ...judge(merged, thresholds),
    firstMs: (heard[0]?.startMinute ?? 0) * MINUTE_MS,
    lastMs: last === undefined ? 0 : (last.startMinute + last.minutes) * MINUTE_MS,
    closeMinutes,
    lowMinutes,
    highMinutes,
    probability,
    isClose: isNamed(probability, rule),
    seenBy: seenBy(own.size > 0, other.size > 0),
    slots: merged.map((windows) => toContactSlot(windows, own, other, thresholds)),
  };
}

/** @param slots  ascending, each in one of the logs or both */
function spellsOf(
  slots: readonly number[],
  own: ReadonlyMap<number, SlotWindows>,
  other: ReadonlyMap<number, SlotWindows>,
): Spell[] {
  const strengths = new Map<number, { minutes: number; own: number; other: number }>();
  for (const slot of slots) {
    for (const [log, windows] of [
      ["own", own.get(slot)],
      ["other", other.get(slot)],
    ] as const) {
      windows?.rssiDbm.forEach((rssi, w) => {
        if (rssi === NOT_HEARD) return;
        const at = windowStart(windows, w);
        const nothing = { minutes: windows.windowMinutes, own: NOT_HEARD, other: NOT_HEARD };
        strengths.set(at, { ...(strengths.get(at) ?? nothing), [log]: rssi });
      });
    }
  }
  const windows = createTokenWindows();
  for (const [at, one] of [...strengths].sort(([a], [b]) => a - b)) {
    windows.hear(at, one.minutes, one.own, one.other);
  }
  return windows.take();
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
