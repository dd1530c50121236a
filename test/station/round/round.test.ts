/** The round at the doors: where households come from, their order, what came of visits, and what coverage makes of it. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storedCampaign } from "../../../src/station/coverage/campaign.js";
import { coverageOf } from "../../../src/station/coverage/coverage.js";
import { enterFigures } from "../../../src/station/coverage/take-report.js";
import { householdsFromRegister } from "../../../src/station/round/from-register.js";
import { type RoundList, isListed, roundOf } from "../../../src/station/round/round.js";
import { EMPTY_ENTRY } from "../../../src/station/store/registry/households.js";
import { type Outcome, type Store, type Unit, openStore } from "../../../src/station/store/store.js";
import { localDayStartMs } from "../../../src/station/text/local-time.js";
import { isUserError } from "../../../src/words/user-error.js";
import { hasPostgres, startPostgres } from "../store/postgres-server.js";

const DAY = 18_500;
const NOW_MS = localDayStartMs(DAY) + 68_400_000;
const unit = (id: string, name: string, kind: Unit["kind"], parentId: string | null): Unit => ({
  ...{ id, code: null, name, kind, parentId, fromDay: null, toDay: null, reportsTo: [] },
});
const COMMUNE = [
  unit("xa", "Xã Bình An", "commune", null),
  unit("t1", "Thôn 1", "hamlet", "xa"),
  unit("t2", "Thôn 2", "hamlet", "xa"),
];
const PLACE = { unit: "Thôn 1", team: "", people: null, note: "" };

describe("house-to-house round", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "bz-round-"));
  let server: Awaited<ReturnType<typeof startPostgres>> | undefined;
  const open: Store[] = [];
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

  let made = 0;
  async function station(at = join(folder, `${made++}.sqlite`)): Promise<Store> {
    const store = await openStore(at);
    open.push(store);
    await store.putUnits(COMMUNE);
    return store;
  }
  const person = (store: Store, name: string, at: string, address: string | null, smartphone?: boolean) =>
    store.addEntry({ ...EMPTY_ENTRY, name, unit: at, address, ...(smartphone === undefined ? {} : { smartphone }) }); // prettier-ignore
  const walked = (store: Store, day = DAY, list: RoundList = "all") =>
    roundOf(store, { unit: "", team: "", list, day });
  const addresses = async (store: Store) =>
    (await walked(store)).households.map(
      ({ unit, position, address }) => `${unit.replace("thôn 01", "Thôn 1")} ${position} ${address}`,
    );
  const met = async (store: Store, id: string, day = DAY) =>
    (await coverageOf(store, { unitId: id, day }, NOW_MS)).lines[0]!.residents.all.households;

  it("makes households of the register's addresses in lane order, once, in both databases", async () => {
    for (const at of [undefined, ...(server ? [await server.database()] : [])]) {
      const store = await station(at);
      await person(store, "Lê An", "Thôn 1", "Ngõ 10, số 2", false);
      await person(store, "Lê Bình", "thôn 01", "Ngõ 10, số 2", true);
      await person(store, "Trần Chi", "Thôn 1", "Ngõ 2, số 15");
      await person(store, "Trần Cúc", "Thôn 1", "Ngõ 2, số 15 ");
      await person(store, "Trần Dung", "Thôn 2", "Ngõ 1");
      await person(store, "Phạm Em", "Hộ 7, Thôn 2", null);
      await person(store, "Không Nhà", "Thôn 2", null);
      assert.deepEqual(await householdsFromRegister(store, NOW_MS), {
        ...{ households: 4, people: 6, unplaced: 1 },
      });
      const order = ["Thôn 1 1 Ngõ 2, số 15", "Thôn 1 2 Ngõ 10, số 2", "Thôn 2 1 Hộ 7", "Thôn 2 2 Ngõ 1"];
      assert.deepEqual(await addresses(store), order);
      const { households } = await walked(store);
      // Whoever has no smartphone stands first.
      assert.deepEqual(
        households[1]!.members.map(({ name }) => name),
        ["Lê An", "Lê Bình"],
      );
      assert.deepEqual(await householdsFromRegister(store, NOW_MS), {
        ...{ households: 0, people: 0, unplaced: 1 },
      });
      await person(store, "Lê Út", "Thôn 1", "Ngõ 10, số 2");
      await householdsFromRegister(store, NOW_MS);
      assert.deepEqual(await addresses(store), order);
    }
  });

  it("puts one that was found on the way behind the door where somebody stands, and refuses a second one there", async () => {
    const store = await station();
    for (const n of [1, 2, 3]) await store.addHousehold({ ...PLACE, address: `Ngõ ${n}` }, undefined, NOW_MS);
    const id = await store.addHousehold({ ...PLACE, unit: "thôn 1", address: "Ngõ 1a" }, 1, NOW_MS);
    const of = (numbers: string[]) => numbers.map((n, i) => `Thôn 1 ${i + 1} Ngõ ${n}`);
    assert.deepEqual(await addresses(store), of(["1", "1a", "2", "3"]));
    await assert.rejects(store.addHousehold({ ...PLACE, address: "NGÕ 02" }, 1, NOW_MS), (error) =>
      isUserError(error, "round/household/known"),
    );
    await store.putHousehold(id, { ...PLACE, address: "Ngõ 1a" }, 4, NOW_MS);
    assert.deepEqual(await addresses(store), of(["1", "2", "3", "1a"]));
    await store.putHousehold(id, { ...PLACE, unit: "Thôn 2", address: "Ngõ 1a" }, 1, NOW_MS);
    assert.deepEqual(await addresses(store), [...of(["1", "2", "3"]), "Thôn 2 1 Ngõ 1a"]);
  });

  it("lists who is still to be visited, and for tomorrow who was absent or asked to come back", () => {
    const last = (outcome: Outcome, day: number, backDay: number | null = null) => ({
      last: { day, atMs: 0, outcome, backDay },
    });
    const cases: [ReturnType<typeof last> | { last: null }, boolean, boolean, boolean][] = [
      // Today open, today to come back to, tomorrow to come back to.
      [{ last: null }, true, false, false],
      [last("issued", DAY - 1), false, false, false],
      [last("refused", DAY - 1), false, false, false],
      [last("none", DAY - 1), false, false, false],
      [last("absent", DAY - 1), true, true, true],
      [last("absent", DAY), false, false, true],
      [last("back", DAY, DAY + 1), false, false, true],
      [last("back", DAY - 1, DAY + 2), false, false, false],
      [last("back", DAY - 3, DAY), true, true, true],
      [last("back", DAY), false, false, true],
    ];
    for (const [one, today, back, tomorrow] of cases) {
      const told = [isListed(one, "open", DAY), isListed(one, "back", DAY), isListed(one, "back", DAY + 1)];
      assert.deepEqual(told, [today, back, tomorrow], JSON.stringify(one));
      assert.ok(isListed(one, "all", DAY));
    }
  });

  it("counts by village and team, one visit a household and day, the last one", async () => {
    const store = await station();
    const [a, b, c, d] = await Promise.all(
      ["A", "B", "C", "D"].map(
        (address, i) =>
        store.addHousehold({ ...PLACE, unit: i < 3 ? "Thôn 1" : "Thôn 2", team: i % 2 ? "Tổ 2" : "Tổ 1", address }, undefined, NOW_MS), // prettier-ignore
      ),
    );
    await store.putVisit(a!, DAY - 1, "absent", null, NOW_MS);
    await store.putVisit(a!, DAY, "refused", null, NOW_MS);
    await store.putVisit(a!, DAY, "issued", null, NOW_MS + 1);
    await store.putVisit(b!, DAY, "absent", null, NOW_MS);
    await store.putVisit(d!, DAY, "back", DAY + 1, NOW_MS);
    await store.putVisit(c!, DAY, "none", null, NOW_MS);
    await store.putVisit(c!, DAY, null, null, NOW_MS);
    const { units, teams, total } = await walked(store);
    const told = ({ name, households, visited, met, issued, absent, back }: (typeof units)[number]) =>
      [name, households, visited, met, issued, absent, back].join(" ");
    assert.deepEqual(units.map(told), ["Thôn 1 3 2 1 1 1 0", "Thôn 2 1 1 1 0 0 1"]);
    assert.deepEqual(teams.map(told), ["Tổ 1 2 1 1 1 0 0", "Tổ 2 2 2 1 0 1 1"]);
    assert.equal(told(total), " 4 3 2 1 1 1");
    // What a campaign that began today has made of them.
    await store.putCampaign(storedCampaign({ id: "c", name: "Toàn dân", fromDay: DAY, toDay: null, activeDays: 7, targets: [], dues: [] })); // prettier-ignore
    const later = await roundOf(store, { unit: "Thôn 1", team: "Tổ 1", list: "all", day: DAY + 1 });
    assert.deepEqual([later.campaign, later.fromDay], ["Toàn dân", DAY]);
    assert.deepEqual(later.households.map(({ address }) => address), ["A", "C"]); // prettier-ignore
    assert.equal((await walked(store, DAY - 1)).total.absent, 1);
  });

  it("keeps a refusal on record until somebody agrees, of those whom it is about", async () => {
    const store = await station();
    await person(store, "Lê An", "Thôn 1", "Ngõ 1", false);
    await person(store, "Lê Bình", "Thôn 1", "Ngõ 1", true);
    await householdsFromRegister(store, NOW_MS);
    const members = async () => (await walked(store)).households[0]!.members;
    const { id } = (await walked(store)).households[0]!;
    await store.putVisit(id, DAY, "refused", null, NOW_MS);
    const refused = async () => (await members()).map(({ name, refusedMs }) => [name, refusedMs ?? null]);
    assert.deepEqual(await refused(), [["Lê An", NOW_MS], ["Lê Bình", null]]); // prettier-ignore
    const [an] = await members();
    const consent = { atMs: NOW_MS + 5, by: "self" as const };
    await store.giveNumber(7, an!.id, NOW_MS + 5, { consent, loan: null, collectedBy: null, replaces: null });
    assert.deepEqual(await refused(), [["Lê An", null], ["Lê Bình", null]]); // prettier-ignore
    assert.equal((await members())[0]!.tokens.length, 1);
  });

  it("goes with the last of whom it tells, when they take their consent back", async () => {
    const store = await station();
    const [a, b] = [await person(store, "A", "Thôn 1", "Ngõ 1"), await person(store, "B", "Thôn 1", "Ngõ 1")];
    await householdsFromRegister(store, NOW_MS);
    await store.putVisit((await walked(store)).households[0]!.id, DAY, "issued", null, NOW_MS);
    await store.withdraw(a, NOW_MS);
    assert.equal((await walked(store)).households.length, 1);
    await store.withdraw(b, NOW_MS);
    assert.deepEqual([(await walked(store)).households, await store.visits()], [[], []]);
  });

  it("tells coverage the households that were met, once, at every level, and never beside what staff typed", async () => {
    const store = await station();
    const ids = [];
    for (const address of ["A", "B", "C"])
      ids.push(await store.addHousehold({ ...PLACE, address }, undefined, NOW_MS));
    await store.putVisit(ids[0]!, DAY - 1, "back", DAY, NOW_MS);
    await store.putVisit(ids[0]!, DAY, "issued", null, NOW_MS);
    await store.putVisit(ids[1]!, DAY, "refused", null, NOW_MS);
    await store.putVisit(ids[2]!, DAY, "absent", null, NOW_MS);
    assert.deepEqual(
      [await met(store, "xa"), await met(store, "t1"), await met(store, "t2")],
      [2, 2, undefined],
    );
    assert.equal(await met(store, "xa", DAY - 1), 1);
    const { lines } = await coverageOf(store, { unitId: "t1", day: DAY }, NOW_MS);
    // The round knows doors, not how many people or tokens there are.
    assert.deepEqual(lines[0]!.residents.all, { households: 2 });
    const enter = (households: number) =>
      enterFigures(store, { unitId: "xa", day: DAY, all: { households }, groups: {} }, NOW_MS);
    await enter(1);
    assert.equal(await met(store, "xa"), 2);
    await enter(40);
    assert.equal(await met(store, "xa"), 40);
    const campaign = {
      id: "c",
      name: "C",
      fromDay: DAY + 1,
      toDay: null,
      activeDays: 7,
      targets: [],
      dues: [],
    };
    const after = await coverageOf(store, { unitId: "t1", day: DAY + 1, campaign }, NOW_MS);
    assert.equal(after.lines[0]!.residents.all.households, undefined);
  });
});
