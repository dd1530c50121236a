/**
 * A token F0 in Bluezone's formats, for phones: F0 list entries, and history with `InfoF` as a phone uploads them.
 *
 * Both carry a key from which all later IDs of the same generation follow. So a generation is released only when the token
 * sends it no more, and nobody else wore the token under it; and no key of a day before the case.
 */
import { idsOfF0 } from "../../../bluezone/f0-list.js";
import { toHex } from "../../../bluezone/format.js";
import { SLOTS_PER_DAY, SLOT_MS, dayOf } from "../../../bluezone/ids.js";
import type { HistoryRow, UploadKeys } from "../../../bluezone/upload.js";
import { NOT_HEARD } from "../../../contacts/record.js";
import { type BoxContent, chainKeyOn } from "../../../custody/host/boxes.js";
import type { Identity } from "../../../custody/host/identity.js";
import { UserError } from "../../../words/user-error.js";
import type { CaseContent } from "../../cases/content.js";
import { openBoxes, type OpenedBox } from "../../cases/officer.js";
import { unwrapWaiting } from "../../cases/unwrap.js";
import { createRedating } from "../../clocks/redating.js";
import { nodeHash } from "../../node-crypto.js";
import { NO_TOKEN_SERIAL, formatSerial } from "../../serial-number.js";
import type { Person, Store, TokenName } from "../../store/store.js";
import { countsOf, openCase, type CaseOfficer } from "../open-case.js";
import { createHolderAt } from "../run-trace.js";
import type { HolderAt } from "../trace-contacts.js";
import type { PhoneEntry } from "./phone-f0.js";

const DAY_S = 86_400;
const SLOT_S = SLOT_MS / 1000;
const MINUTE_MS = 60_000;

/** One generation of a token, as far as it was the F0's. */
interface Chain {
  token: string;
  generation: number;
  id: BoxContent;
  /** Slots since 1970, the last not included. */
  fromSlot: number;
  toSlot: number;
}

export interface Upload {
  rows: HistoryRow[];
  keys: UploadKeys;
}

export interface Counts {
  tokens: number;
  days: number;
  records: number;
}

/** Entries of an F0 list. Where the token's clock is known to have been wrong, further ones are moved by as much. */
export async function releaseList(
  store: Store,
  content: CaseContent,
  officer: Identity,
): Promise<{ entries: PhoneEntry[]; counts: Counts }> {
  const chains = await chainsOf(store, content, officer);
  const redating = createRedating(await store.corrections());
  const entries = chains.flatMap(({ token, id, fromSlot, toSlot }) =>
    [{ fromSlot, toSlot, shift: 0 }, ...redating.wrongClocks(token)].flatMap((clock) => {
      const from = Math.max(fromSlot, clock.fromSlot);
      const to = Math.min(toSlot, clock.toSlot);
      const day = Math.max(id.day, Math.floor((from - clock.shift) / SLOTS_PER_DAY));
      const start = day * SLOTS_PER_DAY + clock.shift;
      if (from >= to || start >= to) return [];
      const dailyKey = chainKeyOn(nodeHash, id, day);
      // The end counts: on a boundary it would bring a slot more.
      return [{ dailyKey, startS: start * SLOT_S, endS: to * SLOT_S - 1, slotsPerDay: SLOTS_PER_DAY }];
    }),
  );
  const tokens = new Set(chains.map(({ token }) => token)).size;
  return { entries, counts: { tokens, days: entries.length, records: 0 } };
}

/** What a phone in the token's place would upload, one for each generation. */
export async function releaseUploads(
  store: Store,
  content: CaseContent,
  officer: CaseOfficer,
): Promise<{ uploads: Upload[]; counts: Counts }> {
  const chains = await chainsOf(store, content, officer.identity);
  const { fromMs, untilMs } = content.trace;
  const wanted = { fromDay: dayOf(fromMs), toDay: dayOf(untilMs - 1) };
  const only = new Set(chains.map(({ token }) => token));
  const one = await openCase(store, false, officer, wanted, false);
  const rows = chains.map((): HistoryRow[] => []);
  const ownIds = chains.map(({ id }) => idsOfDays(id));
  for await (const { token, generation, id, ownSlot, windows } of one.logsOf(only)) {
    if (windows === undefined) continue;
    chains.forEach((chain, c) => {
      const isOfChain = chain.token === token && chain.generation === generation;
      if (!isOfChain || windows.slot < chain.fromSlot || windows.slot >= chain.toSlot) return;
      const contactId = Buffer.from(id, "latin1").toString("hex").toUpperCase();
      const ownId = ownIds[c]!(ownSlot);
      windows.rssiDbm.forEach((rssiDbm, w) => {
        // In the middle of its window: on a boundary the row would match the neighbour, too.
        const timeMs = windows.slot * SLOT_MS + (w + 0.5) * windows.windowMinutes * MINUTE_MS;
        if (rssiDbm !== NOT_HEARD) rows[c]!.push({ ownId, contactId, rssiDbm, timeMs });
      });
    });
  }
  const uploads = chains.map(({ id, fromSlot }, c) => {
    // A phone that was set up on the first day: no key of an earlier one.
    const day = Math.max(id.day, Math.floor(fromSlot / SLOTS_PER_DAY));
    const key = chainKeyOn(nodeHash, id, day);
    const keys = { baseId: key, createdS: day * DAY_S, dailyKey: key, dailyKeyStartS: day * DAY_S };
    const inOrder = rows[c]!.sort((a, b) => a.timeMs - b.timeMs || (a.contactId < b.contactId ? -1 : 1));
    return { rows: inOrder, keys };
  });
  const { days, records } = countsOf(one.opened());
  return { uploads, counts: { tokens: only.size, days: days + chains.length, records } };
}

/** Own IDs by slot, day after day. */
function idsOfDays(id: BoxContent): (slot: number) => string {
  const entry = { dailyKey: id.key, startS: id.day * DAY_S, endS: Infinity, slotsPerDay: SLOTS_PER_DAY };
  const days = new Map<number, string[]>();
  return (slot) => {
    const day = Math.floor(slot / SLOTS_PER_DAY);
    const startMs = day * DAY_S * 1000;
    const ids =
      days.get(day) ??
      [...idsOfF0(nodeHash, entry, startMs, startMs + DAY_S * 1000)].map((one) => toHex(one.id));
    days.set(day, ids);
    return ids[slot % SLOTS_PER_DAY]!;
  };
}

/** `UserError` where a key that would be released still tells of anybody's steps. */
async function chainsOf(store: Store, { trace }: CaseContent, officer: Identity): Promise<Chain[]> {
  await unwrapWaiting(store, officer);
  const holderAt = createHolderAt(await store.issues());
  const chains: Chain[] = [];
  for (const name of trace.tokens) {
    if (name.serial === NO_TOKEN_SERIAL) throw new UserError("phone/release/phone");
    const boxes = await openBoxes(store, officer, "id", name.serial);
    if (boxes.length === 0)
      throw new UserError("phone/release/no-box", { serial: formatSerial(name.serial) });
    boxes.sort((a, b) => a.content.generation - b.content.generation);
    const present = boxes.at(-1)!;
    const lastDay = dayOf(trace.untilMs - 1);
    const finished = (await store.ledger())
      .filter(({ action, serial }) => action === "rekey" && serial === name.serial)
      .map(({ atMs }) => atMs);
    if (present.sinceDay < lastDay || !(await isInUse(store, name, boxes, finished))) {
      throw new UserError("phone/release/not-rekeyed", { serial: formatSerial(name.serial) });
    }
    const rekeyed = new Map(finished.map((atMs) => [dayOf(atMs), atMs]));
    boxes.slice(0, -1).forEach(({ content, sinceDay }, i) => {
      const nextDay = boxes[i + 1]!.sinceDay;
      const fromDay = Math.max(dayOf(trace.fromMs), sinceDay, content.day);
      const toDay = Math.min(lastDay, nextDay);
      const endMs = rekeyed.get(nextDay) ?? (nextDay + 1) * DAY_S * 1000;
      const ofF0 = slotsOfF0(name, trace, holderAt, { fromDay, toDay, endMs });
      if (ofF0 !== undefined) {
        chains.push({ token: name.token, generation: content.generation, id: content, ...ofF0 });
      }
    });
  }
  if (chains.length === 0) throw new UserError("phone/release/nothing");
  return chains;
}

/**
 * Whether the token itself has taken the newest generation: a re-key that was cut off has made boxes, and the token still
 * sends what it sent. The ledger has those that were finished; a log tells of them, too.
 */
async function isInUse(
  store: Store,
  { token }: TokenName,
  boxes: readonly OpenedBox[],
  finishedMs: readonly number[],
): Promise<boolean> {
  const { content, sinceDay } = boxes.at(-1)!;
  if (boxes.length === 1) return false;
  const logged = await store.loggedDays();
  if (logged.some((one) => one.token === token && one.generation === content.generation)) return true;
  const begun = boxes.filter((box) => box.sinceDay >= sinceDay).length;
  return finishedMs.filter((atMs) => dayOf(atMs) >= sinceDay).length >= begun;
}

/** From the first to the last slot of these days in which the F0 had the token. */
function slotsOfF0(
  { token, serial }: TokenName,
  { holder, fromMs, untilMs }: CaseContent["trace"],
  holderAt: HolderAt<Person>,
  { fromDay, toDay, endMs }: { fromDay: number; toDay: number; endMs: number },
): { fromSlot: number; toSlot: number } | undefined {
  const at = (slot: number) => holderAt(token, slot * SLOT_MS);
  let fromSlot = Math.max(fromDay * SLOTS_PER_DAY, Math.floor(fromMs / SLOT_MS));
  let toSlot = Math.min((toDay + 1) * SLOTS_PER_DAY, Math.ceil(Math.min(untilMs, endMs) / SLOT_MS));
  while (fromSlot < toSlot && at(fromSlot)?.id !== holder?.id) fromSlot++;
  while (fromSlot < toSlot && at(toSlot - 1)?.id !== holder?.id) toSlot--;
  if (fromSlot >= toSlot) return undefined;
  // From the key of its first day follow all IDs of that day, and of all days until the token got other keys.
  const firstSlot = Math.floor(fromSlot / SLOTS_PER_DAY) * SLOTS_PER_DAY;
  for (let slot = firstSlot; slot * SLOT_MS < endMs; slot++) {
    const other = at(slot);
    if (other !== null && other.id !== holder?.id) {
      throw new UserError("phone/release/handed-on", { name: other.name, serial: formatSerial(serial) });
    }
  }
  return { fromSlot, toSlot };
}
