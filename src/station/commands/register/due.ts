import { Command } from "commander";
import { wholeNumber } from "../../command-line/options.js";
import { print, printJson } from "../../command-line/print.js";
import { DEFAULT_STORE, withStore } from "../../command-line/with-store.js";
import { formatSerial } from "../../serial-number.js";
import { formatMoment } from "../../text/local-time.js";

interface Options {
  store: string;
  days?: number;
  json?: boolean;
}

/** Ten years: longer than any token is worn. */
const MOST_DAYS = 3650;

/** `bztoken due`: whom to call in with their tokens. */
export function dueCommand(): Command {
  return new Command("due")
    .description("issued tokens that nobody has checked for days, the longest first, with name and telephone")
    .option(
      "--days <n>",
      "due after so many days; by default as the store's settings say",
      wholeNumber(0, MOST_DAYS),
    )
    .option("--store <file>", "where tokens were read into", DEFAULT_STORE)
    .option("--json", "print it as JSON")
    .action(async ({ store: path, days: asked, json }: Options) => {
      const { dueForCheck } = await import("../../register/due.js");
      await withStore(path, false, async (store) => {
        const checkDays = asked ?? (await store.settings()).checkDays;
        const due = dueForCheck(await store.tokens(), Date.now(), checkDays).map(({ token, days }) => ({
          days,
          serial: token.serial,
          name: token.holder!.name,
          phone: token.holder!.phone,
          unit: token.holder!.unit,
          lastCheckMs: token.lastCheckMs,
        }));
        if (json) return printJson(due);
        for (const { days, serial, name, phone, unit, lastCheckMs } of due) {
          const last = lastCheckMs === null ? "never checked" : `checked ${formatMoment(lastCheckMs)}`;
          print(
            [`${days} days`, formatSerial(serial), name, phone ?? "no telephone", unit, last].join(" · "),
          );
        }
        print(`${due.length} tokens not checked for ${checkDays} days or more`);
      });
    });
}
