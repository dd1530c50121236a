/** The figures as XLSX: numbers and shares are numbers, a sheet for each table, every unit at every level. */
import type { Language } from "../../../words/language.js";
import { type Code, problem, wordsOf } from "../../../words/problem.js";
import { oneLine } from "../../text/printable.js";
import { formatDay } from "../../text/local-time.js";
import type { Coverage } from "../coverage.js";
import { type Cell, type Table, everyUnit, groupTable } from "./tables.js";

const say = (code: Code, language: Language) => wordsOf(problem(code as "word/report/type"), language);

export async function coverageXlsx(coverage: Coverage, language: Language): Promise<Uint8Array> {
  const { default: write } = await import("write-excel-file/node");
  const groups = groupTable(coverage, language);
  const dues = dueTable(coverage, language);
  const sheets = [
    { name: say("word/report/sheet/residents", language), table: everyUnit(coverage, "residents", language) },
    { name: say("word/report/sheet/places", language), table: everyUnit(coverage, "places", language) },
    ...(groups === undefined ? [] : [{ name: say("word/report/sheet/groups", language), table: groups }]),
    ...(dues === undefined ? [] : [{ name: say("word/report/sheet/dues", language), table: dues }]),
  ].filter(({ table }) => table.rows.length > 0);
  const title = `${coverage.lines[0]!.unit.name}, ${formatDay(coverage.day)}`;
  const file = write(
    sheets.map(({ name, table }) => ({
      sheet: name,
      data: [
        [{ value: plain(title), type: String, fontWeight: "bold" as const }],
        table.columns.map((value) => ({ value, type: String, fontWeight: "bold" as const, wrap: true })),
        ...table.rows.map(({ cells }) => cells.map(cellOf)),
      ],
      columns: table.columns.map((_, i) => ({ width: i < 4 && table.columns.length > 12 ? WIDTHS[i]! : 18 })),
      stickyRowsCount: 2,
    })),
  );
  return new Uint8Array(await file.toBuffer());
}

/** Level, code, name, parent. */
const WIDTHS = [8, 10, 36, 30];

function cellOf(cell: Cell) {
  if (cell.kind === "text") return { value: plain(cell.text), type: String };
  if (cell.value === undefined) return null;
  return { value: cell.value, type: Number, ...(cell.kind === "share" ? { format: "0.0%" } : {}) };
}

/** Go.Data's reader refuses a sheet with one of these in a cell; nobody misses them in a unit's name. */
function plain(text: string): string {
  return oneLine(text.normalize("NFC")).replace(/["\\]/g, " ");
}

function dueTable({ dues }: Coverage, language: Language): Table | undefined {
  const rows = dues.flatMap(({ day, units }) =>
    units.map(({ unit, due }) => {
      const state =
        due.state === "late"
          ? wordsOf(problem("word/report/due/days", { days: due.days }), language)
          : say(`word/report/due/${due.state === "missing" ? "none" : due.state}`, language);
      const cells = [formatDay(day), unit.name, state].map((text): Cell => ({ kind: "text", text }));
      return { cells, isTotal: false };
    }),
  );
  if (rows.length === 0) return undefined;
  const columns = (
    ["word/report/column/due", "word/report/column/unit", "word/report/column/state"] as const
  ).map((code) => say(code, language));
  return { isNumbered: false, columns, rows };
}
