import type { coverage as en } from "../en/coverage.js";

export const coverage: Record<keyof typeof en, string> = {
  "coverage/no-unit":
    "Ngày {day} không có đơn vị này: hãy chọn đơn vị khác hoặc sửa ngày hiệu lực của đơn vị",
  "coverage/no-campaign": "Chiến dịch này không còn nữa: hãy tải lại trang",
  "coverage/file/ending": "Tên tệp phải có đuôi là một trong {endings}: hãy chọn một",
  "coverage/no-sample": "Không có mẫu này: hãy chọn một mẫu trong danh sách",
  "coverage/file/kind":
    "Đây không phải tệp báo cáo độ bao phủ: hãy chọn đúng tệp do chương trình của đơn vị dưới tạo ra",
  "coverage/file/limits": "Có con số quá lớn hoặc tên quá dài, chưa nhận gì cả. Hãy sửa lại số liệu.",
  "coverage/file/version": "Báo cáo này do chương trình mới hơn tạo ra: hãy cập nhật chương trình này",
  "coverage/file/big": "Tệp lớn hơn {most} MB: đây không phải tệp báo cáo độ bao phủ",
  "coverage/file/changed":
    "Báo cáo đã bị sửa hoặc bị cắt sau khi tạo, nên không nhận gì cả: hãy đề nghị đơn vị tạo lại và gửi lại",
  "coverage/file/contradiction": "Số liệu của {unit} mâu thuẫn với nhau, nên không nhận gì cả: {why}",
  "coverage/file/unit-twice":
    "{unit} có hai lần trong báo cáo, nên không nhận gì cả: hãy đề nghị gửi báo cáo mới",
  "coverage/file/order": "Báo cáo không cho biết {unit} thuộc đơn vị nào: hãy đề nghị gửi báo cáo mới",
  "coverage/file/token-twice":
    "Có thẻ của {unit} được tính thêm ở đơn vị khác trong cùng báo cáo, nên không nhận gì cả: hãy đề nghị gửi báo cáo mới",
  "coverage/file/sums":
    "Số cộng của {unit} không khớp với các phần, nên không nhận gì cả: hãy đề nghị gửi báo cáo mới",
  "coverage/file/future": "Số liệu của ngày {day}, là ngày chưa tới: hãy sửa lại ngày",
  "coverage/file/no-unit": "Sổ này không có đơn vị {unit}: hãy thêm đơn vị trước",
  "coverage/file/older": "Đã có báo cáo của ngày {day} tạo sau, lúc {at}: không nhận báo cáo cũ hơn này",
  "coverage/figures/more-than-people": "{figure}: {count} trên tổng số chỉ có {population} người",
  "coverage/figures/phones":
    "có và không có điện thoại thông minh cộng lại {count} trên tổng số chỉ có {population} người",
  "coverage/figures/groups": "{figure}: các nhóm cộng lại {sum}, cả đơn vị {whole}",
  "coverage/figures/group-name":
    "“{text}…” quá dài để làm tên nhóm: hãy rút ngắn còn nhiều nhất {most} ký tự",
  "coverage/note/again": "Báo cáo ngày {day}, tạo lúc {at}, đã được nhận trước đây: không có gì thay đổi",
  "coverage/note/replaces": "Báo cáo này thay cho báo cáo ngày {day} tạo lúc {at}",
  "coverage/note/unknown-units":
    "Đơn vị không có trong sổ này, được tính vào đơn vị trên nó: {count} ({units})",
  "coverage/note/elsewhere":
    "Ở đây {unit} thuộc {parent}: số liệu do {sender} gửi được tính vào đó, cho đến khi nơi đó tự báo cáo",
  "coverage/note/moved": "{unit}: số liệu do {sender} gửi, nơi mà đơn vị này không còn trực thuộc",
  "coverage/note/two-units":
    "Thẻ đang dùng mà cả {unit} và {other} đều tính: {count}. Mỗi thẻ chỉ tính một lần, tại {other}",
  "coverage/note/unplaced": "Người có đơn vị không nằm trong sổ đơn vị: {count}. Số này được tính vào {unit}",
  "coverage/note/nowhere": "Người có đơn vị không nằm trong sổ đơn vị: {count}. Số này chưa được tính",
  "coverage/note/same-person":
    "Dòng trùng người trong sổ, theo họ tên, năm sinh và số điện thoại: {count}. Mỗi người chỉ tính một lần",
  "coverage/note/less": "{unit}, {figure}: đã nhập {said}, các phần cộng lại {sum}. Lấy theo các phần",
  "coverage/note/over":
    "{unit}: {covered} người có Bluezone hoặc thẻ, trên {population} người. Có người có cả hai, hoặc có số liệu sai",
  "coverage/note/contradiction": "Số cộng của {unit}: {why}",
  "coverage/note/campaign":
    "Không đọc được mục tiêu và hạn báo cáo của chiến dịch “{name}” nữa: hãy nhập lại",
  "coverage/note/unreadable":
    "Không đọc được số liệu ngày {day} của {unit} trong kho này, nên chưa được tính: hãy nhận lại tệp hoặc nhập lại",
  "coverage/note/unknown": "Đơn vị chưa báo số dân: {count}",
  "word/coverage/report": "báo cáo",
  "word/coverage/population": "số người",
  "word/coverage/smartphones": "có điện thoại thông minh",
  "word/coverage/phoneless": "không có điện thoại thông minh",
  "word/coverage/installs": "đã cài Bluezone",
  "word/coverage/tokens": "thẻ đang dùng",
  "word/coverage/teams": "tổ phòng, chống dịch",
  "word/coverage/members": "thành viên của tổ",
  "word/coverage/households": "hộ đã đến",
  "word/coverage/broadcasts": "lượt phát thanh",
  "word/coverage/leaflets": "tờ rơi",
};
