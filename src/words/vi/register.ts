import type { register as en } from "../en/register.js";

export const register: Record<keyof typeof en, string> = {
  "register/mention/changed": "Một ghi chú vừa được sửa: hãy xem lại danh sách rồi làm lại",
  "register/person/missing": "Người này không còn trong sổ: hãy tải lại trang",
  "register/file/empty": "Tệp trống: hãy chọn đúng tệp danh sách",
  "register/file/kind":
    "Không đọc được tệp này như một danh sách: hãy lưu trong Excel thành .xlsx hoặc CSV UTF-8",
  "register/file/old-excel": "Đây là tệp Excel kiểu cũ (.xls): hãy mở bằng Excel và lưu thành .xlsx",
  "register/file/long": "Danh sách có {rows} dòng, mỗi lần nhận nhiều nhất {most} dòng: hãy chia nhỏ",
  "register/file/big": "Tệp lớn hơn {most} MB: hãy chia nhỏ danh sách",
  "register/file/no-names":
    "Không có cột nào tên là “{header}”: hãy ghi tiêu đề cột vào dòng ngay trên danh sách người",
  "register/file/no-units":
    "Không có cột nào tên là “{header}”: hãy ghi tiêu đề cột vào dòng ngay trên danh sách đơn vị",
  "register/row/long": "“{text}…” dài hơn {most} ký tự: hãy rút ngắn",
  "register/row/no-name": "Không có họ tên: hãy điền vào, hoặc xóa dòng này",
  "register/row/name": "“{text}” không phải tên người: hãy xem lại các cột",
  "register/row/birth":
    "“{text}” không phải ngày hay năm sinh từ {oldest} đến {newest}: hãy ghi 1958 hoặc 12/05/1958",
  "register/row/birth-two-digits": "“{text}” không rõ thế kỷ nào: hãy ghi năm sinh đủ bốn chữ số",
  "register/row/sex": "“{text}” không phải {words}: hãy sửa hoặc để trống",
  "register/row/smartphone": "“{text}” không phải {words}: hãy sửa hoặc để trống",
  "register/row/phone": "“{text}” không phải số điện thoại: hãy sửa hoặc để trống",
  "register/row/phone-zero": "“{text}” mất số 0 ở đầu do Excel: được hiểu là {phone}",
  "register/row/token": "“{text}” không phải số thẻ: hãy xem lại nhãn",
  "register/row/token-twice":
    "Thẻ {serial} trong danh sách này còn ghi cho người khác (dòng {row}): mỗi lúc một thẻ chỉ ở một người",
  "register/row/token-held": "Thẻ {serial} đang ở {name}: hãy thu lại trước, hoặc sửa số thẻ",
  "register/row/two-tokens": "Có nhiều hơn một thẻ: {serials}",
  "register/row/consent": "“{text}” không cho biết ngày đồng ý: hãy ghi như 14/08/2020",
  "register/row/unknown-id": "Trong sổ không có ai mang mã “{text}”: hãy xóa ô này để thêm như người mới",
  "register/row/id-twice": "Người này có hai dòng trong danh sách (dòng {row}): hãy xóa một dòng",
  "register/import/bad-rows":
    "Có {count} dòng sai nên chưa nhập gì: hãy sửa, hoặc bỏ qua các dòng đó bằng --skip-bad",
  "register/import/doubles":
    "Có {count} người có thể đã có trong sổ nên chưa nhập gì: hãy dùng --doubles để bỏ qua, thêm hay cập nhật",
  "register/import/bad-units": "Có {count} dòng sai nên chưa nhập gì: hãy sửa lại",
  "register/import/undecided":
    "Dòng {row} có thể là người đã có trong sổ nên chưa nhập gì: hãy xem lại danh sách",
  "register/loan/past": "Ngày hẹn trả đã qua: hãy chọn hôm nay hoặc ngày sau",
  "register/loan/day": "“{text}” không phải ngày: hãy ghi như 14/08/2020",
  "register/replace/not-theirs": "Người này không còn giữ thẻ cần thay: hãy tải lại trang",
  "register/give/person": "Trong sổ có {count} người khớp “{query}”: hãy ghi rõ hơn",
  "register/token/preparing":
    "Thẻ này mới chuẩn bị dở: hãy cắm lại vào dây chuyền chuẩn bị thẻ (bztoken line) trước",
  "register/token/lost": "Thẻ này đã báo mất: nếu đã tìm thấy, hãy ghi lại trước",
  "register/token/found":
    "Thẻ này mất rồi tìm thấy, có thể đã bị can thiệp: hãy xóa trắng và chuẩn bị lại trước khi giao cho ai",
  "register/token/gate":
    "Đây là thẻ đặt ở cổng, đeo thì không ghi gì. Hãy tắt chế độ cổng trước (bztoken configure --gate off), hoặc giao thẻ khác.",
  "register/token/broken": "Thẻ này đã ghi là hỏng: hãy giao thẻ khác",
  "register/token/replaced": "Thẻ này đã được thay: hãy giao thẻ khác",
  "register/token/not-wiped":
    "Thẻ {serial} từng bị mất và chưa có khóa mới: hãy đổi khóa hoặc xóa trắng, đọc thẻ, rồi mới đưa vào kho",
  "register/unit/code": "Danh mục không có đơn vị mã {code}: hãy xem lại, kể cả các số 0",
  "register/unit/no-name": "Không có tên: hãy điền vào, hoặc xóa dòng này",
  "register/unit/kind": "“{text}” không phải loại đơn vị hay địa điểm: hãy chọn một trong {kinds}",
  "register/unit/parent": "“{text}” không phải đơn vị nào, hoặc có nhiều đơn vị như vậy: hãy ghi mã",
  "register/unit/self": "Một đơn vị lại thuộc chính nó: hãy sửa đơn vị cấp trên",
  "register/unit/date": "“{text}” không phải ngày: hãy ghi như 14/08/2020",
  "register/unit/dates": "Ngày cuối đứng trước ngày đầu: hãy sửa lại",
  "word/register/list": "danh sách",
};
