/** `bztoken case show`, `follow` and `warn`: what the page shows of a case, for scripts and for paper. */
import { Command } from "commander";
import type { CaseContent } from "../../cases/content.js";
import type { CasePerson } from "../../cases/people.js";
import { unlockOfficer } from "../../command-line/key-files.js";
import { type JsonOptions, jsonOption, print, printJson } from "../../command-line/print.js";
import { inColumns } from "../../command-line/table.js";
import { DEFAULT_AUTHORITY_STORE, withStore } from "../../command-line/with-store.js";
import { NO_TOKEN_SERIAL, formatSerial, labelOf } from "../../serial-number.js";
import { formatDay, formatMoment, localDayOf } from "../../text/local-time.js";
import { parseTypedDay } from "../../text/typed-time.js";
import { UserError } from "../../../words/user-error.js";

interface Options extends JsonOptions {
  store: string;
  key: string;
  reason: string;
  day?: string;
}

/** What opens a case on the command line. */
const openingCase = (name: string): Command =>
  new Command(name)
    .argument("<id>", "ID of the case, or its beginning")
    .requiredOption("--key <keyfile>", "key file of the officer whose case it is")
    .requiredOption("--reason <text>", "why; the ledger keeps it")
    .addOption(jsonOption())
    .option("--store <file>", "the authority's store", DEFAULT_AUTHORITY_STORE);

/** Opens it, and the ledger keeps that. */
async function openCase(id: string, { store: path, key, reason: why }: Options): Promise<CaseContent> {
  const { readCase, findCase } = await import("../../cases/cases.js");
  const { ledgerEntry } = await import("../../cases/officer.js");
  const { identity: officer, reason } = await unlockOfficer(key, why);
  return withStore(path, false, async (store) => {
    const one = await findCase(store, id);
    const opened = await readCase(store, one, officer);
    const details = { serial: one.serial, caseId: one.id, reason };
    await store.putLedger(ledgerEntry(officer, "show", Date.now(), details));
    return opened;
  });
}

export function showCommand(): Command {
  return openingCase("show")
    .description("whom a case names, and what was done about them; with --json the whole case file")
    .action(async (id: string, options: Options) => {
      const content = await openCase(id, options);
      if (options.json) return printJson(content);
      const { peopleOf } = await import("../../cases/people.js");
      const { trace, onsetDay } = content;
      const [device] = trace.tokens;
      const called =
        device === undefined
          ? "(no token)"
          : device.serial === NO_TOKEN_SERIAL
            ? device.token
            : `token ${formatSerial(device.serial)}`;
      const rows = peopleOf(content).map((person) => {
        const { contact, work, lastDay, certainty, isBeforeWindow, isNamed } = person;
        const chance = contact === null ? "named by the F0" : `${Math.round(100 * contact.probability)} %`;
        return [
          ...[person.class.toUpperCase(), formatDay(lastDay), certainty, chance, nameOf(person)],
          ...[!isNamed && "around", isBeforeWindow && "before the window", work.status, work.note],
        ];
      });
      print(
        `F0 ${[trace.holder?.name, called].filter(Boolean).join(" ")}, ` +
          `onset ${onsetDay === null ? "not known" : formatDay(onsetDay)}, ` +
          `from ${formatMoment(trace.fromMs)} to ${formatMoment(trace.untilMs)}`,
        ...inColumns(rows),
      );
    });
}

export function followCommand(): Command {
  return openingCase("follow")
    .description("the sheet of one day: who is in quarantine, who was missed longest first")
    .option("--day <date>", "such as 28/11/2020; today unless given")
    .action(async (id: string, options: Options) => {
      const today = localDayOf(Date.now());
      const day = options.day === undefined ? today : parseTypedDay(options.day, today);
      if (day === undefined) throw new UserError("command/date", { option: "--day", text: options.day! });
      const content = await openCase(id, options);
      const { peopleOf } = await import("../../cases/people.js");
      const { sheetOf } = await import("../../cases/follow-up.js");
      const rows = sheetOf(peopleOf(content), content.notes.followUp, day);
      if (options.json) {
        return printJson(
          rows.map(({ person, lastDay, ...row }) => ({
            ...{ ...row, day: formatDay(day), until: formatDay(lastDay) },
            person: briefOf(person),
          })),
        );
      }
      const cells = rows.map(({ person, place, dayNumber, days, lastDay, visit, missed, isTestDue }) => [
        ...[person.class.toUpperCase(), `day ${dayNumber} of ${days}, to ${formatDay(lastDay)}`, place],
        ...[nameOf(person), missed > 0 && `missed for ${missed} days`, isTestDue && "sample due"],
        visit !== null && visit.wasSeen !== null && (visit.wasSeen ? "seen" : "not seen"),
        visit?.symptoms,
        visit !== null && visit.test !== "none" && `test ${visit.test}`,
      ]);
      print(...inColumns(cells));
    });
}

export function warnCommand(): Command {
  return openingCase("warn")
    .description("whom to call, who was not reached first; with --json also the words to say and to send")
    .action(async (id: string, options: Options) => {
      const content = await openCase(id, options);
      const { peopleOf } = await import("../../cases/people.js");
      const { callList, warnedBy, warningTimes, wordsFor } = await import("../../cases/warn.js");
      const { smsLength, withoutMarks } = await import("../../text/sms.js");
      const people = peopleOf(content);
      const list = callList(people).map((person) => {
        const sms = wordsFor("sms", person, content.notes);
        const plain = withoutMarks(sms);
        return {
          ...{ person: briefOf(person), warned: warnedBy(person) ?? null },
          phone: wordsFor("phone", person, content.notes),
          sms: { text: sms, ...smsLength(sms) },
          smsWithoutMarks: { text: plain, ...smsLength(plain) },
        };
      });
      const times = warningTimes(people, content.notes.diagnosedMs, Date.now());
      if (options.json) return printJson({ list, times });
      const cells = callList(people).map((person) => {
        const warned = warnedBy(person);
        return [
          ...[person.class.toUpperCase(), person.phone ?? "no phone", nameOf(person)],
          `last near ${formatDay(person.lastDay)}`,
          warned === undefined
            ? "not warned"
            : `${warned.route} at ${formatMoment(warned.atMs)} by ${warned.by}`,
        ];
      });
      print(...inColumns(cells));
      for (const { route, warned, medianMs, longestMs } of times.byRoute) {
        if (warned === 0) continue;
        const minutes = (ms: number) => `${Math.round(ms / 60_000)} min`;
        const span =
          medianMs === null ? "" : `, half within ${minutes(medianMs)}, all within ${minutes(longestMs!)}`;
        print(`${route}: ${warned} warned${span}`);
      }
      print(`${times.waiting} not warned yet`);
    });
}

function nameOf({ name, unit, tokens }: CasePerson): string {
  const token = tokens[0] === undefined ? "" : `token ${labelOf(tokens[0])}`;
  return [name ?? token, unit].filter(Boolean).join(", ");
}

function briefOf({ key, name, unit, phone, class: ofClass, lastDay, work }: CasePerson) {
  return { key, name, unit, phone, class: ofClass, lastDay: formatDay(lastDay), status: work.status };
}
