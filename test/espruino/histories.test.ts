/**
 * Lives of a token (test/token/history.ts) in the real interpreter: the same log as on simulated hardware, byte for byte.
 * `HISTORY_SEEDS=1,2,…` chooses others.
 */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStepped, type SteppedDevice } from "../../firmware/device/stepped.js";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createRandom } from "../../hal/simulated/random.js";
import { hostCustody } from "../../src/station/node-crypto.js";
import { createSession } from "../../src/sync/host/session.js";
import { HISTORY_START_UTC_MS, live, type HistoryToken } from "../token/history.js";
import { HEARD_DBM, HISTORY_CHIP_ID, createSimulatedHistoryToken } from "../token/simulated-history-token.js";
import { describeEspruino, readBundle, root } from "./interpreter.js";

const SEEDS = (process.env["HISTORY_SEEDS"] ?? "1,2,3").split(",").map(Number);
const RANDOM_BYTES = 65_536;
/** Each step costs some 40 ms of real time; an exchange over the line takes one or two. */
const STEP_MS = 50;

describeEspruino("lives of a token in the interpreter", (interpreter) => {
  for (const seed of SEEDS) {
    it(`end with the log of the simulated one: seed ${seed}`, async () => {
      const expected = await live(createSimulatedHistoryToken(seed), seed, 1);
      const device = await startStepped({
        interpreter,
        folder: mkdtempSync(join(tmpdir(), "bztoken-history-")),
        root,
        program: await readBundle(),
        chipId: HISTORY_CHIP_ID.replace(/^(.{8})/, "$1-"),
        random: createSimulatedCrypto(createRandom(seed)).randomBytes(RANDOM_BYTES),
        startUtcMs: HISTORY_START_UTC_MS,
      });
      try {
        const actual = await live(inInterpreter(device), seed, 1, false);
        assert.deepEqual([...actual.log], [...expected.log]);
      } finally {
        await device.stop();
      }
    });
  }
});

function inInterpreter(device: SteppedDevice): HistoryToken {
  let nowMs = 0;

  async function run(ms: number): Promise<void> {
    await device.run(ms);
    nowMs += ms;
  }

  return {
    nowMs: () => nowMs,
    run,
    async losePower(awayMs) {
      await device.losePower();
      nowMs += awayMs;
    },
    surround: (adverts) => device.surround(adverts, HEARD_DBM),
    async plugIn(use) {
      const timers: { atMs: number; run: () => void }[] = [];
      const session = createSession(
        await device.plugIn(),
        {
          nowMs: () => nowMs,
          after(delayMs, then) {
            const timer = { atMs: nowMs + delayMs, run: then };
            timers.push(timer);
            return () => {
              timer.run = () => {};
            };
          },
        },
        hostCustody,
      );
      let isOver = false;
      const result = use(session).finally(() => (isOver = true));
      result.catch(() => {});
      while (!isOver) {
        await run(STEP_MS);
        await new Promise((resolve) => setTimeout(resolve, 1));
        for (const timer of timers) if (timer.atMs <= nowMs) timer.run();
        for (let i = timers.length - 1; i >= 0; i--) if (timers[i]!.atMs <= nowMs) timers.splice(i, 1);
      }
      session.close();
      await device.unplug();
      // Longer than the token takes to notice, as on simulated hardware.
      await run(1500);
      return result;
    },
  };
}
