import { Command } from "commander";
import { formatMoment } from "../../text/local-time.js";
import { NO_TOKEN_SERIAL, formatSerial } from "../../serial-number.js";
import { without } from "../../without.js";
import { readPublicFile, unlockOfficer } from "../../command-line/key-files.js";
import { formatFingerprint } from "../../fingerprint.js";
import { DEFAULT_AUTHORITY_STORE, withStore } from "../../command-line/with-store.js";
import { exportCommand } from "./export-case.js";
import { followCommand, showCommand, warnCommand } from "./work-case.js";
import { print, printJson } from "../../command-line/print.js";

interface CaseOptions {
  store: string;
  key: string;
  reason: string;
}

/** `bztoken case …`: what was opened for cases. */
export function caseCommand(): Command {
  return new Command("case")
    .description("case files: what officers opened for a case, locked until the case is closed")
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(followCommand())
    .addCommand(warnCommand())
    .addCommand(exportCommand())
    .addCommand(giveCommand())
    .addCommand(closeCommand());
}

const withStoreOption = (command: Command): Command =>
  command.option("--store <file>", "the authority's store", DEFAULT_AUTHORITY_STORE);

function listCommand(): Command {
  return withStoreOption(new Command("list"))
    .description("cases, open and closed")
    .option("--json", "print them as JSON")
    .action(async ({ store: path, json }: { store: string; json?: boolean }) => {
      const cases = await withStore(path, false, (store) => store.cases());
      const rows = cases.map((one) => without(one, "sealedKey", "content"));
      if (json) return printJson(rows);
      for (const { id, serial, officer, openedMs, closedMs } of rows) {
        const state = closedMs === null ? "open" : `closed ${formatMoment(closedMs)}`;
        print(
          `${id.slice(0, 8)}  ${serial === NO_TOKEN_SERIAL ? "phone" : `token ${formatSerial(serial)}`}  ${formatMoment(openedMs)}  ${state}  by ${officer}`,
        );
      }
    });
}

function giveCommand(): Command {
  return withStoreOption(new Command("give"))
    .description("hand a case over to another officer, here or by a file to another authority")
    .argument("<id>", "ID of the case, or its beginning")
    .requiredOption("--to <pubfile>", "the other officer's public key file; compare its fingerprint")
    .option("--out <file>", "write it for another authority, which takes it with bztoken unpack")
    .requiredOption("--key <keyfile>", "key file of the officer whose case it is")
    .requiredOption("--reason <text>", "why; the ledger keeps it")
    .action(async (id: string, options: CaseOptions & { to: string; out?: string }) => {
      const { findCase, handOver } = await import("../../cases/cases.js");
      const { packCase } = await import("../../packs/case-pack.js");
      const { identity: to } = await readPublicFile(options.to);
      const { identity: officer, reason } = await unlockOfficer(options.key, options.reason);
      await withStore(options.store, false, async (store) => {
        const one = await findCase(store, id);
        const key = formatFingerprint(to.fingerprint);
        if (options.out === undefined) {
          await handOver(store, officer, one, to, reason, Date.now());
          return print(`case ${one.id} opens with key ${key} from now on, and no longer with yours`);
        }
        await packCase(store, options.out, officer, one, to, reason, Date.now());
        print(
          `${options.out}: case ${one.id}, for key ${key}`,
          "here it stays yours: close it when the other authority has it (bztoken case close)",
        );
      });
    });
}

function closeCommand(): Command {
  return withStoreOption(new Command("close"))
    .description("destroy the case's key: what was opened is lost to everyone")
    .argument("<id>", "ID of the case, or its beginning")
    .requiredOption("--key <keyfile>", "key file of an officer")
    .requiredOption("--reason <text>", "why; the ledger keeps it")
    .action(async (id: string, { store: path, key, reason: why }: CaseOptions) => {
      const { closeCase, findCase } = await import("../../cases/cases.js");
      const { identity: officer, reason } = await unlockOfficer(key, why);
      await withStore(path, false, async (store) => {
        const one = await findCase(store, id);
        await closeCase(store, officer, one, reason, Date.now());
        print(`case ${one.id} is closed: its content is lost`);
      });
    });
}
