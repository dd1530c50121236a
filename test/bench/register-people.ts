/** Made-up people of a district, as many as asked for: names as frequent as they are, hamlets, years, phones. */
import type { Store } from "../../src/station/store/store.js";
import type { RegisterEntry } from "../../src/station/store/types.js";
import { rowOfEntry } from "../../src/station/store/registry/person-row.js";
import { createRandom, type Random } from "../../hal/simulated/random.js";

const FAMILY =
  "Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split(" ");
const MIDDLE =
  "Văn Thị Hữu Đức Minh Ngọc Thanh Quang Kim Xuân Hồng Anh Bá Công Đình Gia Hải Khánh Mạnh Như".split(" ");
const GIVEN = (
  "An Anh Ánh Ân Bảo Bình Bích Châu Chi Cường Dũng Duyên Dương Đạt Đông Đức Giang Hà Hải Hằng Hạnh Hiếu Hiền Hoa Hòa " +
  "Hoàng Hồng Huệ Hùng Hương Huy Khánh Khoa Kiên Lan Lâm Liên Linh Loan Long Mai Mạnh Minh My Nam Nga Ngân Nghĩa Ngọc " +
  "Nguyên Nhàn Nhi Nhung Oanh Phong Phúc Phương Quân Quang Quý Quyên Sơn Tâm Tân Thái Thảo Thắng Thành Thịnh Thu Thủy " +
  "Thúy Tiến Toàn Trang Trinh Trung Tú Tuấn Tùng Tuyết Uyên Vân Việt Vinh Vy Xuân Yến"
).split(" ");

export function madeUpPerson(random: Random): RegisterEntry {
  const pick = (list: readonly string[]) => list[random.below(list.length)]!;
  const name = [pick(FAMILY), pick(MIDDLE), ...(random.unit() < 0.4 ? [pick(GIVEN)] : []), pick(GIVEN)].join(
    " ",
  );
  const digits = String(random.below(1e8)).padStart(8, "0");
  return {
    ...{ name, unit: `Thôn ${1 + random.below(30)}, xã ${pick(GIVEN)} ${pick(GIVEN)}` },
    ...{ phone: random.unit() < 0.7 ? `09${digits}` : null, birthYear: 1930 + random.below(90) },
    ...{
      sex: random.unit() < 0.5 ? "male" : "female",
      relativePhone: null,
      guardian: null,
      address: null,
      group: null,
    },
    consent: null,
  };
}

const ROWS_A_STATEMENT = 500;

export async function fillPeople(store: Store, count: number): Promise<void> {
  const random = createRandom(1);
  await store.write(async (tx) => {
    for (let from = 0; from < count; from += ROWS_A_STATEMENT) {
      const rows = Array.from({ length: Math.min(ROWS_A_STATEMENT, count - from) }, (_, i) => ({
        id: `person-${from + i}`,
        ...rowOfEntry(madeUpPerson(random)),
        origin: null,
      }));
      await tx.insertInto("persons").values(rows).execute();
    }
  });
}
