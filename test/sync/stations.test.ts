/** Two stations read one token: one after the other, in turns, and both at once on one line. */
import assert from "node:assert/strict";
import type { Line } from "../../src/sync/host/line.js";
import { createSession } from "../../src/sync/host/session.js";
import { ADMIN, createServerBench, createTestLog, custodyOf, fillLog, recordsOf } from "./bench.js";
import { createKept, sync } from "./station.js";
import { isIn } from "../words/problem-in.js";
import { isUserError } from "../../src/words/user-error.js";

/** The same line for several programs: each hears everything. */
function share(line: Line, count: number): Line[] {
  const listeners: ((bytes: Uint8Array) => void)[] = [];
  line.onData((bytes) => listeners.forEach((listener) => listener(bytes)));
  return Array.from({ length: count }, () => ({
    ...line,
    onData: (listener) => void listeners.push(listener),
  }));
}

describe("sync: two stations and one token", () => {
  it("read it one after the other, each from its own place", async () => {
    const log = createTestLog();
    const bench = createServerBench(log);
    const [one, other] = [createKept(), createKept()];
    for (let round = 0; round < 4; round++) {
      fillLog(log, 60, round);
      await sync(bench, one);
      if (round % 2 === 1) await sync(bench, other, {}, ADMIN);
    }
    assert.deepEqual(one.records, recordsOf(log));
    assert.deepEqual(other.records, recordsOf(log));
  });

  it("read it in turns, the plug pulled in the middle of each read", async () => {
    const log = createTestLog();
    fillLog(log, 300);
    const bench = createServerBench(log);
    const stations = [createKept(), createKept()];
    for (let visit = 0; stations.some((kept) => kept.next < log.nextSequence()); visit++) {
      assert(visit < 40);
      let heard = 0;
      const toHost = (bytes: Uint8Array) => {
        heard += bytes.length;
        if (heard > 3500) bench.timeline.at(bench.timeline.nowMs(), bench.usb.unplug);
        return bytes;
      };
      await sync(bench, stations[visit % 2]!, { toHost }).catch((error: unknown) => {
        assert(isIn("sync", error, "line-closed"), String(error));
      });
    }
    for (const kept of stations) assert.deepEqual(kept.records, recordsOf(log));
  });

  it("on one line at once: neither takes the other's records, and both have them all in the end", async () => {
    const log = createTestLog();
    fillLog(log, 500);
    for (const firstNumbers of [
      [7, 7],
      [7, 8],
      [200, 3],
    ]) {
      // prettier-ignore
      const bench = createServerBench(log);
      const programs = share(bench.openLine(), 2).map((line, i) => {
        const custody = custodyOf(10 + i);
        const random = (length: number) =>
          length === 1 ? Uint8Array.of(firstNumbers[i]!) : custody.random(length);
        return {
          session: createSession(line, bench.timers, { ...custody, random }),
          kept: createKept(),
          patienceMs: 300 + 400 * i,
        };
      });
      let failures = 0;
      const readAll = async ({ session, kept, patienceMs }: (typeof programs)[number]): Promise<void> => {
        for (let tries = 0; ; tries++) {
          try {
            await session.enter(ADMIN);
            await session.read({ from: kept.next, onChunk: kept.take });
            return;
          } catch (error) {
            assert(isUserError(error, "sync"), String(error));
            failures++;
            assert(tries < 20, error.message);
            await new Promise<void>((resolve) => bench.timers.after(patienceMs * tries, resolve));
          }
        }
      };
      await bench.settle(Promise.all(programs.map(readAll)));
      for (const { kept } of programs) assert.deepEqual(kept.records, recordsOf(log));
      assert(failures > 0, "they were in each other's way");
    }
  });

  it("one that only listens learns nothing that it could use", async () => {
    const log = createTestLog();
    fillLog(log, 40);
    const bench = createServerBench(log);
    const said: Uint8Array[] = [];
    const kept = createKept();
    await sync(bench, kept, { toToken: (bytes) => (said.push(bytes), bytes) });
    const before = [...bench.told];
    // Everything that was said, once more, to the same token, in a session of its own.
    bench.openLine();
    for (const bytes of said) {
      bench.usb.write(bytes);
      bench.timeline.runUntil(bench.timeline.nowMs() + 200);
      bench.press();
    }
    assert.deepEqual(bench.told, before);
  });
});
