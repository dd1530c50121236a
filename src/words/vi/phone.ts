import type { phone as en } from "../en/phone.js";

export const phone: Record<keyof typeof en, string> = {
  "phone/keys/times":
    "InfoF tự mâu thuẫn: time_start phải sau time đúng một số ngày tròn. Hãy xin điện thoại gửi lại.",
  "phone/keys/daily": "InfoF tự mâu thuẫn: daily_key không sinh ra từ base_id. Hãy xin điện thoại gửi lại.",
  "phone/keys/other-phone":
    "Lịch sử tiếp xúc và InfoF là của hai điện thoại khác nhau: không mã nào của máy trong lịch sử sinh ra từ base_id. Hãy ghép đúng các tệp được gửi cùng nhau.",
  "phone/too-many-ids":
    "Danh sách đòi tìm {wanted} mã, mỗi lần chỉ tìm được nhiều nhất {most} mã. Hãy kiểm tra thời gian trong danh sách hoặc chia nhỏ danh sách.",
  "phone/files/unknown":
    "Tệp {name}: đây không phải danh sách F0, lịch sử tiếp xúc (data_trace.txt) hay InfoF của Bluezone: {why}",
  "phone/files/empty": "Tệp {name} không có gì. Hãy kiểm tra xem tệp có đủ không.",
  "phone/files/which":
    "Hãy chọn một danh sách F0, hoặc những tệp mà một điện thoại gửi lên (data_trace.txt, InfoF): {names} không đi cùng nhau.",
  "phone/outside":
    "Các điện thoại này không có gì trong những ngày cần truy vết. Hãy kiểm tra ngày và xem có đúng tệp không.",
  "phone/nobody-listed": "Danh sách F0 không có ai truy vết được. Hãy xin danh sách khác.",
  "phone/whose":
    "Danh sách này có {count} ca F0. Hãy truy vết mà không ghi tên, rồi ghi trong hồ sơ từng ca đó là điện thoại của ai.",
  "phone/sealed":
    "Nhật ký được niêm phong. Cần khoá của cán bộ để mở, trong kho của cơ quan quản lý (trên dòng lệnh: --key).",
  "phone/wrong-key/boxes":
    "Khoá này không mở được hộp khoá nhật ký nào của những ngày này. Hãy dùng khoá của cán bộ có các hộp đó.",
  "phone/note/no-keys":
    "Chưa có InfoF: thẻ nào nghe thấy điện thoại này chỉ được tìm theo các mã có trong lịch sử của chính nó",
  "phone/note/no-history": "Chưa có lịch sử tiếp xúc: chưa biết điện thoại này đã nghe thấy ai",
  "phone/note/foreign-rows":
    "{count} dòng có mã của máy không sinh ra từ InfoF: của điện thoại khác, hoặc từ trước khi cài lại ứng dụng",
  "phone/note/not-midnight":
    "{count} mục trong danh sách, trước hết là mục {index}: time_start {start} không phải 0 giờ UTC, lúc khoá ngày bắt đầu; như trên điện thoại, mọi mã đều bị dời đi khoảng chênh lệch đó",
  "phone/note/more": "còn {count} ghi chú như vậy về danh sách",
  "phone/note/silent": "{count} ca F0 khác trong danh sách: chưa có thẻ nào đã đọc ở đây nghe thấy họ",
  "phone/note/outside":
    "{count} ca F0 khác trong danh sách không có thời gian nào trong những ngày cần truy vết",
  "phone/note/unmeasured":
    "Trong {count} dòng của lịch sử, độ mạnh sóng không đo được: vẫn tính là có nghe, nhưng không tính là gần hay xa",
  "phone/note/no-time":
    "{count} dòng của lịch sử có thời gian không thể có (trước khi có Bluezone, hoặc ở tương lai) nên bị bỏ qua; hãy kiểm tra đồng hồ điện thoại",
  "phone/release/not-rekeyed":
    "Thẻ {serial} chưa được đổi khoá từ đó, vẫn đang phát các mã sinh ra từ những khoá này. Hãy đổi khoá cho thẻ trước (bztoken rekey) rồi mới đưa ra; nếu không, ai có khoá sẽ theo dõi được người đeo.",
  "phone/release/handed-on":
    "Người khác ({name}) cũng đã giữ thẻ {serial} với cùng những khoá này và sẽ bị theo dõi theo: không đưa các khoá này ra.",
  "phone/release/phone":
    "Ca F0 của hồ sơ này là một điện thoại, khoá do Bluezone gửi đến: ở đây chỉ đưa ra khoá của thẻ.",
  "phone/release/no-box":
    "Khoá này không mở được hộp khoá mã nào của thẻ {serial}. Hãy dùng khoá của cán bộ có hộp đó.",
  "phone/release/nothing": "Khoá của những ngày này của các thẻ ca F0 không còn nữa: không có gì để đưa ra.",
};
