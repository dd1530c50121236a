import { Command } from "commander";
import { wholeNumber } from "../../command-line/options.js";
import { type JsonOptions, jsonOption, report } from "../../command-line/print.js";
import { DEFAULT_STORE, withStore } from "../../command-line/with-store.js";
import { formatSerial } from "../../serial-number.js";
import { formatDay, formatMoment } from "../../text/local-time.js";

interface Options extends JsonOptions {
  store: string;
  days?: number;
  loans?: boolean;
}

/** Ten years: longer than any token is worn. */
const MOST_DAYS = 3650;

/** `bztoken due`: whom to call in with their tokens. */
export function dueCommand(): Command {
  return new Command("due")
    .description(
      "tokens that nobody has checked for days, or that were not brought back, the longest first, with name and telephone",
    )
    .option(
      "--days <n>",
      "due after so many days; by default as the store's settings say",
      wholeNumber(0, MOST_DAYS),
    )
    .option("--loans", "those lent whose day has passed, instead")
    .option("--store <file>", "where tokens were read into", DEFAULT_STORE)
    .addOption(jsonOption())
    .action(async ({ store: path, days: asked, loans, json }: Options) => {
      const { dueForCheck, overdueLoans } = await import("../../register/due.js");
      await withStore(path, false, async (store) => {
        const checkDays = asked ?? (await store.settings()).checkDays;
        const tokens = await store.tokens();
        const called = loans ? overdueLoans(tokens, Date.now()) : dueForCheck(tokens, Date.now(), checkDays);
        const due = called.map(({ token, days }) => ({
          days,
          serial: token.serial,
          name: token.holder!.name,
          phone: token.holder!.phone,
          unit: token.holder!.unit,
          lastCheckMs: token.lastCheckMs,
          dueDay: token.loan?.dueDay ?? null,
          collectedBy: token.collectedBy,
        }));
        const lines = due.map(({ days, serial, name, phone, unit, lastCheckMs, dueDay }) => {
          const checked = lastCheckMs === null ? "never checked" : `checked ${formatMoment(lastCheckMs)}`;
          const last = loans ? `due back ${formatDay(dueDay!)}` : checked;
          return [`${days} days`, formatSerial(serial), name, phone ?? "no telephone", unit, last].join(
            " · ",
          );
        });
        const sum = loans
          ? `${due.length} loans overdue`
          : `${due.length} tokens not checked for ${checkDays} days or more`;
        report({ json }, due, ...lines, sum);
      });
    });
}
