import type { custody as en } from "../en/custody.js";

export const custody: Record<keyof typeof en, string> = {
  "custody/wrong-key/list": "Danh sách ca bệnh cần hộp khoá mã, không phải hộp khoá {kind}.",
  "custody/out-of-range/slots": "Một ngày có các khung từ 0 đến 95. Hãy chọn một số trong khoảng đó.",
  "custody/out-of-range/fewest-slots":
    "Một ca F0 được tính từ 1 đến 96 khung. Hãy chọn một số trong khoảng đó.",
  "custody/out-of-range/list": "Danh sách ca bệnh quá dài. Hãy bỏ bớt các ca cũ.",
  "custody/wrong-key/kind": "Việc này cần hộp khoá {needed}, không phải hộp khoá {found}. Hãy chọn đúng hộp.",
  "custody/not-this-file/kind": "Đây không phải là {name}. Hãy chọn tệp khác.",
  "custody/unknown-version/file":
    "{name} này có phiên bản {found}, chương trình này đọc phiên bản {version}. Hãy cập nhật chương trình.",
  "custody/wrong-role/case": "Hồ sơ ca bệnh thuộc về một cán bộ truy vết. Hãy dùng khoá của cán bộ.",
  "custody/wrong-key/case": "Hồ sơ ca bệnh này của cán bộ khác. Hãy dùng tệp khoá đã mở hồ sơ này.",
  "custody/damaged/case": "Hồ sơ ca bệnh bị hỏng. Hãy lấy từ một bản sao khác của kho dữ liệu.",
  "custody/damaged/box": "Hộp khoá bị hỏng. Hãy lấy từ một bản sao khác của kho dữ liệu.",
  "custody/wrong-role/secrets":
    "Không được giao bí mật của thẻ cho khoá của đơn vị. Hãy chọn khoá của cán bộ truy vết.",
  "custody/wrong-key/box": "Hộp khoá này được niêm phong cho khoá khác. Hãy dùng tệp khoá của người nhận.",
  "custody/out-of-range/admin-key": "Khoá quản lý không thuộc về ngày nào. Hãy chọn hộp khoá khác.",
  "custody/out-of-range/past":
    "Hộp khoá của thẻ {serial} không mở được gì trước ngày {day}: những ngày đó đã quá hạn lưu giữ.",
  "custody/damaged/backup-keyring": "Chùm khoá của bản sao lưu bị hỏng. Hãy lấy bản sao khác của tệp này.",
  "custody/damaged/key-file": "Tệp khoá bị hỏng. Hãy lấy bản sao ở nơi cất giữ an toàn.",
  "custody/damaged/key-file-cost":
    "Tệp khoá đòi khối lượng tính toán quá lớn, hoặc quá nhỏ nên không an toàn. Hãy lấy bản sao khác.",
  "custody/wrong-passphrase": "Mật khẩu không đúng với tệp khoá này. Hãy nhập lại.",
  "custody/damaged/key-file-names": "Tệp khoá ghi tên khoá khác với khoá bên trong. Hãy lấy bản sao khác.",
  "custody/out-of-range/case":
    "Một hồ sơ ca bệnh gồm từ 1 đến {days} ngày. Hãy chọn lại ngày đầu và ngày cuối.",
  "custody/damaged/stock": "Tệp kho thẻ bị hỏng. Hãy xin lại tệp này.",
  "custody/damaged/hand-over":
    "Không hiểu bí mật mà thẻ giao ra. Hãy cập nhật thẻ và chương trình rồi chuẩn bị lại thẻ.",
  "custody/unsound-secret": "Thẻ {serial} tạo ra bí mật không đủ an toàn. Hãy để riêng thẻ này vì bị lỗi.",
  "custody/damaged/wrapped": "Bí mật được gói lại bị hỏng. Hãy đọc lại từ thẻ.",
  "custody/wrong-token":
    "Bí mật được gói lại không tiếp nối hộp khoá này của thẻ {serial}. Hãy cắm đúng thẻ rồi làm lại.",
  "custody/damaged/wrapped-changed":
    "Bí mật được gói lại đã bị thay đổi trên đường truyền. Hãy đọc lại từ thẻ.",
  "custody/wrong-role/split": "Chỉ khoá khôi phục mới được chia thành các phần. Hãy tạo một khoá khôi phục.",
  "custody/damaged/share": "Phần của khoá khôi phục đã bị chép sai. Hãy so với bản gốc.",
  "custody/shares/two": "Cần hai phần khác nhau của khoá khôi phục. Hãy đưa thêm một phần khác.",
  "custody/shares/mixed":
    "{part} là phần của một khoá khôi phục khác với {first}. Hãy đưa các phần của cùng một khoá.",
  "custody/shares/wrong":
    "Các phần này không ghép lại được thành khoá mà chúng ghi tên vì không thuộc cùng một lần chia. Hãy đưa hai phần của cùng một lần chia.",
  "custody/shares/other-splitting":
    "Các phần này không thuộc cùng một lần chia: {fitting} ghép lại được thành khoá, còn {parts} thuộc lần chia khác. Hãy bỏ phần đó ra và huỷ đi.",
  "custody/damaged/role": "Không có loại khoá số {number}. Hãy xin lại tệp này.",
  "custody/damaged/public-file": "Tệp khoá công khai bị hỏng. Hãy xin lại tệp này.",
  "custody/out-of-range/receivers": "Một gói có từ 1 đến 255 người nhận. Hãy chọn ai được mở gói này.",
  "custody/foreign-sender": "Máy này chưa biết người gửi gói này. Hãy xin tệp khoá công khai của người gửi.",
  "custody/unknown-version/pack": "Máy này chưa biết loại gói này. Hãy cập nhật chương trình.",
  "custody/wrong-key/pack": "Gói này gửi cho nơi khác. Hãy xin người gửi một gói dành cho đơn vị này.",
  "custody/incomplete/pack": "Gói bị cắt cụt. Hãy chép lại tệp và chờ đến khi chép xong.",
  "custody/damaged/pack": "Gói bị hỏng hoặc đã bị sửa đổi. Hãy xin lại gói mới.",
  "custody/unknown-version/content":
    "Nội dung gói này có phiên bản {version}, chương trình này đọc đến phiên bản {ours}. Hãy cập nhật chương trình.",
  "custody/damaged/content": "Không hiểu nội dung gói này. Hãy xin người gửi một gói mới.",
  "custody/not-this-file/stock": "Gói này không phải tệp kho thẻ. Hãy nhận gói bằng bztoken unpack.",
  "custody/wrong-role/stock": "Khoá thẻ phải được nhận bằng khoá của đơn vị. Hãy dùng tệp khoá của đơn vị.",
  "custody/wrong-key/sealed-stock":
    "Khoá thẻ này được niêm phong cho khoá khác. Hãy dùng tệp khoá của đơn vị.",
  "custody/damaged/sealed-stock":
    "Khoá thẻ trong kho dữ liệu bị hỏng. Hãy nhận lại tệp kho thẻ hoặc xin tệp mới.",
  "custody/wrong-role/sender":
    "Gói này do một đơn vị ký, không phải cán bộ truy vết. Hãy xin gói của cơ quan quản lý.",
};
