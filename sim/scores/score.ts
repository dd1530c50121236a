/** Compares what the tokens wrote down with what really happened. What each number means: PARAMETERS.md, Scores. */
import { DEFAULT_RULE } from "../../src/contacts/operating-points.js";
import { type Fate, followReadings } from "../devices/readings.js";
import { type BatteryLives, batteryLives } from "./battery.js";
import { CAUSES, type Cause, type PairDevices, causeOf, isCovered } from "./causes.js";
import { type HeraldCounts, type HeraldRates, createHerald, heraldRatesOf } from "./herald.js";
import { type PairDay, type ScoredRun, eachPairDay } from "./pairs.js";
import {
  type KnownTruth,
  knownTruthOf,
  logChunksOf,
  openRun,
  shareRun,
  shareTruth,
  sortLogs,
} from "./shared-run.js";
import { type TokenSummary, slotZeroOf, summarise } from "./summary.js";
import { sumOf } from "./sums.js";
import { windowsHeard } from "./views.js";
import { type Verdict, type VerdictCounts, countVerdict, noVerdicts, share, verdictOf } from "./verdicts.js";
import { type TimeToWarn, type WarningCounts, createWarningCounter, timeToWarnOf } from "./warning-time.js";
import { BOARD, type SimulatedToken } from "../devices/simulated-token.js";
import type { Scenario } from "../scenarios/scenario.js";
import type { Timeline } from "../../hal/simulated/timeline.js";
import type { World } from "../devices/world.js";

export interface Scores {
  /** Pairs and local days with 15 minutes or more within 2 m of each other. */
  contacts: number;
  /** Of these, those of which both had a token with them, powered. */
  contactsCovered: number;
  /** Of all contacts, those of which at least one of the two logs has a record of that day … */
  foundInOneLog: number;
  /** … and those that both have. */
  foundInBothLogs: number;
  /** Contacts that were heard in at least three windows, both logs' together. */
  heardThrice: number;
  /** By a trace, which puts both logs together where the F0's own does not rule the other out. */
  trace: Verdict;
  /** Of one F0 and day, in the mean: others whose logs that opens. */
  logsOpened: number | null;
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
  /** Records that were read, on the way or at the end. */
  records: number;
  /** Records that were erased unread: for their age, and to make room. */
  recordsExpired: number;
  recordsOverwritten: number;
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

/** What the logs and the world say. */
export interface Tally {
  readonly summaries: readonly TokenSummary[];
  readonly truth: KnownTruth;
}

/**
 * What the pairs of some people come to: plain data. Sums are made in the order of people, so that they are the same to
 * the last bit, whoever scored which people.
 */
export interface ScorePart {
  contacts: number;
  contactsCovered: number;
  /** Contacts of which at least one log, and of which both have a record. */
  foundInOneLog: number;
  foundInBothLogs: number;
  heardThrice: number;
  trace: VerdictCounts;
  logsOpened: number;
  oneLog: VerdictCounts;
  eitherLog: VerdictCounts;
  bothLogs: VerdictCounts;
  missed: Record<Cause, number>;
  /** Of two tokens, contacts and slots that at least one log has, and that both have. */
  mutual: { contactsOne: number; contactsBoth: number; slotsOne: number; slotsBoth: number };
  herald: HeraldCounts;
  timeToWarn: WarningCounts;
}

/** People whose pairs with those of higher numbers are one piece of work. */
const PEOPLE_A_PART = 64;

/** A town whose tokens live in step. */
export interface TownInStep {
  readonly scenario: Scenario;
  readonly world: World;
  readonly tokens: readonly SimulatedToken[];
  readonly timeline: Timeline;
  readonly startUtcMs: number;
}

/** Follows tokens that have not lived yet; gives what can be told of them at any time. */
export function followTokens({ scenario, world, tokens, timeline, startUtcMs }: TownInStep): () => Tally {
  const { readEveryDays } = scenario;
  const slotZero = slotZeroOf(startUtcMs);
  const all = tokens.map((token) => followReadings({ token, timeline, startUtcMs, slotZero, readEveryDays }));
  return () => {
    const run = { startUtcMs, nowMs: timeline.nowMs() };
    return {
      summaries: all.map((readings) => summarise(readings, BOARD.tokenConfig.statePages, run)),
      truth: knownTruthOf(world),
    };
  };
}

/** @param world  of the same scenario and seed; it need not have been started */
export function runOf(
  world: World,
  startUtcMs: number,
  nowMs: number,
  { summaries, truth }: Tally,
): ScoredRun {
  const shared = shareRun(world, shareTruth(truth, nowMs), summaries, startUtcMs, nowMs);
  for (let chunk = 0; chunk < logChunksOf(shared); chunk++) sortLogs(shared, chunk);
  return openRun(shared, world);
}

/**
 * Scores the local days that are over, on one thread.
 *
 * @param onPair       gets the pairs that count for any score …
 * @param isEveryPair  … or all that were within two metres or have a record
 */
export function score(run: ScoredRun, onPair?: (pair: ScoredPair) => void, isEveryPair = false): Scores {
  const parts = Array.from({ length: partsOf(run) }, (_, part) => scorePart(run, part, onPair, isEveryPair));
  return joinParts(run, parts);
}

/** Parts of a run, from 0: they do not depend on who scores them. */
export function partsOf({ world }: Pick<ScoredRun, "world">): number {
  return Math.ceil(world.people.length / PEOPLE_A_PART);
}

/** @param onPair  as for `score` */
export function scorePart(
  run: ScoredRun,
  part: number,
  onPair?: (pair: ScoredPair) => void,
  isEveryPair = false,
): ScorePart {
  const { devices, carriedOn } = run.world;
  const herald = createHerald(run);
  const warnings = createWarningCounter();
  const counts: Omit<ScorePart, "timeToWarn"> = {
    contacts: 0,
    contactsCovered: 0,
    foundInOneLog: 0,
    foundInBothLogs: 0,
    heardThrice: 0,
    trace: noVerdicts(),
    logsOpened: 0,
    oneLog: noVerdicts(),
    eitherLog: noVerdicts(),
    bothLogs: noVerdicts(),
    missed: Object.fromEntries(CAUSES.map((cause) => [cause, 0])) as Record<Cause, number>,
    mutual: { contactsOne: 0, contactsBoth: 0, slotsOne: 0, slotsBoth: 0 },
    herald: herald.counts,
  };

  function add(pair: PairDay): void {
    const { a, b, day, byA, byB, together } = pair;
    const isContact = pair.closeMinutes >= DEFAULT_RULE.minutes;
    const [isCloseByA, isCloseByB] = [byA?.isClose ?? false, byB?.isClose ?? false];
    countVerdict(counts.trace, pair.isNamed, isContact);
    counts.logsOpened += [byA, byB].filter((view) => view?.isRuledOut === false).length;
    countVerdict(counts.oneLog, isCloseByA, isContact);
    countVerdict(counts.oneLog, isCloseByB, isContact);
    countVerdict(counts.eitherLog, isCloseByA || isCloseByB, isContact);
    countVerdict(counts.bothLogs, isCloseByA && isCloseByB, isContact);
    warnings.add(pair, isContact);

    const owned: PairDevices = {
      devices: [devices[a]!, devices[b]!],
      carried: [carriedOn(a, day), carriedOn(b, day)],
    };
    const isPairCovered = isCovered(owned);
    if (isPairCovered) herald.add(pair);
    const isInBoth = byA !== undefined && byB !== undefined;
    if (isContact) {
      counts.contacts++;
      if (isPairCovered) counts.contactsCovered++;
      if (together !== undefined) counts.foundInOneLog++;
      if (isInBoth) counts.foundInBothLogs++;
      if (windowsHeard(byA) + windowsHeard(byB) >= 3) counts.heardThrice++;
    }
    if (together !== undefined && devices[a] === "token" && devices[b] === "token") {
      const { mutual } = counts;
      if (isContact) mutual.contactsOne++;
      if (isContact && isInBoth) mutual.contactsBoth++;
      if (pair.closeMinutes > 0) {
        mutual.slotsOne += together.slots;
        // Whatever two logs have more than both together they have twice.
        mutual.slotsBoth += (byA?.slots ?? 0) + (byB?.slots ?? 0) - together.slots;
      }
    }
    const cause = isContact && !pair.isNamed ? causeOf(run, pair, owned, DEFAULT_RULE.minutes) : undefined;
    if (cause !== undefined) counts.missed[cause]++;
    onPair?.({ ...pair, isContact, isCovered: isPairCovered, cause });
  }

  const end = Math.min(run.world.people.length, (part + 1) * PEOPLE_A_PART);
  eachPairDay(run, part * PEOPLE_A_PART, end, isEveryPair, add);
  return { ...counts, timeToWarn: warnings.counts() };
}

/** @param parts  all of them, in order */
export function joinParts(
  { world, summaries, days }: Pick<ScoredRun, "world" | "summaries" | "days">,
  parts: readonly ScorePart[],
): Scores {
  const { contacts, mutual, ...all } = sumOf(parts);
  const sum = (pick: (summary: TokenSummary) => number) =>
    summaries.reduce((total, summary) => total + pick(summary), 0);
  const recordsOf = (fate: Fate) => sum((summary) => summary[fate].slots.length);
  return {
    contacts,
    contactsCovered: all.contactsCovered,
    foundInOneLog: all.foundInOneLog,
    foundInBothLogs: all.foundInBothLogs,
    heardThrice: all.heardThrice,
    trace: verdictOf(all.trace, contacts),
    logsOpened: share(all.logsOpened, summaries.length * days),
    oneLog: verdictOf(all.oneLog, 2 * contacts),
    eitherLog: verdictOf(all.eitherLog, contacts),
    bothLogs: verdictOf(all.bothLogs, contacts),
    missed: all.missed,
    reciprocity: {
      contacts: share(mutual.contactsBoth, mutual.contactsOne),
      slots: share(mutual.slotsBoth, mutual.slotsOne),
    },
    herald: heraldRatesOf(all.herald, summaries.length / world.people.length),
    timeToWarn: timeToWarnOf(all.timeToWarn),
    battery: batteryLives(summaries),
    records: recordsOf("heard"),
    recordsExpired: recordsOf("expired"),
    recordsOverwritten: recordsOf("overwritten"),
    recordsLost: sum(({ recordsLost }) => recordsLost),
    reportsHeard: sum(({ reportsHeard }) => reportsHeard),
    reportsLost: sum(({ reportsLost }) => reportsLost),
  };
}
