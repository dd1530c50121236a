/** The list of contacts for a spreadsheet: one table, whether the page or the command line writes it. */
import type { Status } from "../cases/work.js";
import { type Cell, csvOf, phoneCell, tokenCell } from "./csv.js";
import type { ExportedCase } from "./exported-case.js";
import { localDate, pseudonymOf } from "./plain-text.js";

export interface SheetWords {
  head: readonly string[];
  seenBy: Readonly<Record<"f0" | "contact" | "both", string>>;
  statuses: Readonly<Record<Status, string>>;
}

export const VIETNAMESE_SHEET: SheetWords = {
  head: [
    ...["Họ và tên", "Năm sinh", "Điện thoại", "Đơn vị", "Số thẻ"],
    ...["Ngày gần đầu tiên", "Ngày gần cuối cùng", "Phút trong vòng 2 m", "Ít nhất", "Nhiều nhất"],
    ...["Xác suất (%)", "Ghi bởi", "Việc đã làm", "Ghi chú"],
  ],
  seenBy: { f0: "thẻ F0", contact: "thẻ người tiếp xúc", both: "cả hai thẻ" },
  statuses: {
    todo: "chưa liên hệ",
    reached: "đã liên hệ",
    unreachable: "không liên hệ được",
    confirmed: "xác nhận là F1",
    rejected: "không phải F1",
  },
};

/** Its head first. */
export function contactRows(one: ExportedCase, words = VIETNAMESE_SHEET): Cell[][] {
  const rows = one.contacts.map(({ person, ...contact }): Cell[] => [
    (person.name ?? pseudonymOf(person)).normalize("NFC"),
    person.birthYear,
    phoneCell(person.phone),
    person.unit?.normalize("NFC") ?? null,
    person.tokens.map(tokenCell).join(", "),
    ...[localDate(contact.firstMs), localDate(contact.lastMs)],
    ...[contact.closeMinutes, contact.lowMinutes, contact.highMinutes].map(Math.round),
    Math.round(100 * contact.probability),
    words.seenBy[contact.seenBy],
    words.statuses[contact.status],
    contact.note,
  ]);
  return [[...words.head], ...rows];
}

export function contactsCsv(one: ExportedCase): string {
  return csvOf(contactRows(one));
}
