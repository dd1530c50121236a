/**
 * So many tokens, ten at a time: prepared, given to made-up people, checked and read, while cables are pulled, power goes and the
 * station is killed. A further phase (an update, say) is one more function.
 */
import assert from "node:assert/strict";
import { createRandom, type Random } from "../../../hal/simulated/random.js";
import { createRecordKeys } from "../../../src/custody/host/case-keys.js";
import { openRecord } from "../../../src/custody/host/open-record.js";
import { createPreparationLine, type OnLine } from "../../../src/station/line/line.js";
import { watchPorts } from "../../../src/station/line/ports.js";
import { ccmOpen, nodeHash } from "../../../src/station/node-crypto.js";
import { openBoxesOf } from "../../../src/station/cases/officer.js";
import { packStock } from "../../../src/station/packs/down.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { syncToken } from "../../../src/station/reading/sync-token.js";
import { formatSerial } from "../../../src/station/serial-number.js";
import type { SealedRecord, Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import type { Problem } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";
import { RECIPIENTS, START_UTC_MS, commune, createFolder, officer, publicOf } from "../custody-bench.js";
import { type Board, type Hub, type Mishap, VERSION, createHub, drawMishap, untilKilled } from "./hub.js";

const AT_A_TIME = 10;
const HOUR_MS = 3_600_000;
/** A plug that goes in again, and the look for it. */
const AGAIN_MS = 4000;
/** From here on nothing goes wrong any more, so that it comes to an end. */
const TROUBLED_ROUNDS = 4;
/** Three neighbours in three quarter hours that were whole. */
const FEWEST_RECORDS = 9;
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
}

/** @param first  number that the line gives first */
export async function runTokens(
  count: number,
  seed: number,
  first: number,
  phases: (counted: Counted) => readonly Phase[],
): Promise<Counted> {
  const random = createRandom(seed);
  const folder = createFolder();
  const counted: Counted = { failures: new Map(), cables: 0, kills: 0, halfPrepared: 0, confirmed: 0 };
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

const troubleOf = (random: Random): Trouble => ({
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

/** Worn for an hour, then read with a press; whatever was cut is read on. */
export const check: Phase = async ({ hub, random, authority, village, serials }) => {
  for (const { bench } of serials.keys())
    for (let n = 1; n <= 3; n++) bench.addNeighbour(new Uint8Array(12).fill(n), -50);
  hub.live(HOUR_MS);
  const operatingKeys = await village.unlockOperatingKeys(commune);
  const read = async (board: Board, store: Store) =>
    syncToken({
      ...{ store, timers: hub.timers, utcNowMs: hub.utcNowMs, operatingKeys },
      line: await board.open(),
      onProgress: ({ stage }) => {
        if (stage === "consent") board.bench.control.button.press();
      },
    });
  const trouble = troubleOf(random);
  const left = new Map(serials);
  const readTo = new Map<Board, number>();
  for (let round = 1; left.size > 0; round++) {
    assert.ok(round < 30, "the reading comes to no end");
    for (const board of left.keys()) {
      const mishap = trouble.mishap(round);
      if (mishap !== undefined) board.expect(mishap);
    }
    const { atCall, isDone } = trouble.kill(round) ?? { atCall: Infinity, isDone: false };
    const { mortal, killed } = untilKilled(village, atCall, isDone);
    const readings = [...left].map(async ([board, serial]) => {
      try {
        const summary = await read(board, mortal);
        assert.deepEqual([summary.serial, summary.isRead], [serial, true]);
        readTo.set(board, summary.nextSequence);
        left.delete(board);
      } catch (error) {
        if (!isUserError(error, "sync")) throw error;
      }
    });
    await hub.settle(Promise.race([Promise.all(readings), killed]));
    for (const board of hub.boards) board.bench.control.usb.unplug();
    await hub.settle(hub.pause(AGAIN_MS));
  }
  for (const [board, serial] of serials)
    await assertReadWhole(board, serial, readTo.get(board)!, authority, village);
};

/** Every record up to there is in the commune's store as the token has it, and the officer's box of this very token opens it. */
async function assertReadWhole(
  { bench }: Board,
  serial: number,
  readTo: number,
  authority: Store,
  village: Store,
): Promise<void> {
  const [log] = await openBoxesOf(authority, officer, "log", serial);
  const own = keyOfSerial(serial);
  const stored = new Map<string, SealedRecord>();
  const daysOf = (token: string) => (token === own ? [{ fromDay: 0, toDay: 99_999 }] : []);
  for await (const portion of village.sealedRecords(daysOf))
    for (const record of portion) stored.set(`${record.pageSequence} ${record.position}`, record);
  const keyOf = createRecordKeys(nodeHash, log!.content);
  let records = 0;
  for (const page of bench.pages())
    for (let n = 0; n < page.slots; n++) {
      const place = { serial, ...page, position: page.position + n };
      if (place.pageSequence * bench.token().log.recordsPerPage + place.position >= readTo) continue;
      const sealed = page.records.slice(n * 32, n * 32 + 32);
      const plain = openRecord(ccmOpen, keyOf(page.sealDay)!, place, sealed.slice(0, 28));
      // A slot may be the mark of a restart instead of a record.
      if (plain === undefined) continue;
      records++;
      const kept = stored.get(`${place.pageSequence} ${place.position}`);
      assert.deepEqual(
        kept && Buffer.from(kept.sealed),
        Buffer.from(sealed),
        `record of ${formatSerial(serial)}`,
      );
    }
  assert.ok(records >= FEWEST_RECORDS, `${records} records of ${formatSerial(serial)}`);
}
