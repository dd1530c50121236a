/** Three departments that count places: agencies by group, all channels of a campaign, and trade. */
import type { Unit, UnitKind } from "../../store/types.js";
import { weekly } from "../campaign.js";
import type { Figures } from "../figures.js";
import { type Said, type Sample, date, evening, sourceOf, spread, unit } from "./sample.js";

type PlaceRow = readonly [name: string, kind: UnitKind, people: number, group: string];

/** August 2020: every agency reports by the 14th to the department, which sums up for province and ministry by the 15th. */
export function agenciesSample(): Sample {
  const places: PlaceRow[] = [
    ["Văn phòng Ủy ban nhân dân tỉnh", "office", 96, "Cán bộ, công chức"],
    ["Sở Nội vụ", "office", 74, "Cán bộ, công chức"],
    ["Sở Tài chính", "office", 68, "Cán bộ, công chức"],
    ["Sở Giáo dục và Đào tạo", "office", 61, "Cán bộ, công chức"],
    ["Sở Giao thông vận tải", "office", 88, "Cán bộ, công chức"],
    ["Sở Y tế", "office", 57, "Nhân viên y tế"],
    ["Công an tỉnh", "office", 1_240, "Công an"],
    ["Bộ Chỉ huy Quân sự tỉnh", "office", 760, "Quân đội"],
    ["Bộ Chỉ huy Bộ đội Biên phòng tỉnh", "office", 540, "Bộ đội Biên phòng"],
    ["Bệnh viện Đa khoa tỉnh", "health", 980, "Nhân viên y tế"],
    ["Khoa Nội, Bệnh viện Đa khoa tỉnh", "ward", 164, "Bệnh nhân và người nhà"],
    ["Khoa Ngoại, Bệnh viện Đa khoa tỉnh", "ward", 131, "Bệnh nhân và người nhà"],
    ["Khu cách ly tập trung số 1", "quarantine", 212, "F1 cách ly tập trung"],
    ["Khu cách ly tập trung số 2", "quarantine", 178, "F1 cách ly tập trung"],
    ["Ban Chỉ đạo phòng, chống dịch tỉnh", "office", 1_930, "F2 cách ly tại nhà"],
  ];
  const units = [
    unit("bo", "Bộ Thông tin và Truyền thông", "office", null),
    unit("p", "Tỉnh Trà Vân (mẫu)", "province", null),
    unit("so", "Sở Thông tin và Truyền thông", "office", "p", ["p", "bo"]),
    ...places.map(([name, kind], i) => unit(`a${i}`, name, kind, "p", ["so"])),
  ];
  const said = places.flatMap(([, kind, people, group], i): Said[] => {
    if (i === 4) return [];
    // Patients and people in quarantine have phones less often; tokens fill the gap.
    const isCared = kind === "ward" || kind === "quarantine" || group.startsWith("F2");
    const phoneless = Math.round(people * (isCared ? 0.38 : 0.02));
    const installs = Math.round(
      (people - phoneless) * (isCared ? 0.55 + 0.2 * spread(i) : 0.9 + 0.1 * spread(i)),
    );
    const all: Figures = { population: people, smartphones: people - phoneless, phoneless, installs, tokens: isCared ? Math.round(phoneless * 0.8) : phoneless }; // prettier-ignore
    return [{ unitId: `a${i}`, day: date(14, 8), all, groups: { [group]: all }, lateDays: i === 2 ? 1 : 0 }];
  });
  const groups = [...new Set(places.map(([, , , group]) => group))];
  return {
    ...{ id: "agencies", unitId: "so", day: date(15, 8), nowMs: evening(date(15, 8)) },
    campaign: {
      ...{ id: "sample-agencies", name: "Đối tượng bắt buộc dùng Bluezone (số liệu mẫu)", fromDay: date(12, 8), toDay: date(15, 8), activeDays: 7 }, // prettier-ignore
      targets: groups.map((group) => ({ group, share: 1 })),
      dues: [{ day: date(14, 8), kinds: [] }],
    },
    source: sourceOf(units, said),
  };
}

/** February 2021: a campaign through every channel, each with the people it reaches. */
export function channelsSample(): Sample {
  const towns = ["Thành phố Tam Ngàn", "Thị xã Cồn Sa", "Huyện Đại Khê", "Huyện Nam Trà Mẫu", "Huyện Thăng Lĩnh", "Huyện Quế Giang"]; // prettier-ignore
  const districts = towns.map((name, i) => unit(`d${i}`, name, "district", "p"));
  const places: [UnitKind, string, string, number][] = [
    ["school", "Trường THPT số", "Học sinh", 1_150],
    ["hotel", "Khách sạn Sóng Biển", "Khách lưu trú", 140],
    ["restaurant", "Nhà hàng Quê Hương", "Khách và nhân viên", 60],
    ["station", "Bến xe trung tâm", "Hành khách", 420],
    ["company", "Công ty May Mẫu", "Công nhân", 2_300],
    ["health", "Trung tâm Y tế", "Bệnh nhân và người nhà", 310],
  ];
  const units: Unit[] = [unit("p", "Tỉnh Thu Giang (mẫu)", "province", null, []), ...districts];
  const said: Said[] = [];
  const days = [date(15, 2, 2021), date(22, 2, 2021)];
  for (const [d, district] of districts.entries()) {
    const people = [126_000, 94_000, 152_000, 31_000, 178_000, 88_000][d]!;
    for (const [week, day] of days.entries()) {
      const installs = Math.round(people * (0.11 + 0.05 * spread(d)) * (1 + 0.2 * week));
      const all: Figures = { population: people, smartphones: Math.round(people * 0.63), phoneless: Math.round(people * 0.3), installs }; // prettier-ignore
      said.push({ unitId: district.id, day, all: { ...all, tokens: Math.round(people * 0.004 * (week + 1)), broadcasts: 90 * (week + 1), leaflets: 4_000 * (week + 1), teams: 60, members: 240 } }); // prettier-ignore
    }
    for (const [k, [kind, name, group, size]] of places.entries()) {
      const id = `${district.id}-${kind}`;
      units.push(
        unit(id, `${name}${name.endsWith("số") ? ` ${d + 1}` : `, ${district.name}`}`, kind, district.id),
      );
      for (const [week, day] of days.entries()) {
        const count = Math.round(size * (0.7 + 0.6 * spread(6 * d + k)));
        const installs = Math.round(count * (0.3 + 0.35 * spread(k, d)) * (1 + 0.25 * week));
        const lent =
          kind === "hotel" || kind === "station" || kind === "health" ? Math.round(count * 0.06) : 0;
        const all = { population: count, installs, tokens: lent };
        said.push({ unitId: id, day, all, groups: { [group]: all } });
      }
    }
  }
  return {
    ...{ id: "channels", unitId: "p", day: days[1]!, nowMs: evening(days[1]!) },
    campaign: {
      ...{ id: "sample-channels", name: "Tháng cao điểm cài đặt Bluezone (số liệu mẫu)", fromDay: date(8, 2, 2021), toDay: null }, // prettier-ignore
      activeDays: 7,
      targets: [
        { group: "", share: 0.5 },
        { group: "Công nhân", share: 0.8 },
      ],
      dues: weekly(days[0]!, date(15, 3, 2021), ["district"]),
    },
    source: sourceOf(units, said),
  };
}

/** August 2020: a department of industry and trade, for markets, supermarkets, petrol stations and industrial parks. */
export function tradeSample(): Sample {
  const kinds: [UnitKind, string, number, number][] = [
    ["market", "Chợ", 14, 180],
    ["market", "Siêu thị số", 5, 95],
    ["shop", "Cửa hàng xăng dầu số", 38, 6],
    ["company", "Doanh nghiệp trong khu công nghiệp số", 21, 260],
  ];
  const places = kinds.flatMap(([kind, name, count, size], k) =>
    Array.from({ length: count }, (_, i) => ({
      id: `k${k}-${i}`,
      name: `${name} ${i + 1}`,
      kind,
      size,
      k,
      i,
    })),
  );
  const units = [
    unit("p", "Tỉnh Gio Sơn (mẫu)", "province", null),
    unit("tt", "Sở Thông tin và Truyền thông", "office", "p", ["p"]),
    unit("ct", "Sở Công Thương", "office", "p", ["p", "tt"]),
    ...places.map(({ id, name, kind }) => unit(id, name, kind, "ct")),
  ];
  const said = places.flatMap(({ id, kind, size, k, i }): Said[] => {
    if (i % 13 === 12) return [];
    const people = Math.max(3, Math.round(size * (0.6 + 0.8 * spread(i, k))));
    const phoneless = Math.round(people * (kind === "market" ? 0.35 : 0.08));
    const installs = Math.round((people - phoneless) * (0.45 + 0.5 * spread(i, k + 1)));
    const all = { population: people, smartphones: people - phoneless, phoneless, installs, tokens: Math.round(phoneless * 0.6) }; // prettier-ignore
    const group = kind === "market" ? "Tiểu thương" : "Người lao động";
    return [
      { unitId: id, day: date(12, 8), all: { ...all, leaflets: 20 + 5 * (i % 6) }, groups: { [group]: all } },
    ];
  });
  return {
    ...{ id: "trade", unitId: "ct", day: date(14, 8), nowMs: evening(date(14, 8)) },
    campaign: {
      ...{ id: "sample-trade", name: "Phòng, chống dịch tại nơi mua bán, sản xuất (số liệu mẫu)", fromDay: date(7, 8), toDay: null }, // prettier-ignore
      activeDays: 7,
      targets: [{ group: "", share: 0.9 }],
      dues: [{ day: date(12, 8), kinds: [] }],
    },
    source: sourceOf(units, said),
  };
}
