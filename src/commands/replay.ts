import { Command } from "commander";

interface ReplayOptions {
  interpreter?: string;
}

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
      const { readRuns } = await import("../../sim/replay/sightings.js");
      const { replay } = await import("../../sim/replay/replay.js");
      const { createSimulatedTarget } = await import("../../sim/replay/simulated-target.js");
      const target = createSimulatedTarget();
      for await (const record of replay(readRuns(path), target)) console.log(JSON.stringify(record));
    });
}
