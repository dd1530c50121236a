import { Command } from "commander";
import { UserError } from "../../../words/user-error.js";
import { type JsonOptions, jsonOption, report } from "../../command-line/print.js";
import { inColumns } from "../../command-line/table.js";
import { DEFAULT_STORE, withStore } from "../../command-line/with-store.js";
import { fold } from "../../text/vietnamese.js";

interface Options extends JsonOptions {
  store: string;
}

/**
 * `bztoken accounts`: those that sign in on the page. The command line itself knows none: it acts as whoever holds the
 * store, who could as well write into it by hand.
 */
export function accountsCommand(): Command {
  return new Command("accounts")
    .option("--store <file>", "the store", DEFAULT_STORE)
    .addOption(jsonOption())
    .description("accounts of the staff page; the command line acts as whoever holds the store")
    .addCommand(resetCommand())
    .action(async ({ store: path, json }: Options) => {
      const accounts = await withStore(path, false, (store) => store.accounts());
      const rows = accounts.map(({ name, roles, isBlocked }) => [
        name,
        roles.join(", "),
        isBlocked && "blocked",
      ]);
      report({ json }, accounts, ...inColumns(rows));
    });
}

function resetCommand(): Command {
  return new Command("reset")
    .description(
      "give an account a new PIN for its next sign-in, where no administrator can do it on the page",
    )
    .argument("<name>", "the account")
    .action(async (name: string, _: object, command: Command) => {
      const { store: path, json } = command.optsWithGlobals<Options>();
      const given = await withStore(path, false, async (store) => {
        const account = (await store.accounts()).find((one) => fold(one.name) === fold(name));
        if (account === undefined) throw new UserError("station/account/unknown", { name });
        return { name: account.name, pin: await store.resetPin(account.id, Date.now()) };
      });
      report({ json }, given, `${given.name} signs in with ${given.pin} once, and then chooses a PIN`);
    });
}
