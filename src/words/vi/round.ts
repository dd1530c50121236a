import type { round as en } from "../en/round.js";

export const round: Record<keyof typeof en, string> = {
  "round/household/missing": "Hộ này không còn trong danh sách: hãy tải lại trang",
  "round/household/known": "{address}, {unit} đã có trong danh sách, số {position}: hãy dùng hộ đó",
  "round/household/number": "{unit} không có hộ số {number}: hãy xem lại danh sách",
  "round/outcome": "“{text}” không phải kết quả của một lượt đến: hãy ghi một trong {outcomes}",
  "round/day": "“{text}” không phải ngày đi: hãy ghi như 14/08/2020, không ghi ngày chưa tới",
  "round/back-day": "Ngày hẹn quay lại đứng trước ngày đi: hãy sửa lại",
  "round/file/kind": "Đây không phải tệp đi từng nhà: hãy chọn đúng tệp do chương trình của tổ tạo ra",
  "round/file/version": "Tệp này do chương trình mới hơn tạo ra: hãy cập nhật chương trình này",
  "round/file/big": "Tệp lớn hơn {most} MB: đây không phải tệp đi từng nhà",
  "round/file/changed":
    "Tệp đã bị sửa hoặc bị cắt sau khi tạo, nên không nhận gì cả: hãy tạo lại trên máy của tổ",
  "round/file/parts":
    "Tệp nhắc đến hộ hoặc người không có trong tệp, nên không nhận gì cả: hãy tạo lại trên máy của tổ",
  "round/file/future":
    "Tệp có lượt đến của ngày chưa tới, nên không nhận gì cả: hãy chỉnh đồng hồ cả hai máy rồi tạo lại",
  "round/note/nothing": "Mọi điều trong tệp đã có ở đây: không có gì thay đổi",
  "round/note/older": "Mục đã được sửa ở đây sau đó, nên giữ nguyên: {count}",
  "round/note/same-household": "Hộ đã có ở đây với cùng địa chỉ, được coi là một: {count} ({places})",
  "round/note/same-person": "Người đã có trong sổ, được coi là một: {count} ({names})",
  "round/note/withdrawn": "Người đã rút lại đồng ý ở đây, nên không nhận: {count}",
  "round/note/token-held":
    "Thẻ {serial} ở đây đang do {name} giữ, nên giữ nguyên: hãy xem ai cầm thẻ rồi ghi lại",
  "round/note/token": "Chưa ghi giao thẻ {serial}: {why}",
  "word/round/file": "tệp đi từng nhà",
};
