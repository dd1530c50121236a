/** A token in the real interpreter, as test/token/history.ts wants it. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStepped, type SteppedDevice } from "../../firmware/device/stepped.js";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createRandom } from "../../hal/simulated/random.js";
import { hostCustody } from "../../src/station/node-crypto.js";
import { createSession } from "../../src/sync/host/session.js";
import { HISTORY_START_UTC_MS } from "../token/history.js";
import type { LedCall, WornToken } from "../token/worn.js";
import { HEARD_DBM, HISTORY_CHIP_ID } from "../token/simulated-history-token.js";
import { readBundle, root } from "./interpreter.js";

const RANDOM_BYTES = 65_536;
/** Each step costs some 40 ms of real time; an exchange over the line takes one or two. */
const STEP_MS = 50;

/** With the random numbers of the simulated one of that seed. */
export async function withStepped<T>(
  interpreter: string,
  seed: number,
  use: (token: WornToken) => Promise<T>,
): Promise<T> {
  const calls: LedCall[] = [];
  let isOnAir = false;
  const device = await startStepped({
    onBench(line) {
      const [what, value, atMs] = line.split(" ");
      if (what === "led") calls.push({ isLit: value === "1", atMs: Number(atMs) });
      if (what === "air" || what === "silent" || what === "reboot") isOnAir = what === "air";
    },
    interpreter,
    folder: mkdtempSync(join(tmpdir(), "bztoken-history-")),
    root,
    program: await readBundle(),
    chipId: HISTORY_CHIP_ID.replace(/^(.{8})/, "$1-"),
    random: createSimulatedCrypto(createRandom(seed)).randomBytes(RANDOM_BYTES),
    startUtcMs: HISTORY_START_UTC_MS,
  });
  try {
    return await use({
      ...inInterpreter(device),
      takeCalls: () => calls.splice(0),
      isOnAir: () => isOnAir,
    });
  } finally {
    await device.stop();
  }
}

function inInterpreter(device: SteppedDevice): Omit<WornToken, "takeCalls" | "isOnAir"> {
  let nowMs = 0;
  let milliVolts = 3900;

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
    surround: (adverts, phones) => device.surround(adverts, HEARD_DBM, phones),
    press: (afterMs = 0) => device.press(afterMs),
    async setBattery(nowMilliVolts, charger) {
      milliVolts = nowMilliVolts;
      await device.setBattery(milliVolts, charger === "charging", charger !== "none");
    },
    breakFlash: (isBroken) => device.breakFlash(isBroken ? "ignores" : "well"),
    hang: device.hang,
    async plugIn(use) {
      await device.setBattery(milliVolts, true, true);
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
      await device.setBattery(milliVolts, false, false);
      // Longer than the token takes to notice, as on simulated hardware.
      await run(1500);
      return result;
    },
  };
}
