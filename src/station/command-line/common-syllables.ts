/** Vietnamese syllables without marks that weak passphrases are made of, roughly by how often; zxcvbn's own lists hold few. */
export const COMMON_SYLLABLES: readonly string[] = (
  "anh em yeu la co khong mot cua nguoi va cho nhung duoc trong ngay den voi minh con me cha bo thuong nho nhieu lam rat " +
  "dai mat khau cai nha lon moi nam thang gio ai gi nao toi ban chung ta ho ong ba chi chu bac di ve ra vao len xuong an " +
  "uong ngu hoc lop truong thay trang xanh do den vang dep xau tot vui buon doi song chet viet ha noi sai gon hue da nang " +
  "tram te xa phuong huyen tinh thon ap to khu benh vien si duong khoa the so tui cong quan dan dong tay trung hoa binh " +
  "hoang nguyen tran le pham huynh vo dang bui ngo ly thi van duc huu quang tuan dung hung linh lan huong hang thuy thanh " +
  "phuc loc tho tai tien gao com nuoc troi dat mua nang sao khoi lau nua mai tim hon nhe roi cung day kia nay bi cau chuong"
).split(" ");
