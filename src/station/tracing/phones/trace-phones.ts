/**
 * Who was near F0s that are known by their phones: whose token heard a phone, and whom the phone says that it heard.
 *
 * An Android phone sends weaker than a token. What tokens heard of it is raised by as much, so that the same rule, classes and
 * probabilities hold as between tokens. An iPhone, which a token has to connect to, sends about as strongly as one.
 */
import { SLOT_MS } from "../../../bluezone/ids.js";
import type { HistoryLine } from "../../../bluezone/upload.js";
import type { NearnessThresholds, SlotWindows } from "../../../contacts/judge.js";
import {
  IPHONE_WEAKER_DB,
  PHONE_WEAKER_DB,
  TOKEN_MODEL,
  type CloseContactRule,
} from "../../../contacts/operating-points.js";
import { NOT_HEARD, WINDOWS_PER_SLOT, WINDOW_MINUTES } from "../../../contacts/record.js";
import type { IdDay } from "../../cases/case-material.js";
import type { Contact } from "../../cases/trace-result.js";
import type { Redating } from "../../clocks/redating.js";
import { sendersOf } from "../id-search.js";
import type { OpenedRecord } from "../open-logs.js";
import { sentAt, TOLERANCE_SLOTS } from "../trace.js";
import { gatherContacts, type Evidence, type HolderAt } from "../trace-contacts.js";
import { byteStringOfHex, createPhoneIds, type PhoneWindow } from "./phone-ids.js";

/** What was found of one phone; names as in `Trace`. */
export interface PhoneFindings<Holder> {
  contacts: Contact<Holder>[];
  unknownIds: number;
  ownRecords: number;
  outOfTime: number;
  inDoubt: number;
}

const WINDOW_MS = SLOT_MS / WINDOWS_PER_SLOT;
/** Not measured (Core Specification Vol 4 Part E 7.7.65.2); iPhones also write 0. */
const UNMEASURED_DBM = [0, 127];

/**
 * @param idDays   of all tokens that a phone may have heard; none where no phone has a history
 * @param records  all logs of the windows' days, opened, in any order
 */
export async function tracePhones<Holder>(
  phones: readonly PhoneWindow[],
  { rule, thresholds }: { rule: CloseContactRule; thresholds: NearnessThresholds },
  idDays: readonly IdDay[],
  records: AsyncIterable<OpenedRecord>,
  redating: Redating,
  serialOf: (token: string) => number,
  holderAt: HolderAt<Holder>,
): Promise<{ findings: PhoneFindings<Holder>[]; unreadable: number }> {
  const phoneOf = createPhoneIds(phones);
  const evidence: Evidence[][] = phones.map(() => []);
  const counts = phones.map(() => ({ unknownIds: 0, ownRecords: 0, outOfTime: 0, inDoubt: 0 }));
  const isInWindow = ({ fromMs, untilMs }: PhoneWindow, slot: number) =>
    (slot + 1) * SLOT_MS > fromMs && slot * SLOT_MS < untilMs;

  let unreadable = 0;
  for await (const { token, id, windows, isInDoubt, isByGatt } of records) {
    if (windows === undefined) {
      unreadable++;
      continue;
    }
    for (let sent = phoneOf(id); sent !== undefined; sent = sent.next) {
      const { phone, slot } = sent;
      if (!isInWindow(phones[phone]!, slot)) continue;
      if (isInDoubt) counts[phone]!.inDoubt++;
      if (Math.abs(slot - windows.slot) > TOLERANCE_SLOTS) counts[phone]!.outOfTime++;
      else evidence[phone]!.push({ token, isOwnLog: false, windows: asOfToken(windows, slot, isByGatt) });
    }
  }

  for (const [p, phone] of phones.entries()) {
    const heard = heardBy(phone.history.filter(({ timeMs }) => isInWindow(phone, slotOf(timeMs))));
    const senders = await sendersOf(new Set(heard.keys()), idDays);
    for (const [id, slots] of heard) {
      counts[p]!.ownRecords += slots.length;
      const sender = senders.get(id);
      if (sender === undefined) counts[p]!.unknownIds++;
      else
        for (const windows of slots) {
          const apart = Math.abs(sentAt(redating, sender, windows.slot) - windows.slot);
          if (apart > TOLERANCE_SLOTS) counts[p]!.outOfTime++;
          else evidence[p]!.push({ token: sender.token, isOwnLog: true, windows });
        }
    }
  }

  const findings = phones.map((_, p) => ({
    contacts: gatherContacts(evidence[p]!, serialOf, holderAt, rule, thresholds),
    ...counts[p]!,
  }));
  return { findings, unreadable };
}

function asOfToken(windows: SlotWindows, slot: number, isByGatt: boolean): SlotWindows {
  const weakerDb = isByGatt ? IPHONE_WEAKER_DB : PHONE_WEAKER_DB;
  const raise = (dbm: number) => (dbm === NOT_HEARD ? dbm : dbm + weakerDb);
  return { ...windows, slot, rssiDbm: windows.rssiDbm.map(raise) };
}

const slotOf = (timeMs: number) => Math.floor(timeMs / SLOT_MS);

/**
 * A phone's rows in the form of a token's records: of each ID heard its slots, with the strongest row of each window. A phone
 * that heard something listened; of its silences nothing is known.
 */
function heardBy(history: readonly HistoryLine[]): Map<string, SlotWindows[]> {
  const byId = new Map<string, Map<number, number[]>>();
  for (const { contactId, rssiDbm, timeMs } of history) {
    const slot = slotOf(timeMs);
    const bySlot = byId.get(contactId) ?? new Map<number, number[]>();
    byId.set(contactId, bySlot);
    const windows = bySlot.get(slot) ?? Array.from({ length: WINDOWS_PER_SLOT }, () => NOT_HEARD);
    bySlot.set(slot, windows);
    const window = Math.floor((timeMs - slot * SLOT_MS) / WINDOW_MS);
    windows[window] = Math.max(windows[window]!, strengthOf(rssiDbm));
  }
  const listened = (rssiDbm: readonly number[]) =>
    rssiDbm.reduce((mask, dbm, w) => (dbm === NOT_HEARD ? mask : mask | (1 << w)), 0);
  return new Map(
    [...byId].map(([id, bySlot]) => [
      byteStringOfHex(id),
      [...bySlot].map(([slot, rssiDbm]) => ({
        ...{ slot, rssiDbm, windowMinutes: WINDOW_MINUTES },
        windowsListened: listened(rssiDbm),
      })),
    ]),
  );
}

/** What was not measured speaks neither for near nor for far. */
function strengthOf(rssiDbm: number): number {
  if (UNMEASURED_DBM.includes(rssiDbm)) return TOKEN_MODEL.midpointDbm;
  return Math.max(rssiDbm, NOT_HEARD + 1);
}
