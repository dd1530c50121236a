/** What the report says, in the order of the official form; DOCX and the page to print set the same. Without effects. */
import type { Language } from "../../../words/language.js";
import { type Code, type Parameters, problem, sentenceOf, wordsOf } from "../../../words/problem.js";
import type { Unit } from "../../store/types.js";
import { formatDay, isoDay } from "../../text/local-time.js";
import type { Coverage } from "../coverage.js";
import { ACTIVITIES, coveredOf, shareOf } from "../figures.js";
import { targetOf } from "../campaign.js";
import { isTerritory } from "../scope.js";
import type { ReportUnits } from "./units-of-report.js";
import { changeInWords, formatCount, formatShare } from "./numbers.js";
import { type Table, groupTable, unitTable } from "./tables.js";

export type Block =
  | { kind: "head"; text: string }
  | { kind: "text"; text: string }
  | { kind: "table"; caption: string; table: Table };

/** Whatever a line of the form holds; blank for the clerk: number, date, signature. */
export interface ReportText {
  language: Language;
  /** Empty where nobody stands above. */
  superior: string;
  body: string;
  nation: string;
  motto: string;
  number: string;
  date: string;
  type: string;
  subject: string;
  asOf: string;
  addressee: string;
  to: readonly string[];
  blocks: readonly Block[];
  receiversHead: string;
  receivers: readonly string[];
  authority: string;
  office: string;
  draft: string;
}

/** @param around  whom the unit belongs to, and whom it reports to */
export function reportText(coverage: Coverage, around: ReportUnits, language: Language): ReportText {
  const say = <C extends Code>(code: C, ...parameters: Parameters<C>) =>
    wordsOf(problem(code, ...parameters), language);
  const { unit } = coverage.lines[0]!;
  const day = formatDay(coverage.day);
  const body = bodyOf(unit, language);
  const to = around.to.map((one) => bodyOf(one, language));
  const { campaign } = coverage;
  return {
    language,
    superior: around.above === undefined ? "" : bodyOf(around.above, language).toUpperCase(),
    body: body.toUpperCase(),
    nation: say("word/report/nation"),
    motto: say("word/report/motto"),
    number: say("word/report/number", {
      gap: "\u2007".repeat(8),
      body: isCommittee(unit) ? "UBND" : "\u2007".repeat(6),
    }),
    date: say("word/report/date", { place: around.place, year: isoDay(coverage.day).slice(0, 4) }),
    type: say("word/report/type"),
    subject: say("word/report/subject", { unit: inSentence(unit, language) }),
    asOf: say("word/report/asof", { day }),
    addressee: say("word/report/addressee"),
    to: to.length > 0 ? to : ["\u2026".repeat(20)],
    blocks: [
      {
        kind: "text",
        text:
          campaign === undefined
            ? say("word/report/open", { body, day })
            : say("word/report/opening", { campaign: campaign.name, body, day }),
      },
      ...numberedHeads([
        ...overall(coverage, language),
        ...tables(coverage, language),
        ...rest(coverage, language),
      ]),
      { kind: "text", text: `${say("word/report/closing", { body })}/.` },
    ],
    receiversHead: say("word/report/receivers"),
    receivers: [say("word/report/same"), say("word/report/archive")],
    authority: isCommittee(unit) ? say("word/report/sign/committee") : "",
    office: say(
      isCommittee(unit)
        ? "word/report/sign/chair"
        : unit.kind === "hamlet"
          ? "word/report/sign/hamlet"
          : "word/report/sign/head",
    ),
    draft: say("word/report/draft"),
  };
}

function isCommittee({ kind }: Unit): boolean {
  return kind === "province" || kind === "district" || kind === "commune";
}

/** "Ủy ban nhân dân huyện Chiêm Hóa". */
export function bodyOf(unit: Unit, language: Language): string {
  if (!isCommittee(unit)) return unit.name;
  return wordsOf(problem("word/report/committee", { unit: inSentence(unit, language) }), language);
}

/** "huyện Chiêm Hóa": within a sentence the kind of a territory is no name. */
function inSentence({ kind, name }: Unit, language: Language): string {
  return language === "vi" && isTerritory(kind) ? name[0]!.toLowerCase() + name.slice(1) : name;
}

const ROMAN = ["I", "II", "III", "IV", "V", "VI"];

/** Heads are numbered as they come, for a section without anything to say is left out; tables too. */
function numberedHeads(blocks: readonly Block[]): Block[] {
  let heads = 0;
  return blocks.map((block) =>
    block.kind === "head" ? { ...block, text: `${ROMAN[heads++]}. ${block.text}` } : block,
  );
}

function overall({ lines, before, activeDays, campaign }: Coverage, language: Language): Block[] {
  const say = <C extends Code>(code: C, ...parameters: Parameters<C>) =>
    wordsOf(problem(code, ...parameters), language);
  const kind = isTerritory(lines[0]!.unit.kind) ? "residents" : "places";
  const [now, was] = [lines[0]![kind].all, before[0]![kind].all];
  const { population, smartphones, phoneless, installs, tokens } = now;
  const count = (figure: number | undefined) => formatCount(figure, language);
  const texts: string[] = [];
  if (population !== undefined) texts.push(say("word/report/people", { people: count(population) }));
  if (smartphones !== undefined || phoneless !== undefined) {
    texts.push(say("word/report/phones", { smartphones: count(smartphones), phoneless: count(phoneless) }));
  }
  if (installs !== undefined) {
    const share = formatShare(shareOf(installs, population), language);
    const change = changeInWords(installs, was.installs, language);
    texts.push(say("word/report/installs", { installs: count(installs), share, change }));
  }
  if (tokens !== undefined) {
    const share = formatShare(shareOf(tokens, phoneless), language);
    const change = changeInWords(tokens, was.tokens, language);
    texts.push(say("word/report/tokens", { tokens: count(tokens), days: activeDays, share, change }));
  }
  const covered = coveredOf(now);
  if (covered !== undefined) {
    const share = formatShare(shareOf(covered, population), language);
    const change = changeInWords(covered, coveredOf(was), language);
    texts.push(say("word/report/covered", { covered: count(covered), share, change }));
    const target = campaign && targetOf(campaign, "");
    if (target !== undefined && population !== undefined) {
      const wanted = Math.ceil(target * population);
      const told = { target: formatShare(target, language), wanted: count(wanted) };
      texts.push(
        covered >= wanted
          ? say("word/report/target", told)
          : say("word/report/short", { ...told, missing: count(wanted - covered) }),
      );
    }
  }
  if (texts.length === 0) texts.push(say("word/report/nothing"));
  return [{ kind: "head", text: say("word/report/head/all") }, ...numbered(texts)];
}

function tables(coverage: Coverage, language: Language): Block[] {
  const say = (code: Code) => wordsOf(problem(code as "word/report/type"), language);
  let number = 0;
  const table = (of: "residents" | "places" | "groups", made: Table | undefined): Block[] => {
    if (made === undefined) return [];
    const caption = wordsOf(problem(`word/report/table/${of}`, { number: ++number }), language);
    return [{ kind: "table", caption, table: made }];
  };
  const units = [
    ...table("residents", unitTable(coverage, "residents", language)),
    ...table("places", unitTable(coverage, "places", language)),
  ];
  const groups = table("groups", groupTable(coverage, language));
  return [
    ...(units.length > 0 ? [{ kind: "head" as const, text: say("word/report/head/units") }, ...units] : []),
    ...(groups.length > 0
      ? [{ kind: "head" as const, text: say("word/report/head/groups") }, ...groups]
      : []),
  ];
}

function rest({ lines, dues, notes }: Coverage, language: Language): Block[] {
  const say = <C extends Code>(code: C, ...parameters: Parameters<C>) =>
    wordsOf(problem(code, ...parameters), language);
  const { residents, places } = lines[0]!;
  const activities = ACTIVITIES.flatMap((activity) => {
    const [a, b] = [residents.all[activity], places.all[activity]];
    if (a === undefined && b === undefined) return [];
    const count = formatCount((a ?? 0) + (b ?? 0), language);
    return sentenceOf(problem("word/report/activity", { activity: problem(`word/coverage/${activity}`), count }), language); // prettier-ignore
  });
  const reported = dues.flatMap(({ day, units }) => {
    const names = (state: string) =>
      units.flatMap(({ unit, due }) =>
        due.state !== state
          ? []
          : "days" in due
            ? say("word/report/late-unit", { unit: unit.name, days: due.days })
            : unit.name,
      );
    const [late, missing] = [names("late"), names("missing")];
    return [
      [
        say("word/report/due-on", {
          day: formatDay(day),
          intime: names("in-time").length,
          all: units.length,
        }),
        ...(late.length > 0 ? [say("word/report/late", { units: late.join(", ") })] : []),
        ...(missing.length > 0 ? [say("word/report/missing", { units: missing.join(", ") })] : []),
      ].join(" "),
    ];
  });
  const section = (code: Code, texts: readonly string[]): Block[] =>
    texts.length === 0 ? [] : [{ kind: "head", text: say(code as "word/report/type") }, ...numbered(texts)];
  return [
    ...section("word/report/head/activities", activities),
    ...section("word/report/head/dues", reported),
    ...section("word/report/head/notes", notesIn(notes, language)),
  ];
}

const MOST_NOTES = 20;

function notesIn(notes: Coverage["notes"], language: Language): string[] {
  const texts = notes.slice(0, MOST_NOTES).map((note) => sentenceOf(note, language));
  return notes.length > MOST_NOTES ? [...texts, `… (${notes.length - MOST_NOTES})`] : texts;
}

function numbered(texts: readonly string[]): Block[] {
  return texts.map((text, i) => ({ kind: "text", text: `${i + 1}. ${text}` }));
}
