/** Tables for a spreadsheet. */

/** What a spreadsheet would take for a formula when it opens the file. */
const FORMULA = /^[=+\-@\t\r]/;

/** With the mark by which Excel knows UTF-8; a cell that begins like a formula is text. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return "\ufeff" + rows.map((row) => row.map(cellOf).join(",") + "\r\n").join("");
}

function cellOf(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

/** In groups, or a spreadsheet takes it for a number and drops its first 0. */
export function phoneCell(phone: string | null | undefined): string {
  return (phone ?? "").replace(/^(0\d{3})(\d{3})(\d{3})$/, "$1 $2 $3");
}
