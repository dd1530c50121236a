/** The key of the store's file, in Vietnamese. */
export const keyVi = {
  lockedTitle: "Cắm USB chìa khoá",
  lockedText:
    "Dữ liệu trên máy này đã mã hoá. Cắm USB chìa khoá vào là máy tự mở; mở xong thì rút USB ra, mang theo người.",
  waiting: "Đang chờ USB chìa khoá…",
  otherKey: "USB đang cắm có chìa khoá của máy khác.",
  noStick: "Không có USB? Nhập mã trên tờ giấy cất riêng",
  code: "Mã trên tờ giấy (tám nhóm)",
  writeTo: "Ghi lại chìa khoá lên USB",
  toNone: "Không ghi",
  open: "Mở",
  opening: "Đang mở…",

  plainTitle: "Chìa khoá cho dữ liệu trên máy",
  plainText:
    "Tên, số điện thoại và địa chỉ sẽ được mã hoá trên ổ đĩa. Chìa khoá nằm trên một USB: bật chương trình thì cắm vào, mở xong rút ra. Ai lấy máy mà không có USB thì không đọc được gì; mã PIN không thay được chìa khoá.",
  plugIn: "Hãy cắm một USB vào máy.",
  stick: "USB",
  make: "Ghi chìa khoá lên USB",
  paperOnly: "Không có USB: chỉ dùng mã trên giấy",
  later: "Để lần sau",
  laterText: "Để lần sau thì dữ liệu nằm trên ổ đĩa không mã hoá.",

  sheetTitle: "Mã của máy đọc thẻ",
  sheetText:
    "Mất USB thì mã này mở được dữ liệu. In tờ này hoặc chép lại, cất vào tủ có khoá, không để cạnh máy. Mất cả USB lẫn tờ này thì chỉ còn khôi phục được từ bản sao lưu.",
  keyFile: (path: string) => `Chìa khoá đã nằm trên USB: ${path}`,
  codeLabel: "Mã",
  store: (name: string) => `Kho dữ liệu: ${name}`,
  lastGroup: "Đã chép ra giấy? Nhập nhóm cuối của mã",
  print: "In tờ này",
  use: "Đã cất, bắt đầu",
  encrypting: "Đang mã hoá…",

  panelTitle: "Chìa khoá của dữ liệu trên máy",
  kinds: {
    encrypted: "Dữ liệu trên ổ đĩa đã mã hoá.",
    plain: "Dữ liệu trên ổ đĩa chưa mã hoá.",
    none: "Kho dữ liệu này không có chìa khoá riêng: ở máy chủ PostgreSQL thì hãy mã hoá ổ đĩa của máy chủ; tập huấn và dữ liệu bịa thì không cần.",
  },
  changeText:
    "Mất USB hoặc tờ giấy ghi mã, hay nghi có người chép được, thì tạo chìa khoá mới. USB và giấy cũ không mở được nữa; bản sao lưu vẫn dùng như trước.",
  pin: "Mã PIN của bạn",
  makeNew: "Tạo chìa khoá mới",
  useNew: "Đã cất, đổi chìa khoá",
  keepOld: "Giữ chìa khoá cũ",
  encrypted: () =>
    "Dữ liệu đã mã hoá. Từ nay bật chương trình thì cắm USB chìa khoá, hoặc nhập mã trên giấy.",
  changed: (destroyed: string) =>
    `Đã đổi chìa khoá; chìa khoá cũ trên USB đang cắm đã huỷ: ${destroyed}. Hãy huỷ mọi USB và giấy cũ khác.`,

  plainLabel: "Dữ liệu chưa mã hoá",
  plainNotice:
    "Dữ liệu trên ổ đĩa chưa mã hoá. Người quản trị hãy tạo chìa khoá ở mục Quản trị, hoặc lần sau mở chương trình thì cắm một USB.",
};
