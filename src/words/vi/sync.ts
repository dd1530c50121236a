import type { sync as en } from "../en/sync.js";

export const sync: Record<keyof typeof en, string> = {
  "sync/no-answer/list": "Thẻ không kiểm tra xong danh sách ca bệnh. Hãy nạp lại danh sách.",
  "sync/not-a-token":
    "Thiết bị ở cổng này không trả lời như một thẻ. Hãy chọn cổng khác, hoặc rút thẻ ra rồi cắm lại.",
  "sync/session-lost/changed":
    "Thẻ đã khởi động lại và không còn như trước. Hãy kết nối lại và xem lệnh cuối cùng đã được thực hiện chưa.",
  "sync/unknown-token": "Máy này chưa có khoá của thẻ. Hãy xin tệp kho thẻ (gói nhận về) có thẻ này.",
  "sync/unsupported-version/protection":
    "Thẻ bảo vệ thông tin theo cách khác với chương trình này. Hãy cập nhật chương trình.",
  "sync/refused":
    "Thẻ không cho phép việc này lúc này (yêu cầu {request}). Hãy xem thẻ đã được chuẩn bị chưa.",
  "sync/log-restarted": "Nhật ký của thẻ đã bị xoá, kết thúc trước chỗ đã đọc. Hãy đọc lại từ đầu.",
  "sync/session-lost/forgotten":
    "Thẻ đã khởi động lại hoặc chương trình khác đang dùng thẻ. Hãy đóng chương trình khác, rút thẻ ra rồi cắm lại.",
  "sync/no-consent": "Người đeo chưa bấm nút đồng ý nên thẻ chưa làm gì. Hãy hỏi lại rồi làm lại.",
  "sync/memory-failed": "Bộ nhớ của thẻ bị lỗi, chưa thay đổi gì. Hãy thử lại một lần, rồi để riêng thẻ này.",
  "sync/needs-admin": "Chỉ cán bộ quản lý mới được làm việc này với thẻ.",
  "sync/not-understood": "Thẻ trả lời bằng lỗi {error} ({detail}). Hãy cập nhật phần mềm của thẻ.",
  "sync/unsupported-version/protocol":
    "Thẻ dùng quy ước phiên bản {version}, chương trình này dùng phiên bản {ours}. Hãy cập nhật bên cũ hơn.",
  "sync/no-answer/silent": "Thẻ ngừng trả lời. Rút ra, cắm lại rồi thử lại.",
  "sync/forged-answer": "Có thứ gì đó trả lời thay cho thẻ; không nhận gì. Hãy dùng dây khác hoặc máy khác.",
  "sync/line-closed": "Thẻ bị rút ra giữa chừng. Phần đã đọc vẫn được giữ; cắm lại rồi thử lại.",
  "sync/bad-answer/secrets": "Không hiểu bí mật mà thẻ giao ra. Hãy cập nhật thẻ và chương trình.",
  "sync/port-missing": "Không thấy cổng {path}. Hãy cắm lại thẻ hoặc chọn cổng khác.",
  "sync/port-failed/no-permission":
    "Máy tính không cho mở cổng {path}. Hãy xin quyền dùng cổng nối tiếp (trên hầu hết các máy Linux là nhóm dialout).",
  "sync/port-failed/other": "Không mở được cổng {path}: {why}. Hãy hỏi người phụ trách máy tính.",
  "sync/port-busy": "Cổng {path} đang được chương trình khác dùng. Hãy đóng chương trình đó rồi thử lại.",
  "sync/port-failed/not-serial": "{path} không phải cổng nối tiếp. Hãy chọn cổng đang cắm thẻ.",
  "sync/time-refused/range":
    "Thẻ không nhận giờ trước năm 2020 hoặc sau năm 2099. Hãy kiểm tra đồng hồ máy tính.",
  "sync/time-refused/too-far":
    "Giờ này lệch quá mức người đọc thẻ được phép chỉnh. Cán bộ quản lý phải chỉnh giờ thẻ; hoặc hãy kiểm tra đồng hồ máy tính.",
  "sync/time-refused/other": "Thẻ không nhận giờ này (lý do {reason}). Hãy cập nhật chương trình này.",
  "sync/time-needs-keys/behind":
    "Giờ thẻ đã bị đặt sang tương lai, khoá của thẻ không lùi lại được. Cán bộ quản lý phải đổi khoá cho thẻ (bztoken rekey).",
  "sync/time-needs-keys/beyond":
    "Thẻ hết điện quá lâu, khoá của thẻ không dùng được cho hôm nay. Cán bộ quản lý phải đổi khoá cho thẻ (bztoken rekey).",
  "sync/list-refused/forged":
    "Thẻ không nhận danh sách ca bệnh vì không phải do cơ quan quản lý làm cho thẻ này. Hãy xin gói nhận về mới.",
  "sync/list-refused/old":
    "Thẻ không nhận danh sách ca bệnh vì đã có danh sách này hoặc mới hơn. Không cần làm gì thêm.",
  "sync/list-refused/too-long":
    "Thẻ không nhận danh sách ca bệnh vì dài hơn bộ nhớ của thẻ. Hãy báo cơ quan quản lý bỏ bớt các ca cũ.",
  "sync/list-refused/out-of-order":
    "Thẻ không nhận danh sách ca bệnh vì các phần đến sai thứ tự hoặc bộ nhớ của thẻ không ghi được. Hãy nạp lại danh sách.",
  "sync/list-refused/other":
    "Thẻ không nhận danh sách ca bệnh (lý do {reason}). Hãy cập nhật phần mềm của thẻ.",
  "sync/list-refused/no-list":
    "Thẻ không nhận danh sách ca bệnh vì đây không phải danh sách ca bệnh. Hãy xin gói nhận về mới.",
  "sync/list-refused/not-signed":
    "Thẻ không nhận danh sách ca bệnh vì các mục không đúng như cơ quan quản lý đã ký. Hãy xin gói nhận về mới.",
  "sync/update-refused/forged":
    "Thẻ không nhận phần mềm mới vì không phải do cơ quan quản lý phát hành cho thẻ này. Hãy xin gói nhận về mới.",
  "sync/update-refused/old-number":
    "Thẻ không nhận phần mềm mới vì đã nhận bản này hoặc bản sau đó. Không cần làm gì thêm.",
  "sync/update-refused/older":
    "Thẻ không nhận phần mềm mới vì phần mềm đang chạy mới hơn và bản phát hành không cho phép lùi. Hãy báo cơ quan quản lý.",
  "sync/update-refused/other":
    "Thẻ không nhận phần mềm mới vì bản này dành cho loại mạch hoặc cách chia bộ nhớ khác, hoặc không đọc được dữ liệu của thẻ. Hãy báo cơ quan quản lý.",
  "sync/update-refused/too-long":
    "Thẻ không nhận phần mềm mới vì bản này dài hơn chỗ dành cho nó. Hãy báo cơ quan quản lý.",
  "sync/update-refused/out-of-order":
    "Thẻ không nhận phần mềm mới vì các phần đến sai thứ tự. Hãy cập nhật lại.",
  "sync/update-refused/damaged":
    "Thẻ không nhận phần mềm mới vì bộ nhớ ghi không đúng bản phát hành. Hãy cập nhật lại.",
  "sync/update-refused/memory":
    "Thẻ không nhận phần mềm mới vì bộ nhớ không giữ được. Thẻ vẫn chạy phần mềm cũ; hãy thử lại, nếu vẫn lỗi thì đổi thẻ.",
  "sync/update-refused/not-now":
    "Lúc này thẻ chưa nhận phần mềm mới: bản vừa cập nhật còn đang chạy thử, hoặc thẻ phải được nạp lại một lần (bztoken flash).",
  "sync/update-refused/other-reason":
    "Thẻ không nhận phần mềm mới (lý do {reason}). Hãy cập nhật chương trình này.",
  "sync/bad-answer/protocol": "Thẻ trả lời sai quy ước ({what}). Đừng tin dữ liệu này; hãy cho kiểm tra thẻ.",
};
