/** Compares what the tokens wrote down with what really happened. What each number means: PARAMETERS.md, Scores. */
import { DEFAULT_RULE } from "../src/contacts/judge.js";
import { BOARD, type Engine } from "./engine.js";
import { type BatteryLives, batteryLives } from "./scores/battery.js";
import { CAUSES, type Cause, type PairDevices, causeOf, isCovered } from "./scores/causes.js";
import { type HeraldRates, createHerald } from "./scores/herald.js";
import { type PairDay, type ScoredRun, pairDays } from "./scores/pairs.js";
import { type TokenSummary, summarise } from "./scores/summary.js";
import { type Verdict, createVerdict, share } from "./scores/verdicts.js";
import { type TimeToWarn, createTimeToWarn } from "./scores/warning-time.js";
import type { World } from "./world.js";

export interface Scores {
  /** Pairs and local days with 15 minutes or more within 2 m of each other. */
  contacts: number;
  /** Of these, those of which both had a token with them, powered. */
  contactsCovered: number;
  /** Of all contacts, those of which at least one of the two logs has a record of that day … */
  foundInOneLog: number;
  /** … and those that both have. */
  foundInBothLogs: number;
  /** By a trace, which puts both logs together. */
  trace: Verdict;
  /** By each log alone: every pair counts twice. */
  oneLog: Verdict;
  /** By at least one of the two logs alone, and by each of them. */
  eitherLog: Verdict;
  bothLogs: Verdict;
  /** Contacts that a trace does not call close, by cause; they add up to `contacts` − `trace.right`. */
  missed: Record<Cause, number>;
  /** Of contacts (and of slots of pairs that came within 2 m that day) that at least one of two tokens recorded, the share that both did. */
  reciprocity: { contacts: number | null; slots: number | null };
  herald: HeraldRates;
  timeToWarn: TimeToWarn;
  battery: BatteryLives;
  /** Records in all logs. */
  records: number;
  /** Records that could not be stored. */
  recordsLost: number;
  /** Adverts that reached the tokens' code, and those that found its queue full. */
  reportsHeard: number;
  reportsLost: number;
}

/** A pair and day with what became of it. */
export interface ScoredPair extends PairDay {
  /** Really: at least 15 minutes within 2 m. */
  readonly isContact: boolean;
  readonly isCovered: boolean;
  /** Of a contact that a trace does not call close. */
  readonly cause: Cause | undefined;
}

/** What one worker's tokens contribute; can be sent between threads. */
export interface Tally {
  readonly summaries: readonly TokenSummary[];
  readonly truth: Pick<ScoredRun, "contacts" | "tracks"> | undefined;
}

const DAY_MS = 86_400_000;

/**
 * Looks through the logs of the engine's own tokens.
 *
 * @param withTruth  every worker knows all of it, and it is needed once
 */
export function tallyLogs({ world, tokens, timeline, startUtcMs }: Engine, withTruth: boolean): Tally {
  const run = { startUtcMs, nowMs: timeline.nowMs() };
  const { truth, people } = world;
  return {
    summaries: tokens.map((token) => summarise(token, BOARD.tokenConfig.statePages, run)),
    truth: withTruth
      ? { contacts: truth.contacts(), tracks: people.map(({ index }) => truth.tracks.of(index)) }
      : undefined,
  };
}

/** @param world  of the same scenario and seed; it need not have been started */
export function runOf(world: World, startUtcMs: number, nowMs: number, tallies: readonly Tally[]): ScoredRun {
  const truth = tallies.find((tally) => tally.truth !== undefined)!.truth!;
  const summaries = tallies.flatMap((tally) => tally.summaries);
  return { world, ...truth, summaries, startUtcMs, days: Math.floor(nowMs / DAY_MS) };
}

/**
 * Scores the local days that are over.
 *
 * @param onPair       gets the pairs that count for any score …
 * @param isEveryPair  … or all that were within two metres or have a record
 */
export function score(run: ScoredRun, onPair?: (pair: ScoredPair) => void, isEveryPair = false): Scores {
  const { summaries } = run;
  const verdicts = {
    trace: createVerdict(),
    oneLog: createVerdict(),
    eitherLog: createVerdict(),
    bothLogs: createVerdict(),
  };
  const missed = Object.fromEntries(CAUSES.map((cause) => [cause, 0])) as Record<Cause, number>;
  const herald = createHerald(run);
  const timeToWarn = createTimeToWarn();
  const devicesOf = createDevicesOf(run);
  let contacts = 0;
  let contactsCovered = 0;
  /** Contacts and slots of which at least one log, and of which both have a record: of all, and of two tokens. */
  const found = { inOne: 0, inBoth: 0 };
  const mutual = { contactsOne: 0, contactsBoth: 0, slotsOne: 0, slotsBoth: 0 };

  for (const pair of pairDays(run, isEveryPair)) {
    const { byA, byB, together } = pair;
    const isContact = pair.closeMinutes >= DEFAULT_RULE.minutes;
    const devices = devicesOf(pair);
    const [isCloseByA, isCloseByB] = [byA?.isClose ?? false, byB?.isClose ?? false];
    const isCloseByTrace = together?.isClose ?? false;
    verdicts.trace.add(isCloseByTrace, isContact);
    verdicts.oneLog.add(isCloseByA, isContact);
    verdicts.oneLog.add(isCloseByB, isContact);
    verdicts.eitherLog.add(isCloseByA || isCloseByB, isContact);
    verdicts.bothLogs.add(isCloseByA && isCloseByB, isContact);
    timeToWarn.add(pair, isContact);

    const isPairCovered = isCovered(devices);
    if (isPairCovered) herald.add(pair);
    const isInBoth = byA !== undefined && byB !== undefined;
    if (isContact) {
      contacts++;
      if (isPairCovered) contactsCovered++;
      if (together !== undefined) found.inOne++;
      if (isInBoth) found.inBoth++;
    }
    if (devices.devices.every((kind) => kind === "token") && together !== undefined) {
      if (isContact) mutual.contactsOne++;
      if (isContact && isInBoth) mutual.contactsBoth++;
      if (pair.closeMinutes > 0) {
        mutual.slotsOne += together.slots.length;
        // Whatever two logs have more than both together they have twice.
        mutual.slotsBoth += (byA?.slots.length ?? 0) + (byB?.slots.length ?? 0) - together.slots.length;
      }
    }
    const cause = isContact && !isCloseByTrace ? causeOf(pair, devices, DEFAULT_RULE.minutes) : undefined;
    if (cause !== undefined) missed[cause]++;
    onPair?.({ ...pair, isContact, isCovered: isPairCovered, cause });
  }

  const sum = (pick: (summary: TokenSummary) => number) =>
    summaries.reduce((total, summary) => total + pick(summary), 0);
  return {
    contacts,
    contactsCovered,
    foundInOneLog: found.inOne,
    foundInBothLogs: found.inBoth,
    trace: verdicts.trace.result(contacts),
    oneLog: verdicts.oneLog.result(2 * contacts),
    eitherLog: verdicts.eitherLog.result(contacts),
    bothLogs: verdicts.bothLogs.result(contacts),
    missed,
    reciprocity: {
      contacts: share(mutual.contactsBoth, mutual.contactsOne),
      slots: share(mutual.slotsBoth, mutual.slotsOne),
    },
    herald: herald.result(),
    timeToWarn: timeToWarn.result(),
    battery: batteryLives(summaries),
    records: sum(({ slots }) => slots.length),
    recordsLost: sum(({ recordsLost }) => recordsLost),
    reportsHeard: sum(({ reportsHeard }) => reportsHeard),
    reportsLost: sum(({ reportsLost }) => reportsLost),
  };
}

function createDevicesOf({ world, days }: ScoredRun): (pair: PairDay) => PairDevices {
  const { people, devices, carriedOn } = world;
  const carried = Array.from({ length: days }, (_, day) =>
    Uint8Array.from(people, ({ index }) => carriedOn(index, day)),
  );
  return ({ a, b, day }) => ({
    devices: [devices[a]!, devices[b]!],
    carried: [carried[day]![a]!, carried[day]![b]!],
  });
}
