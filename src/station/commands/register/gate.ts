import { Command } from "commander";
import { endAtSignal } from "../../command-line/end-at-signal.js";
import { portNumber, serialPort } from "../../command-line/options.js";
import { type JsonOptions, jsonOption, note, print, printJson } from "../../command-line/print.js";
import { DEFAULT_STORE, noteAccess } from "../../command-line/with-store.js";

interface Options extends JsonOptions {
  port: string;
  pagePort: number;
  store: string;
}

/** `bztoken gate`: who is at the entrance, on a page, and counted. */
export function gateCommand(): Command {
  return new Command("gate")
    .description(
      "at an entrance: show whether a live token or Bluezone phone is right here, and count by the hour",
    )
    .requiredOption(
      "--port <path>",
      "serial port of the gate's token (bztoken configure --gate on)",
      serialPort,
    )
    .option("--page-port <n>", "port of the page on 127.0.0.1", portNumber, 8485)
    .option("--store <file>", "where passages are counted; made if missing", DEFAULT_STORE)
    .addOption(jsonOption())
    .action(async ({ port, pagePort, json, ...options }: Options) => {
      const { openStore } = await import("../../store/store.js");
      const { openSerialLine, systemTimers } = await import("../../reading/serial-line.js");
      const store = await openStore(options.store);
      noteAccess(store);
      const open = () => openSerialLine(port);
      if (json) {
        // A line for each change, for another program; no page.
        const { watchGate } = await import("../../reading/gate-watch.js");
        const watch = watchGate(open, systemTimers, {
          onSight: printJson,
          onPassage: (carried) =>
            void store.addPassage(carried, Date.now()).catch((error: unknown) => note(String(error))),
          onTrouble: (trouble) => printJson({ trouble: trouble.code }),
        });
        endAtSignal(async () => {
          watch.stop();
          await store.close();
        });
        return;
      }
      const { serveGate } = await import("../../server/gate/gate-app.js");
      const gate = { store, open, timers: systemTimers, utcNowMs: Date.now };
      const server = await serveGate(gate, pagePort).catch(async (error: unknown) => {
        await store.close();
        throw error;
      });
      endAtSignal(() => server.close().then(() => store.close()));
      print(`Cổng ra vào / gate: ${server.url}`);
      print(`Store: ${store.path}. Ctrl+C ends the program.`);
    });
}
