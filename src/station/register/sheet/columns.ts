/** Which column of a list is what: headers in one row or two, under a title, with cells merged across or down. */
import { fold } from "../../text/vietnamese.js";
import type { Row } from "./read-sheet.js";

/** By field, the headers that mean it, folded. */
export type Headers<Field extends string> = Readonly<Record<Field, readonly string[]>>;

export interface Table<Field extends string> {
  /** Several columns may be one field: a name under a header that is merged across two. */
  fields: (Field | undefined)[];
  /** Row of the sheet, from 0, in which the data begins. */
  firstRow: number;
}

/** A title, an authority and a motto stand above the header. */
const ROWS_SEARCHED = 30;

export function findTable<Field extends string>(
  rows: readonly Row[],
  headers: Headers<Field>,
  needed: Field,
): Table<Field> | undefined {
  let best: (Table<Field> & { count: number }) | undefined;
  for (let at = 0; at < Math.min(rows.length, ROWS_SEARCHED); at++) {
    for (const height of [1, 2]) {
      if (at + height > rows.length) continue;
      const fields = fieldsOf(rows.slice(at, at + height), headers);
      const count = new Set(fields.filter((field) => field !== undefined)).size;
      if (!fields.includes(needed) || count <= (best?.count ?? 0)) continue;
      best = { fields, firstRow: at + height, count };
    }
  }
  if (best === undefined) return undefined;
  const firstRow = best.firstRow + (isNumbering(rows[best.firstRow] ?? []) ? 1 : 0);
  return { fields: best.fields, firstRow };
}

function fieldsOf<Field extends string>(
  [top, under]: readonly Row[],
  headers: Headers<Field>,
): (Field | undefined)[] {
  let above = "";
  return top!.map((cell, column) => {
    const below = label(under?.[column] ?? "");
    const own = label(cell);
    if (own !== "") above = own;
    if (under === undefined) {
      // Merged across: the next column belongs to it where it has no header of its own, and holds text.
      return fieldOf(own, headers);
    }
    if (below === "") return fieldOf(own, headers);
    return fieldOf(`${above} ${below}`, headers) ?? fieldOf(below, headers);
  });
}

function fieldOf<Field extends string>(text: string, headers: Headers<Field>): Field | undefined {
  return (Object.keys(headers) as Field[]).find((field) => headers[field].includes(text));
}

/** "Ngày, tháng, năm sinh (*)" is "ngay thang nam sinh". */
export function label(text: string): string {
  return fold(text)
    .replace(/\([^)]*\)/g, " ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The row of column numbers that official forms have under the header: 1, 2, 3 or (A), (B). */
function isNumbering(row: Row): boolean {
  const cells = row.filter((cell) => cell !== "");
  return cells.length >= 2 && cells.every((cell) => /^\(?(\d{1,2}|[A-Za-z])\)?$/.test(cell));
}
