export const due = {
  title: "Thẻ cần kiểm tra",
  lead: (days: string) =>
    `Đã ${days} ngày trở lên chưa cắm vào máy. Cảnh báo, giờ và pin của thẻ trông vào việc này.`,
  count: (count: string) => `${count} thẻ`,
  days: "Số ngày",
  last: "Kiểm tra lần cuối",
  never: "chưa lần nào",
  noPhone: "không có số",
  noneTitle: "Không có thẻ nào quá hạn",
  noneText: "Mọi thẻ đã giao đều được kiểm tra gần đây.",
  stat: "thẻ cần kiểm tra",
};

export const loans = {
  title: "Thẻ mượn quá hạn",
  lead: "Đã qua ngày hẹn trả. Gọi người mượn; nhận lại thẻ thì bấm “Đã trả”.",
  dueOn: "Hẹn trả",
  returned: "Đã trả",
  returnedOf: (serial: string, name: string) => `Đã trả thẻ ${serial} của ${name}`,
  until: (day: string | null) => (day === null ? "cho mượn" : `cho mượn đến ${day}`),
  noneTitle: "Không có thẻ mượn nào quá hạn",
  noneText: "Thẻ cho mượn có hẹn ngày trả sẽ hiện ở đây khi quá hẹn.",
  stat: "thẻ mượn quá hạn",
};
