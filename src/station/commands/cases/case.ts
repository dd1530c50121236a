import { Command } from "commander";
import { formatMoment, localDayOf, localDayStartMs } from "../../text/local-time.js";
import { parseTypedDay } from "../../text/typed-time.js";
import { requirePhoneOfNobody } from "../../cases/content.js";
import { languageOf } from "../../../words/language.js";
import { wordsOf } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";
import { type WhoOptions, requireWho, whoOf, withWhoOptions } from "./who.js";
import { NO_TOKEN_SERIAL, formatSerial } from "../../serial-number.js";
import { without } from "../../without.js";
import { inColumns } from "../../command-line/table.js";
import { readPublicFile, unlockOfficer } from "../../command-line/key-files.js";
import { formatFingerprint } from "../../fingerprint.js";
import { DEFAULT_AUTHORITY_STORE, withStore } from "../../command-line/with-store.js";
import { exportCommand } from "./export-case.js";
import { followCommand, showCommand, warnCommand } from "./work-case.js";
import { type JsonOptions, jsonOption, note, report } from "../../command-line/print.js";

interface CaseOptions extends JsonOptions {
  store: string;
  key: string;
  reason: string;
}

/** `bztoken case …`: what was opened for cases. */
export function caseCommand(): Command {
  return new Command("case")
    .description("case files: what officers opened for a case, locked until the case is closed")
    .addCommand(listCommand())
    .addCommand(openCommand())
    .addCommand(personCommand())
    .addCommand(showCommand())
    .addCommand(followCommand())
    .addCommand(warnCommand())
    .addCommand(exportCommand())
    .addCommand(giveCommand())
    .addCommand(closeCommand());
}

const withStoreOption = (command: Command): Command =>
  command.option("--store <file>", "the authority's store", DEFAULT_AUTHORITY_STORE).addOption(jsonOption());

function listCommand(): Command {
  return withStoreOption(new Command("list"))
    .description("cases, open and closed")
    .action(async ({ store: path, json }: { store: string; json?: boolean }) => {
      const { keyNamesOf } = await import("../../cases/key-names.js");
      const [cases, names] = await withStore(path, false, async (store) => [
        await store.cases(),
        await keyNamesOf(store),
      ]);
      const rows = cases.map((one) => without(one, "sealedKey", "content"));
      const cells = rows.map(({ id, serial, officer, openedMs, closedMs }) => [
        id.slice(0, 8),
        serial === NO_TOKEN_SERIAL ? "no token" : `token ${formatSerial(serial)}`,
        formatMoment(openedMs),
        closedMs === null ? "open" : `closed ${formatMoment(closedMs)}`,
        `by ${[formatFingerprint(officer), names.get(officer)].filter(Boolean).join(" ")}`,
      ]);
      const named = rows.map((one) => ({ ...one, officerName: names.get(one.officer) ?? null }));
      report({ json }, named, ...inColumns(cells));
    });
}

function openCommand(): Command {
  return withWhoOptions(withStoreOption(new Command("open")))
    .description("open a case of an F0 without a token: the interview alone tells of them, no log is opened")
    .requiredOption("--onset <date>", "day of the first symptoms, such as 28/11/2020 or 2020-11-28 (UTC+7)")
    .option("--isolated <date>", "day of isolation; otherwise until now")
    .requiredOption("--key <keyfile>", "key file of the officer whose case it is")
    .requiredOption("--reason <text>", "why; the ledger keeps it")
    .action(async (options: CaseOptions & WhoOptions & { onset: string; isolated?: string }) => {
      const { openByInterview } = await import("../../tracing/open-by-interview.js");
      const nowMs = Date.now();
      const today = localDayOf(nowMs);
      requireWho(options);
      const onsetDay = readDay("--onset", options.onset, today);
      const isolatedDay = options.isolated && readDay("--isolated", options.isolated, today);
      if (onsetDay > today) throw new UserError("command/onset", { text: options.onset });
      if (isolatedDay && isolatedDay < onsetDay)
        throw new UserError("command/isolated", { text: options.isolated! });
      const untilMs = isolatedDay ? Math.min(nowMs, localDayStartMs(isolatedDay + 1)) : nowMs;
      const officer = { ...(await unlockOfficer(options.key, options.reason)), nowMs };
      const { caseId, holder, notes } = await withStore(options.store, false, async (store) => {
        const who = await store.personOf(await whoOf(store, options));
        return openByInterview(store, who, { onsetDay, untilMs }, officer);
      });
      report(options, { id: caseId, person: holder }, `case ${caseId} of ${holder!.name}, by interview`);
      note(...notes.map((one) => `bztoken: ${wordsOf(one, languageOf(process.env))}`));
    });
}

function personCommand(): Command {
  return withWhoOptions(withStoreOption(new Command("person")))
    .description("say whose phone it is that was traced: calls, follow-up and exports carry the name")
    .argument("<id>", "ID of the case, or its beginning")
    .requiredOption("--key <keyfile>", "key file of the officer whose case it is")
    .requiredOption("--reason <text>", "why; the ledger keeps it")
    .action(async (id: string, options: CaseOptions & WhoOptions) => {
      const { readCase, findCase, keepContent } = await import("../../cases/cases.js");
      const { withHolder } = await import("../../cases/content.js");
      requireWho(options);
      const officer = { ...(await unlockOfficer(options.key, options.reason)), nowMs: Date.now() };
      const { one, holder } = await withStore(options.store, false, async (store) => {
        const one = await findCase(store, id);
        const content = await readCase(store, one, officer.identity);
        requirePhoneOfNobody(content);
        const holder = await store.personOf(await whoOf(store, options));
        await keepContent(store, one, withHolder(content, holder), officer);
        return { one, holder };
      });
      report(options, { id: one.id, person: holder }, `case ${one.id} is of ${holder.name}`);
    });
}

function readDay(option: string, text: string, today: number): number {
  const day = parseTypedDay(text, today);
  if (day === undefined) throw new UserError("command/date", { option, text });
  return day;
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
          return report(
            options,
            { id: one.id, key },
            `case ${one.id} opens with key ${key} from now on, and no longer with yours`,
          );
        }
        await packCase(store, options.out, officer, one, to, reason, Date.now());
        report(
          options,
          { id: one.id, key, path: options.out },
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
    .action(async (id: string, { store: path, key, reason: why, json }: CaseOptions) => {
      const { closeCase, findCase } = await import("../../cases/cases.js");
      const { identity: officer, reason } = await unlockOfficer(key, why);
      await withStore(path, false, async (store) => {
        const one = await findCase(store, id);
        await closeCase(store, officer, one, reason, Date.now());
        report({ json }, { id: one.id, isClosed: true }, `case ${one.id} is closed: its content is lost`);
      });
    });
}
