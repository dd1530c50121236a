/**
 * A district of 26 communes in August 2020: communes and the district's agencies report by 25 August, agencies through the
 * office of culture and information, and the district by 30 August.
 */
import type { CheckedToken, RegisterCount } from "../../store/registry/coverage.js";
import { type Said, type Sample, date, evening, sourceOf, split, spread, unit } from "./sample.js";

const PEOPLE = 126_000;
const COMMUNES = [
  ...[
    "Ngàn Trên",
    "Ngàn Dưới",
    "Trăng Non",
    "Trăng Tròn",
    "Suối Bạc",
    "Suối Mơ",
    "Đồi Chè",
    "Đồi Sim",
    "Bãi Dâu",
  ],
  ...[
    "Bến Lau",
    "Cầu Tre",
    "Chợ Phiên",
    "Đèo Gió",
    "Hang Dơi",
    "Khe Nước",
    "Làng Rèn",
    "Mỏ Đá",
    "Nà Hoa",
    "Pác Mây",
  ],
  ...["Rừng Già", "Sông Xanh", "Tháp Cổ", "Vực Sâu", "Xóm Núi", "Ỷ La Mẫu"],
];
const AGENCIES = ["Phòng Nội vụ", "Phòng Giáo dục và Đào tạo", "Phòng Tài chính - Kế hoạch", "Phòng Y tế", "Công an huyện", "Ban Chỉ huy Quân sự huyện", "Hạt Kiểm lâm", "Bảo hiểm xã hội huyện"]; // prettier-ignore
const [FIRST, SECOND] = [date(18, 8), date(25, 8)];

export function districtSample(): Sample {
  const town = ["Thị trấn Sông Trăng", ...COMMUNES.map((name) => `Xã ${name}`)];
  const communes = town.map((name, i) => unit(`c${i}`, name, "commune", "d"));
  const agencies = AGENCIES.map((name, i) => unit(`a${i}`, name, "office", "d", ["vh"]));
  const units = [
    unit("p", "Tỉnh Lam Ngàn (mẫu)", "province", null),
    unit("d", "Huyện Sông Trăng", "district", "p", ["p"]),
    unit("vh", "Phòng Văn hóa và Thông tin", "office", "d"),
    ...communes,
    ...agencies,
  ];
  const population = split(PEOPLE, communes.map((_, i) => 0.7 + 0.6 * spread(i) + (i === 0 ? 1 : 0))); // prettier-ignore
  const said: Said[] = [FIRST, SECOND].flatMap((day, week) => [
    ...communes.flatMap(({ id }, i): Said[] => {
      if (week === 1 && i % 11 === 5) return [];
      const people = population[i]!;
      const installs = Math.round(people * (0.04 + 0.05 * spread(i, 1)) * (1 + 0.45 * week));
      const figures = { population: people, smartphones: Math.round(0.52 * people), phoneless: Math.round(0.41 * people), installs }; // prettier-ignore
      const activities = { teams: 8 + (i % 5), members: 30 + 4 * (i % 5), households: week * 40 * (3 + (i % 7)), broadcasts: (week + 1) * (10 + (i % 4)) }; // prettier-ignore
      return [
        { unitId: id, day, all: { ...figures, ...activities }, lateDays: i === 9 && week === 1 ? 2 : 0 },
      ];
    }),
    ...agencies.map(({ id }, i): Said => {
      const staff = 14 + 9 * (i % 6);
      const installs = week === 1 && i !== 6 ? staff : Math.round(staff * (0.5 + 0.4 * spread(i, 2)));
      const all = { population: staff, smartphones: staff, phoneless: 0, installs };
      return { unitId: id, day, all, groups: { "Cán bộ, công chức": { population: staff, installs } } };
    }),
    { unitId: "vh", day, all: { population: 11, installs: 11 }, groups: { "Cán bộ, công chức": { population: 11, installs: 11 } } }, // prettier-ignore
  ]);
  const day = date(28, 8);
  return {
    ...{ id: "district", unitId: "d", day, nowMs: evening(day) },
    campaign: {
      ...{ id: "sample-district", name: "Mỗi người một ứng dụng, mỗi nhà một thẻ (số liệu mẫu)", fromDay: date(12, 8), toDay: date(30, 8) }, // prettier-ignore
      activeDays: 7,
      targets: [
        { group: "", share: 0.15 },
        { group: "Cán bộ, công chức", share: 1 },
      ],
      dues: [
        { day: FIRST, kinds: ["commune", "office"] },
        { day: SECOND, kinds: ["commune", "office"] },
      ],
    },
    source: sourceOf(units, said, registerOf(communes.map(({ name }) => name))),
  };
}

/** The district's own register has the old and the sick who got tokens, and a few whose commune nobody wrote down. */
function registerOf(names: readonly string[]): { counts: RegisterCount[]; checked: CheckedToken[] } {
  const counts: RegisterCount[] = [];
  const checked: CheckedToken[] = [];
  let serial = 0;
  for (const [i, unit] of [...names, ""].entries()) {
    const people = unit === "" ? 3 : 20 + (i % 9);
    counts.push({ unit, group: "Người cao tuổi", people });
    for (let n = 0; n < people; n++) {
      const token = String(++serial).padStart(8, "0");
      // One in eight was not brought for its check.
      const ago = serial % 8 === 0 ? 12 : serial % 6;
      checked.push({ token, personId: token, unit, group: "Người cao tuổi", checkedMs: evening(date(28, 8) - ago) - 1 }); // prettier-ignore
    }
  }
  return { counts, checked: checked.sort((a, b) => b.checkedMs - a.checkedMs) };
}
