/** Which of the F0s' phones sent an ID, and in which slot. IDs are byte strings. */
import { idsOfF0 } from "../../../bluezone/f0-list.js";
import { DAY_MS, SLOT_MS } from "../../../bluezone/ids.js";
import { UserError } from "../../../words/user-error.js";
import { nodeHash } from "../../node-crypto.js";
import { byteString } from "../id-lookup.js";
import type { PhoneEntry, PhoneF0 } from "./phone-f0.js";

export interface PhoneSlot {
  /** Index of the phone. */
  phone: number;
  /** Slots since 1970, by the phone's clock. */
  slot: number;
  /** The same ID of another phone, or at another time: a list may name a phone twice. */
  next: PhoneSlot | undefined;
}

export interface PhoneWindow extends PhoneF0 {
  fromMs: number;
  untilMs: number;
}

/** 1,500 phones of 30 days. A list that asks for more is none of people. */
const MOST_IDS = 4_500_000;

/** IDs of the windows' slots and those next to them. `UserError` where there are too many. */
export function createPhoneIds(phones: readonly PhoneWindow[]): (id: string) => PhoneSlot | undefined {
  const wanted = phones.reduce((sum, one) => sum + (one.entry ? hashesOf(one.entry, one) : 0), 0);
  if (!(wanted <= MOST_IDS)) throw new UserError("phone/too-many-ids", { wanted, most: MOST_IDS });
  const slots = new Map<string, PhoneSlot>();
  const add = (id: string, phone: number, slot: number) => {
    const next = slots.get(id);
    slots.set(id, { phone, slot, next });
  };
  phones.forEach(({ entry, history, fromMs, untilMs }, phone) => {
    if (entry !== undefined) {
      for (const { id, startMs } of idsOfF0(nodeHash, entry, fromMs, untilMs)) {
        add(byteString(id), phone, Math.floor(startMs / SLOT_MS));
      }
      return;
    }
    const sent = new Set<string>();
    for (const { ownId, timeMs } of history) {
      const slot = Math.floor(timeMs / SLOT_MS);
      if (sent.has(`${ownId} ${slot}`) || timeMs < fromMs || timeMs >= untilMs) continue;
      sent.add(`${ownId} ${slot}`);
      add(byteStringOfHex(ownId), phone, slot);
    }
  });
  return (id) => slots.get(id);
}

/** One for each day before the window, and for each slot of it. */
function hashesOf({ startS, endS, slotsPerDay }: PhoneEntry, { fromMs, untilMs }: PhoneWindow): number {
  const startMs = startS * 1000;
  const days = Math.max(0, (fromMs - startMs) / DAY_MS);
  const longMs = Math.min(endS * 1000, untilMs) - Math.max(startMs, fromMs);
  return Math.ceil(days + (Math.max(0, longMs) / DAY_MS + 1) * slotsPerDay);
}

export function byteStringOfHex(hex: string): string {
  return Buffer.from(hex, "hex").toString("latin1");
}
