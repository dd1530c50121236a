import { Command, InvalidArgumentError } from "commander";
import { UserError } from "../../src/words/user-error.js";
import { LEAST_PEOPLE } from "../scenarios/bounds.js";
import { endAtSignal } from "../../src/station/command-line/end-at-signal.js";
import { portNumber, seedNumber, wholeNumber } from "../../src/station/command-line/options.js";
import { MOST_LIVE_PEOPLE, requireLive } from "./simulation.js";
import { print } from "../../src/station/command-line/print.js";

interface Options {
  people?: number;
  seed?: number;
  from?: number;
  port: number;
  record?: string;
  replay?: string;
}

const MINUTE_MS = 60_000;
/** When a village wakes up. */
const FROM_MINUTE = 6 * 60;

/** `bztoken watch`: a page on which a simulated town lives. */
export function watchCommand(): Command {
  return new Command("watch")
    .description("watch a simulated town live: who is where, who hears whom, and what goes on inside a token")
    .argument("[scenario]", "name of a scenario, or a scenario file; village unless told otherwise")
    .option("--people <n>", "how many people", wholeNumber(LEAST_PEOPLE, MOST_LIVE_PEOPLE))
    .option("--seed <s>", "0…4294967295; the same seed gives the same town", seedNumber)
    .option(
      "--from <hh:mm>",
      "hurry to this time of the first day (default: 06:00, or when a test begins)",
      clockTime,
    )
    .option("--port <n>", "port of the page on 127.0.0.1", portNumber, 8490)
    .option("--record <file>", "keep what is watched in a new file")
    .option("--replay <file>", "watch such a file instead of a simulation")
    .action(async (scenario: string | undefined, options: Options) => {
      const { createSession, TICK_MS } = await import("../watch/session.js");
      const { serveWatch } = await import("../watch/server.js");
      const source = await sourceOf(scenario, options);
      const { createRecorder } = await import("../watch/recorder.js");
      const recorder =
        options.record === undefined ? undefined : await createRecorder(options.record, source.opening);
      const session = createSession(source, () => performance.now(), recorder?.write);
      const server = await serveWatch(session, options.port).catch(async (error: unknown) => {
        await recorder?.discard();
        throw error;
      });
      const ticking = setInterval(session.tick, TICK_MS);
      endAtSignal(async () => {
        clearInterval(ticking);
        await server.close();
        await recorder?.close();
      });
      const { people, scenario: name, seed } = source.opening;
      print(`Làng mô phỏng / live view: ${server.url}`);
      print(`${name}, ${people.length} people, seed ${seed}. Ctrl+C ends the program.`);
      if (recorder !== undefined) print(`Everything that is watched is kept in ${options.record}.`);
    });
}

async function sourceOf(scenario: string | undefined, options: Options) {
  const { people, seed = 1, from, record, replay } = options;
  if (replay !== undefined) {
    const isTold = scenario ?? people ?? options.seed ?? from ?? record;
    if (isTold !== undefined) throw new UserError("simulator/replay-options");
    const { openRecording } = await import("../watch/recording.js");
    const recording = openRecording(replay);
    if (recording.isCutShort) print(`${replay} breaks off early; it is played as far as it goes.`);
    return recording;
  }
  const { loadScenario, parseScenario } = await import("../scenarios/scenario.js");
  const { createVillage } = await import("../run/village.js");
  const { createLiveSource } = await import("../watch/live.js");
  const base = loadScenario(scenario ?? "village");
  const town = parseScenario({ ...base, people: people ?? base.people });
  requireLive(town.people);
  const { population } = town;
  const begins = population.kind === "positions" ? population.fromMinute : FROM_MINUTE;
  return createLiveSource(createVillage(town, seed), seed, (from ?? begins) * MINUTE_MS);
}

/** "06:30" as minutes since midnight. */
function clockTime(text: string): number {
  const { h, m } = /^(?<h>\d{1,2}):(?<m>\d{2})$/.exec(text)?.groups ?? {};
  const minutes = Number(h) * 60 + Number(m);
  if (!(Number(m) < 60 && minutes < 24 * 60)) throw new InvalidArgumentError("Give a time such as 06:30.");
  return minutes;
}
