/** A team's laptop takes the round out and brings it back: once, twice, older, edited by hand, and after others were there. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { householdsFromRegister } from "../../../src/station/round/from-register.js";
import { type RoundFile, roundFileOf, writeRound } from "../../../src/station/round/round-file.js";
import { roundOf } from "../../../src/station/round/round.js";
import { takeRound } from "../../../src/station/round/take-round.js";
import { EMPTY_ENTRY } from "../../../src/station/store/registry/households.js";
import { type Store, openStore } from "../../../src/station/store/store.js";
import { localDayStartMs } from "../../../src/station/text/local-time.js";
import { isUserError } from "../../../src/words/user-error.js";
import { hasPostgres, startPostgres } from "../store/postgres-server.js";

const DAY = 18_500;
const HOUR_MS = 3_600_000;
const NOW_MS = localDayStartMs(DAY) + 18 * HOUR_MS;
const PLACE = { unit: "Thôn 1", team: "Tổ 1", people: null, note: "" };
const GIVEN = { consent: null, loan: null, collectedBy: null, replaces: null };

describe("a round file between two computers", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "bz-round-file-"));
  let server: Awaited<ReturnType<typeof startPostgres>> | undefined;
  const open: Store[] = [];
  let made = 0;
  let unit: Store;
  let laptop: Store;
  let an: string;
  let nowMs = NOW_MS;
  before(async () => {
    if (hasPostgres()) server = await startPostgres();
  });
  async function station(at = join(folder, `${made++}.sqlite`)): Promise<Store> {
    const store = await openStore(at);
    open.push(store);
    return store;
  }
  async function startRound(at?: string): Promise<void> {
    nowMs = NOW_MS;
    [unit, laptop] = [await station(at), await station()];
    const add = (name: string, address: string, birthYear: number) =>
      unit.addEntry({ ...EMPTY_ENTRY, name, unit: "Thôn 1", address, birthYear, smartphone: false });
    an = await add("Lê An", "Ngõ 1", 1950);
    await add("Lê Bình", "Ngõ 2", 1955);
    await householdsFromRegister(unit, nowMs);
    await take(laptop, await fileOf(unit));
  }
  beforeEach(() => startRound());
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  const fileOf = (store: Store) => roundFileOf(store, { unit: "", team: "" }, nowMs);
  const take = (store: Store, file: RoundFile) => takeRound(store, Buffer.from(writeRound(file)), nowMs);
  const later = (ms = HOUR_MS) => (nowMs += ms);
  const all = async (store: Store) =>
    (await roundOf(store, { unit: "", team: "", list: "all", day: DAY })).households;
  const told = async (store: Store) =>
    (await all(store)).map(
      ({ position, address, last, members }) =>
        `${position} ${address} ${last?.outcome ?? "–"} ${members.map(({ name, tokens }) => [name, ...tokens.map(({ serial }) => serial)].join(" ")).join(", ")}`, // prettier-ignore
    );
  const codes = ({ notes }: { notes: readonly { code: string }[] }) => notes.map(({ code }) => code);
  const refused = (bytes: Uint8Array, code: string) =>
    assert.rejects(takeRound(unit, bytes, nowMs), (error) => isUserError(error) && error.code === code);
  /** A day of the team, without network. */
  async function walk(): Promise<void> {
    later();
    const [first, second] = await all(laptop);
    await laptop.giveNumber(7, an, nowMs, { ...GIVEN, consent: { atMs: nowMs, by: "self" } });
    await laptop.putVisit(first!.id, DAY, "issued", null, nowMs);
    const found = await laptop.addHousehold({ ...PLACE, address: "Ngõ 1a" }, 1, nowMs);
    const cuc = await laptop.addMember(found, { name: "Hồ Cúc", birthYear: 1948, phone: null, smartphone: false }); // prettier-ignore
    await laptop.giveNumber(8, cuc, nowMs, { ...GIVEN, consent: { atMs: nowMs, by: "self" } });
    await laptop.putVisit(found, DAY, "issued", null, nowMs);
    await laptop.putVisit(second!.id, DAY, "refused", null, nowMs);
    later();
  }
  const DONE = ["1 Ngõ 1 issued Lê An 7", "2 Ngõ 1a issued Hồ Cúc 8", "3 Ngõ 2 refused Lê Bình"];

  it("brings a day back whole, in both databases, and nothing a second time", async () => {
    for (const at of [undefined, ...(server ? [await server.database()] : [])]) {
      await startRound(at);
      await walk();
      const file = await fileOf(laptop);
      const { notes, ...counts } = await take(unit, file);
      assert.deepEqual([counts, notes], [{ households: 1, people: 1, visits: 3, tokens: 2 }, []]);
      assert.deepEqual(await told(unit), DONE);
      const [bình] = (await all(unit))[2]!.members;
      assert.equal(bình!.refusedMs, NOW_MS + HOUR_MS);
      assert.deepEqual((await all(unit))[0]!.members[0]!.consent, { atMs: NOW_MS + HOUR_MS, by: "self" });
      const issues = await unit.issues();
      later();
      const again = await take(unit, file);
      assert.deepEqual(
        { ...again, notes: codes(again) },
        { households: 0, people: 0, visits: 0, tokens: 0, notes: ["round/note/nothing"] },
      );
      assert.deepEqual([await told(unit), await unit.issues()], [DONE, issues]);
      // And out again the next morning.
      assert.deepEqual(codes(await take(laptop, await fileOf(unit))), ["round/note/nothing"]);
    }
  });

  it("is refused whole when it was edited by hand, cut off, or does not hang together", async () => {
    await walk();
    const file = await fileOf(laptop);
    const text = writeRound(file);
    const edited = text.replace('"outcome":"refused"', '"outcome":"issued"');
    assert.notEqual(edited, text);
    await refused(Buffer.from(edited), "round/file/changed");
    await refused(Buffer.from(text.slice(0, -80)), "round/file/kind");
    await refused(Buffer.from('{"format":"bluezone-coverage"}'), "round/file/kind");
    await refused(Buffer.from(text.replace('"version":1', '"version":2')), "round/file/version");
    const broken = (edit: (copy: RoundFile) => void) => {
      const copy = structuredClone(file);
      edit(copy);
      return Buffer.from(writeRound(copy));
    };
    await refused(broken((copy) => copy.households.splice(0, 1)), "round/file/parts"); // prettier-ignore
    await refused(broken((copy) => copy.people.splice(0, 1)), "round/file/parts"); // prettier-ignore
    await refused(broken((copy) => copy.people.push(copy.people[0]!)), "round/file/parts"); // prettier-ignore
    await refused(broken((copy) => (copy.visits[0]!.day = DAY + 1)), "round/file/future"); // prettier-ignore
    assert.deepEqual(await told(unit), ["1 Ngõ 1 – Lê An", "2 Ngõ 2 – Lê Bình"]);
    // An editor that lays it out anew changes nothing.
    await takeRound(unit, Buffer.from(JSON.stringify(JSON.parse(text), null, 1)), nowMs);
    assert.deepEqual(await told(unit), DONE);
  });

  it("leaves what was written here later, and says how much", async () => {
    const morning = (await all(laptop))[0]!;
    await laptop.putVisit(morning.id, DAY, "absent", null, later());
    const early = await fileOf(laptop);
    await walk();
    await take(unit, await fileOf(laptop));
    assert.deepEqual(codes(await take(unit, early)), ["round/note/older"]);
    assert.deepEqual(await told(unit), DONE);
    const { unit: village, address, team, people } = morning;
    await unit.putHousehold(morning.id, { unit: village, address, team, people, note: "chó dữ" }, 1, later());
    assert.deepEqual(codes(await take(unit, await fileOf(laptop))), ["round/note/older"]);
    assert.equal((await all(unit))[0]!.note, "chó dữ");
    await take(laptop, await fileOf(unit));
    assert.equal((await all(laptop))[0]!.note, "chó dữ");
  });

  it("is no way for a wrong clock to win for good", async () => {
    const file = await fileOf(laptop);
    const id = file.households[0]!.id;
    const far = nowMs + 9_000 * HOUR_MS;
    await take(unit, { ...file, visits: [{ householdId: id, day: DAY, atMs: far, outcome: "absent", backDay: null }] }); // prettier-ignore
    await laptop.putVisit(id, DAY, "none", null, later());
    await take(unit, await fileOf(laptop));
    assert.equal((await all(unit))[0]!.last!.outcome, "none");
  });

  it("makes one of a household and of a person that both computers added", async () => {
    await walk();
    const here = await unit.addHousehold({ ...PLACE, unit: "thôn 1", address: "NGÕ 1A" }, 2, nowMs);
    const cuc = await unit.addMember(here, { name: "Hồ Cúc", birthYear: 1948, phone: "0905 000 111", smartphone: null }); // prettier-ignore
    const taken = await take(unit, await fileOf(laptop));
    assert.deepEqual(codes(taken), ["round/note/same-household", "round/note/same-person"]);
    assert.deepEqual([taken.households, taken.people, await unit.countPeople()], [0, 0, 3]);
    const [one] = (await all(unit)).filter(({ id }) => id === here);
    assert.deepEqual(
      one!.members.map(({ id, phone, smartphone, tokens }) => [id, phone, smartphone, tokens[0]!.serial]),
      [[cuc, "0905 000 111", false, 8]],
    );
    assert.deepEqual(codes(await take(unit, await fileOf(laptop))), [
      ...["round/note/same-household", "round/note/same-person"],
    ]);
    assert.equal((await unit.issues()).length, 2);
  });

  it("gives nobody a token that somebody else has here, that is lost, or that was given back since", async () => {
    await walk();
    const file = await fileOf(laptop);
    const other = await unit.addEntry({ ...EMPTY_ENTRY, name: "Trần Dung", unit: "Thôn 2" });
    await unit.giveNumber(7, other, nowMs, GIVEN);
    await unit.putTokenState(await unit.tokenOf(8), "lost", "", later());
    const taken = await take(unit, file);
    assert.deepEqual(codes(taken), ["round/note/token-held", "round/note/token"]);
    assert.deepEqual([taken.tokens, taken.visits], [0, 3]);
    assert.deepEqual((await unit.issues()).map(({ person }) => person.name), ["Trần Dung"]); // prettier-ignore

    await startRound();
    await walk();
    const first = await fileOf(laptop);
    await take(unit, first);
    await unit.takeBack(await unit.tokenOf(7), later());
    await unit.undoIssue(
      await unit.tokenOf(8),
      (await unit.tokens()).find(({ serial }) => serial === 8)!.holder!.id,
    );
    assert.deepEqual(codes(await take(unit, first)), ["round/note/nothing"]);
    assert.deepEqual((await unit.tokens()).filter(({ holder }) => holder !== null), []); // prettier-ignore
  });

  it("does not bring back who took their consent back here, nor where they live", async () => {
    await walk();
    await unit.withdraw(an, later());
    const taken = await take(unit, await fileOf(laptop));
    assert.ok(codes(taken).includes("round/note/withdrawn"));
    const text = JSON.stringify([await fileOf(unit), await unit.issues()]);
    assert.ok(!text.includes("Lê An") && !text.includes('"Ngõ 1"'));
    assert.deepEqual(await told(unit), DONE.slice(1).map((line, i) => `${i + 1}${line.slice(1)}`)); // prettier-ignore
  });

  it("has a checksum that others can compute", async () => {
    const text = writeRound(await fileOf(unit));
    const { round, sha256 } = JSON.parse(text) as { round: unknown; sha256: string };
    assert.equal(createHash("sha256").update(JSON.stringify(round)).digest("hex"), sha256);
  });
});
