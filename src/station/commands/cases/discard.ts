import { Command } from "commander";
import { readPublicFile, unlockOfficer } from "../../command-line/key-files.js";
import { readNumbers } from "../../command-line/options.js";
import { type JsonOptions, jsonOption, report } from "../../command-line/print.js";
import { DEFAULT_AUTHORITY_STORE, withStore } from "../../command-line/with-store.js";

interface Options extends JsonOptions {
  store: string;
  key: string;
  reason: string;
  tokens?: string;
  unit?: string;
}

/** `bztoken discard`: what was brought for tokens and does not open with their keys. */
export function discardCommand(): Command {
  return new Command("discard")
    .description(
      "delete records and new secrets that do not open with their token's key; nothing else is touched",
    )
    .requiredOption("--key <keyfile>", "key file of an officer who has the tokens' boxes")
    .requiredOption("--reason <text>", "why; the ledger keeps it")
    .option("--tokens <numbers>", "of these tokens only, for example 1-200,417")
    .option("--unit <pubfile>", "only what this unit brought: its public key file")
    .option("--store <file>", "the authority's store", DEFAULT_AUTHORITY_STORE)
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const { discardFalse } = await import("../../tracing/discard.js");
      const { hexOf } = await import("../../store/custody/custody.js");
      const tokens = readNumbers(options.tokens);
      const unit = options.unit && hexOf((await readPublicFile(options.unit)).identity.fingerprint);
      const { identity: officer, reason } = await unlockOfficer(options.key, options.reason);
      const { records, secrets } = await withStore(options.store, false, (store) =>
        discardFalse(store, officer, { tokens, unit }, reason, Date.now()),
      );
      report(
        options,
        { records, secrets },
        `deleted: ${records} records and ${secrets} new secrets that do not open`,
      );
    });
}
