import { Command } from "commander";
import type { ReplayTarget } from "../replay/replay.js";
import { note, printJson } from "../../src/station/command-line/print.js";

interface ReplayOptions {
  interpreter?: string;
}

/** Enough for a token's secrets many times over. */
const RANDOM_BYTES = 4096;

/** `bztoken replay`: recorded radio through the token's code, on simulated hardware or in the real interpreter. */
export function replayCommand(): Command {
  return new Command("replay")
    .description("play recorded radio to a token and print the records that it logged, as JSON lines")
    .argument(
      "<sightings>",
      "SIGHTINGS.csv or .csv.gz with the header pair,tx,rx,context,t_s,rssi_dbm,distance_m",
    )
    .option(
      "--interpreter <path>",
      "run the bundle in Espruino's Linux build instead of on simulated hardware",
    )
    .action(async (path: string, options: ReplayOptions) => {
      const { noSightings, sightingNotes } = await import("../../src/station/sightings.js");
      const { readRuns } = await import("../replay/sightings.js");
      const { replay } = await import("../replay/replay.js");
      const { createSimulatedTarget } = await import("../replay/simulated-target.js");
      const { target, stop } =
        options.interpreter === undefined
          ? { target: createSimulatedTarget(), stop: () => Promise.resolve() }
          : await startInterpreterTarget(options.interpreter);
      const counts = noSightings();
      try {
        for await (const record of replay(readRuns(path, counts), target)) printJson(record);
        for (const told of sightingNotes(counts, "played")) note(`bztoken: ${path}: ${told}`);
      } finally {
        await stop();
      }
    });
}

/** The same token as the simulated one, down to its random numbers, but the bundle in the interpreter. */
async function startInterpreterTarget(
  interpreter: string,
): Promise<{ target: ReplayTarget; stop(): Promise<void> }> {
  const { mkdtemp } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const { readFirmware } = await import("../../firmware/device/built-firmware.js");
  const { repositoryRoot } = await import("../../src/station/repository-root.js");
  const { startStepped } = await import("../../firmware/device/stepped.js");
  const { createSimulatedCrypto } = await import("../../hal/simulated/crypto.js");
  const { createRandom } = await import("../../hal/simulated/random.js");
  const { REPLAY_START_UTC_MS } = await import("../replay/replay.js");
  const { REPLAY_CHIP_ID, REPLAY_SEED } = await import("../replay/simulated-target.js");
  const { systemTimers } = await import("../../src/station/reading/serial-line.js");
  const { hostCustody } = await import("../../src/station/node-crypto.js");
  const { createSession } = await import("../../src/sync/host/session.js");

  const root = repositoryRoot();
  const { program } = await readFirmware(root);
  const device = await startStepped({
    interpreter,
    folder: await mkdtemp(join(tmpdir(), "bztoken-replay-")),
    root,
    program,
    chipId: REPLAY_CHIP_ID.replace(/^(.{8})/, "$1-"),
    random: createSimulatedCrypto(createRandom(REPLAY_SEED)).randomBytes(RANDOM_BYTES),
    startUtcMs: REPLAY_START_UTC_MS,
  });
  return {
    target: {
      play: device.play,
      talk: (use) => device.talk((line) => use(createSession(line, systemTimers, hostCustody))),
    },
    stop: device.stop,
  };
}
