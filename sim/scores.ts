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

  const contacts = world.truth.contacts().filter(isLong);
  const numbers = new Map(contacts.map(({ a, b, day }, n) => [(day * people + a) * people + b, n]));
  const tally: Tally = {
    found: new Uint8Array(contacts.length),
    records: 0,
    recordsLost: 0,
    reportsHeard: 0,
    reportsLost: 0,
  };
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
