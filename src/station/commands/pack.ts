import { Command } from "commander";
import { parseSerial } from "../serial-number.js";
import { UserError } from "../../words/user-error.js";
import { readPublicFile, readPublicFiles, unlock } from "../command-line/key-files.js";
import { wholeNumber } from "../command-line/options.js";
import { DEFAULT_AUTHORITY_STORE, DEFAULT_STORE, withStore } from "../command-line/with-store.js";
import { print } from "../command-line/print.js";

interface PackOptions {
  store: string;
  key: string;
  to: string;
  out: string;
}

interface DownCommandOptions extends PackOptions {
  tokens?: string;
  stock?: boolean;
  slots: number;
}

/** `bztoken pack up|down`: files between levels. */
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
      addressed(new Command("down"), DEFAULT_AUTHORITY_STORE)
        .description("the list of open cases for the unit's tokens, and what arrived of its packs")
        .option("--tokens <numbers>", "for these tokens only, for example 1-200,417")
        .option("--stock", "with the tokens' operating keys")
        .option("--slots <n>", "quarter hours of a day in which an F0 must have been heard", wholeNumber, 1)
        .action(runDown),
    );
}

/** `bztoken stock`: operating keys for a unit that tokens are handed to. */
export function stockCommand(): Command {
  return addressed(new Command("stock"), DEFAULT_AUTHORITY_STORE)
    .description("write a stock file: the keys with which a unit checks and reads tokens, and opens no log")
    .option("--tokens <numbers>", "of these tokens only, for example 1-200,417")
    .action(async ({ store: path, key, to, out, tokens }: DownCommandOptions) => {
      const { packStock } = await import("../packs/down.js");
      const { refuseExisting } = await import("../new-file.js");
      refuseExisting(out);
      const numbers = readNumbers(tokens);
      const { identity: unit } = await readPublicFile(to);
      const officer = await unlock(key, ["officer", "recovery"]);
      const packed = await withStore(path, false, (store) =>
        packStock(store, out, { officer, unit, tokens: numbers, nowMs: Date.now() }),
      );
      print(`${out}: operating keys of ${packed.tokens} tokens`);
    });
}

function addressed(command: Command, store: string): Command {
  return command
    .requiredOption("--key <keyfile>", "sender's key file")
    .requiredOption("--to <pubfile>", "receiver's public key file")
    .requiredOption("--out <file>", "the new file")
    .option("--store <file>", "store to take it from", store);
}

async function runUp({ store: path, key, to, out, all }: PackOptions & { all?: boolean }): Promise<void> {
  const { packUp } = await import("../packs/up.js");
  const { refuseExisting } = await import("../new-file.js");
  refuseExisting(out);
  const { identity: receiver } = await readPublicFile(to);
  const sender = await unlock(key, ["unit", "officer"]);
  const address = { sender, receivers: [receiver], madeMs: Date.now() };
  const packed = await withStore(path, false, (store) => packUp(store, out, address, all === true));
  print(`${out}: ${packed.records} sealed records on ${packed.pages} pages, the register and the coverage`);
}

async function runDown(options: DownCommandOptions): Promise<void> {
  const { packDown } = await import("../packs/down.js");
  const { refuseExisting } = await import("../new-file.js");
  refuseExisting(options.out);
  const tokens = readNumbers(options.tokens);
  const { identity: unit } = await readPublicFile(options.to);
  const officer = await unlock(options.key, ["officer", "recovery"]);
  const packed = await withStore(options.store, false, (store) =>
    packDown(store, options.out, {
      officer,
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
  print(`${options.out}: ${list}, for ${packed.tokens} tokens`);
  if (packed.otherCases > 0) {
    print(`note: ${packed.otherCases} open cases of other officers are not in it`);
  }
}

/** "1-200,417" */
function readNumbers(text: string | undefined): Set<number> | undefined {
  if (text === undefined) return undefined;
  const numbers = new Set<number>();
  for (const part of text.split(",")) {
    const [first, last] = part.split("-").map(parseSerial);
    const end = part.includes("-") ? last : first;
    if (first === undefined || end === undefined || end < first || part.split("-").length > 2) {
      throw new UserError("command/tokens", { text });
    }
    for (let serial = first; serial <= end; serial++) numbers.add(serial);
  }
  return numbers;
}

interface UnpackOptions {
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
    .action(async (file: string, options: UnpackOptions) => {
      const { takePack } = await import("../packs/take-pack.js");
      const named = await readPublicFiles(options.from ?? []);
      const receiver = await unlock(options.key, ["officer", "recovery", "unit"]);
      const told = await withStore(options.store ?? DEFAULT_STORE, true, (store) =>
        takePack(store, file, receiver, named, Date.now()),
      );
      print(`${file}: ${told}`);
    });
}
