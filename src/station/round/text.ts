/** The words of a team's list, in each language. */
import type { Language } from "../../words/language.js";
import type { Outcome } from "../store/types.js";

export interface ListText {
  title: string;
  back: string;
  /** On the screen, above the page. */
  draft: string;
  day: (day: string) => string;
  unit: string;
  team: string;
  every: string;
  households: (count: number) => string;
  who: string;
  number: string;
  household: string;
  people: (count: number) => string;
  members: string;
  phone: { yes: string; no: string; unknown: string };
  token: string;
  has: (tokens: string) => string;
  result: string;
  outcomes: Record<Outcome, string>;
  dayHour: string;
  note: string;
  before: (outcome: string, day: string) => string;
  backOn: (day: string) => string;
  found: string;
}

const vi: ListText = {
  title: "Danh sách đi từng nhà",
  back: "Danh sách quay lại",
  draft: "In trang này: khổ A4 nằm ngang. Danh sách có tên người, hãy giữ kín và huỷ sau khi đã gõ vào máy.",
  day: (day) => `Ngày ${day}`,
  unit: "Thôn, tổ dân phố",
  team: "Tổ",
  every: "tất cả",
  households: (count) => `${count} hộ`,
  who: "Hai người đi: ................................................  ................................................",
  number: "Số",
  household: "Địa chỉ",
  people: (count) => `${count} người`,
  members: "Người trong hộ, và số thẻ đã giao",
  phone: { yes: "có ĐT thông minh", no: "KHÔNG có ĐT thông minh", unknown: "ĐT thông minh:" },
  token: "thẻ",
  has: (tokens) => `đã có thẻ ${tokens}`,
  result: "Kết quả",
  outcomes: {
    issued: "1 Đã giao",
    refused: "2 Từ chối",
    absent: "3 Vắng",
    back: "4 Quay lại",
    none: "5 Không cần",
  },
  dayHour: "ngày, giờ",
  note: "Ghi chú",
  before: (outcome, day) => `${outcome} (${day})`,
  backOn: (day) => `hẹn ${day}`,
  found: "Hộ gặp thêm trên đường",
};

const en: ListText = {
  title: "House-to-house list",
  back: "Come-back list",
  draft:
    "Print this page: A4, landscape. It names people: keep it to yourselves, and destroy it once it was typed in.",
  day: (day) => `Day: ${day}`,
  unit: "Village",
  team: "Team",
  every: "all",
  households: (count) => `${count} households`,
  who: "The two who go: ................................................  ................................................",
  number: "No.",
  household: "Address",
  people: (count) => `${count} people`,
  members: "People, and the number of the token given",
  phone: { yes: "smartphone", no: "NO smartphone", unknown: "smartphone:" },
  token: "token",
  has: (tokens) => `has token ${tokens}`,
  result: "Result",
  outcomes: {
    issued: "1 Issued",
    refused: "2 Refused",
    absent: "3 Absent",
    back: "4 Come back",
    none: "5 Not needed",
  },
  dayHour: "day, hour",
  note: "Note",
  before: (outcome, day) => `${outcome} (${day})`,
  backOn: (day) => `agreed for ${day}`,
  found: "Households found on the way",
};

export const LIST_TEXTS: Readonly<Record<Language, ListText>> = { vi, en };
