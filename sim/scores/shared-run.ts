/** What is scored, in memory that threads share: each of them sorts some of the logs, and then scores some of the people. */
import { nodeHash } from "../../src/station/node-crypto.js";
import { FATES, type Fate } from "../devices/readings.js";
import { sharedFloats, sharedInts } from "../shared-arrays.js";
import type { Track } from "../days/tracks.js";
import type { Contact } from "../days/truth.js";
import type { World } from "../devices/world.js";
import { type IdTable, createIdTable, idsSent, slotsOfRun } from "./ids.js";
import { EMPTY_LOG, type SortedLog, createLogSorter, sortedLog } from "./logs.js";
import type { CloseContacts, ScoredRun } from "./pairs.js";
import { type TokenSummary, slotZeroOf } from "./summary.js";

const DAY_MS = 86_400_000;

/** `Truth.tracks`, one person's after the other's. */
export interface SharedTracks {
  /** By person, and one more: where the person's numbers begin. */
  readonly firstOf: Int32Array;
  readonly numbers: Float64Array;
}

/** What really happened on the days that are over. */
export interface SharedTruth {
  readonly contacts: CloseContacts;
  readonly tracks: SharedTracks;
}

/** Plain data; whatever is large lies in shared memory. */
export interface SharedRun extends SharedTruth {
  readonly startUtcMs: number;
  readonly days: number;
  /** Of all tokens, in any order. */
  readonly summaries: readonly TokenSummary[];
  readonly ids: IdTable;
  /** By summary and `FATES`: records that are left of them sorted, `UNSORTED` before `sortLogs`. */
  readonly sorted: Int32Array;
}

const UNSORTED = -1;

/** Logs that are one piece of work for `sortLogs`. */
const LOGS_A_CHUNK = 64;

/** The truth as a world that has run knows it. */
export interface KnownTruth {
  /** `Truth.contacts()` */
  readonly contacts: readonly Contact[];
  /** By person: `Truth.tracks`. */
  readonly tracks: readonly Track[];
}

export function knownTruthOf({ truth, people }: World): KnownTruth {
  return { contacts: truth.contacts(), tracks: people.map(({ index }) => truth.tracks.of(index)) };
}

export function shareTruth({ contacts, tracks }: KnownTruth, nowMs: number): SharedTruth {
  const days = Math.floor(nowMs / DAY_MS);
  return { contacts: shareContacts(contacts, tracks.length, days), tracks: shareTracks(tracks) };
}

/**
 * @param world  of the run; phones' IDs follow from it
 * @param truth  of the world that has run
 */
export function shareRun(
  world: World,
  truth: SharedTruth,
  summaries: readonly TokenSummary[],
  startUtcMs: number,
  nowMs: number,
): SharedRun {
  const slots = slotsOfRun(startUtcMs, nowMs);
  const phones = world.phones.flatMap((phone, person) =>
    phone === undefined ? [] : [{ person, ...idsSent(nodeHash, phone.baseId, phone.createdDay, slots) }],
  );
  return {
    ...truth,
    startUtcMs,
    days: Math.floor(nowMs / DAY_MS),
    summaries,
    ids: createIdTable([...summaries, ...phones]),
    sorted: sharedInts(summaries.length * FATES.length).fill(UNSORTED),
  };
}

function shareContacts(all: readonly Contact[], people: number, days: number): CloseContacts {
  const over = all.filter(({ day }) => day < days);
  over.sort((p, q) => p.a - q.a || p.b - q.b || p.day - q.day);
  const contacts = {
    firstOf: sharedInts(people + 1),
    b: sharedInts(over.length),
    day: sharedInts(over.length),
    minutes: sharedFloats(over.length),
  };
  over.forEach(({ a, b, day, minutes }, i) => {
    contacts.firstOf[a + 1]!++;
    contacts.b[i] = b;
    contacts.day[i] = day;
    contacts.minutes[i] = minutes;
  });
  addUp(contacts.firstOf);
  return contacts;
}

function shareTracks(tracks: readonly Track[]): SharedTracks {
  const firstOf = sharedInts(tracks.length + 1);
  tracks.forEach(({ length }, person) => (firstOf[person + 1] = length));
  addUp(firstOf);
  const numbers = sharedFloats(firstOf[tracks.length]!);
  tracks.forEach((track, person) => numbers.set(track, firstOf[person]));
  return { firstOf, numbers };
}

/** From counts, each one place too far, to where each begins. */
function addUp(counts: Int32Array): void {
  for (let i = 1; i < counts.length; i++) counts[i]! += counts[i - 1]!;
}

/** Chunks of `sortLogs`. */
export function logChunksOf({ summaries }: SharedRun): number {
  return Math.ceil(summaries.length / LOGS_A_CHUNK);
}

/** Sorts the logs of a chunk where they lie; of all chunks before `openRun`. No two threads may take the same chunk. */
export function sortLogs({ summaries, ids, sorted, contacts, startUtcMs }: SharedRun, chunk: number): void {
  const people = contacts.firstOf.length - 1;
  const sort = createLogSorter(ids, people, slotZeroOf(startUtcMs));
  const end = Math.min(summaries.length, (chunk + 1) * LOGS_A_CHUNK);
  for (let n = chunk * LOGS_A_CHUNK; n < end; n++)
    FATES.forEach((fate, f) => {
      const at = n * FATES.length + f;
      if (sorted[at] === UNSORTED) sorted[at] = sort(summaries[n]![fate]);
    });
}

/** @param world  of the same scenario and seed; it need not have been started */
export function openRun(shared: SharedRun, world: World): ScoredRun {
  const { contacts, tracks, summaries, sorted, startUtcMs, days } = shared;
  if (sorted.includes(UNSORTED)) throw new Error("A log was not sorted before the run was opened");
  const summaryOf: (TokenSummary | undefined)[] = world.people.map(() => undefined);
  const logsOf = (fate: Fate) => {
    const logs = world.people.map(() => EMPTY_LOG);
    summaries.forEach((summary, n) => {
      logs[summary.person] = sortedLog(summary[fate], sorted[n * FATES.length + FATES.indexOf(fate)]!);
    });
    return logs;
  };
  for (const summary of summaries) summaryOf[summary.person] = summary;
  const logs = logsOf("heard");
  return {
    world,
    contacts,
    tracks: world.people.map(({ index }) =>
      tracks.numbers.subarray(tracks.firstOf[index], tracks.firstOf[index + 1]),
    ),
    summaries,
    summaryOf,
    logs,
    expired: logsOf("expired"),
    overwritten: logsOf("overwritten"),
    ...listenersOf(logs),
    startUtcMs,
    days,
  };
}

/** By person, who of a higher number heard the person. */
function listenersOf(logs: readonly SortedLog[]): Pick<ScoredRun, "firstListenerOf" | "listeners"> {
  const firstListenerOf = new Int32Array(logs.length + 1);
  eachHearing(logs, (sender) => firstListenerOf[sender + 1]!++);
  addUp(firstListenerOf);
  const listeners = new Int32Array(firstListenerOf[logs.length]!);
  const next = firstListenerOf.slice();
  eachHearing(logs, (sender, listener) => (listeners[next[sender]!++] = listener));
  return { firstListenerOf, listeners };
}

/** In the order of listeners, once for each sender of a lower number. */
function eachHearing(logs: readonly SortedLog[], run: (sender: number, listener: number) => void): void {
  logs.forEach(({ senders }, listener) => {
    for (let i = 0; i < senders.length && senders[i]! < listener; i++)
      if (senders[i] !== senders[i + 1]) run(senders[i]!, listener);
  });
}
