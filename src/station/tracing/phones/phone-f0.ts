/** An F0 who is known by a phone with Bluezone: out of an F0 list, or out of what the phone uploads. */
import { type F0Entry, idsOfF0 } from "../../../bluezone/f0-list.js";
import { toHex } from "../../../bluezone/format.js";
import { DAY_MS, SLOT_MS, SLOTS_PER_DAY, dailyKeyAt } from "../../../bluezone/ids.js";
import type { HistoryLine, UploadKeys } from "../../../bluezone/upload.js";
import { UserError } from "../../../words/user-error.js";
import { nodeHash } from "../../node-crypto.js";
import { TOLERANCE_SLOTS } from "../trace.js";

/** An entry of a list, wherever it stood in it. */
export type PhoneEntry = Omit<F0Entry, "f0">;

export interface PhoneF0 {
  /** "Bluezone-3AA8DFC0": how the first ID known of it begins. With its keys it has the same name in each upload. */
  name: string;
  /** From which its IDs follow; undefined where only those are known that stand in its history. */
  entry: PhoneEntry | undefined;
  /** What it heard, and which ID it sent then. */
  history: readonly HistoryLine[];
  /** The time that the list or the upload is about. */
  sinceMs: number;
  endMs: number;
}

const NAME_DIGITS = 8;
const nameOf = (idHex: string) => `Bluezone-${idHex.slice(0, NAME_DIGITS)}`;
/** A phone that was set up in 2020 and uploads twenty years later. */
const MOST_DAYS = 7_500;

export function phoneOfEntry(entry: PhoneEntry): PhoneF0 {
  const [startMs, endMs] = [entry.startS * 1000, entry.endS * 1000];
  return { name: nameOf(firstIdOf(entry)), entry, history: [], sinceMs: startMs, endMs };
}

/**
 * `UserError` where history and keys are of two phones, or the keys contradict each other.
 *
 * @param history  empty where only the keys came; one of the two is there
 */
export function phoneOfUpload(history: readonly HistoryLine[], keys: UploadKeys | undefined): PhoneF0 {
  const firstMs = history.reduce((first, { timeMs }) => Math.min(first, timeMs), Infinity);
  const sinceMs = Math.min(firstMs, (keys?.dailyKeyStartS ?? Infinity) * 1000);
  const known = { history, sinceMs, endMs: Infinity };
  if (keys === undefined) return { ...known, name: nameOf(history[0]!.ownId), entry: undefined };
  const { baseId, createdS, dailyKey, dailyKeyStartS } = keys;
  const days = (dailyKeyStartS - createdS) / (DAY_MS / 1000);
  if (!(Number.isInteger(days) && days >= 0 && days <= MOST_DAYS)) throw new UserError("phone/keys/times");
  if (toHex(dailyKeyAt(nodeHash, baseId, days)) !== toHex(dailyKey)) {
    throw new UserError("phone/keys/daily");
  }
  const entry = { dailyKey: baseId, startS: createdS, endS: Infinity, slotsPerDay: SLOTS_PER_DAY };
  if (history.length > 0 && foreignRows(history, entry) === history.length) {
    throw new UserError("phone/keys/other-phone");
  }
  return { ...known, name: nameOf(firstIdOf(entry)), entry };
}

function firstIdOf(entry: PhoneEntry): string {
  const [first] = idsOfF0(nodeHash, entry, entry.startS * 1000, entry.startS * 1000 + 1);
  return toHex(first!.id);
}

/** Rows with an own ID that the phone's keys do not give for that time: a reinstalled app, or a file put together. */
export function foreignRows(history: readonly HistoryLine[], entry: PhoneEntry): number {
  const days = new Map<number, Set<string>>();
  const isOwn = ({ ownId, timeMs }: HistoryLine) => {
    const day = Math.floor(timeMs / DAY_MS);
    let ids = days.get(day);
    if (ids === undefined) {
      const fromMs = day * DAY_MS - TOLERANCE_SLOTS * SLOT_MS;
      const ofDay = idsOfF0(nodeHash, entry, fromMs, (day + 1) * DAY_MS + TOLERANCE_SLOTS * SLOT_MS);
      ids = new Set([...ofDay].map(({ id }) => toHex(id)));
      days.set(day, ids);
    }
    return ids.has(ownId);
  };
  return history.filter((row) => !isOwn(row)).length;
}
