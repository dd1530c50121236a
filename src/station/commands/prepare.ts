import { Command } from "commander";
import { HIGHEST_SERIAL, formatSerial, parseSerial } from "../serial-number.js";
import type { PublicIdentity } from "../../custody/host/identity.js";
import { languageOf } from "../../words/language.js";
import { UserError } from "../../words/user-error.js";
import { formatFingerprint } from "../fingerprint.js";
import { readPublicFiles, unlockOfficer } from "../command-line/key-files.js";
import { clockServices, dateIsRight, type DateOptions } from "./date-question.js";
import { serialPort } from "../command-line/options.js";
import { DEFAULT_AUTHORITY_STORE, withStore } from "../command-line/with-store.js";
import { type JsonOptions, jsonOption, report } from "../command-line/print.js";
import { noteOnLeft } from "./reports/note-on-left.js";

interface PrepareCommandOptions extends DateOptions, JsonOptions {
  port: string;
  serial: string;
  officers: string[];
  store: string;
  key?: string;
  reason?: string;
}

/** `bztoken prepare`: on the authority's trusted PC. */
export function prepareCommand(): Command {
  return new Command("prepare")
    .description(
      "on a trusted PC: give a new token its number and secrets, boxed to officers; puts it in service",
    )
    .requiredOption("--port <path>", "serial port of the token", serialPort)
    .requiredOption("--serial <n>", "the number on its label, 1…9999999")
    .requiredOption(
      "--officers <pubfile...>",
      "public key files, or folders of them, the recovery key's among them",
    )
    .option("--store <file>", "the authority's store; made if missing", DEFAULT_AUTHORITY_STORE)
    .option("--key <keyfile>", "officer's key, to confirm a preparation that was cut off at its end")
    .option("--reason <text>", "why; with --key, the ledger keeps it")
    .addOption(dateIsRight())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nCut off at any step, do the same again: nothing is lost and no number is used twice.",
    )
    .action(async (options: PrepareCommandOptions) => {
      const { prepareToken } = await import("../register/prepare-token.js");
      const { openSerialLine, systemTimers } = await import("../reading/serial-line.js");
      const serial = parseSerial(options.serial);
      if (serial === undefined || serial > HIGHEST_SERIAL) {
        throw new UserError("command/serial-number", { text: options.serial, most: HIGHEST_SERIAL });
      }
      const recipients = await readPublicFiles(options.officers);
      const officer = options.key && (await unlockOfficer(options.key, options.reason));
      const { isNew, path } = await withStore(options.store, true, async (store) => ({
        path: store.path,
        ...(await prepareToken({
          store,
          open: () => openSerialLine(options.port),
          timers: systemTimers,
          ...clockServices(options),
          serial,
          recipients,
          ...(officer ? { officer } : {}),
        })),
      }));
      report(
        options,
        { serial, isNew, recipients: recipients.map(told) },
        ...(isNew
          ? [
              `token ${formatSerial(serial)} is prepared and in service; its boxes are in ${path}, sealed to:`,
              ...linesOf(recipients),
            ]
          : [`token ${formatSerial(serial)} was prepared already and is in service; nothing was changed`]),
      );
    });
}

function told({ identity }: { identity: PublicIdentity }) {
  return { key: formatFingerprint(identity.fingerprint), role: identity.role };
}

/** Whoever reads them compares. */
function linesOf(recipients: readonly { identity: PublicIdentity }[]): string[] {
  return recipients.map(told).map(({ key, role }) => `  ${key}  ${role}`);
}

interface RekeyCommandOptions extends DateOptions, JsonOptions {
  port: string;
  store: string;
  key: string;
  reason: string;
}

/** `bztoken rekey`: new secrets over any line; before a case's keys are released. */
export function rekeyCommand(): Command {
  return new Command("rekey")
    .description(
      "give a token in service new secrets, over any line: before a case's keys are released, or to bring one back that was sent into the future",
    )
    .requiredOption("--port <path>", "serial port of the token", serialPort)
    .requiredOption("--key <keyfile>", "key file of an officer")
    .requiredOption("--reason <text>", "why; the ledger keeps it")
    .option("--store <file>", "the authority's store", DEFAULT_AUTHORITY_STORE)
    .addOption(dateIsRight())
    .addOption(jsonOption())
    .action(async (options: RekeyCommandOptions) => {
      const { openSerialLine, systemTimers } = await import("../reading/serial-line.js");
      const { rekeyToken } = await import("../register/rekey-token.js");
      const { identity: officer, reason } = await unlockOfficer(options.key, options.reason);
      const { serial, generation, left } = await withStore(options.store, false, async (store) =>
        rekeyToken({
          store,
          line: await openSerialLine(options.port),
          timers: systemTimers,
          ...clockServices(options),
          officer,
          reason,
        }),
      );
      report(
        options,
        { serial, generation, left },
        `token ${formatSerial(serial)} has new secrets (generation ${generation}), which begin today; they are in boxes`,
        ...noteOnLeft("station/left/rekeyed", left, languageOf(process.env)),
      );
    });
}

interface ResealOptions extends JsonOptions {
  key: string;
  officers: string[];
  reason: string;
  store: string;
}

/** `bztoken reseal`: an officer came or left, or days have passed. */
export function resealCommand(): Command {
  return new Command("reseal")
    .description(
      "seal all boxes again to these officers and to nobody else, and move them on: days before the last 30 are lost to all",
    )
    .requiredOption("--key <keyfile>", "key file of an officer who has every box, or the recovery key")
    .requiredOption(
      "--officers <pubfile...>",
      "public key files, or folders of them, of everyone who may open boxes from now on",
    )
    .requiredOption("--reason <text>", "why; the ledger keeps it")
    .option("--store <file>", "the authority's store", DEFAULT_AUTHORITY_STORE)
    .addOption(jsonOption())
    .action(async (options: ResealOptions) => {
      const { resealAll, ledgerEntry, requireRecipients } = await import("../cases/officer.js");
      const { dayOf } = await import("../../bluezone/ids.js");
      const recipients = await readPublicFiles(options.officers);
      const identities = recipients.map(({ identity }) => identity);
      requireRecipients(identities);
      const { identity: officer, reason } = await unlockOfficer(options.key, options.reason);
      const { boxes, fromDay, left, path } = await withStore(options.store, false, async (store) => {
        await store.putKnownKeys(
          recipients.map(({ file }) => file),
          false,
        );
        const nowMs = Date.now();
        const resealed = await resealAll(store, officer, identities, dayOf(nowMs));
        await store.putLedger(ledgerEntry(officer, "reseal", nowMs, { reason, tokens: resealed.tokens }));
        return { ...resealed, path: store.path };
      });
      const moved = fromDay === undefined ? "" : `; they open nothing before ${isoDate(fromDay)} (UTC)`;
      report(
        options,
        { boxes, fromDay: fromDay ?? null, recipients: recipients.map(told), left },
        `${boxes} boxes sealed again${moved}. Destroy every older copy of ${path}.`,
        "They are sealed to:",
        ...linesOf(recipients),
        ...noteOnLeft("station/left/resealed", left, languageOf(process.env)),
      );
    });
}

function isoDate(utcDay: number): string {
  return new Date(utcDay * 86_400_000).toISOString().slice(0, 10);
}
