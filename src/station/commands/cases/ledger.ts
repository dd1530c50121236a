import { Command } from "commander";
import { keyNamesOf } from "../../cases/key-names.js";
import { inColumns } from "../../command-line/table.js";
import { DEFAULT_AUTHORITY_STORE, withStore } from "../../command-line/with-store.js";
import { type JsonOptions, jsonOption, report } from "../../command-line/print.js";
import { formatFingerprint } from "../../fingerprint.js";
import { NO_TOKEN_SERIAL, formatSerial } from "../../serial-number.js";
import type { LedgerFault } from "../../store/custody/ledger-chain.js";
import type { WrittenEntry } from "../../store/custody/ledger.js";
import type { Store } from "../../store/store.js";
import { formatMoment } from "../../text/local-time.js";
import { problem, type Problem } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";

interface LedgerOptions extends JsonOptions {
  store: string;
  verify?: boolean;
  head?: string;
}

/** So many faults tell what happened; a ledger written anew has one at every entry. */
const FAULTS_TOLD = 5;

/** `bztoken ledger`: every use of an officer's key. */
export function ledgerCommand(): Command {
  return new Command("ledger")
    .option("--store <file>", "the authority's store", DEFAULT_AUTHORITY_STORE)
    .description("who used an officer's key or changed accounts, when, for what and why")
    .addOption(jsonOption())
    .option("--verify", "check that no entry was changed, taken out or put in, and print the head to note")
    .option("--head <hash>", "with --verify: a head noted earlier, which finds entries cut off at the end")
    .addCommand(nameCommand())
    .action(async ({ store: path, json, verify, head }: LedgerOptions) => {
      const noted = head?.trim().toLowerCase();
      if (noted !== undefined && !/^[0-9a-f]{64}$/.test(noted)) {
        throw new UserError("command/ledger-head", { text: head! });
      }
      if (verify || noted !== undefined) {
        const check = await withStore(path, false, (store) => verifyLedger(store, noted));
        return report(
          { json },
          check,
          `${check.entries} entries, none changed, taken out or put in`,
          ...(noted === undefined ? [] : [`${check.sinceNoted} entries since the head that was noted`]),
          `head ${check.head}  note it where who has the store cannot change it`,
        );
      }
      const [entries, names] = await withStore(path, false, async (store) => [
        await store.ledger(),
        await keyNamesOf(store),
      ]);
      const named = entries.map((entry) => ({ ...entry, officerName: names.get(entry.officer) ?? null }));
      report({ json }, named, ...inColumns(named.map(cellsOf)));
    });
}

function nameCommand(): Command {
  return new Command("name")
    .description("who has a key, as the ledger is to show it")
    .argument("<key>", "the key's fingerprint")
    .argument("<name>", 'the name; "" takes it away')
    .action(async (key: string, name: string, _: object, command: Command) => {
      const { store: path, json } = command.optsWithGlobals<LedgerOptions>();
      const fingerprint = key.replaceAll("-", "").toLowerCase();
      if (!/^[0-9a-f]{16}$/.test(fingerprint)) throw new UserError("command/fingerprint", { text: key });
      const given = name.normalize("NFC").trim();
      await withStore(path, false, (store) => store.nameKey(fingerprint, given));
      const told = given === "" ? "has no name now" : `is ${given}`;
      report(
        { json },
        { key: fingerprint, name: given || null },
        `key ${formatFingerprint(fingerprint)} ${told}`,
      );
    });
}

/** Throws `UserError` where something was done to the ledger. @param head  noted earlier */
export async function verifyLedger(store: Store, head?: string) {
  const { faults, ...check } = await store.checkLedger(head);
  if (faults.length > 0) {
    const told = faults.slice(0, FAULTS_TOLD).map(describeFault);
    throw new UserError("station/ledger/broken", { faults: told, count: faults.length });
  }
  if (check.sinceNoted === undefined) {
    throw new UserError("station/ledger/cut", { head: head!, entries: check.entries });
  }
  return { ...check, sinceNoted: check.sinceNoted };
}

function describeFault({ kind, number, lastNumber }: LedgerFault): Problem {
  if (kind !== "missing") return problem(`word/ledger/${kind}`, { number });
  return number === lastNumber
    ? problem("word/ledger/missing", { number })
    : problem("word/ledger/several-missing", { number, last: lastNumber });
}

function cellsOf(entry: WrittenEntry & { officerName: string | null }): string[] {
  const { atMs, account, officer, officerName, action, serial, caseId, reason, tokens, days, records } =
    entry;
  return [
    formatMoment(atMs),
    // Nobody: the command line, whose user is whoever holds the store.
    account ?? "",
    officer === "" ? "" : formatFingerprint(officer),
    officerName ?? "",
    action,
    serial === null || serial === NO_TOKEN_SERIAL ? "" : `token ${formatSerial(serial)}`,
    caseId === null ? "" : `case ${caseId.slice(0, 8)}`,
    `boxes of ${tokens} tokens, keys of ${days} days, ${records} records`,
    reason,
  ];
}
