/** What officers do with a case: pure functions over what its file holds. */
import assert from "node:assert/strict";
import { type CaseAct, applyAct, caseAct } from "../../../src/station/cases/acts.js";
import { type CaseContent, NO_NOTES } from "../../../src/station/cases/content.js";
import { eventsOf } from "../../../src/station/cases/events.js";
import { DEFAULT_FOLLOW_UP } from "../../../src/station/cases/follow-up-rule.js";
import { sheetOf } from "../../../src/station/cases/follow-up.js";
import { caseMentions, strikeInCase } from "../../../src/station/cases/withdrawal/mentions.js";
import { likelyDoubles, peopleOf } from "../../../src/station/cases/people.js";
import type { Contact, Trace } from "../../../src/station/cases/trace-result.js";
import { callList, warningTimes, wordsFor } from "../../../src/station/cases/warn.js";
import { withoutWithdrawn } from "../../../src/station/cases/withdrawal/withdrawn.js";
import type { Person } from "../../../src/station/store/types.js";
import { soughtOf } from "../../../src/station/text/mentions.js";
import { isUserError } from "../../../src/words/user-error.js";
import { formatDay, localDayStartMs } from "../../../src/station/text/local-time.js";

const HOUR_MS = 3_600_000;
/** The day of onset; the window begins three days before. */
const DAY = 18_680;
const at = (day: number, hours = 12) => localDayStartMs(day) + hours * HOUR_MS;

const person = (id: string, name: string, phone: string | null = null): Person => ({
  ...{ id, name, phone, unit: `Thôn ${id}`, birthYear: null },
});
function contact(holder: Person, probability: number, lastDay = DAY): Contact<Person> {
  const slot = { windowsHeard: 6, windowsListened: 6, nearness: "near", seenBy: "both" } as const;
  return {
    ...{ tokens: [{ token: `t${holder.id}`, serial: 7 }], holder, probability },
    ...{ minutes: 40, nearMinutes: 30, midMinutes: 10, farMinutes: 0, nearness: "near" },
    ...{ closeMinutes: 30, lowMinutes: 10, highMinutes: 40, isClose: probability >= 0.35, seenBy: "both" },
    ...{ firstMs: at(lastDay - 1), lastMs: at(lastDay), slots: [{ ...slot, startMs: at(lastDay) }] },
  };
}
const [an, binh, chi, dung, f0] = ["An", "Bình", "Chi", "Dung", "Không"].map((name, i) =>
  person(String(i), `Người Mẫu ${name}`, i === 0 ? "0905 000 111" : null),
) as [Person, Person, Person, Person, Person];
const traceOf = (holder: Person, contacts: Contact<Person>[]): Trace<Person> => ({
  ...{ tokens: [{ token: `t${holder.id}`, serial: 1 }], holder, contacts, notes: [] },
  ...{ fromMs: at(DAY - 3, 0), untilMs: at(DAY + 1), lookBackDays: 3 },
  ...{ rule: { minutes: 15, point: "usual" }, thresholds: { nearDbm: -67, midDbm: -79 } },
  ...{ unknownIds: 0, ownRecords: 9, outOfTime: 0, unreadable: 0, inDoubt: 0 },
});
const CASE: CaseContent = {
  ...{ format: "bztoken case", version: 3, onsetDay: DAY, onward: {}, notes: NO_NOTES },
  trace: traceOf(f0, [contact(an, 0.9), contact(binh, 0.5), contact(chi, 0.1)]),
};
let ids = 0;
function after(...acts: [CaseAct, number?][]): CaseContent {
  return acts.reduce((content, [act, ms = at(DAY + 1)]) => applyAct(content, caseAct.parse(act), ms, `id${ids++}`), CASE); // prettier-ignore
}
const confirm = (one: Person): [CaseAct, number?] => [
  { do: "decide", person: one.id, status: "confirmed", note: "" },
];
const say = (name: string, lastDay: number, phone = ""): [CaseAct, number?] => [
  { do: "say", name, unit: "", phone, lastDay, note: "chợ" },
];
const find = (content: CaseContent, name: string) =>
  peopleOf(content).find((one) => one.name?.endsWith(name))!;

describe("the people of a case", () => {
  it("are those whom tokens saw, who is named first, with how certain it is", () => {
    assert.deepEqual(
      peopleOf(CASE).map((one) => [one.name, one.class, one.isNamed, one.certainty]),
      [
        ["Người Mẫu An", "f1", true, "high"],
        ["Người Mẫu Bình", "f1", true, "medium"],
        ["Người Mẫu Chi", "f1", false, "low"],
      ],
    );
    assert.equal(find(after(confirm(chi)), "Chi").certainty, "high");
  });

  it("and whom the F0 named: merged with whom tokens saw, or by themselves; a contact before the window says so", () => {
    const content = after(say("nguoi mau AN", DAY + 1), say("Người Mẫu Chợ", DAY - 4), say("Người Lạ", DAY, "0905-000-111")); // prettier-ignore
    const people = peopleOf(content);
    assert.equal(people.length, 6);
    assert.deepEqual(
      content.notes.said.map((said) => likelyDoubles(said, people).map(({ name }) => name)),
      [["Người Mẫu An"], [], ["Người Mẫu An"]],
    );
    assert.deepEqual(
      people.filter((one) => one.isBeforeWindow).map(({ name }) => name),
      ["Người Mẫu Chợ"],
    );
    const { id } = content.notes.said[0]!;
    const called = applyAct(content, { do: "call", person: id, route: "phone", wasReached: true, by: "A" }, 5, "x"); // prettier-ignore
    const merged = applyAct(called, { do: "merge", id, sameAs: an.id }, 6, "x");
    const one = find(merged, "An");
    assert.equal(peopleOf(merged).length, 5);
    assert.deepEqual([one.said.length, one.contact !== null, one.lastDay], [1, true, DAY + 1]);
    // What was done about them goes along.
    assert.deepEqual([one.work.status, one.work.calls?.length], ["reached", 1]);
    assert.equal(merged.notes.work[id], undefined);
    const apart = applyAct(merged, { do: "merge", id, sameAs: null }, 7, "x");
    assert.equal(peopleOf(apart).length, 6);
  });

  it("lose the name and the telephone once they took their consent back; that they were near stays", () => {
    const said = after(say("Người Mẫu An", DAY, "0905 000 111"), confirm(an));
    const { id } = said.notes.said[0]!;
    const merged = applyAct(said, { do: "merge", id, sameAs: an.id }, 6, "x");
    const clean = withoutWithdrawn(merged, new Set([an.id]));
    assert.doesNotMatch(JSON.stringify(clean), /Mẫu An|0905/);
    const one = peopleOf(clean).find(({ key }) => key === an.id)!;
    assert.deepEqual([one.name, one.phone, one.unit, one.isWithdrawn], [null, null, "", true]);
    assert.deepEqual([one.work.status, one.contact!.probability], ["confirmed", 0.9]);
    assert.equal(find(clean, "Bình").name, binh.name);
    // So that nothing is written anew for nothing.
    assert.equal(withoutWithdrawn(clean, new Set([an.id])), clean);
    assert.equal(withoutWithdrawn(merged, new Set([dung.id])), merged);
  });

  it("and without what was noted of them, or whom they had met before", () => {
    const noted = after([{ do: "decide", person: an.id, status: "rejected", note: "An ở nhà" }]);
    const work = { status: "confirmed", note: "Không, hàng xóm của Dung" } as const;
    const met = { caseId: "c", f0: dung.name, f0Id: dung.id, contact: null, said: [], work };
    const content = { ...noted, notes: { ...noted.notes, origin: met } };
    const clean = withoutWithdrawn(content, new Set([an.id, dung.id]));
    const { notes } = clean;
    assert.deepEqual([notes.work[an.id]!.note, notes.work[an.id]!.status], ["", "rejected"]);
    assert.deepEqual([notes.origin!.f0, notes.origin!.work.note], [null, work.note]);
    assert.equal(withoutWithdrawn(content, new Set([f0.id])).notes.origin!.work.note, "");
    assert.equal(withoutWithdrawn(clean, new Set([an.id, dung.id])), clean);
  });

  it("and without their words in what was noted of others, where these can be nobody else's", () => {
    const content = after(
      [{ do: "decide", person: binh.id, note: "đi chợ với nguoi mau an, 0905.000.111" }],
      [{ do: "visit", person: binh.id, day: DAY, symptoms: "ho, như Người Mẫu An" }],
      [{ do: "place", name: "Nhà Người Mẫu An", fromMs: at(DAY, 1), toMs: at(DAY, 2) }],
      [{ do: "call", person: binh.id, route: "phone", wasReached: true, by: "Người Mẫu An" }],
      [{ do: "say", name: "Con của Người Mẫu An", unit: "", phone: "0905000111", lastDay: DAY, note: "" }],
    );
    const { notes } = withoutWithdrawn(content, new Set([an.id]));
    const { note, visits, calls } = notes.work[binh.id]!;
    assert.equal(note, "đi chợ với [đã xoá], [đã xoá]");
    assert.equal(visits![DAY]!.symptoms, "ho, như [đã xoá]");
    assert.equal(notes.places[0]!.name, "Nhà [đã xoá]");
    // Who has to be warned, and who called, an officer decides upon.
    assert.deepEqual([calls![0]!.by, notes.said[0]!.name], ["Người Mẫu An", "Con của Người Mẫu An"]);
    const unchanged = withoutWithdrawn(content, new Set([chi.id]));
    assert.deepEqual(unchanged.notes.work, content.notes.work);
    // Somebody else of the case bears the name.
    const twin = { ...content, trace: traceOf(f0, [contact(an, 0.9), contact({ ...binh, name: "Người mẫu Ân" }, 0.5)]) }; // prettier-ignore
    assert.equal(
      withoutWithdrawn(twin, new Set([an.id])).notes.work[binh.id]!.note,
      "đi chợ với nguoi mau an, [đã xoá]",
    );
  });

  it("and of who is only spoken of in it, where the name is known still", () => {
    const content = after([{ do: "decide", person: binh.id, note: "gặp Lê Thị Hoa" }]);
    const clean = withoutWithdrawn(content, new Set(["x"]), { name: "Lê Thị Hoa", phone: null });
    assert.equal(clean.notes.work[binh.id]!.note, "gặp [đã xoá]");
    assert.equal(withoutWithdrawn(clean, new Set(["x"])), clean);
  });

  it("are looked for by their officer, who takes out what is chosen and nothing that changed meanwhile", () => {
    const content = after(
      [{ do: "decide", person: binh.id, note: "gặp Lê Thị Hoa" }],
      [{ do: "decide", person: chi.id, note: "con bà Thị Hoa" }],
      [{ do: "say", name: "Lê Thị Hoa", unit: "chợ", phone: "0912 345 678", lastDay: DAY, note: "" }],
      [{ do: "office", name: "Trạm, gặp Lê Thị Hoa", phone: "0912345678" }],
    );
    const hoa = soughtOf({ name: "Lê Thị Hoa", phone: "+84912345678" });
    const found = caseMentions(content, hoa);
    assert.deepEqual(
      found.map(({ kind, of, isSure }) => [kind, of, isSure]),
      [
        ["note", binh.name, true],
        ["note", chi.name, false],
        ["said-name", "Lê Thị Hoa", false],
        ["said-phone", "Lê Thị Hoa", false],
        ["office-name", "", false],
        ["office-phone", "", false],
      ],
    );
    const { notes } = strikeInCase(content, hoa, [...found.slice(1, 4), found[5]!], "en");
    assert.deepEqual(
      [notes.work[binh.id]!.note, notes.work[chi.id]!.note, notes.said[0]!.name, notes.said[0]!.phone],
      ["gặp Lê Thị Hoa", "con bà [deleted]", "[deleted]", null],
    );
    assert.deepEqual(notes.office, { name: "Trạm, gặp Lê Thị Hoa", phone: "" });
    const later = applyAct(content, { do: "decide", person: binh.id, note: "gặp Lê Thị Hoa ở chợ" }, 5, "x");
    assert.throws(
      () => strikeInCase(later, hoa, found.slice(0, 1), "vi"),
      (error) => isUserError(error, "register/mention/changed"),
    );
  });

  it("have the places where tokens saw both", () => {
    const content = after([{ do: "place", name: "Chợ Mẫu", fromMs: at(DAY, 11), toMs: at(DAY, 13) }]);
    assert.deepEqual(find(content, "An").places.map(({ name }) => name), ["Chợ Mẫu"]); // prettier-ignore
    const before = after([{ do: "place", name: "Chợ Mẫu", fromMs: at(DAY, 9), toMs: at(DAY, 12) }]);
    assert.deepEqual(find(before, "An").places, []);
    assert.throws(() => after([{ do: "place", name: "x", fromMs: 5, toMs: 5 }]));
  });

  it("are F2 through confirmed F1s alone, unless they are F1 themselves", () => {
    const onward = {
      [an.id]: traceOf(an, [contact(dung, 0.8), contact(binh, 0.9), contact(f0, 1), contact(chi, 0.6)]),
      [binh.id]: traceOf(binh, [contact(dung, 0.4, DAY + 1)]),
    };
    const f2 = (content: CaseContent) =>
      peopleOf({ ...content, onward })
        .filter((one) => one.class === "f2")
        .map((one) => [one.name, one.met.join(), one.lastDay]);
    assert.deepEqual(f2(CASE), []);
    assert.deepEqual(f2(after(confirm(an))), [["Người Mẫu Chi", an.id, DAY], ["Người Mẫu Dung", an.id, DAY]]); // prettier-ignore
    const both = f2(after(confirm(an), confirm(binh)));
    assert.deepEqual(both[1], ["Người Mẫu Dung", `${an.id},${binh.id}`, DAY + 1]);
    assert.deepEqual(f2(after(confirm(an), confirm(chi))).map(([name]) => name), ["Người Mẫu Dung"]); // prettier-ignore
  });

  it("are decided about once: a call changes no decision, and taken back it leaves what was", () => {
    const call = (wasReached: boolean): [CaseAct, number?] => [
      { do: "call", person: an.id, route: "phone", wasReached, by: "Cán bộ Mẫu" },
    ];
    const statusOf = (...acts: [CaseAct, number?][]) => find(after(...acts), "An").work.status;
    const undo: [CaseAct, number?] = [{ do: "uncall", person: an.id }];
    assert.equal(statusOf(call(false)), "unreachable");
    assert.equal(statusOf(call(false), call(true)), "reached");
    assert.equal(statusOf(call(true), call(false)), "reached");
    assert.equal(statusOf(call(false), call(true), undo), "unreachable");
    assert.equal(statusOf(call(true), undo), "todo");
    assert.equal(statusOf(confirm(an), call(false)), "confirmed");
    assert.equal(statusOf(confirm(an), call(true), undo), "confirmed");
  });

  it("change in one part at a time: who says nothing of the others leaves them as they are", () => {
    const content = after(
      confirm(an),
      [{ do: "decide", person: an.id, note: "ở cùng nhà" }],
      [{ do: "visit", person: an.id, day: DAY + 1, wasSeen: true }],
      [{ do: "visit", person: an.id, day: DAY + 1, test: "waiting" }],
      [{ do: "visit", person: an.id, day: DAY + 1, symptoms: "ho" }],
      [{ do: "office", name: "Trạm" }],
      [{ do: "office", phone: "115" }],
      [{ do: "rule", f1: { days: 21 } }],
      [{ do: "rule", f2: { days: 7 } }],
    );
    const { status, note, visits } = find(content, "An").work;
    assert.deepEqual([status, note], ["confirmed", "ở cùng nhà"]);
    assert.deepEqual(visits, { [DAY + 1]: { wasSeen: true, symptoms: "ho", test: "waiting" } });
    assert.deepEqual(content.notes.office, { name: "Trạm", phone: "115" });
    const { f1, f2 } = content.notes.followUp;
    assert.deepEqual([f1.days, f2.days, f1.place], [21, 7, "centralised"]);
  });

  it("have a history", () => {
    const content = after(
      confirm(an),
      [{ do: "call", person: an.id, route: "visit", wasReached: true, by: "A" }],
      [{ do: "visit", person: an.id, day: DAY + 2, wasSeen: true, symptoms: "ho", test: "none" }],
      [{ do: "ill", person: an.id, onsetDay: DAY + 3 }],
    );
    assert.deepEqual(
      eventsOf(find(content, "An"), content.notes).map(({ what }) => what),
      ["met", "called", "decided", "visited", "ill", "ends"],
    );
    const well = applyAct(content, { do: "ill", person: an.id, onsetDay: null }, 9, "x");
    assert.equal(find(well, "An").work.illDay, undefined);
  });
});

describe("the sheet of follow-up", () => {
  const rows = (content: CaseContent, day: number) =>
    sheetOf(peopleOf(content), content.notes.followUp, day).map((row) => [
      row.person.name!.split(" ").at(-1),
      `${row.dayNumber}/${row.days}`,
      row.missed,
      row.isTestDue,
    ]);
  const visit = (
    day: number,
    wasSeen: boolean | null,
    test: "none" | "waiting" = "none",
    who = an,
  ): [CaseAct] => [{ do: "visit", person: who.id, day, wasSeen, symptoms: "", test }];

  it("has who is confirmed, from the day after the last contact for fourteen days", () => {
    const content = after(confirm(an));
    assert.deepEqual(rows(content, DAY), []);
    assert.deepEqual(rows(content, DAY + 1), [["An", "1/14", 0, true]]);
    assert.equal(rows(content, DAY + 14).length, 1);
    assert.deepEqual(rows(content, DAY + 15), []);
    assert.deepEqual(rows(CASE, DAY + 1), []);
    const rule = { ...DEFAULT_FOLLOW_UP, f1: { ...DEFAULT_FOLLOW_UP.f1, days: 21 } };
    const longer = applyAct(content, caseAct.parse({ do: "rule", ...rule }), 0, "x");
    assert.deepEqual(rows(longer, DAY + 21).length, 1);
  });

  it("puts who was missed longest first; not seen is missed too, and before they were confirmed nobody was", () => {
    const content = after(confirm(an), confirm(binh), visit(DAY + 1, true), visit(DAY + 2, false));
    assert.deepEqual(rows(content, DAY + 4), [
      ["Bình", "4/14", 3, true],
      ["An", "4/14", 2, true],
    ]);
    const late = after([{ do: "decide", person: an.id, status: "confirmed", note: "" }, at(DAY + 5)]);
    assert.equal(rows(late, DAY + 6)[0]![2], 1);
  });

  it("asks for a sample until one was taken for each day that has one", () => {
    const content = after(confirm(an), visit(DAY + 2, true, "waiting"));
    const isDue = (day: number) => rows(content, day)[0]![3];
    assert.deepEqual([DAY + 1, DAY + 2, DAY + 13, DAY + 14].map(isDue), [true, false, false, true]);
  });

  it("loses who falls ill, and keeps F2 at home", () => {
    assert.deepEqual(rows(after(confirm(an), [{ do: "ill", person: an.id, onsetDay: DAY }]), DAY + 1), []);
    const content = {
      ...after(confirm(an), confirm(dung)),
      onward: { [an.id]: traceOf(an, [contact(dung, 0.9)]) },
    };
    const [f2] = sheetOf(peopleOf(content), content.notes.followUp, DAY + 1).filter(({ person }) => person.class === "f2"); // prettier-ignore
    assert.deepEqual([f2!.person.name, f2!.place, f2!.isTestDue], ["Người Mẫu Dung", "home", false]);
  });
});

describe("the list of people to warn", () => {
  const call = (
    who: Person,
    route: "phone" | "sms" | "visit",
    ms: number,
    wasReached = true,
  ): [CaseAct, number] => [{ do: "call", person: who.id, route, wasReached, by: "A" }, ms];

  it("has who is named and not rejected, who was not reached first", () => {
    const names = (content: CaseContent) =>
      callList(peopleOf(content)).map((one) => one.name!.split(" ").at(-1));
    assert.deepEqual(names(CASE), ["An", "Bình"]);
    assert.deepEqual(names(after(call(an, "phone", 5))), ["Bình", "An"]);
    assert.deepEqual(names(after(call(an, "phone", 5, false))), ["An", "Bình"]);
    assert.deepEqual(names(after([{ do: "decide", person: an.id, status: "rejected", note: "x" }])), [
      "Bình",
    ]);
    assert.deepEqual(names(after(confirm(chi))).sort(), ["An", "Bình", "Chi"]);
  });

  it("comes with words in which everything is filled in, and never the F0's name", () => {
    const content = after([{ do: "office", name: "trạm Y tế xã Mẫu", phone: "0235 000 115" }]);
    for (const notes of [content.notes, CASE.notes])
      for (const one of [find(content, "An"), { ...find(content, "An"), class: "f2" as const, name: null }])
        for (const means of ["phone", "sms"] as const) {
          const words = wordsFor(means, one, notes);
          assert.doesNotMatch(words, /[{}]|undefined|null|Không/);
          assert.ok(words.includes(formatDay(DAY)));
        }
    assert.match(wordsFor("sms", find(content, "An"), content.notes), /^Trạm Y tế xã Mẫu: Người Mẫu An .*0235 000 115\.$/); // prettier-ignore
    assert.ok(wordsFor("phone", find(content, "An"), content.notes).includes(formatDay(DAY + 14)));
  });

  it("tells by route how long it took from the diagnosis, and how long others wait", () => {
    const content = after(
      call(an, "phone", at(DAY, 9), false),
      call(an, "phone", at(DAY, 10)),
      call(chi, "sms", at(DAY, 12)),
      confirm(chi),
    );
    const times = (ms: number | null) => warningTimes(peopleOf(content), ms, at(DAY, 13));
    const { byRoute, waiting, waitingMs } = times(at(DAY, 8));
    assert.deepEqual(
      byRoute.map(({ route, warned, medianMs }) => [route, warned, medianMs && medianMs / HOUR_MS]),
      [["phone", 1, 2], ["sms", 1, 4], ["visit", 0, null]], // prettier-ignore
    );
    assert.deepEqual([waiting, waitingMs], [1, 5 * HOUR_MS]);
    assert.deepEqual([times(null).byRoute[0]!.medianMs, times(null).waitingMs], [null, null]);
  });
});
