/** The week for a chat group: a few lines of text, and a chart as SVG, which the page turns into a picture. */
import type { Language } from "../../../words/language.js";
import { type Code, type Parameters, problem, wordsOf } from "../../../words/problem.js";
import { formatDay } from "../../text/local-time.js";
import { targetOf } from "../campaign.js";
import type { Coverage } from "../coverage.js";
import { ACTIVITIES, coveredOf, shareOf } from "../figures.js";
import { isTerritory } from "../scope.js";
import { oneLine } from "../../text/printable.js";
import { escapeHtml } from "../../text/html.js";
import { changeInWords, formatCount, formatShare } from "./numbers.js";

export interface UnitShare {
  name: string;
  share: number | undefined;
}

/** Units right below of the same book, the highest share first, those without figures last. */
export function sharesBelow({ lines, scope }: Coverage): UnitShare[] {
  const kind = isTerritory(scope.root.kind) ? "residents" : "places";
  const of = new Map(lines.map((line) => [line.unit.id, line]));
  return (scope.under.get(scope.root.id) ?? [])
    .filter((unit) => isTerritory(unit.kind) === (kind === "residents"))
    .map(({ id, name }) => {
      const { all } = of.get(id)![kind];
      return { name, share: shareOf(coveredOf(all), all.population) };
    })
    .sort((a, b) => (b.share ?? -1) - (a.share ?? -1));
}

const NAMED = 3;

export function weeklyText(coverage: Coverage, language: Language): string {
  const say = <C extends Code>(code: C, ...parameters: Parameters<C>) =>
    wordsOf(problem(code, ...parameters), language);
  const { lines, before, dues, scope, day } = coverage;
  const kind = isTerritory(scope.root.kind) ? "residents" : "places";
  const [now, was] = [lines[0]![kind].all, before[0]![kind].all];
  const count = (figure: number | undefined) => formatCount(figure, language);
  const covered = coveredOf(now);
  const change = (a: number | undefined, b: number | undefined) => changeInWords(a, b, language);
  const shares = sharesBelow(coverage).filter(({ share }) => share !== undefined);
  const named = (units: readonly UnitShare[]) =>
    units.map(({ name, share }) => `${name} ${formatShare(share, language)}`).join(", ");
  const activities = ACTIVITIES.flatMap((figure) => {
    const [a, b] = [lines[0]!.residents.all[figure], lines[0]!.places.all[figure]];
    if (a === undefined && b === undefined) return [];
    return `${wordsOf(problem(`word/coverage/${figure}`), language)} ${count((a ?? 0) + (b ?? 0))}`;
  });
  const missing = dues.at(-1)?.units.filter(({ due }) => due.state === "missing") ?? [];
  return [
    say("word/report/weekly/title", { unit: scope.root.name, day: formatDay(day) }),
    ...(covered === undefined
      ? [say("word/report/nothing")]
      : [
          say("word/report/weekly/covered", {
            covered: count(covered),
            share: formatShare(shareOf(covered, now.population), language),
            change: change(covered, coveredOf(was)),
          }),
        ]),
    ...(now.installs === undefined
      ? []
      : [say("word/report/weekly/installs", { installs: count(now.installs), change: change(now.installs, was.installs) })]), // prettier-ignore
    ...(now.tokens === undefined
      ? []
      : [say("word/report/weekly/tokens", { tokens: count(now.tokens), change: change(now.tokens, was.tokens) })]), // prettier-ignore
    ...(shares.length > NAMED
      ? [
          say("word/report/weekly/best", { units: named(shares.slice(0, NAMED)) }),
          say("word/report/weekly/worst", { units: named(shares.slice(-NAMED).reverse()) }),
        ]
      : []),
    ...(activities.length > 0 ? [say("word/report/weekly/activities", { activities: activities.join(", ") })] : []), // prettier-ignore
    ...(missing.length > 0
      ? [say("word/report/weekly/missing", { units: missing.map(({ unit }) => unit.name).join(", ") })]
      : []),
  ]
    .map(oneLine)
    .join("\n");
}

const MOST_BARS = 30;
const WIDTH = 900;
const NAMES = 300;
const BAR = 26;
const TOP = 92;
const FONT = "'Be Vietnam Pro', 'Segoe UI', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif";

/** Bars of the shares, the target a line across them. Every bar has its number, so colour says nothing alone. */
export function weeklySvg(coverage: Coverage, language: Language): string {
  const say = <C extends Code>(code: C, ...parameters: Parameters<C>) =>
    wordsOf(problem(code, ...parameters), language);
  const all = sharesBelow(coverage);
  const bars = all.slice(0, MOST_BARS);
  const { all: now } = coverage.lines[0]![isTerritory(coverage.scope.root.kind) ? "residents" : "places"];
  const total = { name: coverage.scope.root.name, share: shareOf(coveredOf(now), now.population) };
  const target = coverage.campaign && targetOf(coverage.campaign, "");
  const rows = [total, ...bars];
  const highest = Math.max(0.1, target ?? 0, ...rows.map(({ share }) => share ?? 0));
  const right = WIDTH - 90;
  const x = (share: number) => NAMES + (share / highest) * (right - NAMES);
  const height = TOP + rows.length * BAR + (all.length > bars.length ? BAR : 0) + 20;
  const text = (at: number, y: number, words: string, size: number, more = "") =>
    `<text x="${at.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" fill="#14202b" ${more}>${escapeHtml(oneLine(words))}</text>`;
  const bottom = TOP + rows.length * BAR;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="${FONT}" role="img">`,
    `<title>${escapeHtml(weeklyText(coverage, language))}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(20, 36, coverage.scope.root.name, 24, 'font-weight="600"'),
    text(20, 62, say("word/report/chart/title", { day: formatDay(coverage.day) }), 16),
    ...rows.flatMap(({ name, share }, i) => {
      const y = TOP + i * BAR;
      const words = share === undefined ? say("word/report/chart/unknown") : formatShare(share, language);
      const bold = i === 0 ? 'font-weight="600"' : "";
      return [
        text(NAMES - 10, y + 17, shorten(name), 14, `text-anchor="end" ${bold}`),
        `<rect x="${NAMES}" y="${y + 4}" width="${(x(share ?? 0) - NAMES).toFixed(1)}" height="${BAR - 8}" fill="${i === 0 ? "#14202b" : "#1b4f9c"}"/>`,
        text(x(share ?? 0) + 6, y + 17, words, 14, bold),
      ];
    }),
    ...(target === undefined
      ? []
      : [
          `<path d="M${x(target).toFixed(1)} ${TOP - 4}V${bottom}" stroke="#b3440f" stroke-width="2" stroke-dasharray="5 3"/>`,
          text(x(target), TOP - 9, say("word/report/chart/target", { target: formatShare(target, language) }), 13, 'text-anchor="end"'), // prettier-ignore
        ]),
    ...(all.length > bars.length
      ? [text(NAMES, bottom + 18, say("word/report/chart/more", { count: all.length - bars.length }), 13)]
      : []),
    "</svg>",
  ].join("\n");
}

function shorten(name: string): string {
  // By letters: a half of one would be none.
  const letters = Array.from(name);
  return letters.length > 36 ? `${letters.slice(0, 35).join("")}…` : name;
}
