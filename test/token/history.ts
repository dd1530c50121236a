/**
 * Random lives of a token: it runs among neighbours, loses power, lies in a drawer, meets computers whose clocks are wrong,
 * is checked and read. What must hold whatever happens is checked on the way; the end of a history is the log, to compare.
 */
import assert from "node:assert/strict";
import type { NearPhone } from "../../firmware/device/stepped.js";
import { createRandom, type Random } from "../../hal/simulated/random.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import type { TokenIdentity } from "../../src/sync/host/decode.js";
import type { ReadChunk } from "../../src/sync/host/read.js";
import type { KeyRing, Session } from "../../src/sync/host/session.js";
import { type Authority, NO_KEYS, adminRing, authorityOf, operatorRing } from "./host.js";
import { isIn } from "../words/problem-in.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;
/** A page takes records for 24 hours: after these the last of them is 21 days old. */
const RETENTION_HOURS = 22 * 24;
/** Windows keep clear of both ends of a slot's sixth by 2 s, so what happens here meets none. */
const SIXTH_MS = 150_000;
const CALM_MS = 1_000;
/** What is done at the cable takes less. */
const VISIT_MS = 12_000;
/** 2020-08-08, so that day and month may be swapped. */
export const HISTORY_START_UTC_MS = Date.UTC(2020, 7, 8, 9, 7, 31);

/** A token in virtual time, simulated or in the interpreter. */
export interface HistoryToken {
  /** Virtual milliseconds since the beginning. */
  nowMs(): number;
  run(ms: number): Promise<void>;
  /** Power goes and comes back `awayMs` later, the clock unknown. */
  losePower(awayMs: number): Promise<void>;
  /** Adverts that are heard in every window from now on, instead of those before. */
  surround(adverts: Uint8Array[], phones?: readonly NearPhone[]): Promise<void>;
  /** Virtual time passes in small steps while `use` talks to it. */
  plugIn<T>(use: (session: Session) => Promise<T>): Promise<T>;
}

type Step =
  | { kind: "live"; hours: number; neighbours: number }
  | { kind: "away"; hours: number }
  /** A commune's computer: reads or only checks, then offers its time. */
  | { kind: "visit"; clock: WrongClock; isRead: boolean }
  /** An officer whose clock is right. */
  | { kind: "officer" };

/** What a computer's clock says at a true time. */
type WrongClock = { name: string; says: (utcMs: number, seed: number) => number };

const CLOCKS: WrongClock[] = [
  { name: "right", says: (utcMs) => utcMs },
  { name: "right", says: (utcMs) => utcMs },
  { name: "up to two days off", says: (utcMs, seed) => utcMs + ((seed % 97) - 48) * HOUR_MS },
  { name: "up to three years off", says: (utcMs, seed) => utcMs + ((seed % 2191) - 1095) * DAY_MS },
  { name: "day and month swapped", says: swapDayAndMonth },
  { name: "29 days ahead", says: (utcMs) => utcMs + 29 * DAY_MS },
  { name: "2009", says: (_, seed) => Date.UTC(2009, 0, 1) + (seed % 365) * DAY_MS },
  { name: "2038", says: (_, seed) => Date.UTC(2038, 0, 1) + (seed % 365) * DAY_MS },
  { name: "a year ahead", says: (utcMs) => utcMs + YEAR_MS },
];

function swapDayAndMonth(utcMs: number): number {
  const date = new Date(utcMs);
  const day = date.getUTCDate();
  return day > 12
    ? utcMs
    : Date.UTC(date.getUTCFullYear(), day - 1, date.getUTCMonth() + 1) + (utcMs % DAY_MS);
}

/** @param size  1: six steps and some days; with each more six steps more, and each of them longer */
function createSteps(random: Random, size: number): Step[] {
  const steps: Step[] = [];
  // Some are read so rarely that records expire unread.
  const isRare = random.below(2) === 0;
  for (let n = 0; n < 6 * size; n++) {
    steps.push({ kind: "live", hours: 1 + random.below(36 * size), neighbours: random.below(4) });
    const pick = random.below(10);
    if (pick < 3) steps.push({ kind: "away", hours: [0, 3, 80, 1_000, 10_000, 26_000][random.below(6)]! });
    else if (pick < 9 || isRare) {
      steps.push({
        kind: "visit",
        clock: CLOCKS[random.below(CLOCKS.length)]!,
        isRead: random.below(isRare ? 20 : 2) === 0,
      });
    } else steps.push({ kind: "officer" });
  }
  return steps;
}

/** Slots of the log by sequence number, as hex, with the days of their page. */
export type LogImage = Map<number, string>;

export interface HistoryOutcome {
  log: LogImage;
  /** For the test of the tests: how often things happened. */
  counts: { read: number; expired: number; overwritten: number; refused: number; newKeys: number };
}

/**
 * Lives through the history of a seed; the token must be new, its clock set to the true time.
 *
 * @param isChecked  looks at the whole log after each step; where that takes too long, its end must do
 */
export async function live(
  token: HistoryToken,
  seed: number,
  size: number,
  isChecked = true,
): Promise<HistoryOutcome> {
  const random = createRandom(seed);
  const isPrepared = random.below(2) === 0;
  const counts = { read: 0, expired: 0, overwritten: 0, refused: 0, newKeys: 0 };
  /** Unread records as last seen in the log: by sequence number, the hours lived when their page was opened. */
  let unread = new Map<number, number>();
  let readTo = 0;
  let awayMs = 0;
  let powerLosses = 0;
  let neighbour = 0;
  let authority: Authority | undefined;

  const trueUtcMs = () => HISTORY_START_UTC_MS + token.nowMs();

  function ring(isOfficer: boolean): KeyRing {
    if (authority === undefined) return NO_KEYS;
    return isOfficer ? adminRing(authority) : operatorRing(authority);
  }

  /** Runs on to a moment at which nothing else happens, by the token's own clock. */
  async function calmDown(): Promise<void> {
    const identity = await token.plugIn(async (session) => {
      await session.enter(ring(true));
      return session.identify();
    });
    const phaseMs = (identity.utcMs - CALM_MS) % SIXTH_MS;
    await token.run(SIXTH_MS - phaseMs);
  }

  /** At the cable, for a time that is always the same. */
  async function visit<T>(use: (session: Session) => Promise<T>, isOfficer = false): Promise<T> {
    const startMs = token.nowMs();
    const result = await token.plugIn(async (session) => {
      await session.enter(ring(isOfficer));
      return use(session);
    });
    assert(token.nowMs() - startMs < VISIT_MS, "a visit takes longer than thought");
    await token.run(VISIT_MS - (token.nowMs() - startMs));
    return result;
  }

  /** Compares the log with what was there before: what is gone must be old, read, or counted. */
  async function look(): Promise<TokenIdentity> {
    const { identity, image } = await token.plugIn(async (session) => {
      await session.enter(ring(true));
      const identity = await session.identify();
      return { identity, image: isChecked ? await readLog(session, 0) : undefined };
    });
    if (image === undefined) return identity;
    const { livedS, losses } = identity;
    const livedHours = livedS / 3600;
    const poweredHours = (token.nowMs() - awayMs) / HOUR_MS;
    assert(livedHours <= poweredHours + 0.01, "it has not lived longer than it had power");
    assert(livedHours >= poweredHours - 1.1 * (powerLosses + 1), "a loss of power costs it an hour at most");
    let expired = 0;
    let early = 0;
    for (const [sequence, pageHours] of unread) {
      if (image.has(sequence)) continue;
      if (livedHours - pageHours >= RETENTION_HOURS) expired++;
      else early++;
    }
    assert(
      early <= losses.overwritten,
      `${early} records gone before their time, ${losses.overwritten} counted`,
    );
    const gone = expired + early;
    const counted = losses.expired + losses.overwritten;
    assert(counted >= gone, `${gone} unread records gone since the last reading, ${counted} counted`);
    counts.expired = Math.max(counts.expired, losses.expired);
    counts.overwritten = Math.max(counts.overwritten, losses.overwritten);
    for (const [sequence, text] of image) {
      if (sequence >= readTo && !unread.has(sequence)) unread.set(sequence, Number(text.split(" ")[2]));
    }
    return identity;
  }

  async function read(session: Session): Promise<void> {
    const { nextSequence } = await session.identify();
    if (nextSequence < readTo) readTo = 0;
    await readLog(session, readTo);
    await session.confirm(nextSequence);
    readTo = nextSequence;
    unread = new Map();
    counts.read++;
  }

  async function offer(session: Session, utcMs: number): Promise<boolean> {
    // Phases that no window comes near, whatever the clock says.
    const offered = Math.max(0, Math.floor(utcMs / SIXTH_MS) * SIXTH_MS + 2 * CALM_MS);
    try {
      await session.setTime(() => offered);
      return true;
    } catch (error) {
      assert(isIn("sync", error, "time-refused", "time-needs-keys"), String(error));
      counts.refused++;
      return false;
    }
  }

  /** What brings any token back: its time, or new keys on the right day. */
  async function bringBack(): Promise<void> {
    const generationBefore = (await look()).generation;
    await calmDown();
    await visit(read, true);
    // How long a reading takes differs from line to line, and a window must not depend on it.
    await calmDown();
    const isSet = await visit((session) => offer(session, trueUtcMs()), true);
    if (!isSet) {
      assert(authority !== undefined, "whoever has a practice token in hand sets its clock");
      const next = generationBefore + 1;
      await calmDown();
      await visit(async (session) => {
        await session.rekey(new Uint8Array(32).fill(seed & 255), trueUtcMs());
        await session.finishRekey(next, Math.floor(trueUtcMs() / SIXTH_MS) * SIXTH_MS + 2 * CALM_MS);
      }, true);
    }
    await token.run(20_000);
    const { timeState, utcMs, generation: now } = await look();
    if (now !== generationBefore) counts.newKeys++;
    assert.equal(timeState, "set");
    assert(Math.abs(utcMs - trueUtcMs()) < SIXTH_MS + 5_000, "back at the true time");
  }

  async function take(step: Step): Promise<void> {
    switch (step.kind) {
      case "live": {
        const adverts = Array.from({ length: step.neighbours }, () =>
          encodeAdvert(Uint8Array.from({ length: 12 }, (_, i) => (++neighbour * (i + 3)) & 255)),
        );
        await token.surround(adverts);
        // Half a sixth more, so that the next calm moment lies far from where this ends.
        await token.run(Math.floor((step.hours * HOUR_MS) / SIXTH_MS) * SIXTH_MS + SIXTH_MS / 2);
        break;
      }
      case "away":
        await calmDown();
        await token.losePower(step.hours * HOUR_MS);
        powerLosses++;
        awayMs += step.hours * HOUR_MS;
        await token.run(SIXTH_MS / 2);
        break;
      case "visit":
        await calmDown();
        await look();
        // An officer's order stands for the wearer's press.
        if (step.isRead) await visit(read, true);
        await calmDown();
        await visit((session) => offer(session, step.clock.says(trueUtcMs(), random.uint32())));
        await token.run(20_000);
        break;
      case "officer":
        await calmDown();
        await bringBack();
        break;
    }
    await look();
  }

  if (isPrepared) {
    authority = authorityOf(
      await visit((session) => session.prepare(42, new Uint8Array(32).fill(seed & 255))),
    );
    await token.run(5_000);
    await visit(async () => {}, true);
  }
  for (const step of createSteps(random, size)) await take(step);
  await calmDown();
  await bringBack();
  // It goes on logging, dated by the true day.
  await take({ kind: "live", hours: 2, neighbours: 2 });
  await calmDown();
  const log = await token.plugIn(async (session) => {
    await session.enter(ring(true));
    return readLog(session, 0);
  });
  const newest = log.get(Math.max(...log.keys()))!;
  const daysAgo = Math.floor(trueUtcMs() / DAY_MS) - Number(newest.split(" ")[1]);
  assert(daysAgo === 0 || daysAgo === 1, `the newest record is of ${daysAgo} days ago`);
  return { log, counts };
}

async function readLog(session: Session, from: number): Promise<LogImage> {
  const image: LogImage = new Map();
  await session.read({ from, onChunk: (chunk) => putChunk(image, chunk) });
  return image;
}

function putChunk(image: LogImage, chunk: ReadChunk): void {
  const { nextSequence, records, sealDay, calendarDay, livedHours, generation } = chunk;
  const count = records.length / 32;
  for (let n = 0; n < count; n++) {
    const hex = Buffer.from(records.subarray(32 * n, 32 * n + 32)).toString("hex");
    image.set(nextSequence - count + n, `${sealDay} ${calendarDay} ${livedHours} ${generation} ${hex}`);
  }
}
