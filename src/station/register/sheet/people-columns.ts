/** The headers of lists of people, folded, as forms of communes, schools and hospitals have them. */
import type { Headers } from "./columns.js";

export const PEOPLE_HEADERS = {
  id: ["ma trong so", "register id"],
  name: ["ho va ten", "ho ten", "ho va ten khai sinh", "ten nguoi dan", "full name", "name", "ho ten nguoi benh"],
  familyName: ["ho", "ho dem", "ho va dem", "ho va ten dem", "ho ten dem", "ho lot", "ho va chu dem"],
  givenName: ["ten"],
  birth: [
    ...["nam sinh", "ngay sinh", "ngay thang nam sinh", "sinh nam", "sinh ngay", "ngay thang sinh"],
    ...["year of birth", "date of birth", "birth year", "nam sinh nam nu"],
  ],
  birthOfMan: ["nam sinh nam", "ngay sinh nam", "ngay thang nam sinh nam"],
  birthOfWoman: ["nam sinh nu", "ngay sinh nu", "ngay thang nam sinh nu"],
  sex: ["gioi tinh", "gioi", "nam nu", "phai", "sex", "gender"],
  isWoman: ["nu", "gioi tinh nu"],
  phone: [
    ...["so dien thoai", "dien thoai", "sdt", "so dt", "dt", "di dong", "phone", "phone number", "so dien thoai lien he"],
    ...["so dien thoai ca nhan", "so dien thoai ban than", "dien thoai ban than", "dien thoai ca nhan"],
  ],
  relativePhone: [
    ...["dien thoai nguoi than", "so dien thoai nguoi than", "sdt nguoi than", "dien thoai nguoi nha"],
    ...["so dien thoai nguoi nha", "relative s phone", "relatives phone", "sdt nguoi nha", "so dien thoai gia dinh"],
  ],
  guardian: ["nguoi giam ho", "nguoi do dau", "ho ten cha me", "cha me", "phu huynh", "guardian", "ho ten bo me"],
  address: ["dia chi", "noi o", "cho o", "cho o hien nay", "noi o hien nay", "noi cu tru", "noi thuong tru", "address"],
  unit: [
    ...["don vi", "thon", "thon ban", "thon xom", "thon to", "ban", "ap", "buon", "xom", "to", "to dan pho", "khu pho"],
    ...["lop", "khoa", "phong", "khoa phong", "don vi cong tac", "co quan", "unit", "hamlet", "ho thon lop don vi"],
  ],
  group: ["nhom", "doi tuong", "nhom doi tuong", "group"],
  tokens: ["so the", "ma the", "the so", "the", "token", "tokens", "so the bluezone"],
  consent: ["dong y", "da dong y", "consent"],
} satisfies Headers<string>;

export type PeopleField = keyof typeof PEOPLE_HEADERS;

/** What an export has, in this order; each is read again. */
export const EXPORT_HEADERS: readonly (readonly [PeopleField, string])[] = [
  ["name", "Họ và tên"],
  ["birth", "Năm sinh"],
  ["sex", "Giới tính"],
  ["phone", "Số điện thoại"],
  ["relativePhone", "Điện thoại người thân"],
  ["guardian", "Người giám hộ"],
  ["unit", "Đơn vị"],
  ["address", "Địa chỉ"],
  ["group", "Nhóm"],
  ["tokens", "Số thẻ"],
  ["consent", "Đã đồng ý"],
  ["id", "Mã trong sổ"],
];
