import type { pack as en } from "../en/pack.js";

export const pack: Record<keyof typeof en, string> = {
  "pack/again": "đã nhận trước đó, không có gì thay đổi",
  "pack/up": "{added} bản ghi niêm phong mới",
  "pack/down": "{list}, khoá của {tokens} thẻ, {acknowledged} gói được xác nhận đã nhận",
  "pack/case": "hồ sơ ca bệnh {id}, từ nay là của bạn",
  "pack/list": "danh sách ca bệnh số {number}",
  "pack/no-list": "không có danh sách ca bệnh",
  "pack/program": "phần mềm {firmware} cho {tokens} thẻ: mỗi thẻ nhận khi được kiểm tra lần tới",
  "pack/note": "lưu ý: {what}",
  "pack/later":
    "Đã bỏ qua {count} dòng thuộc loại mà chỉ chương trình mới hơn mới biết. Hãy cập nhật chương trình này.",
  "pack/beside":
    "{count} bản ghi của đơn vị {unit} khác với bản đã lưu ở cùng vị trí. Cả hai được giữ; khi truy vết, bản mở được sẽ được tính.",
  "pack/unbound":
    "Đơn vị {unit} nói về những thẻ chưa được gán cho đơn vị ({tokens}); mọi điều về các thẻ đó đã bị bỏ qua. Nếu đó là thẻ của đơn vị, hãy gán thẻ (bztoken pack bind) rồi nhận lại chính gói này; nếu không, hãy hỏi đơn vị vì sao có các thẻ đó.",
  "pack/left-out/unfit":
    "Đã bỏ qua các dòng không hợp lệ của đơn vị {unit} ({kinds}); phần còn lại đã được nhận. Nếu có nhiều dòng như vậy, hãy xin đơn vị một gói mới.",
  "pack/left-out/future":
    "Đã bỏ qua các dòng của đơn vị {unit} nói về thời điểm chưa tới ({kinds}). Hãy kiểm tra ngày giờ trên máy của đơn vị và trên máy này.",
  "pack/left-out/foreign":
    "Đơn vị {unit} định sửa điều do đơn vị khác hoặc cơ quan này ghi ({kinds}); việc sửa đó đã bị bỏ qua. Hãy hỏi đơn vị vì sao.",
  "pack/left-out/full":
    "Đơn vị {unit} gửi cùng một thứ nhiều hơn mức có thể có ({kinds}); phần dư đã bị bỏ qua. Hãy hỏi đơn vị vì sao.",
  "pack/left-out/withdrawn":
    "Gói của đơn vị {unit} còn có người đã rút lại đồng ý ({kinds}); dữ liệu của họ không được nhận lại. Hãy gửi gói nhận về cho đơn vị để đơn vị cũng xoá.",
  "trace/unopened":
    "{count} bản ghi của thẻ {serial}, {source}, không mở được bằng khoá của thẻ. Chúng bị hỏng hoặc giả, và không ảnh hưởng đến gì khác. Có thể xoá chúng bằng bztoken discard.",
  "trace/wrapped":
    "{count} bí mật mới của thẻ {serial}, {source}, không mở được. Chúng giả hoặc đã bị sửa trên đường đi, và không ảnh hưởng đến gì khác. Có thể xoá chúng bằng bztoken discard.",
  "trace/cut":
    "Các lần chỉnh đồng hồ của thẻ {serial} nêu nhiều ngày hơn một hồ sơ ca bệnh. Đã bỏ {count} ngày, ngày xa nhất trước. Hãy hỏi các đơn vị giữ thẻ xem đồng hồ của thẻ đã ra sao.",
  "trace/nothing-before":
    "Khoảng truy vết bắt đầu từ lâu trước nhật ký trong kho này, vốn chỉ có từ {day}: những ngày trước đó không biết được gì.",
  "trace/has-token": "{name} có thẻ {serial}: nhật ký của thẻ chưa được mở, hãy truy vết cả thẻ đó.",
  "trace/handed-on":
    "Thẻ {serial} do {other} giữ {span}: kết quả này chỉ của {name}; muốn truy vết {other}, hãy chọn theo tên.",
  "trace/until": "đến {moment}",
  "trace/since": "từ {moment}",
  "trace/between": "từ {from} đến {to}",
  "trace/own-token-closed":
    "{name} còn giữ thẻ {serial}, nhưng kết quả này không có gì của thẻ đó: thẻ chưa đọc, hoặc khoá này không mở được hộp khoá của thẻ.",
  "trace/own-log-ends":
    "Kho này chưa có những gì thẻ {serial} của F0 nghe được cho đến hết khoảng truy vết: vì vậy đã tìm F0 trong mọi nhật ký. Hãy đọc thẻ rồi truy vết lại.",
  "trace/near-logs":
    "Trong {logs} thẻ khác có nhật ký của những ngày này, chỉ mở {opened} thẻ: của những người mà nhật ký của chính F0 không loại trừ. Muốn biết ai nghe thấy F0 mà F0 không nghe thấy họ, phải tìm trong mọi nhật ký.",
  "trace/from-unit": "do đơn vị {unit} gửi đến",
  "trace/from-here": "được lưu mà không ghi tên đơn vị",
};
