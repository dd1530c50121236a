import type { firmware as en } from "../en/firmware.js";

export const firmware: Record<keyof typeof en, string> = {
  "firmware/other-board": "Đây là bo mạch {board}; phần mềm này dành cho {boards}. Hãy cắm đúng bo mạch.",
  "firmware/old-interpreter": "Espruino trên bo mạch này cũ hơn bản 2v30. Hãy cài bản mới hơn trước.",
  "firmware/foreign-flash":
    "Bộ nhớ của bo mạch có {files} nhưng không có nhật ký đúng cỡ của phần mềm này ở vị trí đầu. Nếu đây là thẻ thì hãy đọc thẻ, rồi làm lại với --erase-log; lệnh đó xoá toàn bộ.",
  "firmware/no-place": "Không dành được chỗ cho nhật ký. Hãy thử lại với --erase-log.",
  "firmware/no-reset": "Bo mạch không khởi động lại. Rút ra, cắm lại rồi thử lại.",
  "firmware/not-whole": "Chương trình chưa chép được trọn vẹn sang bo mạch. Hãy thử lại.",
  "firmware/not-bundled": "Không đóng gói được phần mềm của thẻ:\n{places}",
  "firmware/no-builder":
    "Muốn dựng phần mềm của thẻ thì cần kho mã nguồn, sau lệnh npm ci; gói cài đặt đã có sẵn phần mềm.",
  "firmware/unknown-board": "Không có bo mạch {board}: flash.config.json có {boards}",
  "firmware/cannot-run": "Phần mềm này không chạy được trên thẻ:\n{places}",
  "firmware/too-large": "Phần mềm của thẻ dài {bytes} byte, chỉ được {most} byte",
  "firmware/no-interpreter":
    "Không có trình thông dịch ở {path}. Hãy đưa đường dẫn của bản Espruino cho Linux (bin/espruino).",
  "firmware/interpreter-ended": "Trình thông dịch đã dừng. Hãy chạy lại.",
  "firmware/not-started/silent": "Chương trình của thẻ không khởi động; trình thông dịch báo:\n{said}",
  "firmware/no-terminal/missing":
    "Không có cổng nối tiếp giả: thiếu chương trình `script` (bsdutils). Hãy cài chương trình đó.",
  "firmware/no-terminal/ended": "Không có cổng nối tiếp giả: chương trình `script` đã dừng. Hãy chạy lại.",
  "firmware/console/port":
    "Không mở được cổng {path} ({why}). Hãy đóng chương trình khác đang dùng cổng, hoặc chọn cổng khác.",
  "firmware/no-console":
    "Không thấy bảng lệnh Espruino ở {path} trả lời ({why}). Có đúng cổng không? Bo mạch chưa có chương trình của thẻ phải có sẵn phần mềm Espruino cho XIAOBLE; bo mạch có chương trình không trả lời sẽ mở bảng lệnh khi khởi động lại với chân D1 nối 3,3 V.",
  "firmware/console/silent": "im lặng {seconds} giây",
  "firmware/console/refused": "bo mạch từ chối dữ liệu nhận được",
  "firmware/console/damaged": "dữ liệu gửi hoặc nhận bị hỏng",
  "firmware/not-started/failed": "Không khởi động được thẻ trong trình thông dịch: {why}",
};
