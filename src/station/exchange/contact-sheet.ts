/** The list of contacts for a spreadsheet: one table, whether the page or the command line writes it. */
import type { Status } from "../cases/work.js";
import { type Cell, csvOf, phoneCell, tokenCell } from "./csv.js";
import type { ExportedCase } from "./exported-case.js";
import { nameOf } from "./plain-text.js";

export interface SheetWords {
  head: readonly string[];
  seenBy: Readonly<Record<"f0" | "contact" | "both" | "said", string>>;
  statuses: Readonly<Record<Status, string>>;
}

export const VIETNAMESE_SHEET: SheetWords = {
  head: [
    ...["Họ và tên", "Năm sinh", "Điện thoại", "Đơn vị", "Số thẻ", "Lớp", "Đã gặp"],
    ...["Ngày gần đầu tiên", "Ngày gần cuối cùng", "Phút trong vòng 2 m", "Ít nhất", "Nhiều nhất"],
    ...["Xác suất (%)", "Ghi bởi", "Việc đã làm", "Ghi chú"],
  ],
  seenBy: { f0: "thẻ F0", contact: "thẻ người tiếp xúc", both: "cả hai thẻ", said: "lời kể" },
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
  const names = new Map([
    [one.f0.id, "F0"],
    ...one.contacts.map(({ person }) => [person.id, nameOf(person)] as const),
  ]);
  const rows = one.contacts.map(({ person, evidence, ...contact }): Cell[] => [
    nameOf(person),
    person.birthYear,
    phoneCell(person.phone),
    person.unit?.normalize("NFC") ?? null,
    person.tokens.map(tokenCell).join(", "),
    ...[contact.class.toUpperCase(), contact.met.map((id) => names.get(id) ?? "").join(", ")],
    ...[contact.firstDay, contact.lastDay],
    ...(evidence === null
      ? [null, null, null, null]
      : [
          ...[evidence.closeMinutes, evidence.lowMinutes, evidence.highMinutes].map(Math.round),
          Math.round(100 * evidence.probability),
        ]),
    [evidence && words.seenBy[evidence.seenBy], contact.isSaid && words.seenBy.said]
      .filter(Boolean)
      .join("; "),
    words.statuses[contact.status],
    contact.note,
  ]);
  return [[...words.head], ...rows];
}

export function contactsCsv(one: ExportedCase): string {
  return csvOf(contactRows(one));
}
