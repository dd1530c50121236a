/** Tables of a report: the units right below, all units, and groups. Cells are numbers, shares and words; nothing is set yet. */
import type { Language } from "../../../words/language.js";
import { type Code, problem, wordsOf } from "../../../words/problem.js";
import { targetOf } from "../campaign.js";
import type { Coverage } from "../coverage.js";
import { type Book, type Figures, FIGURES, PEOPLE_FIGURES, coveredOf, shareOf } from "../figures.js";
import { isTerritory } from "../scope.js";
import type { Line } from "../sums.js";

export type Cell =
  { kind: "text"; text: string } | { kind: "count" | "share" | "change"; value: number | undefined };

export interface Table {
  columns: readonly string[];
  /** The first column is a number by which people speak of the row. */
  isNumbered: boolean;
  rows: readonly { cells: readonly Cell[]; isTotal: boolean }[];
}

type Kind = "residents" | "places";

const text = (words: string): Cell => ({ kind: "text", text: words });

function columnsOf(language: Language, ...codes: readonly Code[]): string[] {
  return codes.map((code) => wordsOf(problem(code as "word/report/type"), language));
}

const PEOPLE_COLUMNS = PEOPLE_FIGURES.map((figure) => `word/report/column/${figure}` as const);

function peopleCells(now: Figures, was: Figures): Cell[] {
  const covered = coveredOf(now);
  const earlier = coveredOf(was);
  return [
    ...PEOPLE_FIGURES.map((figure): Cell => ({ kind: "count", value: now[figure] })),
    { kind: "share", value: shareOf(covered, now.population) },
    { kind: "change", value: covered === undefined || earlier === undefined ? undefined : covered - earlier },
  ];
}

/** Units right below and the total; undefined where this book has nothing in it. */
export function unitTable(
  { lines, before, scope }: Coverage,
  kind: Kind,
  language: Language,
): Table | undefined {
  const root = scope.root.id;
  const lineOf = new Map(lines.map((line, i) => [line.unit.id, { now: line[kind], was: before[i]![kind] }]));
  const rows = (scope.under.get(root) ?? []).flatMap(({ id, name, kind: of }) => {
    const { now, was } = lineOf.get(id)!;
    return isEmpty(now) && isTerritory(of) !== (kind === "residents")
      ? []
      : [{ name, now: now.all, was: was.all, isRest: false }];
  });
  const total = lineOf.get(root)!;
  if (rows.length === 0 || (kind === "places" && isEmpty(total.now))) return undefined;
  const say = (code: Code) => wordsOf(problem(code as "word/report/type"), language);
  if (isTerritory(scope.root.kind) === (kind === "residents") && hasRest(lines[0]!.own)) {
    rows.push({
      name: say("word/report/row/rest"),
      now: lines[0]!.own.all,
      was: before[0]!.own.all,
      isRest: true,
    });
  }
  return {
    isNumbered: true,
    columns: columnsOf(language, "word/report/column/number", "word/report/column/unit", ...PEOPLE_COLUMNS, "word/report/column/share", "word/report/column/change"), // prettier-ignore
    rows: [
      ...rows.map(({ name, now, was, isRest }, i) => ({
        cells: [text(isRest ? "" : String(i + 1)), text(name), ...peopleCells(now, was)],
        isTotal: false,
      })),
      {
        cells: [text(""), text(say("word/report/row/total")), ...peopleCells(total.now.all, total.was.all)],
        isTotal: true,
      },
    ],
  };
}

export function groupTable(
  { lines, before, groupNames, campaign }: Coverage,
  language: Language,
): Table | undefined {
  const rows = (["residents", "places"] as const).flatMap((kind) =>
    Object.keys(lines[0]![kind].groups)
      .sort()
      .map((key) => {
        const name = groupNames.get(key) ?? key;
        const words = problem(`word/report/group/${kind}`, { group: name });
        const target = campaign && targetOf(campaign, key);
        return {
          cells: [
            text(wordsOf(words, language)),
            ...peopleCells(lines[0]![kind].groups[key]!, before[0]![kind].groups[key] ?? {}),
            { kind: "share" as const, value: target },
          ],
          isTotal: false,
        };
      }),
  );
  if (rows.length === 0) return undefined;
  return {
    isNumbered: false,
    columns: columnsOf(language, "word/report/column/group", ...PEOPLE_COLUMNS, "word/report/column/share", "word/report/column/change", "word/report/column/target"), // prettier-ignore
    rows,
  };
}

/** Every unit at every level, each under the one it stands under, with activities. */
export function everyUnit({ lines, before, scope }: Coverage, kind: Kind, language: Language): Table {
  const at = new Map(lines.map((line, i) => [line.unit.id, i]));
  const rows: Table["rows"][number][] = [];
  const add = (line: Line) => {
    const i = at.get(line.unit.id)!;
    const below = scope.under.get(line.unit.id) ?? [];
    const { unit, depth } = line;
    if (!isEmpty(line[kind]) || isTerritory(unit.kind) === (kind === "residents")) {
      const parent = lines[at.get(scope.above.get(unit.id) ?? "") ?? -1]?.unit.name ?? "";
      rows.push({
        cells: [
          { kind: "count", value: depth },
          ...[unit.code ?? "", unit.name, parent].map(text),
          ...peopleCells(line[kind].all, before[i]![kind].all),
          ...FIGURES.slice(PEOPLE_FIGURES.length).map((figure): Cell => ({
            kind: "count",
            value: line[kind].all[figure],
          })),
        ],
        isTotal: depth === 0,
      });
    }
    for (const { id } of below) add(lines[at.get(id)!]!);
  };
  add(lines[0]!);
  return {
    isNumbered: false,
    columns: [
      ...columnsOf(language, "word/report/column/level", "word/report/column/code", "word/report/column/unit", "word/report/column/parent"), // prettier-ignore
      ...columnsOf(language, ...PEOPLE_COLUMNS, "word/report/column/share", "word/report/column/change"),
      ...columnsOf(language, ...FIGURES.slice(PEOPLE_FIGURES.length).map((figure) => `word/coverage/${figure}` as const)), // prettier-ignore
    ],
    rows,
  };
}

function isEmpty({ all, groups }: Book): boolean {
  return Object.keys(all).length === 0 && Object.keys(groups).length === 0;
}

function hasRest({ all }: Book): boolean {
  return PEOPLE_FIGURES.some((figure) => (all[figure] ?? 0) > 0);
}
