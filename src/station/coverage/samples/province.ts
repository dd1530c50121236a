/**
 * A province of 450,000 in August 2020: 33,300 installs are 7.4 % of the people. Village teams go from house to house;
 * districts report by 18 and 20 August, then every week.
 */
import type { CheckedToken } from "../../store/registry/coverage.js";
import type { Unit } from "../../store/types.js";
import { weekly } from "../campaign.js";
import { type Said, type Sample, date, evening, sourceOf, split, spread, unit } from "./sample.js";

const PEOPLE = 450_000;
const [DISTRICTS, COMMUNES, VILLAGES] = [10, 120, 1_000];
/** Installs and tokens of the province, by week. */
const WEEKS = [
  { day: date(13, 8), installs: 29_700, tokens: 0 },
  { day: date(20, 8), installs: 33_300, tokens: 1_150 },
  { day: date(27, 8), installs: 41_800, tokens: 6_400 },
];
/** About six of ten have a smartphone; of children and the old few. */
const [SMARTPHONES, PHONELESS] = [0.58, 0.36];

const DISTRICT_NAMES = ["Bình Sơn Mẫu", "Hòa Giang", "Tân Lĩnh", "Phú Khê", "An Trạch", "Yên Ngàn", "Lộc Hà Mẫu", "Minh Đài", "Vĩnh Sa", "Thanh Bồng"]; // prettier-ignore
const SYLLABLES = [
  "An",
  "Bình",
  "Cẩm",
  "Đông",
  "Giang",
  "Hòa",
  "Khánh",
  "Long",
  "Mỹ",
  "Nghĩa",
  "Phước",
  "Tân",
];

export function provinceSample(): Sample {
  const units: Unit[] = [unit("p", "Tỉnh Sơn Hải (mẫu)", "province", null)];
  for (let d = 0; d < DISTRICTS; d++) {
    const town = d === 0;
    units.push(unit(`d${d}`, town ? "Thành phố Sơn Hải" : `Huyện ${DISTRICT_NAMES[d]!}`, "district", "p"));
  }
  for (let c = 0; c < COMMUNES; c++) {
    const name = `${SYLLABLES[c % 12]!} ${SYLLABLES[(c * 5 + Math.floor(c / 12)) % 12]!}`;
    units.push(
      unit(`c${c}`, `${c % DISTRICTS === 0 ? "Phường" : "Xã"} ${name}`, "commune", `d${c % DISTRICTS}`),
    );
  }
  const numbers = new Map<number, number>();
  for (let v = 0; v < VILLAGES; v++) {
    const commune = v % COMMUNES;
    const number = (numbers.get(commune) ?? 0) + 1;
    numbers.set(commune, number);
    units.push(
      unit(
        `v${v}`,
        `${commune % DISTRICTS === 0 ? "Tổ dân phố" : "Thôn"} ${number}`,
        "hamlet",
        `c${commune}`,
      ),
    );
  }
  const villages = units.filter(({ kind }) => kind === "hamlet").map(({ id }) => id);
  const population = split(PEOPLE, villages.map((_, v) => 0.6 + 0.8 * spread(v))); // prettier-ignore
  const eager = villages.map((_, v) => population[v]! * (0.4 + 1.2 * spread(v, 1) * (v % 10 === 0 ? 2 : 1)));
  const said: Said[] = WEEKS.flatMap(({ day, installs }, week) => {
    const shares = split(installs, eager);
    return villages.map((unitId, v): Said => {
      const people = population[v]!;
      const households = Math.round((people / 3.6) * Math.min(1, week * (0.25 + 0.4 * spread(v, 2))));
      const figures = { population: people, smartphones: Math.round(people * SMARTPHONES), phoneless: Math.round(people * PHONELESS) }; // prettier-ignore
      const activities = { teams: 1, members: 3 + Math.floor(3 * spread(v, 3)), households };
      return { unitId, day, all: { ...figures, installs: shares[v]!, ...activities } };
    });
  });
  // Districts hand in what stands above by sending it; here they tell how often the loudspeakers were on.
  for (const [week, day] of [date(18, 8), date(20, 8), date(27, 8)].entries()) {
    for (let d = 0; d < DISTRICTS; d++) {
      if (week === 2 && d === 7) continue;
      said.push({ unitId: `d${d}`, day, all: { broadcasts: (week + 1) * (40 + 7 * d) }, lateDays: week === 1 && d === 4 ? 2 : 0 }); // prettier-ignore
    }
  }
  const day = date(27, 8);
  return {
    ...{ id: "province", unitId: "p", day, nowMs: evening(day + 1) },
    campaign: {
      ...{
        id: "sample-province",
        name: "Toàn dân cài đặt Bluezone (số liệu mẫu)",
        fromDay: date(10, 8),
        toDay: null,
      },
      ...{ activeDays: 7, targets: [{ group: "", share: 0.3 }] },
      dues: [{ day: date(18, 8), kinds: ["district"] }, ...weekly(date(20, 8), date(24, 9), ["district"])],
    },
    source: sourceOf(units, said, { checked: tokensOf(villages, eager) }),
  };
}

/** Given out from house to house; each was checked that week, and the week before where it was there already. */
function tokensOf(villages: readonly string[], eager: readonly number[]): CheckedToken[] {
  const checked: CheckedToken[] = [];
  for (const { day, tokens } of WEEKS) {
    let serial = 0;
    for (const [v, count] of split(tokens, eager).entries()) {
      for (let i = 0; i < count; i++) {
        const token = String(++serial).padStart(8, "0");
        checked.push({
          token,
          personId: token,
          unit: villages[v]!,
          group: null,
          checkedMs: evening(day - (serial % 5)),
        });
      }
    }
  }
  return checked.sort((a, b) => b.checkedMs - a.checkedMs);
}
