import { whatTokensBuy } from "./tokens-buy.js";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import config from "../../flash.config.json" with { type: "json" };
import { LEAST_PEOPLE } from "../scenarios/bounds.js";
import { endAtSignal } from "../../src/station/command-line/end-at-signal.js";
import { portNumber, seedNumber, wholeNumber } from "../../src/station/command-line/options.js";
import { builtMs } from "../../src/station/built.js";
import { print } from "../../src/station/command-line/print.js";
import { printAddress } from "../../src/station/command-line/print-address.js";

/** A village of 500 takes three seconds of computing for an hour that it lives, and all that runs before the page is there. */
const MOST_PEOPLE = 500;

interface DemoOptions {
  port: number;
  people: number;
  days: number;
  seed: number;
}

/** `bztoken demo`: the main job on a village of simulated tokens; nothing of it is kept. */
export function demoCommand(): Command {
  return new Command("demo")
    .description("run a small village of simulated tokens, open the staff page on it")
    .option("--port <n>", "port of the page on 127.0.0.1", portNumber, 8480)
    .option(
      "--people <n>",
      "how many villagers, all with a token",
      wholeNumber(LEAST_PEOPLE, MOST_PEOPLE),
      40,
    )
    .option(
      "--days <d>",
      "whole days before today that the village has lived",
      wholeNumber(0, config.retentionDays),
      3,
    )
    .option("--seed <s>", "another seed, another village", seedNumber, 1)
    .action(async ({ port, people, days, seed }: DemoOptions) => {
      const { readFirmware } = await import("../../firmware/device/built-firmware.js");
      const { repositoryRoot } = await import("../../src/station/repository-root.js");
      const { createDemoVillage } = await import("../run/demo-village.js");
      const { openStore } = await import("../../src/station/store/store.js");
      const { startStation } = await import("../../src/station/server/start-station.js");
      const { oneTimePin } = await import("../../src/station/store/staff/pin.js");

      const firmware = await readFirmware(repositoryRoot());
      print(`Firmware for ${firmware.board}: ${firmware.bytes} bytes, ${firmware.file}`);
      const startedMs = performance.now();
      const village = await createDemoVillage({ people, days, seed, utcNowMs: Date.now, onHour });
      print(`A village of ${people} people has lived ${days} days and today, in ${seconds(startedMs)} s.`);

      const folder = mkdtempSync(join(tmpdir(), "bztoken-demo-"));
      const store = await openStore(join(folder, "village.sqlite"));
      await village.issueAll(store);
      const pin = oneTimePin();
      const signedIn = await store.addFirstAccount("Demo", pin, Date.now());
      const station = await startStation({
        store,
        port,
        sources: village.sources,
        builtMs,
        signedIn,
        whatTokensBuy,
      });
      endAtSignal(async () => {
        await station.close();
        await store.close();
        rmSync(folder, { recursive: true });
      });
      print("");
      printAddress(station.newUrl);
      print("");
      print(`You are signed in as Demo. A page that is left alone asks for the PIN ${pin}.`);
      print("Read a token or two, then name one wearer F0. Ctrl+C ends the demo and forgets it.");
    });
}

function onHour(hour: number, hours: number): void {
  if (!process.stderr.isTTY) return;
  // eslint-disable-next-line no-restricted-syntax -- our own words, which draw over each other
  process.stderr.write(hour === hours ? "\r\x1b[K" : `\rThe village lives: hour ${hour} of ${hours}`);
}

function seconds(sinceMs: number): string {
  return ((performance.now() - sinceMs) / 1000).toFixed(1);
}
