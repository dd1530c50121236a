import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLines } from "../../../sim/devices/lines.js";
import type { Line } from "../../../src/sync/host/line.js";
import { createSession } from "../../../src/sync/host/session.js";
import { hostCustody } from "../../../src/station/node-crypto.js";
import { systemTimers } from "../../../src/station/reading/serial-line.js";
import { openStore, type Store } from "../../../src/station/store/store.js";
import { syncToken, type SyncProgress } from "../../../src/station/reading/sync-token.js";
import { START_UTC_MS, createBench } from "../../token/bench-token.js";
import { isIn } from "../../words/problem-in.js";
import { allRecords } from "../all-records.js";

const HOUR_MS = 3_600_000;

describe("sync of a simulated token into the store", () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "bz-sync-"));
    store = await openStore(join(folder, "store.sqlite"));
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  /** A token with four neighbours over some hours. */
  function wornToken(hours = 5) {
    const bench = createBench();
    for (let n = 1; n <= 4; n++) bench.addNeighbour(new Uint8Array(12).fill(n), -60 - n);
    bench.runUntilUtc(START_UTC_MS + hours * HOUR_MS);
    const lines = createLines(bench.timeline);
    return { bench, open: () => lines.open(bench.control.usb) };
  }

  const sync = (line: Line, utcNowMs: () => number, onProgress?: (progress: SyncProgress) => void) =>
    syncToken({ store, line, timers: systemTimers, utcNowMs, ...(onProgress ? { onProgress } : {}) });

  it("stores every record as the token's flash holds it, then finds nothing new", async () => {
    const { bench, open } = wornToken();
    const stages = new Set<string>();
    const first = await sync(open(), bench.hal.clock.utcMs, (progress) => stages.add(progress.stage));
    assert.equal(first.serial, bench.token().serial());
    assert.equal(first.added, first.received);
    assert.deepEqual([...stages], ["connecting", "reading", "clock"]);
    assert.deepEqual(first.warnings, []);
    const stored = await allRecords(store);
    assert.ok(stored.length >= bench.records().length && bench.records().length >= 4 * 19);
    assert.equal((await store.tokens())[0]!.unreadRecords, 0);
    assert.equal((await store.secrets())[0]!.serial, first.serial);

    const second = await sync(open(), bench.hal.clock.utcMs);
    assert.equal(second.added, 0);
    assert.deepEqual((await allRecords(store)).slice(0, stored.length), stored);
  });

  it("goes on where a pulled plug cut it off, and gets the same records as an uncut reading", async () => {
    const { bench, open } = wornToken(30);
    const line = open();
    const cut = sync(line, bench.hal.clock.utcMs, (progress) => {
      if (progress.stage === "reading" && progress.fraction > 0.4) bench.control.usb.unplug();
    });
    await assert.rejects(cut, (error) => isIn("sync", error, "line-closed"));
    const kept = await allRecords(store);
    assert.ok(kept.length > 0, "nothing was kept");
    assert.ok((await store.tokens())[0]!.unreadRecords > 0);
    assert.equal((await store.tokens())[0]!.lastReadMs, null);

    const rest = await sync(open(), bench.hal.clock.utcMs);
    assert.ok(rest.fromSequence > 0);
    const all = await allRecords(store);
    assert.equal(all.length, kept.length + rest.added);

    const reference = await openStore(join(folder, "uncut.sqlite"));
    await syncToken({
      store: reference,
      line: open(),
      timers: systemTimers,
      utcNowMs: bench.hal.clock.utcMs,
    });
    const uncut = await allRecords(reference);
    await reference.close();
    assert.deepEqual(uncut.slice(0, all.length), all);
  });

  it("measures how far the token's clock was off, says so, and sets it", async () => {
    const { bench, open } = wornToken(1);
    const truth = () => bench.hal.clock.utcMs() + offsetMs;
    let offsetMs = 5 * 60_000;
    // The station's clock is the same crystal, five minutes ahead, until the token was set to it.
    const setUtc = bench.hal.clock.setUtc;
    bench.hal.clock.setUtc = (utcMs, state) => {
      setUtc.call(bench.hal.clock, utcMs, state);
      offsetMs = 0;
    };
    const summary = await sync(open(), truth);
    assert.ok(Math.abs(summary.clockDriftMs! + 5 * 60_000) < 2_000, `drift ${summary.clockDriftMs}`);
    assert.deepEqual(
      summary.warnings.map((warning) => warning.code),
      ["clock-drift"],
    );
    assert.equal((await store.tokens())[0]!.clockDriftMs, summary.clockDriftMs);
  });

  it("fails clearly on something that is no token, and keeps nothing", async function () {
    this.timeout(180_000);
    const listeners: (() => void)[] = [];
    const deaf: Line = {
      write: () => {},
      onData: () => {},
      onClose: (listener) => listeners.push(listener),
      close: () => listeners.forEach((listener) => listener()),
    };
    await assert.rejects(sync(deaf, Date.now), (error) => isIn("sync", error, "not-a-token"));
    assert.deepEqual(await store.tokens(), []);
  });

  // One hour is one chunk: then the line is done with before the store fails.
  for (const hours of [1, 5]) {
    it(`ends the reading when the store fails, and does not confirm it (${hours} h)`, async () => {
      const { bench, open } = wornToken(hours);
      const full = new Error("disk full");
      const broken = { ...store, addChunk: () => Promise.reject(full) };
      const options = { store: broken, line: open(), timers: systemTimers, utcNowMs: bench.hal.clock.utcMs };
      await assert.rejects(syncToken(options), full);
      const session = createSession(open(), systemTimers, hostCustody);
      await session.enter({ operator: [], admin: [] });
      assert.equal((await session.identify()).readMark, 0);
      session.close();
      assert.equal((await store.tokens())[0]!.lastReadMs, null);
    });
  }
});
