import { contactRows } from "./contact-sheet.js";
import type { ExportedCase } from "./exported-case.js";

const WIDTHS = [28, 9, 14, 20, 12, 6, 24, 18, 18, 18, 9, 11, 13, 20, 18, 40];

/** The list of contacts as XLSX: numbers are numbers; everything else is text. */
export async function contactsXlsx(one: ExportedCase): Promise<Uint8Array> {
  const { default: write } = await import("write-excel-file/node");
  const [head, ...rows] = contactRows(one);
  const header = head!.map((value) => ({ value: String(value), fontWeight: "bold" as const }));
  const cells = rows.map((row) =>
    row.map((value) =>
      value === null ? null : typeof value === "number" ? { value, type: Number } : { value, type: String },
    ),
  );
  const file = write([header, ...cells], { columns: WIDTHS.map((width) => ({ width })), stickyRowsCount: 1 });
  return new Uint8Array(await file.toBuffer());
}
