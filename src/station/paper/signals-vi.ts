/** The rows of the token's table, as the leaflet and the simulator say them. */
import type { SignalWords } from "./text.js";

export const signalsVi: SignalWords = {
  well: { blinks: "1 lần dài", meaning: "Thẻ chạy tốt. Cứ đeo." },
  battery: { blinks: "2 lần ngắn", meaning: "Pin yếu. Hãy sạc." },
  time: { blinks: "3 lần ngắn", meaning: "Thẻ không biết giờ. Mang đến trạm y tế." },
  faulty: { blinks: "4 lần ngắn", meaning: "Thẻ hỏng. Mang đến trạm y tế." },
  warned: { blinks: "5 lần ngắn", meaning: "Có thể bạn đã ở gần người bệnh. Đến hoặc gọi trạm y tế." },
  agreed: { blinks: "1 lần rất dài", meaning: "Đã nhận. Cán bộ y tế được đọc thẻ." },
  asked: { blinks: "nháy nhanh liên tục", meaning: "Cán bộ y tế xin đọc thẻ. Bấm nút nếu đồng ý." },
  reading: { blinks: "sáng tắt đều đều", meaning: "Cán bộ y tế đang đọc thẻ. Đừng rút dây." },
  reminder: {
    blinks: "mỗi phút loé một lần",
    meaning: "Có tin cho bạn. Bấm nút để xem, ở chỗ xa cổng kiểm tra.",
  },
  charging: { blinks: "tắt nhiều, sáng ít", meaning: "Đang cắm sạc: pin chưa đầy." },
  full: { blinks: "sáng nhiều, tắt ít", meaning: "Đang cắm sạc: pin đã đầy. Rút ra được." },
};
