import { Command, Option } from "commander";
import type { OrderOptions } from "../register/administer-token.js";
import { formatSerial, parseSerial } from "../serial-number.js";
import { UserError } from "../../words/user-error.js";
import { unlockOfficer } from "../command-line/key-files.js";
import { serialPort, wholeNumber } from "../command-line/options.js";
import { askForPress } from "./sync.js";
import { checkUnitOptions, operatingKeysOf, unlockUnit, type UnitOptions } from "./unit-keys.js";
import { DEFAULT_AUTHORITY_STORE, DEFAULT_STORE, withStore } from "../command-line/with-store.js";
import { type JsonOptions, jsonOption, report } from "../command-line/print.js";

interface AdministratorOptions extends JsonOptions {
  port: string;
  key: string;
  reason: string;
  store: string;
}

type OnOff = "on" | "off" | undefined;

const HIGHEST_EPOCH = 65_535;

/** `bztoken configure`: settings of a token in service. */
export function configureCommand(): Command {
  return byAdministrator(new Command("configure"))
    .description(
      "settings of a token in service: which operating key it takes, its reminder, and whether it is a gate's",
    )
    .option(
      "--epoch <n>",
      "a higher one makes every stock file with an earlier key worthless",
      wholeNumber(0, HIGHEST_EPOCH),
    )
    .addOption(
      new Option("--reminder <state>", "whether a warned token reminds its wearer").choices(["on", "off"]),
    )
    .addOption(
      new Option("--gate <state>", "whether it lies at an entrance and logs nothing (bztoken gate)").choices([
        "on",
        "off",
      ]),
    )
    .action(
      async (options: AdministratorOptions & Record<"reminder" | "gate", OnOff> & { epoch?: number }) => {
        const { epoch, reminder, gate } = options;
        if (epoch === undefined && reminder === undefined && gate === undefined) {
          throw new UserError("command/nothing-to-change");
        }
        const { configureToken } = await import("../register/administer-token.js");
        const [hasReminder, isGateNext] = [reminder, gate].map((state) => state && state === "on");
        const settings = { epoch, hasReminder, isGate: isGateNext };
        const token = await order(options, (order) => configureToken(order, settings));
        const { serial, operatingEpoch, isBlinkOff, isGate } = token;
        report(
          options,
          { serial, operatingEpoch, hasReminder: !isBlinkOff, isGate },
          `token ${formatSerial(serial)}: operating key of epoch ${operatingEpoch}, reminder ${isBlinkOff ? "off" : "on"}` +
            (isGate ? "; at a gate, it logs nothing" : ""),
          ...(epoch === undefined
            ? []
            : ["a stock file with an earlier key does not fit it any more: make another (bztoken stock)"]),
        );
      },
    );
}

/** `bztoken erase`: a token in service becomes one that nobody prepared. */
export function eraseCommand(): Command {
  return byAdministrator(new Command("erase"))
    .description("wipe a token: log, secrets and number; it is then one that nobody prepared")
    .requiredOption("--serial <n>", "the number on its label: only the token of that number is wiped")
    .option("--unread", "give up records that no station has read")
    .action(async (options: AdministratorOptions & { serial: string; unread?: boolean }) => {
      const serial = parseSerial(options.serial);
      if (serial === undefined) {
        throw new UserError("command/serial-digits", { text: options.serial });
      }
      const { eraseToken } = await import("../register/administer-token.js");
      await order(options, (order) => eraseToken(order, serial, options.unread === true));
      report(
        options,
        { serial, isWiped: true },
        `token ${formatSerial(serial)} is wiped; prepare it under another number (bztoken prepare)`,
      );
    });
}

interface WarnOptions extends UnitOptions, JsonOptions {
  port: string;
  store: string;
  clear?: boolean;
}

/** `bztoken warn`: what a person who follows contacts up decided. */
export function warnCommand(): Command {
  return new Command("warn")
    .description("have a token warn its wearer, or stop")
    .requiredOption("--port <path>", "serial port of the token", serialPort)
    .option("--clear", "stop warning")
    .option("--store <file>", "store with the token's operating key", DEFAULT_STORE)
    .option("--unit <keyfile>", "the unit's key file, which unlocks the operating keys in the store")
    .option("--stock <file>", "stock file with the token's operating key")
    .option("--key <keyfile>", "the unit's key file, which opens the stock file")
    .option("--from <pubfile...>", "public key file of the authority, the first time")
    .addOption(jsonOption())
    .action(async (options: WarnOptions) => {
      checkUnitOptions(options);
      const { openSerialLine, systemTimers } = await import("../reading/serial-line.js");
      const { warnToken } = await import("../register/administer-token.js");
      const unit = await unlockUnit(options);
      const isWarned = options.clear !== true;
      const serial = await withStore(options.store, false, async (store) => {
        if (unit === undefined && (await store.hasLockedKeys())) throw new UserError("station/keys-locked");
        const named = unit ? await operatingKeysOf(options, store, unit) : [];
        const keys = [...named, ...(await store.operatingKeys())];
        return warnToken(await openSerialLine(options.port), systemTimers, keys, isWarned, askForPress);
      });
      report(
        options,
        { serial, isWarned },
        `token ${formatSerial(serial)} ${isWarned ? "warns its wearer" : "warns no more"}`,
      );
    });
}

function byAdministrator(command: Command): Command {
  return command
    .requiredOption("--port <path>", "serial port of the token", serialPort)
    .requiredOption("--key <keyfile>", "key file of an officer")
    .requiredOption("--reason <text>", "why; the ledger keeps it")
    .option("--store <file>", "the authority's store", DEFAULT_AUTHORITY_STORE)
    .addOption(jsonOption());
}

async function order<T>(
  { port, key, reason, store: path }: AdministratorOptions,
  give: (order: OrderOptions) => Promise<T>,
): Promise<T> {
  const { openSerialLine, systemTimers } = await import("../reading/serial-line.js");
  const officer = await unlockOfficer(key, reason);
  return withStore(path, false, async (store) => {
    const line = await openSerialLine(port);
    return give({
      store,
      line,
      timers: systemTimers,
      utcNowMs: Date.now,
      officer: officer.identity,
      reason: officer.reason,
    });
  });
}
