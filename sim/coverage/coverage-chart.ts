/** Draws the curves of `coverageOf` for people who decide: Vietnamese first, English below. */
import type { Coverage, CoverageCurve, Strategy } from "./coverage.js";
import { PROVINCE_SHARE } from "./coverage.js";
import type { Estimate } from "../scores/confidence.js";

interface Line {
  vi: string;
  en: string;
  colour: string;
  /** So that lines can be told apart in black and white. */
  dashes: string;
}

const LINES: Record<Strategy, Line> = {
  anyone: { vi: "Phát ngẫu nhiên", en: "To everyone at random", colour: "#1b4f9c", dashes: "" },
  "households-without-phones": {
    vi: "Hộ không có điện thoại cài Bluezone trước",
    en: "Households without Bluezone phones first",
    colour: "#b3440f",
    dashes: "10 4",
  },
  sellers: { vi: "Người bán ở chợ trước", en: "Market sellers first", colour: "#2c7a3f", dashes: "3 4" },
  "health-staff": {
    vi: "Nhân viên y tế trước",
    en: "Health staff first",
    colour: "#7b3f98",
    dashes: "12 4 3 4",
  },
};

const WIDTH = 960;
const HEIGHT = 780;
const PLOT = { left: 110, right: 930, top: 110, bottom: 520 } as const;
const TICKS = [0, 20, 40, 60, 80, 100];
const GREY = "#555";
const FONT = "'Segoe UI', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif";

const x = (share: number) => PLOT.left + share * (PLOT.right - PLOT.left);
const y = (share: number) => PLOT.bottom - share * (PLOT.bottom - PLOT.top);

/** Sentences. */
export interface Reading {
  vi: string[];
  en: string[];
}

/** What to read from the curves. */
export function readingOf({ curves }: Coverage): Reading {
  const random = curves.find(isRandom)!;
  const found = random.points.find(({ covered }) => covered === PROVINCE_SHARE)!.found.mean;
  const half = shareFor(random, 0.5);
  const [percent, of100] = [100 * PROVINCE_SHARE, 100 * found];
  const vi = `Khi ${decimals(percent, ",")} % người dân có thẻ, khoảng ${decimals(of100, ",")} trong 100 lần tiếp xúc gần được tìm thấy.`;
  const en = `With ${decimals(percent, ".")} % of people covered, about ${decimals(of100, ".")} of 100 close contacts are found.`;
  if (half === undefined) return { vi: [vi], en: [en] };
  const enough = Math.round(100 * half);
  return {
    vi: [vi, `Muốn tìm được một nửa, cần khoảng ${enough} % người dân có thẻ.`],
    en: [en, `To find half of them, about ${enough} % have to be covered.`],
  };
}

/** Share of people at which that share of contacts is found, between two points in a straight line. */
function shareFor({ points }: CoverageCurve, wanted: number): number | undefined {
  const after = points.findIndex(({ found }) => found.mean >= wanted);
  if (after < 1) return undefined;
  const [one, other] = [points[after - 1]!, points[after]!];
  const part = (wanted - one.found.mean) / (other.found.mean - one.found.mean);
  return one.covered + part * (other.covered - one.covered);
}

/** One place behind the mark below ten. */
function decimals(value: number, mark: "," | "."): string {
  return (value < 10 ? value.toFixed(1) : value.toFixed(0)).replace(".", mark);
}

export function coverageSvg(coverage: Coverage): string {
  const reading = readingOf(coverage);
  // A strategy that names nobody would lie on the line "by lot".
  const curves = coverage.curves.filter(({ named }) => named.mean > 0);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="${FONT}" role="img">`,
    `<title>${escape([...reading.vi, ...reading.en].join(" "))}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(PLOT.left, 44, "Càng nhiều người có thẻ, càng tìm được nhiều tiếp xúc gần", 25, "start", "600"),
    text(
      PLOT.left,
      72,
      "The more people have a token, the more close contacts are found",
      17,
      "start",
      "400",
      GREY,
    ),
    ...axes(),
    ...coverage.curves.filter(isRandom).map(band),
    ...legend(curves),
    ...curves.map(line),
    ...coverage.curves.filter(isRandom).map(provincePoint),
    ...words(coverage, reading),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

function axes(): string[] {
  const parts: string[] = [];
  for (const tick of TICKS) {
    const [atX, atY] = [x(tick / 100), y(tick / 100)];
    parts.push(`<path d="M${PLOT.left} ${atY}H${PLOT.right}" stroke="${tick === 0 ? "#333" : "#ddd"}"/>`);
    parts.push(text(PLOT.left - 12, atY + 5, String(tick), 15, "end"));
    parts.push(text(atX, PLOT.bottom + 24, `${tick} %`, 15, "middle"));
  }
  const [middleX, middleY] = [(PLOT.left + PLOT.right) / 2, (PLOT.top + PLOT.bottom) / 2];
  parts.push(text(middleX, PLOT.bottom + 52, "Số người có thẻ, trên tổng số dân", 16, "middle", "600"));
  parts.push(
    text(middleX, PLOT.bottom + 73, "People with a token, of the population", 14, "middle", "400", GREY),
  );
  parts.push(
    `<g transform="translate(34 ${middleY}) rotate(-90)">`,
    text(0, 0, "Tiếp xúc gần tìm thấy, trong 100", 16, "middle", "600"),
    text(0, 20, "Close contacts found, of 100", 14, "middle", "400", GREY),
    "</g>",
  );
  return parts;
}

/** Where one province stood. */
function mark(): string[] {
  const at = x(PROVINCE_SHARE);
  return [
    `<path d="M${at} ${PLOT.top}V${PLOT.bottom}" stroke="#333" stroke-width="1.5" stroke-dasharray="2 4"/>`,
    text(at + 8, PLOT.top + 14, "7,4 %: mức của một tỉnh, tháng 8/2020", 14),
    text(at + 8, PLOT.top + 32, "7.4 %: where one province stood, August 2020", 13, "start", "400", GREY),
  ];
}

/** The 95 % interval, where there were several seeds. */
function band({ strategy, points }: CoverageCurve): string {
  if (points.some(({ found }) => found.low === null)) return "";
  const at = (pick: (found: Estimate) => number) =>
    points.map(({ covered, found }) => [covered, pick(found)]);
  const outline = [...at(({ high }) => high!), ...at(({ low }) => low!).reverse()];
  const corners = outline.map(([share, value]) => corner(share!, Math.min(1, Math.max(0, value!))));
  return `<polygon points="${corners.join(" ")}" fill="${LINES[strategy].colour}" opacity="0.13"/>`;
}

function isRandom({ strategy }: CoverageCurve): boolean {
  return strategy === "anyone";
}

function provincePoint({ strategy, points }: CoverageCurve): string {
  const { covered, found } = points.find((point) => point.covered === PROVINCE_SHARE)!;
  const [atX, atY] = [x(covered).toFixed(1), y(found.mean).toFixed(1)];
  return `<circle cx="${atX}" cy="${atY}" r="6" fill="${LINES[strategy].colour}" stroke="#fff" stroke-width="2"/>`;
}

function line({ strategy, points }: CoverageCurve): string {
  const { colour, dashes } = LINES[strategy];
  const corners = points.map(({ covered, found }) => corner(covered, found.mean));
  return `<polyline points="${corners.join(" ")}" fill="none" stroke="${colour}" stroke-width="3" stroke-dasharray="${dashes}"/>`;
}

function corner(share: number, value: number): string {
  return `${x(share).toFixed(1)},${y(value).toFixed(1)}`;
}

function legend(curves: readonly CoverageCurve[]): string[] {
  const white = `<rect x="${x(PROVINCE_SHARE) + 4}" y="${PLOT.top + 2}" width="400" height="${50 + 42 * curves.length}" fill="#fff"/>`;
  const rows = curves.flatMap(({ strategy }, i) => {
    const { vi, en, colour, dashes } = LINES[strategy];
    const top = PLOT.top + 66 + 42 * i;
    const left = x(PROVINCE_SHARE) + 8;
    return [
      `<path d="M${left} ${top}h44" stroke="${colour}" stroke-width="3" stroke-dasharray="${dashes}"/>`,
      text(left + 54, top + 2, vi, 15),
      text(left + 54, top + 19, en, 13, "start", "400", GREY),
    ];
  });
  return [white, ...mark(), ...rows];
}

function words({ scenario, people, days, seeds, contacts }: Coverage, reading: Reading): string[] {
  const runs = seeds.length;
  const about = Math.round(contacts.mean);
  return [
    ...reading.vi.map((sentence, i) => text(PLOT.left, 632 + 22 * i, sentence, 16, "start", "600")),
    ...reading.en.map((sentence, i) => text(PLOT.left, 680 + 19 * i, sentence, 14, "start", "400", GREY)),
    ...[
      `Mô phỏng “${scenario}”: ${people} người, ${days} ngày, ${runs} lần chạy. Tiếp xúc gần: từ 15 phút trong vòng 2 m một ngày (${about} cặp).`,
      `Simulation “${scenario}”: ${people} people, ${days} day(s), ${runs} run(s). Close contact: 15 minutes or more within 2 m on a day (${about} pairs).`,
      ...(runs > 1
        ? ["Vùng mờ: khoảng tin cậy 95 % khi phát ngẫu nhiên. / Shaded: 95 % interval, at random."]
        : []),
    ].map((line, i) => text(PLOT.left, 728 + 17 * i, line, 12.5, "start", "400", GREY)),
  ];
}

function text(
  atX: number,
  atY: number,
  words: string,
  size: number,
  anchor: "start" | "middle" | "end" = "start",
  weight = "400",
  colour = "#111",
): string {
  return `<text x="${atX.toFixed(1)}" y="${atY.toFixed(1)}" font-size="${size}" text-anchor="${anchor}" font-weight="${weight}" fill="${colour}">${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A page of its own: the picture, and its numbers in a table. */
export function coverageHtml(coverage: Coverage): string {
  const head = coverage.curves.map(
    ({ strategy }) => `<th>${LINES[strategy].vi}<br><small>${LINES[strategy].en}</small></th>`,
  );
  const rows = coverage.curves[0]!.points.map(({ covered, people }, i) => {
    const cells = coverage.curves.map(({ points }) => `<td>${interval(points[i]!.found)}</td>`);
    return `<tr><td>${decimals(100 * covered, ",")} % (${people})</td>${cells.join("")}</tr>`;
  });
  return `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<title>Bluezone: ${escape(coverage.scenario)}</title>
<style>
body { font: 15px/1.4 ${FONT}; margin: 24px auto; max-width: ${WIDTH}px; color: #111 }
svg { max-width: 100%; height: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { padding: 5px 8px; border-bottom: 1px solid #ddd; text-align: right; vertical-align: bottom }
th { font-weight: 600; font-size: 13px } small { font-weight: 400; color: #555 }
</style>
${coverageSvg(coverage)}
<p>Số tiếp xúc gần tìm thấy trong 100, khoảng tin cậy 95 %.<br><small>Close contacts found of 100, with 95 % intervals.</small></p>
<table>
<tr><th>Có thẻ<br><small>With a token</small></th>${head.join("")}</tr>
${rows.join("\n")}
</table>
</html>
`;
}

function interval({ mean, low, high }: Estimate): string {
  const of100 = (share: number) => (100 * Math.min(1, Math.max(0, share))).toFixed(1).replace(".", ",");
  if (low === null || high === null) return of100(mean);
  return `${of100(mean)} <small>(${of100(low)}–${of100(high)})</small>`;
}
