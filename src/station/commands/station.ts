import { Command } from "commander";
import { builtMs } from "../built.js";
import { endAtSignal } from "../command-line/end-at-signal.js";
import { portNumber } from "../command-line/options.js";
import type { WhatTokensBuy } from "../server/coverage/buys-api.js";
import type { TrainingVillage } from "../server/training.js";
import { DEFAULT_STORE, noteAccess, requireHiddenPassword } from "../command-line/with-store.js";
import { notePlainKeys } from "./unit-keys.js";
import type { Store } from "../store/store.js";
import { isServer } from "../store/database/server-address.js";
import { print } from "../command-line/print.js";
import { printAddress } from "../command-line/print-address.js";

/** What the station has from whoever can simulate. */
export interface Simulated {
  makeTrainingVillage: () => Promise<TrainingVillage>;
  whatTokensBuy: WhatTokensBuy;
}

const HELP = `
A store is encrypted: its key is on a stick, which is plugged in as the program starts and carried away again; the page asks for
it. Without a stick the code on the sheet does it. BZTOKEN_STORE_KEY may name another place of the key.`;

/** `bztoken station`: the staff page. @param simulated  undefined: no training, and nothing of what tokens buy */
export function stationCommand(simulated?: Simulated): Command {
  return new Command("station")
    .description("open the staff page on this computer: read tokens, trace an F0")
    .option("--port <n>", "port of the page on 127.0.0.1", portNumber, 8480)
    .option(
      "--store <file>",
      "where tokens are read into; made if missing. A file, or a PostgreSQL database that stations share: postgres://user@server/database, its password in PGPASSFILE, ~/.pgpass or PGPASSWORD",
      DEFAULT_STORE,
    )
    .option("--plain", "leave a plain store as it is, and ask for no key: for made-up people")
    .addHelpText("after", HELP)
    .action(async ({ port, store: path, plain }: { port: number; store: string; plain?: true }) => {
      requireHiddenPassword(path);
      const { startNamedStation } = await import("../server/key-desk/start-named-station.js");
      let isOpen = false;
      const onOpen = async (store: Store) => {
        isOpen = true;
        noteAccess(store);
        await notePlainKeys(store);
        const lies = isServer(path)
          ? "in PostgreSQL"
          : store.key === undefined
            ? "NOT encrypted"
            : "encrypted";
        print(`Store: ${store.path} (${lies}). Ctrl+C ends the program.`);
      };
      const isPlain = plain === true;
      const starting = startNamedStation({ path, port, isPlain, onOpen, builtMs, ...simulated });
      // Before anything is printed that somebody may answer with Ctrl+C.
      const forget = endAtSignal(() =>
        starting.then(
          (one) => one.close(),
          () => undefined,
        ),
      );
      const station = await starting.catch((error: unknown) => {
        forget();
        throw error;
      });
      if (!isOpen) print(`The page asks for the key of the store ${path}. Ctrl+C ends the program.`);
      printAddress(station.newUrl);
    });
}
