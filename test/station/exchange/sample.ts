/** A case with plainly fictional people, and with everything that trips readers in their names. */
import type { ExportedCase } from "../../../src/station/exchange/exported-case.js";

const person = (id: number, name: string | null, more: object = {}) => ({
  id: `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`,
  ...{ name, unit: "Thôn Mẫu", phone: null, birthYear: null, tokens: [String(id).padStart(8, "0")] },
  ...more,
});

const F0 = person(42, "Người Mẫu Một", { phone: "+84 912 345 678", birthYear: 1958 });
const TI = person(77, 'Nguyễn "Tí" Mẫu\nHai', { phone: "0987-654-321", birthYear: 2012 });
const FORMULA = person(78, '=HYPERLINK("http://x")\\', {
  unit: '##Thôn, "5"',
  tokens: ["00000078", "00000079"],
});
const ofF0 = { class: "f1", met: [F0.id], isSaid: false } as const;

/** Tokens tell of three; the F0 named one of them and another one; two of them met one F2. */
export const SAMPLE: ExportedCase = {
  caseId: "c0ffee00c0ffee00",
  f0: F0,
  onset: "2020-08-15",
  madeMs: Date.UTC(2020, 7, 18, 3),
  contacts: [
    {
      ...{ person: TI, ...ofF0, firstDay: "2020-08-14", lastDay: "2020-08-16" },
      evidence: {
        firstMs: Date.UTC(2020, 7, 14, 1),
        lastMs: Date.UTC(2020, 7, 15, 20),
        ...{ closeMinutes: 34.4, lowMinutes: 12, highMinutes: 61.2, probability: 0.83, seenBy: "both" },
      },
      ...{ status: "confirmed", note: "gọi lúc 9 giờ, ở nhà" },
    },
    {
      ...{ person: FORMULA, ...ofF0, isSaid: true, firstDay: "2020-08-15", lastDay: "2020-08-15" },
      evidence: {
        firstMs: Date.UTC(2020, 7, 15, 1),
        lastMs: Date.UTC(2020, 7, 15, 2),
        ...{ closeMinutes: 90, lowMinutes: 20, highMinutes: 100, probability: 0.36, seenBy: "f0" },
      },
      ...{ status: "todo", note: "=1+1" },
    },
    {
      ...{ person: person(80, null, { unit: null }), ...ofF0 },
      ...{ firstDay: "2020-08-15", lastDay: "2020-08-15" },
      evidence: {
        firstMs: Date.UTC(2020, 7, 15, 1),
        lastMs: Date.UTC(2020, 7, 15, 2),
        ...{ closeMinutes: 4, lowMinutes: 0, highMinutes: 15, probability: 0.1, seenBy: "contact" },
      },
      ...{ status: "rejected", note: "" },
    },
    {
      person: person(81, "@Người Mẫu Kể", { tokens: [], phone: "0905 000 111" }),
      ...{ ...ofF0, isSaid: true, firstDay: "2020-08-13", lastDay: "2020-08-13", evidence: null },
      ...{ status: "reached", note: "ở quán Mẫu" },
    },
    {
      person: person(82, "Người Mẫu Hai Lần", { tokens: ["00000082"] }),
      ...{ class: "f2", met: [TI.id, FORMULA.id], isSaid: false },
      ...{ firstDay: "2020-08-16", lastDay: "2020-08-17" },
      evidence: {
        firstMs: Date.UTC(2020, 7, 16, 1),
        lastMs: Date.UTC(2020, 7, 17, 1),
        ...{ closeMinutes: 20, lowMinutes: 5, highMinutes: 31, probability: 0.5, seenBy: "both" },
      },
      ...{ status: "todo", note: "" },
    },
  ],
};
