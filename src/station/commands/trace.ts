import { Command, Option } from "commander";
import { DEFAULT_RULE, OPERATING_POINTS, POINTS, type PointName } from "../../contacts/operating-points.js";
import { formatClock, formatMoment, localDayOf, localDayStartMs, parseIsoDay } from "../text/local-time.js";
import { formatSerial, labelOf, parseSerial } from "../serial-number.js";
import type { CaseOfficer } from "../tracing/open-case.js";
import type { NamedPhones } from "../tracing/phones/phone-files.js";
import type { PhoneTraceRequest } from "../tracing/phones/run-phone-trace.js";
import type { RunTrace } from "../tracing/run-trace.js";
import { DEFAULT_LOOK_BACK_DAYS, type TraceRequest } from "../tracing/trace.js";
import { fold } from "../text/vietnamese.js";
import type { Store } from "../store/store.js";
import { languageOf } from "../../words/language.js";
import { type Problem, problem, wordsOf } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";
import { findPerson } from "./cases/who.js";
import { unlockOfficer } from "../command-line/key-files.js";
import { DEFAULT_STORE, withStore } from "../command-line/with-store.js";
import { isInService, isPracticeSerial } from "../store/token-identity.js";
import { type JsonOptions, jsonOption, note, print, printJson, report } from "../command-line/print.js";
import { inColumns } from "../command-line/table.js";
import { readText } from "../command-line/read-text.js";

interface Options extends JsonOptions {
  store: string;
  token?: string;
  person?: string;
  list?: string;
  history?: string[];
  onset?: string;
  isolated?: string;
  lookBack: string;
  minutes: string;
  point: PointName;
  everyLog?: boolean;
  key?: string;
  reason?: string;
}

type F0 = Pick<TraceRequest, "token" | "personId">;

/** `bztoken trace`: an F0's contacts. */
export function traceCommand(): Command {
  return new Command("trace")
    .description("list the contacts of an F0")
    .option(
      "--token <number>",
      "number on the F0's token; where two have the same, the name that the program gives (its chip)",
    )
    .option(
      "--person <name>",
      "the F0's name, where more than one person had the token, or instead of it; with the files of one phone, somebody of the register whose it is",
    )
    .option("--list <file>", "instead of a token: F0 list as Bluezone pushes it to phones (JSON)")
    .option(
      "--history <files...>",
      "instead of a token: what the F0's phone uploaded, data_trace.txt and InfoF (JSON), or one of them",
    )
    .option(
      "--onset <date>",
      "day of the first symptoms, YYYY-MM-DD (UTC+7); of phones, if it is not given, all the time that their files are about",
    )
    .option("--store <file>", "store that the tokens were read into", DEFAULT_STORE)
    .option("--isolated <date>", "day of isolation, the last one traced; otherwise until now")
    .option("--look-back <days>", "days before onset to start from", String(DEFAULT_LOOK_BACK_DAYS))
    .option(
      "--minutes <n>",
      "minutes within two metres, in one day, that make a close contact",
      String(DEFAULT_RULE.minutes),
    )
    .addOption(
      new Option(
        "--point <name>",
        `whom to name: ${POINTS.map((name) => `${name} ${priceOf(name)}`).join("; ")}`,
      )
        .choices(POINTS)
        .default(DEFAULT_RULE.point),
    )
    .option(
      "--every-log",
      "go through all logs for the F0's token, not only those of people whom its own log does not rule out",
    )
    .option("--key <keyfile>", "officer's key file, for tokens in service; its passphrase on standard input")
    .option("--reason <text>", "why the boxes are opened; with --key, the ledger keeps it")
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const nowMs = Date.now();
      const window = readWindow(options, nowMs);
      const phones = await readPhones(options, nowMs);
      const { runTrace } = await import("../tracing/run-trace.js");
      const by = options.key && (await unlockOfficer(options.key, options.reason));
      const officer = by ? { ...by, nowMs: Date.now() } : undefined;
      if (phones !== undefined) return tracePhones(options, { ...window, ...phones }, officer);
      const { onsetDay } = window;
      const everyLog = options.everyLog ?? false;
      if (onsetDay === null) throw new UserError("command/no-onset");
      const trace = await withStore(options.store, false, async (store) =>
        runTrace(store, { ...window, onsetDay, everyLog, ...(await findF0(store, options)) }, officer),
      );
      report(options, trace, ...describe(trace));
    });
}

/** F0s by their phones; undefined where a token or a person is named. */
async function readPhones({ list, history }: Options, nowMs: number): Promise<NamedPhones | undefined> {
  if (list === undefined && history === undefined) return undefined;
  const { readList, readUpload } = await import("../tracing/phones/phone-files.js");
  const open = (name: string, what: Problem) => ({ name, text: readText(name, what) });
  return list === undefined
    ? readUpload(
        history!.map((name) => open(name, problem("word/file/history"))),
        nowMs,
      )
    : readList(open(list, problem("word/file/list")));
}

/** One trace after the other; as JSON one a line. */
async function tracePhones(
  { store: path, person, json }: Options,
  request: PhoneTraceRequest,
  officer: CaseOfficer | undefined,
): Promise<void> {
  const { runPhoneTrace } = await import("../tracing/phones/run-phone-trace.js");
  const { traces, notes } = await withStore(path, false, async (store) => {
    const holder = person === undefined ? undefined : await findPerson(store, person);
    return runPhoneTrace(store, { ...request, holder }, officer);
  });
  for (const trace of traces) {
    if (json) printJson(trace);
    else print(...describe(trace), "");
  }
  if (!json && traces.length === 0) print("no token that was read here heard any of these F0s");
  note(...notes.map((one) => `bztoken: ${wordsOf(one, languageOf(process.env))}`));
}

/** A token of the F0's, and who is meant of those who had it. */
async function findF0(store: Store, { token, person }: Options): Promise<F0> {
  if (person === undefined) return { token: await findToken(store, token!), personId: undefined };
  const key = token === undefined ? undefined : await findToken(store, token);
  const held = (await store.issues()).filter(
    (issue) => fold(issue.person.name) === fold(person.trim()) && (key === undefined || issue.token === key),
  );
  const people = new Map(held.map((issue) => [issue.person.id, issue.person]));
  if (people.size === 0) throw new UserError("command/no-such-person", { name: person });
  if (people.size > 1) {
    const names = [...people.values()].map(({ unit, birthYear }) =>
      [unit, birthYear].filter(Boolean).join(", "),
    );
    throw new UserError("command/several-people", {
      count: people.size,
      name: person,
      names: names.join("; "),
    });
  }
  const last = held.at(-1)!;
  return { token: key ?? last.token, personId: last.person.id };
}

/** The key in the store of the token that somebody names by its number, or by its key. */
async function findToken(store: Store, name: string): Promise<string> {
  const serial = parseSerial(name);
  const tokens = await store.tokens();
  const exact = tokens.find(({ token }) => token === name.trim().toUpperCase());
  if (exact !== undefined) return exact.token;
  const found = tokens.filter(
    (one) => one.serial === serial && (isPracticeSerial(one.serial) || isInService(one)),
  );
  if (found.length === 1) return found[0]!.token;
  if (found.length > 1) {
    const names = found.map(({ token, holder }) => token + (holder === null ? "" : ` (${holder.name})`));
    throw new UserError("command/several-tokens", {
      count: found.length,
      serial: formatSerial(serial!),
      names: names.join(" or "),
    });
  }
  const shown = serial === undefined ? name : formatSerial(serial);
  throw new UserError("station/never-read", { token: shown });
}

function readWindow(options: Options, nowMs: number) {
  const { token, person, list, history } = options;
  const named = [token, list, history].filter((one) => one !== undefined).length;
  if (named === 0 && person === undefined) throw new UserError("command/nobody-named");
  if (named > 1) throw new UserError("command/two-named");
  if (options.token !== undefined && parseSerial(options.token) === undefined && !isKey(options.token)) {
    throw new UserError("command/token-digits", { text: options.token });
  }
  const onsetDay = options.onset === undefined ? null : readDay("--onset", options.onset);
  if ((onsetDay ?? 0) > localDayOf(nowMs)) throw new UserError("command/onset", { text: options.onset! });
  const isolatedDay = options.isolated === undefined ? undefined : readDay("--isolated", options.isolated);
  const lookBackDays = readCount("--look-back", options.lookBack, 0, 30);
  const untilMs = isolatedDay === undefined ? nowMs : Math.min(nowMs, localDayStartMs(isolatedDay + 1));
  if (onsetDay !== null && untilMs <= localDayStartMs(onsetDay - lookBackDays)) {
    throw new UserError("command/isolated", { text: options.isolated! });
  }
  const minutes = readCount("--minutes", options.minutes, 1, 1440);
  return { onsetDay, untilMs, lookBackDays, rule: { point: options.point, minutes } };
}

/** What the store calls a token that nobody prepared: 16 digits of its chip, or its number, and perhaps which of them. */
function isKey(text: string): boolean {
  return /^([0-9A-F]{16}|\d{8})(-\d+)?$/i.test(text.trim());
}

function readDay(option: string, text: string): number {
  const day = parseIsoDay(text);
  if (day === undefined) throw new UserError("command/date", { option, text });
  return day;
}

function readCount(option: string, text: string, min: number, max: number): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < min || count > max) {
    throw new UserError("command/whole-number", { option, text, min, max });
  }
  return count;
}

function describe(trace: RunTrace): string[] {
  const f0 = [numbersOf(trace, new Set()), trace.holder?.name].filter(Boolean).join(" ");
  const header = [
    "",
    "token",
    "name",
    "first",
    "last",
    "min",
    "near/mid/far",
    "within 2 m",
    "chance",
    "seen by",
  ];
  const twice = severalOf(trace.contacts);
  const rows = trace.contacts.map((contact) => [
    contact.isClose ? "CLOSE" : "",
    numbersOf(contact, twice),
    [contact.holder?.name, contact.holder?.unit].filter(Boolean).join(", ") || "(not registered)",
    formatMoment(contact.firstMs),
    localDayOf(contact.firstMs) === localDayOf(contact.lastMs)
      ? formatClock(contact.lastMs)
      : formatMoment(contact.lastMs),
    formatMinutes(contact.minutes),
    [contact.nearMinutes, contact.midMinutes, contact.farMinutes].map(formatMinutes).join("/"),
    `${formatMinutes(contact.closeMinutes)} (${formatMinutes(contact.lowMinutes)}-${formatMinutes(contact.highMinutes)})`,
    `${Math.round(100 * contact.probability)} %`,
    { f0: "F0's log", contact: "contact's log", both: "both logs" }[contact.seenBy],
  ]);
  const { rule } = trace;
  return [
    `F0 ${f0}, ${formatMoment(trace.fromMs)} to ${formatMoment(trace.untilMs)} (UTC+7)`,
    trace.caseId === null ? "practice key: these logs are not protected" : `kept in case ${trace.caseId}`,
    "",
    ...(rows.length > 0 ? inColumns(rows, header) : ["no contacts in the logs read so far"]),
    "",
    `${rows.length} contacts, ${trace.contacts.filter((contact) => contact.isClose).length} close: at least ${rule.minutes} minutes within 2 m in one day with a chance of ${Math.round(100 * OPERATING_POINTS[rule.point].leastProbability)} % or more`,
    `"${rule.point}" ${priceOf(rule.point)} (simulated villages; in a school, market or bus more are named wrongly)`,
    `${trace.unknownIds} IDs of phones or tokens that are not in this store`,
    ...(trace.outOfTime > 0 ? [`${trace.outOfTime} records left out: clocks more than a slot apart`] : []),
    ...(trace.sealedRecords > 0
      ? [`${trace.sealedRecords} records left sealed: the boxes of their tokens were not opened`]
      : []),
    ...(trace.inDoubt > 0
      ? [`${trace.inDoubt} records may be of another day: nobody knows how wrong the token's clock was`]
      : []),
    ...(trace.unreadable > 0 ? [`${trace.unreadable} records could not be opened`] : []),
    ...trace.notes.map((note) => wordsOf(note, languageOf(process.env))),
    "Evidence for an interview, not a verdict: radio tells 2 m from 3 m little better than chance (contacts/PARAMETERS.md).",
  ];
}

function priceOf(point: PointName): string {
  const { namedForOne, missedOf100 } = OPERATING_POINTS[point];
  return `names ${namedForOne} people for each true one and misses ${missedOf100} in 100`;
}

/** Numbers that more than one of the contacts' tokens bear. */
function severalOf(contacts: RunTrace["contacts"]): Set<number> {
  const first = new Map<number, string>();
  const tokens = contacts.flatMap((contact) => contact.tokens);
  const twice = tokens.filter(({ serial, token }) => {
    const before = first.get(serial);
    first.set(serial, before ?? token);
    return before !== undefined && before !== token;
  });
  return new Set(twice.map(({ serial }) => serial));
}

/** "00000043, 00000042"; by its name in the store where the number does not tell which one it is. */
function numbersOf({ tokens }: Pick<RunTrace, "tokens">, twice: ReadonlySet<number>): string {
  return tokens
    .map(({ serial, token }) => (twice.has(serial) ? token : labelOf({ serial, token })))
    .join(", ");
}

function formatMinutes(minutes: number): string {
  return String(Math.round(minutes));
}
