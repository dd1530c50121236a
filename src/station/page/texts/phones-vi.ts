/** F0s with a phone, in Vietnamese. */
export const phonesVi = {
  phoneFiles: "Hoặc tệp của điện thoại F0",
  phoneFilesMore:
    "Danh sách F0 của Bluezone, hoặc những gì điện thoại gửi lên: data_trace.txt và InfoF. Có thể để trống ngày khởi phát.",
  phoneFilesChosen: (names: string) => `Tệp đã chọn: ${names}`,
  phoneFilesDrop: "Bỏ tệp, chọn người có thẻ",
  phonesMet: "Ca F0 trong danh sách",
  phoneMet: (name: string, close: string, all: string) =>
    `${name}: ${close} tiếp xúc gần, ${all} người cả thảy`,
};
