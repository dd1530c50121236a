/** What a unit sends upward, and what becomes of it there; in a file and in a PostgreSQL database alike. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Campaign,
  campaignOf,
  currentCampaign,
  storedCampaign,
  weekly,
} from "../../../src/station/coverage/campaign.js";
import { coverageOf } from "../../../src/station/coverage/coverage.js";
import type { Figures } from "../../../src/station/coverage/figures.js";
import { type Report, reportOf, writeReport } from "../../../src/station/coverage/report-file.js";
import { enterFigures, takeReport } from "../../../src/station/coverage/take-report.js";
import { type RegisterEntry, type Store, type Unit, openStore } from "../../../src/station/store/store.js";
import { localDayStartMs } from "../../../src/station/text/local-time.js";
import { isUserError } from "../../../src/words/user-error.js";
import { hasPostgres, startPostgres } from "../store/postgres-server.js";

const DAY = 18_500;
const HOUR_MS = 3_600_000;
const NOW_MS = localDayStartMs(DAY) + 10 * HOUR_MS;
const unit = (id: string, kind: Unit["kind"], parentId: string | null, part: Partial<Unit> = {}): Unit => ({
  ...{ id, code: null, name: `Đơn vị ${id}`, kind, parentId, fromDay: null, toDay: null, reportsTo: [] },
  ...part,
});
/** As the province has them. */
const UNITS = [
  unit("tinh", "province", null),
  unit("huyenA", "district", "tinh"),
  unit("huyenB", "district", "tinh"),
  unit("xa", "commune", "huyenA", { code: "00123" }),
  unit("xaB", "commune", "huyenB", { code: "00124" }),
  unit("thon1", "hamlet", "xa", { name: "Thôn 1" }),
  unit("thon2", "hamlet", "xa", { name: "Thôn 2" }),
];
const NOBODY: RegisterEntry = {
  ...{ name: "", unit: "", phone: null, birthYear: null, sex: null, relativePhone: null },
  ...{ guardian: null, address: null, group: null, consent: null },
};

describe("a coverage report between stations", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "bz-coverage-"));
  let server: Awaited<ReturnType<typeof startPostgres>> | undefined;
  const open: Store[] = [];
  let made = 0;
  before(async () => {
    if (hasPostgres()) server = await startPostgres();
  });
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  async function station(units: readonly Unit[] = UNITS, at?: string): Promise<Store> {
    const store = await openStore(at ?? join(folder, `${made++}.sqlite`));
    open.push(store);
    await store.putUnits(units);
    return store;
  }
  const enter = (store: Store, unitId: string, all: Figures, day = DAY) =>
    enterFigures(store, { unitId, day, all, groups: {} }, localDayStartMs(day) + HOUR_MS);
  const cover = (store: Store, unitId: string, day = DAY, campaign?: Campaign) =>
    coverageOf(store, { unitId, day, campaign }, Math.max(NOW_MS, localDayStartMs(day) + HOUR_MS));
  const totalOf = async (store: Store, unitId: string, day = DAY) => (await cover(store, unitId, day)).lines[0]!.residents.all; // prettier-ignore
  async function reportOn(store: Store, unitId: string, madeMs = NOW_MS, day = DAY): Promise<Report> {
    return reportOf(await cover(store, unitId, day), madeMs);
  }
  const bytesOf = (report: Report) => Buffer.from(writeReport(report));
  const take = (store: Store, report: Report, nowMs = NOW_MS) => takeReport(store, bytesOf(report), nowMs);
  const codes = (notes: readonly { code: string }[]) => notes.map(({ code }) => code);
  async function refused(work: Promise<unknown>, code: string): Promise<void> {
    await assert.rejects(work, (error) => isUserError(error) && error.code === code);
  }
  async function give(
    store: Store,
    serial: number,
    who: Partial<RegisterEntry>,
    checkedMs?: number,
  ): Promise<string> {
    const id = await store.addEntry({ ...NOBODY, ...who });
    const token = await store.giveNumber(serial, id, NOW_MS - 20 * 24 * HOUR_MS, {
      ...{ consent: null, loan: null, collectedBy: null, replaces: null },
    });
    if (checkedMs !== undefined) {
      await store.putReading(token, checkedMs, "operator", "{}", null);
      await store.putDateProof(token, checkedMs, "clocks");
    }
    return id;
  }

  it("counts people and checked tokens of the register the same in both databases, now and a week before", async () => {
    const day = 24 * HOUR_MS;
    for (const at of [undefined, ...(server ? [await server.database()] : [])]) {
      const store = await station(UNITS, at);
      await give(store, 1, { name: "Nguyễn Văn An", unit: "Thôn 1", group: "Cán bộ" }, NOW_MS - HOUR_MS);
      await give(store, 2, { name: "Trần Thị Bình", unit: "Thôn 1" }, NOW_MS - 8 * day);
      await give(store, 3, { name: "Lê Chi", unit: "Thôn 2, Đơn vị xa", group: "cán bộ" });
      const twice = { name: "Phạm Dung", phone: "0905 000 111", birthYear: 1958 };
      await store.addEntry({ ...NOBODY, ...twice, unit: "Thôn 1" });
      await give(store, 4, { ...twice, phone: "+84 905 000 111", unit: "Thôn 2" }, NOW_MS - 2 * day);
      await store.addEntry({ ...NOBODY, name: "Không Rõ", unit: "Xóm lạ" });
      const { lines, before, notes, groupNames } = await cover(store, "tinh");
      const of = (id: string) => lines.find((line) => line.unit.id === id)!.residents;
      assert.deepEqual(of("tinh").all, { population: 5, tokens: 2 });
      assert.deepEqual(of("thon1").all, { population: 2, tokens: 1 });
      assert.deepEqual(of("thon2").all, { population: 2, tokens: 1 });
      assert.deepEqual(of("tinh").groups, { "can bo": { population: 2, tokens: 1 } });
      assert.equal(groupNames.get("can bo")?.toLowerCase(), "cán bộ");
      assert.equal(before[0]!.residents.all.tokens, 1);
      assert.deepEqual(codes(notes).slice(0, 2), ["coverage/note/unplaced", "coverage/note/same-person"]);
      // Of another unit's report these people are none.
      assert.deepEqual((await cover(store, "huyenB")).lines[0]!.residents.all, {});
      await store.takeBack("00000001", NOW_MS - 1);
      assert.equal((await totalOf(store, "tinh")).tokens, 1);
    }
  });

  it("gives the level above what it counts, by unit, and the same again below and above", async () => {
    const commune = await station();
    await enter(commune, "xa", { population: 1000, smartphones: 600, phoneless: 350, households: 40 });
    await enter(commune, "thon1", { population: 400, installs: 90 });
    await give(commune, 7, { name: "Nguyễn Văn An", unit: "Thôn 2", group: "Cán bộ" }, NOW_MS);
    const province = await station();
    const { rows, notes } = await take(province, await reportOn(commune, "xa"));
    assert.deepEqual([rows, notes], [3, []]);
    for (const id of ["xa", "thon1", "thon2"]) {
      const [below, above] = [(await cover(commune, id)).lines[0]!, (await cover(province, id)).lines[0]!];
      assert.deepEqual(without0(above.residents.all), without0(below.residents.all), id);
      assert.deepEqual(above.residents.groups, below.residents.groups, id);
    }
    assert.equal((await totalOf(province, "tinh")).population, 1000);
  });

  it("is refused when it was edited by hand, cut off, or is something else", async () => {
    const commune = await station();
    await enter(commune, "thon1", { population: 400, installs: 90 });
    const province = await station();
    const text = writeReport(await reportOn(commune, "xa"));
    const changed = text.replace('"installs":90', '"installs":190');
    assert.notEqual(changed, text);
    await refused(takeReport(province, Buffer.from(changed), NOW_MS), "coverage/file/changed");
    await refused(takeReport(province, Buffer.from(text.slice(0, -90)), NOW_MS), "coverage/file/kind");
    await refused(takeReport(province, Buffer.from("Tên;Số dân"), NOW_MS), "coverage/file/kind");
    assert.deepEqual(await totalOf(province, "tinh"), {});
    // An editor that lays it out anew changes nothing.
    await takeReport(province, Buffer.from(JSON.stringify(JSON.parse(text), null, 2)), NOW_MS);
    assert.equal((await totalOf(province, "tinh")).installs, 90);
  });

  it("is refused, checksum or not, when it contradicts itself", async () => {
    const commune = await station();
    await enter(commune, "thon1", { population: 400, installs: 90 });
    const province = await station();
    const edited = async (edit: (report: Report) => void) => {
      const report = await reportOn(commune, "xa");
      edit(report);
      return take(province, report);
    };
    const thon1 = (report: Report) => report.rows.find(({ id }) => id === "thon1")!;
    await refused(
      edited((report) => (thon1(report).book.all.installs = 95)),
      "coverage/file/sums",
    );
    await refused(
      edited((report) => (thon1(report).book.all.installs = 500)),
      "coverage/file/contradiction",
    );
    await refused(
      edited((report) => report.rows.push(thon1(report))),
      "coverage/file/unit-twice",
    );
    await refused(
      edited((report) => (thon1(report).under = "thon9")),
      "coverage/file/order",
    );
    await refused(
      edited((report) => (thon1(report).tokens = { "": ["1"] })),
      "coverage/file/sums",
    );
    await refused(
      edited((report) => (report.day = DAY + 1)),
      "coverage/file/future",
    );
    await refused(edited((report) => (report.rows[0] = { ...report.rows[0]!, id: "?", code: null, name: "Xã lạ" })), "coverage/file/order"); // prettier-ignore
    assert.deepEqual(await totalOf(province, "tinh"), {});
  });

  it("is refused where it could not be read again, and the figures above stay there to be looked at", async () => {
    const commune = await station([...UNITS, unit("thon3", "hamlet", "xa", { name: "Thôn 3" })]);
    const most = 100_000_000;
    await enter(commune, "thon3", { leaflets: most });
    const province = await station();
    const named = async (groupNames: Record<string, string>) =>
      take(province, { ...(await reportOn(commune, "xa")), groupNames });
    await refused(named({ "": "Không tên" }), "coverage/file/limits");
    await refused(named({ nhom: "" }), "coverage/file/limits");
    await refused(named({ nhom: "x".repeat(5000) }), "coverage/file/limits");
    // Units that are unknown here add up in the one above them.
    const report = await reportOn(commune, "xa");
    report.rows[0]!.book.all.leaflets = 1;
    const huge = {
      ...report,
      totals: { ...report.totals, residents: { all: { leaflets: most + 1 }, groups: {} } },
    };
    await assert.rejects(take(province, huge), isUserError);
    // A Korean syllable is three letters once it is folded.
    const groups = { ["\uac01".repeat(100)]: { population: 1 } };
    await refused(
      enterFigures(province, { unitId: "thon1", day: DAY, all: { population: 1 }, groups }, NOW_MS),
      "coverage/file/limits",
    );
    assert.deepEqual(await totalOf(province, "tinh"), {});
  });

  it("is taken in with work that grows as the report does, were every row of it unknown here", async () => {
    const commune = await station();
    const report = await reportOn(commune, "xa");
    const province = await station();
    /** How many members of arrays were handed out, whoever went through them. */
    const stepsOf = async (rows: number) => {
      const unknown = Array.from({ length: rows }, (_, i): Report["rows"][number] => ({
        ...{ id: `?${i}`, code: null, name: `Xóm ${i}`, kind: "hamlet", under: report.rows[0]!.id },
        ...{ book: { all: { tokens: 1 }, groups: { [`nhom ${i}`]: { tokens: 1 } } } },
        tokens: { [`nhom ${i % 2}`]: [`${i}`] },
      }));
      const residents = {
        all: { tokens: rows },
        groups: Object.fromEntries(unknown.flatMap(({ book }) => Object.entries(book.groups))),
      };
      const made = { ...report, madeMs: NOW_MS + rows, rows: [report.rows[0]!, ...unknown], totals: { residents, places: { all: {}, groups: {} } } }; // prettier-ignore
      const bytes = bytesOf(made);
      const steps = Object.getPrototypeOf([][Symbol.iterator]()) as { next: () => unknown };
      const { next } = steps;
      let count = 0;
      steps.next = function (this: unknown) {
        count++;
        return next.call(this);
      };
      try {
        await takeReport(province, bytes, NOW_MS);
      } finally {
        steps.next = next;
      }
      return count;
    };
    await stepsOf(10);
    const [few, many] = [await stepsOf(300), await stepsOf(1_200)];
    assert.ok(many < 6 * few, `${few} steps for 300 rows, ${many} for 1,200`);
    assert.equal((await totalOf(province, "xa")).tokens, 1_200);
  });

  it("says which row of the store cannot be read, and counts all others", async () => {
    const store = await station();
    await enter(store, "thon1", { population: 400, installs: 90 });
    await enter(store, "thon2", { population: 100 });
    await store.write((tx) =>
      tx
        .updateTable("coverage_reports")
        .set({ content: '{"book":' })
        .where("unit_id", "=", "thon2")
        .execute(),
    );
    const { lines, notes } = await cover(store, "xa");
    assert.equal(lines[0]!.residents.all.population, 400);
    const unreadable = notes.filter(({ code }) => code === "coverage/note/unreadable");
    assert.deepEqual(
      unreadable.map(({ parameters }) => parameters["unit"]),
      ["Thôn 2"],
    );
  });

  it("refuses the name of a group that is too long, in words", async () => {
    const store = await station();
    const name = "Đ".repeat(121);
    const groups = { [name]: { population: 1 } };
    const entered = enterFigures(store, { unitId: "thon1", day: DAY, all: {}, groups }, NOW_MS);
    await refused(entered, "coverage/figures/group-name");
    const target = { group: name, share: 1 };
    assert.throws(
      () => storedCampaign({ id: "c", name: "C", fromDay: 0, toDay: null, activeDays: 7, targets: [target], dues: [] }), // prettier-ignore
      (error) => isUserError(error, "coverage/figures/group-name"),
    );
    await enter(store, "thon1", { population: 5 });
    const report = await reportOn(store, "xa");
    report.rows.find(({ id }) => id === "thon1")!.book.groups = { [name]: { population: 1 } };
    await refused(take(await station(), report), "coverage/file/limits");
    // As long as the register takes one.
    await store.addEntry({ ...NOBODY, name: "An", unit: "Thôn 2", group: "d".repeat(120) });
    await take(await station(), await reportOn(store, "xa"));
  });

  it("means by the current campaign the one that runs on the day asked for", () => {
    const campaign = (id: string, fromDay: number, toDay: number | null) =>
      storedCampaign({ id, name: id, fromDay, toDay, activeDays: 7, targets: [], dues: [] });
    const all = [campaign("next", DAY + 5, null), campaign("old", 1, DAY - 1), campaign("now", DAY - 9, DAY), campaign("long", 2, null)]; // prettier-ignore
    const on = (day: number) => currentCampaign(all, day)?.id;
    assert.deepEqual([on(0), on(1), on(DAY - 1), on(DAY), on(DAY + 1), on(DAY + 5)], [undefined, "old", "now", "now", "long", "next"]); // prettier-ignore
  });

  it("is refused by nobody above without its sender having been told why", async () => {
    const commune = await station();
    await enter(commune, "xa", { population: 1000, smartphones: 500, phoneless: 100 });
    await enter(commune, "thon1", { population: 100, smartphones: 90 });
    const below = await station();
    await enter(below, "thon1", { population: 100, phoneless: 90 });
    await take(commune, await reportOn(below, "thon1"));
    const province = await station();
    await refused(take(province, await reportOn(commune, "xa")), "coverage/file/contradiction");
    const told = (await cover(commune, "xa")).notes.filter(
      ({ code }) => code === "coverage/note/contradiction",
    );
    assert.deepEqual(
      told.map(({ parameters }) => parameters?.["unit"]),
      ["Thôn 1"],
    );
  });

  it("changes nothing a second time; a newer one replaces it, and an older one does not", async () => {
    const commune = await station();
    await enter(commune, "thon1", { population: 400, installs: 90 });
    const province = await station();
    const first = await reportOn(commune, "xa");
    await take(province, first);
    assert.deepEqual(codes((await take(province, first, NOW_MS + HOUR_MS)).notes), ["coverage/note/again"]);
    await enter(commune, "thon1", { population: 400, installs: 100 });
    assert.deepEqual(codes((await take(province, await reportOn(commune, "xa", NOW_MS + 1), NOW_MS + 2)).notes), ["coverage/note/replaces"]); // prettier-ignore
    assert.deepEqual((await totalOf(province, "tinh")).installs, 100);
    await refused(take(province, { ...first, activeDays: 8 }), "coverage/file/older");
    assert.deepEqual((await totalOf(province, "tinh")).installs, 100);
    const days = await province.coverageReportDays(0);
    assert.deepEqual(
      days.map(({ takenMs }) => takenMs),
      [NOW_MS],
      "that the first came in time stays",
    );
  });

  it("counts units that are unknown above within the one above them", async () => {
    const commune = await station([...UNITS, unit("thon3", "hamlet", "xa", { name: "Thôn 3" })]);
    await enter(commune, "thon3", { population: 70, installs: 7 });
    const province = await station();
    const { notes } = await take(province, await reportOn(commune, "xa"));
    assert.deepEqual(codes(notes), ["coverage/note/unknown-units"]);
    assert.equal((await cover(province, "xa")).lines[0]!.own.all.installs, 7);
    assert.equal((await totalOf(province, "tinh")).installs, 7);
  });

  it("finds units by code, and by name under the same unit, where they have other IDs", async () => {
    const renamed = UNITS.map((one) => ({
      ...one,
      id: `${one.id}'`,
      parentId: one.parentId && `${one.parentId}'`,
    }));
    const commune = await station(renamed);
    await enter(commune, "thon1'", { population: 400, installs: 90 });
    const province = await station();
    assert.deepEqual((await take(province, await reportOn(commune, "xa'"))).notes, []);
    assert.equal((await totalOf(province, "thon1")).installs, 90);
  });

  it("counts a unit once that moved to another district, there, by what that district says of it", async () => {
    const districtA = await station();
    await enter(districtA, "thon1", { population: 400, installs: 90 });
    const moved = UNITS.map((one) => (one.id === "xa" ? { ...one, parentId: "huyenB" } : one));
    const districtB = await station(moved);
    await enter(districtB, "thon1", { population: 410, installs: 80 });
    const province = await station(moved);
    const { notes } = await take(province, await reportOn(districtA, "huyenA"));
    assert.ok(codes(notes).every((code) => code === "coverage/note/elsewhere") && notes.length === 3);
    assert.equal((await totalOf(province, "huyenA")).installs ?? 0, 0);
    assert.equal((await totalOf(province, "huyenB")).installs, 90);
    assert.ok(codes((await cover(province, "tinh")).notes).includes("coverage/note/moved"));
    // Made earlier, and believed all the same.
    await take(province, await reportOn(districtB, "huyenB", NOW_MS - HOUR_MS));
    assert.deepEqual(without0(await totalOf(province, "tinh")), { population: 410, installs: 80 });
    assert.ok(!codes((await cover(province, "tinh")).notes).includes("coverage/note/moved"));
  });

  it("counts a person once whose token two reports tell of", async () => {
    const [districtA, districtB, province] = [await station(), await station(), await station()];
    await give(districtA, 7, { name: "Nguyễn Văn An", unit: "Thôn 1" }, NOW_MS);
    await give(districtB, 7, { name: "Nguyễn Văn An", unit: "Đơn vị xaB" }, NOW_MS);
    await take(province, await reportOn(districtA, "huyenA"));
    await take(province, await reportOn(districtB, "huyenB", NOW_MS + 1));
    assert.equal((await totalOf(province, "tinh")).tokens, 1);
    assert.ok(codes((await cover(province, "tinh")).notes).includes("coverage/note/two-units"));
  });

  it("names nobody", async () => {
    const commune = await station();
    await give(commune, 7, { name: "Nguyễn Văn An", unit: "Thôn 1", phone: "0905 000 111" }, NOW_MS);
    const text = writeReport(await reportOn(commune, "xa"));
    assert.ok(text.includes("00000007"));
    assert.doesNotMatch(text, /Nguyễn|0905/);
  });

  it("goes on where a stored campaign cannot be read, and says which", async () => {
    const store = await station();
    for (const [n, content] of ["{", "{}", '{"activeDays":0,"targets":[],"dues":[]}'].entries()) {
      await store.putCampaign({ id: "c", name: `Chiến dịch ${n}`, fromDay: DAY - 14, toDay: null, content });
      const campaign = currentCampaign(await store.campaigns(), DAY);
      const { notes } = await coverageOf(store, { unitId: "xa", day: DAY, campaign }, NOW_MS);
      const about = notes.filter(({ code }) => code === "coverage/note/campaign");
      assert.deepEqual(about, [{ code: "coverage/note/campaign", parameters: { name: `Chiến dịch ${n}` } }]);
    }
  });

  it("tells who is in time, late and missing for each due date of a campaign", async () => {
    const store = await station();
    const dues = [...weekly(DAY - 7, DAY, ["district"]), { day: DAY + 3, kinds: ["district" as const] }];
    const campaign: Campaign = { id: "c", name: "Chiến dịch", fromDay: DAY - 14, toDay: null, activeDays: 7, targets: [], dues }; // prettier-ignore
    await store.putCampaign(storedCampaign(campaign));
    assert.deepEqual((await store.campaigns()).map(campaignOf), [campaign]);
    const said = async (id: string, of: number, taken: number) => {
      await enterFigures(
        store,
        { unitId: id, day: of, all: { population: 1 }, groups: {} },
        localDayStartMs(taken),
      );
    };
    await said("huyenA", DAY - 7, DAY - 7);
    await said("huyenB", DAY - 8, DAY - 5);
    await said("huyenA", DAY, DAY);
    const states = async (nowDay: number) => {
      const { dues: found } = await coverageOf(store, { unitId: "tinh", day: nowDay, campaign }, localDayStartMs(nowDay) + 1); // prettier-ignore
      return found.map(({ day, units }) => [day - DAY, ...units.map(({ unit, due }) => `${unit.id} ${due.state}${"days" in due ? due.days : ""}`)]); // prettier-ignore
    };
    assert.deepEqual(await states(DAY), [
      [-7, "huyenA in-time", "huyenB late2"],
      [0, "huyenA in-time", "huyenB open"],
    ]);
    assert.deepEqual(await states(DAY + 1), [
      [-7, "huyenA in-time", "huyenB late2"],
      [0, "huyenA in-time", "huyenB missing"],
      [3, "huyenA open", "huyenB open"],
    ]);
  });

  it("keeps figures out that make no sense", async () => {
    const store = await station();
    for (const all of [
      { population: 10, installs: 11 },
      { population: 10, smartphones: 6, phoneless: 5 },
    ])
      await refused(enter(store, "thon1", all), "coverage/file/contradiction");
    await refused(enterFigures(store, { unitId: "thon1", day: DAY + 1, all: {}, groups: {} }, NOW_MS), "coverage/file/future"); // prettier-ignore
    await refused(
      enterFigures(
        store,
        { unitId: "thon1", day: DAY, all: { installs: 5 }, groups: { "Cán bộ": { installs: 6 } } },
        NOW_MS,
      ),
      "coverage/file/contradiction",
    );
  });
});

/** A sum of parts that tell 0 is told; what nobody told is not. */
function without0(figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).filter(([, count]) => count !== 0));
}

it("a checksum is SHA-256, as others can compute it", () => {
  const report = { rows: [] } as unknown as Report;
  const sum = createHash("sha256").update('{"rows":[]}').digest("hex");
  assert.equal((JSON.parse(writeReport(report)) as { sha256: string }).sha256, sum);
});
