/** Cases of people without a token, and whose phone it is, in Vietnamese. */
export const whoVi = {
  whoFind: "Tìm trong danh sách người dân",
  whoNew: "Người chưa có trong danh sách",
  openTokenless: "Lập hồ sơ cho người không có thẻ",
  openTokenlessText:
    "Ca F0 chỉ biết qua phỏng vấn: không mở nhật ký nào. Người tiếp xúc lấy từ lời kể và từ tệp điện thoại của họ.",
  openTokenlessGo: "Lập hồ sơ",
  noDevice: "Không có thẻ",
  addPhone: "Tệp điện thoại của F0",
  phoneOf: (name: string) => `Điện thoại của ${name}: hãy chọn tệp bên dưới.`,
  nameCase: "Ghi đây là ai",
  nameCaseText: "Tên đi cùng hồ sơ: báo tin, theo dõi và tệp gửi đi đều ghi người này là ca F0.",
  noTrace: "Không có thẻ hay điện thoại nào của ca F0 được truy vết. Hãy ghi những người họ kể ở dưới.",
};
