import { Command } from "commander";
import { builtMs } from "../built.js";
import { endAtSignal } from "../command-line/end-at-signal.js";
import { portNumber } from "../command-line/options.js";
import type { WhatTokensBuy } from "../server/coverage/buys-api.js";
import type { TrainingVillage } from "../server/training.js";
import { DEFAULT_STORE, noteAccess } from "../command-line/with-store.js";
import { notePlainKeys } from "./unit-keys.js";
import { print } from "../command-line/print.js";
import { printAddress } from "../command-line/print-address.js";

/** What the station has from whoever can simulate. */
export interface Simulated {
  makeTrainingVillage: () => Promise<TrainingVillage>;
  whatTokensBuy: WhatTokensBuy;
}

/** `bztoken station`: the staff page. @param simulated  undefined: no training, and nothing of what tokens buy */
export function stationCommand(simulated?: Simulated): Command {
  return new Command("station")
    .description("open the staff page on this computer: read tokens, trace an F0")
    .option("--port <n>", "port of the page on 127.0.0.1", portNumber, 8480)
    .option(
      "--store <file>",
      "where tokens are read into; made if missing. A file, or a PostgreSQL database that stations share: postgres://user@server/database, its password in PGPASSWORD or ~/.pgpass",
      DEFAULT_STORE,
    )
    .action(async ({ port, ...options }: { port: number; store: string }) => {
      const { openStore } = await import("../store/store.js");
      const { startStation } = await import("../server/start-station.js");
      const store = await openStore(options.store);
      noteAccess(store);
      await notePlainKeys(store);
      const station = await startStation({
        ...{ store, port, builtMs },
        ...simulated,
      }).catch(async (error: unknown) => {
        await store.close();
        throw error;
      });
      endAtSignal(() => station.close().then(() => store.close()));
      printAddress(station.newUrl);
      print(`Store: ${store.path}. Ctrl+C ends the program.`);
    });
}
