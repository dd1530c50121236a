/** A case with so many people, as a trace might leave it. */
import type { Contact, Trace } from "../../src/station/cases/trace-result.js";
import { type CaseContent, NO_NOTES } from "../../src/station/cases/content.js";
import type { Person } from "../../src/station/store/types.js";
import { localDayStartMs } from "../../src/station/text/local-time.js";

const DAY = 18_680;
const GIVEN = ["An", "Ánh", "Bình", "Đức", "Hoa", "Hòa", "Ngọc"];

const person = (n: number): Person => ({
  ...{ id: `p${n}`, name: `Người Mẫu ${GIVEN[n % 7]} ${n}`, unit: `Thôn ${1 + (n % 9)}` },
  ...{ phone: `0905 ${String(n).padStart(6, "0")}`, birthYear: 1950 + (n % 60) },
});
const token = (n: number) => [{ token: `t${n}`, serial: n }];

function contact(n: number): Contact<Person> {
  const probability = [0.2, 0.5, 0.9][n % 3]!;
  const firstMs = localDayStartMs(DAY) + (n % 60) * 900_000;
  const slot = { windowsHeard: 4, windowsListened: 6, nearness: "near", seenBy: "both" } as const;
  return {
    ...{ tokens: token(n), holder: person(n), probability, isClose: true, seenBy: "both" },
    ...{ minutes: 40, nearMinutes: 30, midMinutes: 10, farMinutes: 0, nearness: "near" },
    ...{ closeMinutes: 30, lowMinutes: 10, highMinutes: 40, firstMs, lastMs: firstMs + 2_700_000 },
    slots: [0, 1, 2].map((i) => ({ ...slot, startMs: firstMs + i * 900_000 })),
  };
}

/** One in five is an F1 and confirmed; the others are F2, each of one or two of them. */
export function largeCase(people: number): CaseContent {
  const f1 = Math.round(people / 5);
  const trace = (n: number, contacts: Contact<Person>[]): Trace<Person> => ({
    ...{ tokens: token(n), holder: person(n), contacts, notes: [] },
    ...{ fromMs: localDayStartMs(DAY - 3), untilMs: localDayStartMs(DAY + 2), lookBackDays: 3 },
    ...{ rule: { minutes: 15, point: "usual" }, thresholds: { nearDbm: -67, midDbm: -79 } },
    ...{ unknownIds: 0, ownRecords: 9, outOfTime: 0, unreadable: 0, inDoubt: 0 },
  });
  const numbers = Array.from({ length: people }, (_, i) => i + 1);
  const [first, second] = [numbers.slice(0, f1), numbers.slice(f1)];
  const ofF1 = (n: number) => second.filter((m) => m % f1 === n - 1 || (m * 7) % f1 === n - 1);
  return {
    ...{ format: "bztoken case", version: 3, onsetDay: DAY },
    trace: trace(0, first.map(contact)),
    onward: Object.fromEntries(first.map((n) => [`p${n}`, trace(n, ofF1(n).map(contact))])),
    notes: {
      ...NO_NOTES,
      work: Object.fromEntries(first.map((n) => [`p${n}`, { status: "confirmed" as const, note: "" }])),
    },
  };
}
