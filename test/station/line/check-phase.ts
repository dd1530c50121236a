/** Tokens of a batch at the commune's station, round after round: what was cut is gone on with. */
import assert from "node:assert/strict";
import { createRecordKeys } from "../../../src/custody/host/case-keys.js";
import { openRecord } from "../../../src/custody/host/open-record.js";
import { openBoxesOf } from "../../../src/station/cases/officer.js";
import { ccmOpen, nodeHash } from "../../../src/station/node-crypto.js";
import { type SyncSummary, syncToken } from "../../../src/station/reading/sync-token.js";
import { formatSerial } from "../../../src/station/serial-number.js";
import type { SealedRecord, Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { isUserError } from "../../../src/words/user-error.js";
import { commune, officer } from "../custody-bench.js";
import { type Board, untilKilled } from "./hub.js";
import { AGAIN_MS, type Batch, HOUR_MS, type Phase, type Trouble, troubleOf } from "./many-tokens.js";

/** Three neighbours in three quarter hours that were whole. */
const FEWEST_RECORDS = 9;

/** Worn for an hour, then read with a press; whatever was cut is read on. */
export const check: Phase = async (batch) => {
  for (const { bench } of batch.serials.keys())
    for (let n = 1; n <= 3; n++) bench.addNeighbour(new Uint8Array(12).fill(n), -50);
  batch.hub.live(HOUR_MS);
  await readAll(batch);
};

/** Every record that the token has is in the store then, and opens. */
export async function readAll(batch: Batch, given?: Trouble): Promise<void> {
  const { authority, village, serials } = batch;
  const readTo = new Map<Board, number>();
  await comeToStation(batch, { trouble: given ?? troubleOf(batch.random) }, (board, summary) => {
    assert.equal(summary.isRead, true);
    readTo.set(board, summary.nextSequence);
    return true;
  });
  for (const [board, serial] of serials)
    await assertReadWhole(board, serial, readTo.get(board)!, authority, village);
}

/**
 * Each token is brought until it is through.
 *
 * @param between    after each round, when all are unplugged
 * @param isThrough  by what its check came to
 */
export async function comeToStation(
  { hub, village, serials }: Batch,
  options: { trouble: Trouble; isCheckOnly?: boolean; between?: (round: number) => Promise<void> },
  isThrough: (board: Board, summary: SyncSummary) => boolean,
): Promise<void> {
  const { trouble, isCheckOnly = false, between } = options;
  const operatingKeys = await village.unlockOperatingKeys(commune);
  const read = async (board: Board, store: Store) =>
    syncToken({
      ...{ store, timers: hub.timers, utcNowMs: hub.utcNowMs, operatingKeys, isCheckOnly },
      line: await board.open(),
      onProgress: ({ stage }) => {
        if (stage === "consent") board.bench.control.button.press();
      },
    });
  const left = new Map(serials);
  for (let round = 1; left.size > 0; round++) {
    assert.ok(round < 30, "the tokens come to no end");
    for (const board of left.keys()) {
      const mishap = trouble.mishap(round);
      if (mishap !== undefined) board.expect(mishap);
    }
    const { atCall, isDone } = trouble.kill(round) ?? { atCall: Infinity, isDone: false };
    const { mortal, killed } = untilKilled(village, atCall, isDone);
    const readings = [...left].map(async ([board, serial]) => {
      try {
        const summary = await read(board, mortal);
        assert.equal(summary.serial, serial);
        if (isThrough(board, summary)) left.delete(board);
      } catch (error) {
        if (!isUserError(error, "sync")) throw error;
      }
    });
    await hub.settle(Promise.race([Promise.all(readings), killed]));
    for (const board of hub.boards) board.bench.control.usb.unplug();
    await hub.settle(hub.pause(AGAIN_MS));
    await between?.(round);
  }
}

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
