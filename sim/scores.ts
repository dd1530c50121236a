/** Compares what the tokens wrote down with what really happened. */
import { SLOT_MS, dayOf } from "../src/bluezone/ids.js";
import { BOARD, type Engine } from "./engine.js";
import { createChainMemory, createIdChains, recordsOf } from "./heard.js";
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

/** What one worker's tokens contribute; can be sent between threads. */
export interface Tally {
  /** By contact, in the order of the truth: bit 0 = the lower number's log has it, bit 1 = the other's. */
  found: Uint8Array;
  records: number;
  recordsLost: number;
  reportsHeard: number;
  reportsLost: number;
}

/** The Ministry of Health's rule with Bluezone's duration (FIELD.md). */
const CONTACT_MINUTES = 15;
const DAY_MS = 86_400_000;

const isLong = ({ minutes }: Contact) => minutes >= CONTACT_MINUTES;

/**
 * Looks through the logs of the engine's own tokens, over the local days that are over.
 *
 * @param chains   `createChainMemory`, shared by all workers
 * @param others   waits until the other workers have put their tokens' chains there
 */
export function tallyLogs(
  engine: Engine,
  chains = createChainMemory(engine.world.people.length),
  others = () => {},
): Tally {
  const { world, tokens, startUtcMs } = engine;
  const people = world.people.length;
  const days = Math.floor(engine.timeline.nowMs() / DAY_MS);
  const idChains = createIdChains(chains, world);
  for (const token of tokens) idChains.note(token, BOARD.tokenConfig.statePages);
  others();

<<<<<<< HEAD
  const contacts = world.truth.contacts().filter(isLong);
  const numbers = new Map(contacts.map(({ a, b, day }, n) => [(day * people + a) * people + b, n]));
  const tally: Tally = {
    found: new Uint8Array(contacts.length),
=======
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
>>>>>>> 54dc3411a684cf64990c2e03590b6351691c8c62
    records: 0,
    recordsLost: 0,
    reportsHeard: 0,
    reportsLost: 0,
  };
<<<<<<< HEAD
  for (let utcDay = dayOf(startUtcMs); utcDay <= dayOf(startUtcMs + days * DAY_MS); utcDay++) {
    const owners = idChains.ownersOn(utcDay);
    for (const token of tokens) {
      for (const { slot, record } of recordsOf(token, utcDay)) {
        tally.records++;
        const sender = owners.ownerOf(record.id);
        if (sender < 0) continue;
        const day = Math.floor((slot * SLOT_MS - startUtcMs) / DAY_MS);
        const isLower = token.person < sender;
        const [a, b] = isLower ? [token.person, sender] : [sender, token.person];
        const number = numbers.get((day * people + a) * people + b);
        if (number !== undefined) tally.found[number]! |= isLower ? 1 : 2;
      }
=======

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
>>>>>>> 54dc3411a684cf64990c2e03590b6351691c8c62
    }
  }
  for (const { token, control } of tokens) {
    const counters = control.radio.counters();
    tally.recordsLost += token.log.counters().lostRecords;
    tally.reportsHeard += counters.reportsHeard;
    tally.reportsLost += counters.reportsLost;
  }
  return tally;
}

/** The tallies of all shares of a town. */
export function scoresOf(tallies: readonly Tally[]): Scores {
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
  const found = Uint8Array.from(tallies[0]!.found, (_, n) =>
    tallies.reduce((bits, tally) => bits | tally.found[n]!, 0),
  );
  return {
    contacts: found.length,
    foundInOneLog: found.filter((bits) => bits !== 0).length,
    foundInBothLogs: found.filter((bits) => bits === 3).length,
    records: sum(({ records }) => records),
    recordsLost: sum(({ recordsLost }) => recordsLost),
    reportsHeard: sum(({ reportsHeard }) => reportsHeard),
    reportsLost: sum(({ reportsLost }) => reportsLost),
  };
}
