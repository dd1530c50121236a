import { Command } from "commander";
import { languageOf } from "../../words/language.js";
import { readPublicFile, readPublicFiles, unlock, unlockOfficer } from "../command-line/key-files.js";
import { readNumbers, wholeNumber } from "../command-line/options.js";
import { SLOTS_PER_DAY } from "../../bluezone/ids.js";
import { bindCommand, boundCommand, unbindCommand } from "./bind.js";
import { DEFAULT_AUTHORITY_STORE, DEFAULT_STORE, withStore } from "../command-line/with-store.js";
import { type JsonOptions, jsonOption, report } from "../command-line/print.js";

interface PackOptions extends JsonOptions {
  store: string;
  reason: string;
  key: string;
  to: string;
  out: string;
}

interface DownCommandOptions extends PackOptions {
  tokens?: string;
  stock?: boolean;
  slots: number;
}

/** `bztoken pack …`: files between levels, and of which tokens a unit may speak in them. */
export function packCommand(): Command {
  return new Command("pack")
    .description("write a file for the level above (gói gửi lên) or below (gói nhận về)")
    .addCommand(
      addressed(new Command("up"), DEFAULT_STORE)
        .description("sealed logs, register and coverage: what the receiver has not acknowledged yet")
        .option("--all", "everything, acknowledged or not")
        .action(runUp),
    )
    .addCommand(
      withReason(addressed(new Command("down"), DEFAULT_AUTHORITY_STORE))
        .description("the list of open cases for the unit's tokens, and what arrived of its packs")
        .option("--tokens <numbers>", "for these tokens only, for example 1-200,417")
        .option("--stock", "with the tokens' operating keys")
        .option(
          "--slots <n>",
          "quarter hours of a day in which an F0 must have been heard",
          wholeNumber(1, SLOTS_PER_DAY),
          1,
        )
        .action(runDown),
    )
    .addCommand(bindCommand())
    .addCommand(unbindCommand())
    .addCommand(boundCommand());
}

/** `bztoken stock`: operating keys for a unit that tokens are handed to. */
export function stockCommand(): Command {
  return withReason(addressed(new Command("stock"), DEFAULT_AUTHORITY_STORE))
    .description("write a stock file: the keys with which a unit checks and reads tokens, and opens no log")
    .option("--tokens <numbers>", "of these tokens only, for example 1-200,417")
    .action(async ({ store: path, key, to, out, tokens, reason: why, json }: DownCommandOptions) => {
      const { packStock } = await import("../packs/down.js");
      const { refuseExisting } = await import("../new-file.js");
      refuseExisting(out);
      const numbers = readNumbers(tokens);
      const { identity: unit } = await readPublicFile(to);
      const { identity: officer, reason } = await unlockOfficer(key, why);
      const packed = await withStore(path, false, (store) =>
        packStock(store, out, { officer, reason, unit, tokens: numbers, nowMs: Date.now() }),
      );
      report({ json }, { path: out, ...packed }, `${out}: operating keys of ${packed.tokens} tokens`);
    });
}

function addressed(command: Command, store: string): Command {
  return command
    .requiredOption("--key <keyfile>", "sender's key file")
    .requiredOption("--to <pubfile>", "receiver's public key file")
    .requiredOption("--out <file>", "the new file")
    .option("--store <file>", "store to take it from", store)
    .addOption(jsonOption());
}

function withReason(command: Command): Command {
  return command.requiredOption("--reason <text>", "why boxes are opened; the ledger keeps it");
}

async function runUp(options: PackOptions & { all?: boolean }): Promise<void> {
  const { store: path, key, to, out, all } = options;
  const { packUp } = await import("../packs/up.js");
  const { refuseExisting } = await import("../new-file.js");
  refuseExisting(out);
  const { identity: receiver } = await readPublicFile(to);
  const sender = await unlock(key, ["unit", "officer"]);
  const address = { sender, receivers: [receiver], madeMs: Date.now() };
  const packed = await withStore(path, false, async (store) => {
    await store.requireSoundKeys([receiver]);
    return packUp(store, out, address, all === true);
  });
  report(
    options,
    { path: out, ...packed },
    `${out}: ${packed.records} sealed records on ${packed.pages} pages, the register and the coverage`,
    ...(packed.leftOut === 0
      ? []
      : [
          `${packed.leftOut} lines of the store left out: no token can have told them; somebody tried to deceive an older program, so report it to the authority`,
        ]),
  );
}

async function runDown(options: DownCommandOptions): Promise<void> {
  const { packDown } = await import("../packs/down.js");
  const { refuseExisting } = await import("../new-file.js");
  refuseExisting(options.out);
  const tokens = readNumbers(options.tokens);
  const { identity: unit } = await readPublicFile(options.to);
  const { identity: officer, reason } = await unlockOfficer(options.key, options.reason);
  const packed = await withStore(options.store, false, (store) =>
    packDown(store, options.out, {
      officer,
      reason,
      unit,
      tokens,
      hasStock: options.stock === true,
      fewestSlots: options.slots,
      nowMs: Date.now(),
    }),
  );
  const list =
    packed.listNumber === null
      ? "no list, for there is no open case"
      : `list ${packed.listNumber} of ${packed.cases} cases`;
  report(
    options,
    { path: options.out, ...packed },
    `${options.out}: ${list}, for ${packed.tokens} tokens`,
    ...packed.programs.map(({ firmware, tokens }) => `program ${firmware}, for ${tokens} tokens`),
    ...(packed.otherCases > 0
      ? [`note: ${packed.otherCases} open cases of other officers are not in it`]
      : []),
    ...(packed.phonesLeftOut > 0
      ? [
          `note: ${packed.phonesLeftOut} F0s with phones are not in it, for a list of tokens cannot name them: their keys are not known, or their days are not of 96 slots from midnight (UTC)`,
        ]
      : []),
  );
}

interface UnpackOptions extends JsonOptions {
  store?: string;
  key: string;
  from?: string[];
}

/** `bztoken unpack`: takes in a file between levels. */
export function unpackCommand(): Command {
  return new Command("unpack")
    .description("take in a pack or a stock file; the same one twice changes nothing")
    .argument("<file>", "the pack")
    .requiredOption("--key <keyfile>", "receiver's key file")
    .option("--from <pubfile...>", "public key file of the sender, the first time; compare its fingerprint")
    .option("--store <file>", `store to take it into; made if missing (default: "${DEFAULT_STORE}")`)
    .addOption(jsonOption())
    .action(async (file: string, options: UnpackOptions) => {
      const { takePack } = await import("../packs/take-pack.js");
      const named = await readPublicFiles(options.from ?? []);
      const receiver = await unlock(options.key, ["officer", "recovery", "unit"]);
      const told = await withStore(options.store ?? DEFAULT_STORE, true, (store) =>
        takePack(store, file, receiver, named, Date.now(), languageOf(process.env)),
      );
      report(options, { path: file, told: told.split("\n") }, ...`${file}: ${told}`.split("\n"));
    });
}
