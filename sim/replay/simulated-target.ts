import { createSimulatedHal } from "../../hal/simulated/hal.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import { hostCustody } from "../../src/station/node-crypto.js";
import { createSession } from "../../src/sync/host/session.js";
import { createToken } from "../../src/token/token.js";
import { createLines } from "../devices/lines.js";
import { simulatedBoard } from "../devices/simulated-board.js";
import { REPLAY_START_UTC_MS, type ReplayTarget } from "./replay.js";

/** The chip that is replayed to: its number and its "random" numbers are always the same. */
export const REPLAY_CHIP_ID = "0000000000000000";
export const REPLAY_SEED = 1;

/** A token on simulated hardware, with the flash of the interpreter's Linux build so that both lay out their logs alike. */
export function createSimulatedTarget(): ReplayTarget {
  const { geometry, tokenConfig } = simulatedBoard("LINUX");
  const timeline = createTimeline();
  const { hal, control } = createSimulatedHal({
    timeline,
    ...geometry,
    seed: REPLAY_SEED,
    chipId: REPLAY_CHIP_ID,
    startUtcMs: REPLAY_START_UTC_MS,
  });
  createToken(hal, tokenConfig);
  const lines = createLines(timeline);
  const msOf = (utcMs: number) => timeline.nowMs() + utcMs - hal.clock.utcMs();

  return {
    async play(reports, utcMs) {
      for (const report of reports) {
        timeline.runUntil(msOf(report.utcMs));
        if (!control.radio.isListening()) continue;
        control.radio.deliver(report.data.buffer as ArrayBuffer, report.rssiDbm);
      }
      timeline.runUntil(msOf(utcMs));
    },
    async talk(use) {
      const session = createSession(lines.open(control.usb), systemTimers, hostCustody);
      try {
        return await use(session);
      } finally {
        session.close();
        timeline.runUntil(timeline.nowMs());
      }
    },
  };
}
