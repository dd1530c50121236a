/**
 * So many tokens, ten at a time: prepared and given to made-up people here, then checked, read and updated (check-phase.ts, update-phase.ts), while
 * cables are pulled, power goes and the station is killed. A further phase is one more function.
 */
import assert from "node:assert/strict";
import { createRandom, type Random } from "../../../hal/simulated/random.js";
import { createPreparationLine, type OnLine } from "../../../src/station/line/line.js";
import { watchPorts } from "../../../src/station/line/ports.js";
import { packStock } from "../../../src/station/packs/down.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import type { Store } from "../../../src/station/store/store.js";
import type { Problem } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";
import { RECIPIENTS, START_UTC_MS, commune, createFolder, officer, publicOf } from "../custody-bench.js";
import { type Board, type Hub, type Mishap, VERSION, createHub, drawMishap, untilKilled } from "./hub.js";

const AT_A_TIME = 10;
export const HOUR_MS = 3_600_000;
/** A plug that goes in again, and the look for it. */
export const AGAIN_MS = 4000;
/** From here on nothing goes wrong any more, so that it comes to an end. */
export const TROUBLED_ROUNDS = 4;
const by = { identity: officer, reason: "chuẩn bị dở" };

export interface Batch {
  hub: Hub;
  random: Random;
  authority: Store;
  village: Store;
  /** Number of each board, once it has one. */
  serials: Map<Board, number>;
  folder: ReturnType<typeof createFolder>;
}

/** What is done with each token of a batch; it ends where all are through. */
export type Phase = (batch: Batch) => Promise<void>;

export interface Counted {
  /** By what the line named. */
  failures: Map<Problem["code"], number>;
  cables: number;
  kills: number;
  /** Seen at a stop of the line, with boxes and unproven. */
  halfPrepared: number;
  /** In service when they came back, and only then proven to the store. */
  confirmed: number;
  /** While a new program was on its way to the token. */
  cutShort: number;
  /** Of a new program, by a loader; and how many of them were not kept, for power went. */
  trials: number;
  wentBack: number;
  /** Brought by an officer, to whom the station sent the token. */
  byOfficer: number;
}

export const nothingCounted = (): Counted => ({
  ...{ failures: new Map(), cables: 0, kills: 0, halfPrepared: 0, confirmed: 0 },
  ...{ cutShort: 0, trials: 0, wentBack: 0, byOfficer: 0 },
});

/** @param first  number that the line gives first */
export async function runTokens(
  count: number,
  seed: number,
  first: number,
  phases: (counted: Counted) => readonly Phase[],
): Promise<Counted> {
  const random = createRandom(seed);
  const folder = createFolder();
  const counted = nothingCounted();
  try {
    const authority = await folder.store("authority.sqlite");
    const village = await folder.store("village.sqlite");
    for (let from = 0; from < count; from += AT_A_TIME) {
      const boards = Array.from({ length: Math.min(AT_A_TIME, count - from) }, (_, n) => ({
        seed: seed * 100_000 + from + n + 1,
        version: [undefined, undefined, VERSION, "1.0.0"][random.below(4)],
      }));
      const hub = createHub(START_UTC_MS + from * HOUR_MS, boards);
      const batch = { hub, random, authority, village, serials: new Map(), folder };
      for (const phase of phases(counted)) await phase(batch);
      counted.cables += hub.boards.reduce((sum, board) => sum + board.mishaps(), 0);
    }
    await assertAllThere(authority, village, count, first);
    return counted;
  } finally {
    await folder.remove();
  }
}

/** Each number once, prepared to the end, with somebody, read; nothing half done. */
async function assertAllThere(authority: Store, village: Store, count: number, first: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => first + n);
  const tellOf = async (store: Store) =>
    (await store.tokens()).map(({ serial, standing, lastReadMs }) => [serial, standing, lastReadMs !== null]);
  assert.deepEqual(
    await tellOf(authority),
    numbers.map((serial) => [serial, "prepared", false]),
  );
  assert.deepEqual(
    await tellOf(village),
    numbers.map((serial) => [serial, "issued", true]),
  );
  assert.deepEqual([await authority.numbersUnderWay(), await authority.unproven()], [[], []]);
}

/** What goes wrong in a round. */
export interface Trouble {
  mishap(round: number): Mishap | undefined;
  /** The station is killed at this call to its store, before or after it was done. */
  kill(round: number): { atCall: number; isDone: boolean } | undefined;
}

export const troubleOf = (random: Random): Trouble => ({
  mishap: (round) => (round <= TROUBLED_ROUNDS ? drawMishap(random) : undefined),
  kill: (round) =>
    round <= TROUBLED_ROUNDS && random.below(2) === 0
      ? { atCall: 1 + random.below(60), isDone: random.below(2) === 0 }
      : undefined,
});

/** The line, until every token is in stock. It is stopped and begun anew, sometimes by a kill. */
export const prepare =
  (counted: Counted, numbers: { first: number; last: number }, given?: Trouble): Phase =>
  async ({ hub, random, authority, serials }) => {
    const trouble = given ?? troubleOf(random);
    for (let round = 1; serials.size < hub.boards.length; round++) {
      assert.ok(round < 30, "the line comes to no end");
      for (const board of hub.boards) {
        const mishap = serials.has(board) ? undefined : trouble.mishap(round);
        if (mishap !== undefined) board.expect(mishap);
      }
      const { atCall, isDone } = trouble.kill(round) ?? { atCall: Infinity, isDone: false };
      const { mortal, killed } = untilKilled(authority, atCall, isDone);
      const line = createPreparationLine(
        {
          ...{ store: mortal, timers: hub.timers, utcNowMs: hub.utcNowMs, recipients: RECIPIENTS },
          ...{ numbers, program: hub.program, officer: by },
        },
        (token) => note(token),
      );
      const inStock = new Map<string, number>();
      const note = ({ port, serial, state }: OnLine) => {
        if (state.stage === "ready") {
          inStock.set(port, serial!);
          if (!state.isNew) counted.confirmed++;
        }
        if (state.stage !== "failed") return;
        const { code } = state.error;
        counted.failures.set(code, (counted.failures.get(code) ?? 0) + 1);
      };
      const waiting = hub.boards.filter((board) => !serials.has(board));
      const stop = watchPorts(line.take, hub.timers, async () =>
        (await hub.look()).filter((board) => waiting.includes(board)),
      );
      const run = hub
        .pause(AGAIN_MS)
        .then(() => stop())
        .then(() => line.end());
      await hub.settle(Promise.race([run, killed.then(() => counted.kills++)]));
      stop();
      // The system closes the ports of a program that is gone.
      for (const board of hub.boards) board.bench.control.usb.unplug();
      await hub.settle(hub.pause(AGAIN_MS));
      counted.halfPrepared += await assertNoneLooksReady(authority);
      for (const board of waiting) {
        const serial = inStock.get(board.id) ?? (await bookedAs(authority, board));
        if (serial !== undefined) serials.set(board, serial);
      }
    }
    assert.equal(new Set(serials.values()).size, hub.boards.length);
    for (const [board, serial] of serials) {
      assert.equal(board.version(), VERSION);
      assert.equal(board.bench.token().serial(), serial);
    }
  };

/** Killed right after it was booked: the line did not come to say so. */
async function bookedAs(authority: Store, board: Board): Promise<number | undefined> {
  const serial = board.version() === undefined ? undefined : board.bench.token()?.serial();
  const standing = (await authority.tokens()).find((token) => token.serial === serial)?.standing;
  return standing === "prepared" ? serial : undefined;
}

/** What is under way is in no stock, and goes to nobody. */
async function assertNoneLooksReady(authority: Store): Promise<number> {
  const underWay = await authority.numbersUnderWay();
  const tokens = (await authority.tokens()).filter(({ serial }) => underWay.includes(serial));
  for (const { token, standing } of tokens) {
    assert.equal(standing, "preparing");
    const nobody = { name: "Không Ai", unit: "Thôn 0", phone: null };
    await assert.rejects(authority.issueToken(token, nobody, 1), (error) =>
      isUserError(error, "register/token/preparing"),
    );
  }
  return tokens.length;
}

/** Keys of the batch go to the commune, the tokens to made-up people. */
export const issue: Phase = async ({ hub, authority, village, serials, folder }) => {
  const numbers = new Set(serials.values());
  const path = folder.path(`stock-${Math.min(...numbers)}.bzpack`);
  const nowMs = hub.utcNowMs();
  const order = { officer, reason: "thẻ của xã", unit: commune, tokens: numbers, nowMs };
  await packStock(authority, path, order);
  await takePack(village, path, commune, [publicOf(officer)], nowMs);
  for (const serial of numbers) {
    const person = { name: `Người Mẫu ${serial}`, unit: `Thôn ${1 + (serial % 7)}`, phone: null };
    await village.issueToken(await village.tokenOf(serial), person, nowMs);
  }
};
