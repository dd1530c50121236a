/** The list of contacts for a spreadsheet: CSV and XLSX that Excel opens right in Vietnamese. */
import { stringify } from "csv-stringify/sync";
import type { ExportedCase } from "./exported-case.js";
import { localDate, plainPhone, pseudonymOf } from "./plain-text.js";

const HEADER = [
  ...["Họ và tên", "Năm sinh", "Điện thoại", "Đơn vị", "Số thẻ"],
  ...["Ngày gần đầu tiên", "Ngày gần cuối cùng", "Phút trong vòng 2 m", "Ít nhất", "Nhiều nhất"],
  ...["Xác suất (%)", "Ghi bởi"],
];
const LOGS = { f0: "thẻ F0", contact: "thẻ người tiếp xúc", both: "cả hai thẻ" };
const WIDTHS = [28, 9, 14, 20, 12, 18, 18, 18, 9, 11, 13, 20];

type Cell = string | number | null;

function rowsOf(one: ExportedCase): Cell[][] {
  return one.contacts.map(({ person, ...contact }) => [
    (person.name ?? pseudonymOf(person)).normalize("NFC"),
    person.birthYear,
    person.phone === null ? null : groupedPhone(person.phone),
    person.unit?.normalize("NFC") ?? null,
    person.tokens.map((number) => `thẻ ${number}`).join(", "),
    ...[localDate(contact.firstMs), localDate(contact.lastMs)],
    ...[contact.closeMinutes, contact.lowMinutes, contact.highMinutes].map(Math.round),
    Math.round(100 * contact.probability),
    LOGS[contact.seenBy],
  ]);
}

/** "0912 345 678": without its spaces Excel takes it for a number and drops the zero, as it would of a bare token number. */
function groupedPhone(phone: string): string {
  return plainPhone(phone).replace(/^(\d{4})(\d{3})(\d+)$/, "$1 $2 $3");
}

/** With a BOM, without which Excel takes UTF-8 for an old code page. No cell is a formula. */
export function contactsCsv(one: ExportedCase): string {
  const options = { bom: true, record_delimiter: "windows", escape_formulas: true } as const;
  return stringify([HEADER, ...rowsOf(one)], options);
}

/** Numbers are numbers; everything else is text. */
export async function contactsXlsx(one: ExportedCase): Promise<Uint8Array> {
  const { default: write } = await import("write-excel-file/node");
  const header = HEADER.map((value) => ({ value, fontWeight: "bold" as const }));
  const rows = rowsOf(one).map((row) =>
    row.map((value) =>
      value === null ? null : typeof value === "number" ? { value, type: Number } : { value, type: String },
    ),
  );
  const file = write([header, ...rows], { columns: WIDTHS.map((width) => ({ width })), stickyRowsCount: 1 });
  return new Uint8Array(await file.toBuffer());
}
