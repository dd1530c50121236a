/** Compares what the tokens wrote down with what really happened. */
import {
  SLOTS_PER_DAY,
  SLOT_MS,
  dailyKeyAt,
  dayOf,
  firstSubKey,
  idOf,
  nextSubKey,
} from "../src/bluezone/ids.js";
import type { Crypto } from "../hal/hal.js";
import { type EncounterRecord, decodeRecord } from "../src/contacts/record.js";
import { type CcmOpen, openRecord } from "../src/custody/host/open-record.js";
import { createRecordKeys, practiceLog } from "../src/custody/host/case-keys.js";
import { SLOT_BYTES } from "../src/log/format.js";
import { parseSlot } from "../src/log/parse.js";
import { createStateStore } from "../src/log/state-store.js";
import { BASE_ID, CREATED_DAY, type TokenState, createState, keyAt } from "../src/token/state.js";
import { type SimulatedToken, logChunks } from "./simulated-token.js";
import type { Contact } from "./truth.js";

export interface Scores {
  /** Pairs and local days with 15 minutes or more within 2 m of each other. */
  contacts: number;
  /** Of these, those of which at least one of the two logs has a record of that day … */
  foundInOneLog: number;
  /** … and those that both have. */
  foundInBothLogs: number;
  /** Records in all logs. */
  records: number;
  /** Records that could not be stored. */
  recordsLost: number;
  /** Adverts that reached the tokens' code, and those that found its queue full. */
  reportsHeard: number;
  reportsLost: number;
}

/** The Ministry of Health's rule with Bluezone's duration (FIELD.md). */
const CONTACT_MINUTES = 15;
const DAY_MS = 86_400_000;

/** One record of one token, opened. */
export interface HeardRecord {
  /** Slots since 1970, on the clock of the token that wrote it. */
  slot: number;
  record: EncounterRecord;
}

/**
 * CCM encrypts by XOR with a stream, so sealing the ciphertext gives the plain text, and sealing that must give the same
 * bytes again. With the simulated chip's own cipher this is much faster than Node's.
 */
function ccmOpenWith({ ccmSeal }: Pick<Crypto, "ccmSeal">): CcmOpen {
  return (key, nonce, sealed, tagBytes) => {
    const length = sealed.length - tagBytes;
    const plain = ccmSeal(key, nonce, sealed.subarray(0, length), tagBytes).subarray(0, length);
    const again = ccmSeal(key, nonce, plain, tagBytes);
    return again.every((byte, i) => byte === sealed[i]) ? plain : undefined;
  };
}

/** Opens a log with the practice key; slots that hold no record are left out. */
export function* recordsOf({ token, hal }: SimulatedToken): Generator<HeardRecord> {
  const ccmOpen = ccmOpenWith(hal.crypto);
  const keyOf = createRecordKeys(hal.crypto, practiceLog(token.serial(), token.createdDay()));
  for (const { pageSequence, day, generation, position, records } of logChunks(token.log)) {
    for (let at = 0; at < records.length; at += SLOT_BYTES) {
      const slot = parseSlot(hal.crypto, records.subarray(at, at + SLOT_BYTES));
      if (slot.kind !== "record") continue;
      const place = {
        serial: token.serial(),
        generation,
        pageSequence,
        position: position + at / SLOT_BYTES,
      };
      const plain = openRecord(ccmOpen, keyOf(day)!, place, slot.sealed);
      if (plain === undefined) throw new Error(`Token ${place.serial}: a record does not open`);
      const record = decodeRecord(plain);
      yield { slot: day * SLOTS_PER_DAY + record.slot, record };
    }
  }
}

/** 48 bits of an ID: enough to tell apart the millions of one run, and a number takes less room than a string. */
export function idNumber(id: Uint8Array): number {
  const high = (id[0]! << 16) | (id[1]! << 8) | id[2]!;
  return high * 2 ** 24 + ((id[3]! << 16) | (id[4]! << 8) | id[5]!);
}

/** Who sent which ID in `days` local days, by `idNumber`. */
export function idOwners(
  tokens: readonly SimulatedToken[],
  statePages: number,
  startUtcMs: number,
  days: number,
): Map<number, number> {
  const owners = new Map<number, number>();
  const lastDay = dayOf(startUtcMs + days * DAY_MS);
  tokens.forEach((simulated) => {
    const { person } = simulated;
    const { crypto } = simulated.hal;
    const state = stateOf(simulated, statePages);
    const baseId = keyAt(state, BASE_ID);
    const createdDay = state.words[CREATED_DAY]!;
    for (let day = createdDay; day <= lastDay; day++) {
      let subKey = firstSubKey(crypto, dailyKeyAt(crypto, baseId, day - createdDay));
      for (let slot = 0; slot < SLOTS_PER_DAY; slot++) {
        owners.set(idNumber(idOf(subKey)), person);
        subKey = nextSubKey(crypto, subKey);
      }
    }
  });
  return owners;
}

/** A practice token's secrets lie in its state pages. */
function stateOf({ hal }: SimulatedToken, statePages: number): TokenState {
  const bytes = createStateStore(hal.flash, hal.crypto, 0, statePages).load();
  if (bytes === undefined) throw new Error(`Chip ${hal.system.chipId()} has no state in flash`);
  return createState(hal.crypto, hal.system.chipId(), bytes);
}

export function scoreVillage(world: {
  tokens: readonly SimulatedToken[];
  statePages: number;
  contacts: readonly Contact[];
  startUtcMs: number;
  /** Of all people, with tokens and without. */
  people: number;
  /** Local days that are over. */
  days: number;
}): Scores {
  const { tokens, startUtcMs, days } = world;
  const owners = idOwners(tokens, world.statePages, startUtcMs, days);
  const contacts = world.contacts.filter(({ minutes }) => minutes >= CONTACT_MINUTES);
  /** By pair and day: bit 0 = the lower number's log has it, bit 1 = the other's. */
  const found = new Map(contacts.map(({ a, b, day }) => [(day * world.people + a) * world.people + b, 0]));
  const scores: Scores = {
    contacts: contacts.length,
    foundInOneLog: 0,
    foundInBothLogs: 0,
    records: 0,
    recordsLost: 0,
    reportsHeard: 0,
    reportsLost: 0,
  };

  tokens.forEach((simulated) => {
    const listener = simulated.person;
    for (const { slot, record } of recordsOf(simulated)) {
      scores.records++;
      const sender = owners.get(idNumber(record.id));
      if (sender === undefined) continue;
      const day = Math.floor((slot * SLOT_MS - startUtcMs) / DAY_MS);
      const [a, b, bit] = listener < sender ? [listener, sender, 1] : [sender, listener, 2];
      const key = (day * world.people + a) * world.people + b;
      const bits = found.get(key);
      if (bits !== undefined) found.set(key, bits | bit);
    }
    const counters = simulated.control.radio.counters();
    scores.recordsLost += simulated.token.log.counters().lostRecords;
    scores.reportsHeard += counters.reportsHeard;
    scores.reportsLost += counters.reportsLost;
  });
  for (const bits of found.values()) {
    if (bits !== 0) scores.foundInOneLog++;
    if (bits === 3) scores.foundInBothLogs++;
  }
  return scores;
}
