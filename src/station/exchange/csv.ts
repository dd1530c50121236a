/** Tables that Excel opens right in Vietnamese. The page's program has this file too. */
import { stringify } from "csv-stringify/sync";
import { plainPhone } from "./plain-text.js";

export type Cell = string | number | null;

/** With a BOM, without which Excel takes UTF-8 for an old code page. No cell is a formula. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return stringify(rows as Cell[][], {
    ...{ bom: true, record_delimiter: "windows", escape_formulas: true },
    // By itself it leaves a lone one bare, and readers take that for the end of the line.
    quoted_match: "\r",
  });
}

/**
 * "0912 345 678": without its spaces Excel takes it for a number and drops the zero, as it would of a bare token number. Words beside
 * it, as whose it is, stay.
 */
export function phoneCell(phone: string | null | undefined): Cell {
  if (!phone || /\p{L}/u.test(phone)) return phone?.normalize("NFC") ?? null;
  return plainPhone(phone).replace(/^(\d{4})(\d{3})(\d+)$/, "$1 $2 $3");
}

export function tokenCell(number: string): string {
  return `thẻ ${number}`;
}
