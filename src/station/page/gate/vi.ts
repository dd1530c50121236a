import type { PassageKind } from "../../store/registry/gate-passages.js";

export const vi = {
  title: "Bluezone Token",
  subtitle: "cổng ra vào",
  loading: "Đang mở…",
  press: "Bấm nút trên thẻ",
  pressMore: "Đứng cách máy một bước rồi bấm một lần.",
  phone: "Dùng điện thoại: mở Bluezone, đưa sát máy này.",
  neither: "Không có cả hai: mời đến quầy phát thẻ. Ai cũng được khám, không ai bị từ chối.",
  green: { token: "Thẻ đang hoạt động", android: "Có Bluezone", iphone: "Có Bluezone" },
  greenMore: "Mời vào.",
  nearer: "Lại gần thêm một bước",
  nearerMore: "rồi bấm nút trên thẻ lần nữa.",
  asleep: "Mở ứng dụng Bluezone",
  asleepMore: "Điện thoại đang để Bluezone chạy ngầm.",
  trouble: "Chưa nghe được thẻ của cổng",
  without: "Cho vào khi không có thẻ, không có Bluezone",
  hours: "Lượt qua cổng hôm nay",
  hour: "Giờ",
  sum: "Cộng",
  none: "Hôm nay chưa có lượt nào.",
  note: "Chỉ đếm lượt. Không ghi tên, không ghi mã thẻ, không ghi ai gặp ai.",
  kinds: { token: "Thẻ", android: "Android", iphone: "iPhone", without: "Không có" } satisfies Record<
    PassageKind,
    string
  > as Record<PassageKind, string>,
  print: "In",
  guard: "Người trực cổng:",
};

export type Catalogue = typeof vi;
