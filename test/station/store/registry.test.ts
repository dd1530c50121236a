/** The register in a file and in a PostgreSQL database alike: found, sorted and paged by the database; states of tokens. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { migrations } from "../../../src/station/store/schema.js";
import {
  openStore,
  type ListedPerson,
  type PeopleQuery,
  type RegisterEntry,
  type Store,
} from "../../../src/station/store/store.js";
import { compareNames } from "../../../src/station/text/vietnamese.js";
import { createRandom } from "../../../hal/simulated/random.js";
import { fillPeople, madeUpPerson } from "../../bench/register-people.js";
import { hasPostgres, startPostgres } from "./postgres-server.js";

const NOBODY: RegisterEntry = {
  ...{ name: "", unit: "", phone: null, birthYear: null, sex: null, relativePhone: null },
  ...{ guardian: null, address: null, group: null, consent: null },
};
const PEOPLE: Partial<RegisterEntry>[] = [
  { name: "Nguyễn Văn Đức", unit: "Thôn 7", birthYear: 1958, phone: "0905 000 111" },
  { name: "Nguyễn Văn Ðức", unit: "Thôn 17", birthYear: 1990 }, // U+00D0
  { name: "Nguyễn ðức Văn".normalize("NFD"), unit: "Thôn 70" }, // U+00F0
  { name: "H’Hen Niê", unit: "Buôn 3", relativePhone: "+84 935 123 456" },
  { name: "Y-Bhăm Êban", unit: "Buôn 10" },
  { name: "Trần Thị Hoà", unit: "Thôn 07" },
  { name: "Trần Thị Hòa", unit: "Thôn 2" },
  { name: "Trần Thị Hoan", unit: "Lớp 9A" },
];

describe("the register in the store", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "bz-registry-"));
  let server: Awaited<ReturnType<typeof startPostgres>> | undefined;
  before(async () => {
    // PostgreSQL where it is; the file in any case. That it is there CI asks in both-databases.test.ts.
    if (hasPostgres()) server = await startPostgres();
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  async function inBoth(name: string, check: (store: Store, at: string) => Promise<void>): Promise<void> {
    for (const at of [join(folder, `${name}.sqlite`), ...(server ? [await server.database()] : [])]) {
      const store = await openStore(at);
      try {
        await check(store, at);
      } finally {
        await store.close();
      }
    }
  }
  const ask = (part: Partial<PeopleQuery>): PeopleQuery => ({ query: "", order: "name", isDown: false, after: null, limit: 50, ...part }); // prettier-ignore
  const add = async (store: Store) => {
    for (const part of PEOPLE) await store.addEntry({ ...NOBODY, ...part } as RegisterEntry);
  };

  it("counts passages at a gate by hour and kind, several at once too", () =>
    inBoth("passages", async (store) => {
      const hourMs = Date.UTC(2020, 7, 8, 3);
      await Promise.all(Array.from({ length: 20 }, (_, n) => store.addPassage("token", hourMs + n)));
      await store.addPassage("without", hourMs + 3_600_000);
      assert.deepEqual(await store.passages(hourMs, hourMs + 2 * 3_600_000), [
        { hourMs, passages: { token: 20, android: 0, iphone: 0, without: 0 } },
        { hourMs: hourMs + 3_600_000, passages: { token: 0, android: 0, iphone: 0, without: 1 } },
      ]);
    }));

  it("finds đ, Đ, Ð and ð, NFC and NFD, apostrophes, hyphens, hamlets, years and phones as they are typed", () =>
    inBoth("found", async (store) => {
      await add(store);
      const found = async (query: string) => (await store.people(ask({ query }))).people.length;
      const cases: [string, number][] = [
        ["duc", 3], ["Đức", 3], ["ÐỨC", 3], ["nguyen van d", 3], ["đức".normalize("NFD"), 3],
        ["h'hen nie", 1], ["hhen", 1], ["h’hen", 1], ["y bham", 1], ["Y-Bhăm eban", 1],
        ["thon 7", 2], ["thon 07", 2], ["th 7", 2], ["thon 17", 1], ["thon 1", 0], ["7 thon", 2], ["buon 3", 1],
        ["hoa", 3], ["hoà", 3], ["1958", 1], ["nguyen 1958", 1], ["0905000111", 1], ["0905 000", 1], ["+84 905 000 111", 1],
        ["0935123456", 1], ["9A", 1], ["%", 8], ["_", 8], ["'; drop table persons", 0], ["zzz", 0],
      ]; // prettier-ignore
      for (const [query, count] of cases) assert.equal(await found(query), count, query);
      const [duc] = (await store.people(ask({ query: "1958" }))).people;
      await store.putEntry(duc!.id, { ...duc!, name: "Nguyễn Văn Đạt" });
      assert.deepEqual(
        [await found("duc"), await found("dat")],
        [2, 1],
        "what was corrected is found as it is now",
      );
    }));

  it("sorts as compareNames does, up and down, and gives each person once, whatever the size of the pages", () =>
    inBoth("sorted", async (store) => {
      await add(store);
      await fillPeople(store, 700);
      for (const isDown of [false, true]) {
        for (const [query, limit] of [
          ["", 50],
          ["", 1_000],
          ["nguyen", 7],
          ["thon 7", 3],
        ] as const) {
          // prettier-ignore
          const all: ListedPerson[] = [];
          for (let after: string | null = null; ;) {
            const page: Awaited<ReturnType<Store["people"]>> = await store.people(
              ask({ query, limit, isDown, after }),
            );
            all.push(...page.people);
            after = page.next;
            if (after === null) break;
            assert.equal(page.people.length, limit);
          }
          assert.equal(new Set(all.map(({ id }) => id)).size, all.length, query);
          if (query === "") assert.equal(all.length, 708);
          const sorted = [...all].sort((a, b) => compareNames(a.name, b.name) * (isDown ? -1 : 1));
          assert.deepEqual(all.map(({ name }) => compareKey(name)), sorted.map(({ name }) => compareKey(name))); // prettier-ignore
        }
      }
      const { people } = await store.people(ask({ query: "buon", order: "unit" }));
      assert.deepEqual(people.map(({ unit }) => unit), ["Buôn 3", "Buôn 10"], "numbers by their value"); // prettier-ignore
    }));

  it("keeps everything of a person, and goes up with packs' rows", () =>
    inBoth("whole", async (store) => {
      const entry: RegisterEntry = {
        ...{ name: "Bé Na", unit: "Thôn 3", phone: "0905 1", birthYear: 2019, sex: "female", relativePhone: "0905 2" },
        ...{ guardian: "Lê An", address: "12 Trần Phú", group: "F1", smartphone: false, consent: { atMs: 1_600_000_000_000, by: "guardian" } },
      }; // prettier-ignore
      const id = await store.addEntry(entry);
      const [kept] = (await store.people(ask({}))).people;
      assert.deepEqual(kept, { ...entry, id, origin: null, tokens: [] });
      await assert.rejects(store.putEntry("nobody", entry), /not in the register/);
    }));

  it("of a store of version 7 is searched after opening, with everything as it was", () =>
    inBoth("old", async (store, at) => {
      await store.close();
      const other = at.startsWith("postgres") ? await server!.database() : join(folder, "old-7.sqlite");
      const filled = [
        ...migrations.slice(0, 7).flat(),
        `insert into bluezone_store values (7, 0)`,
        `insert into tokens (token, serial, next_sequence, dated_sequence, unread_records, lost_records) values ('00000042', 42, 130, 130, 0, 0)`,
        `insert into persons (id, name, unit, phone, birth_year, origin) values ('a', 'Nguyễn Thị Ánh', 'Thôn 3', '0905 000 111', 1958, null)`,
        `insert into issues (id, token, person_id, from_ms, to_ms, origin) values ('i', '00000042', 'a', 1000, null, null)`,
        // Of one page two copies, of which two places are the same.
        ...[0, 1].map((copy) => `insert into pages values ('00000042', 1, 0, ${copy}, null, 18500, 18500, 3, ${copy + 1})`),
        ...[[0, 0], [0, 1], [1, 1], [1, 2]].map(([copy, position]) => `insert into records values ('00000042', 1, 0, ${copy}, ${position}, '1')`),
      ]; // prettier-ignore
      if (at.startsWith("postgres")) await server!.query(other, filled.join(";\n"));
      else {
        const old = new Database(other);
        for (const statement of filled) old.exec(statement);
        old.close();
      }
      const opened = await openStore(other);
      const { people } = await opened.people(ask({ query: "anh thon 3 1958" }));
      assert.deepEqual(people.map(({ id, tokens }) => [id, tokens[0]?.serial]), [["a", 42]]); // prettier-ignore
      const [token] = await opened.tokens();
      assert.deepEqual(
        [token!.records, token!.holder?.name, token!.standing],
        [3, "Nguyễn Thị Ánh", "issued"],
      );
      await opened.close();
    }));

  it("takes a wrong issue back as if it had not been, and a right one over it from any time on", () =>
    inBoth("undo", async (store) => {
      const token = await store.tokenOf(42);
      const person = (name: string) => ({ name, unit: "Thôn 1", phone: null });
      const an = await store.issueToken(token, person("An"), 1_000);
      const binh = await store.issueToken(token, person("Bình"), 5_000);
      await assert.rejects(store.undoIssue(token, an.id), /does not have the token any more/);
      assert.equal((await store.tokens())[0]!.holder!.name, "Bình");
      await store.undoIssue(token, binh.id);
      assert.deepEqual((await store.issues()).map(({ person: { name }, fromMs, toMs }) => [name, fromMs, toMs]), [["An", 1_000, null]]); // prettier-ignore
      const cuc = await store.issueToken(token, person("Cúc"), 4_000);
      assert.equal((await store.tokens())[0]!.holder!.name, "Cúc");
      await store.undoIssue(token, cuc.id);
      await store.undoIssue(token, an.id);
      assert.equal((await store.tokens())[0]!.standing, "stock");
      await assert.rejects(store.undoIssue(token, an.id), /nobody has this token/);
      await store.issueToken(token, { id: an.id }, 500);
    }));

  it("knows what a token is at: lent, returned, lost, found and not trusted before it has new secrets, broken, replaced", () =>
    inBoth("states", async (store) => {
      const [token, other] = [await store.tokenOf(42), await store.tokenOf(43)];
      const standing = async () => (await store.tokens()).map((one) => one.standing);
      const read = (generation: number) =>
        store.putToken({
          ...{ token, serial: 42, firmware: "1", isPractice: false, generation, timeState: "set", batteryMilliVolts: 4000 },
          ...{ isCharging: false, clockDriftMs: 0, lostRecords: 0, operatingEpoch: 1 },
        }); // prettier-ignore
      await read(3);
      const an = await store.issueToken(token, { name: "An", unit: "", phone: null }, 1_000, {
        dueDay: 18_500,
      });
      assert.deepEqual(await standing(), ["lent", "stock"]);
      await store.takeBack(token, 2_000);
      assert.deepEqual(await standing(), ["returned", "stock"]);
      await store.issueToken(token, { id: an.id }, 3_000);
      await store.putTokenState(token, "lost", "rơi ở chợ", 4_000);
      assert.deepEqual(await standing(), ["lost", "stock"]);
      assert.equal((await store.issues()).at(-1)!.toMs, 4_000, "nobody has a lost token");
      await assert.rejects(store.issueToken(token, { id: an.id }, 5_000), /reported lost/);
      await store.putTokenState(token, "found", "", 5_000);
      await assert.rejects(store.issueToken(token, { id: an.id }, 6_000), /wipe it/);
      await assert.rejects(store.putTokenState(token, "stock", "", 6_000), /has not had new secrets/);
      await read(4);
      await store.putTokenState(token, "stock", "", 6_000);
      await store.issueToken(token, { id: an.id }, 7_000);
      const how = { consent: null, loan: null, collectedBy: null };
      await store.giveNumber(43, an.id, 8_000, { ...how, replaces: { token, state: "replaced" } });
      assert.deepEqual(await standing(), ["replaced", "issued"]);
      assert.equal((await store.issues()).at(-1)!.person.id, an.id);
      await store.putTokenState(other, "broken", "", 9_000);
      await assert.rejects(store.issueToken(other, { id: an.id }, 9_500), /broken/);
      await assert.rejects(store.putTokenState("none", "lost", "", 1), /no such token/);
    }));
});

/** Two names between which nothing decides are one to the order. */
function compareKey(name: string): string {
  return name.normalize("NFC").toLowerCase().replaceAll("ð", "đ");
}

describe("sort keys", () => {
  it("put made-up names in the order of compareNames", async () => {
    const { nameKey } = await import("../../../src/station/text/sort-key.js");
    const random = createRandom(7);
    const list = Array.from({ length: 2_000 }, () => madeUpPerson(random).name);
    const byKey = [...list].sort((a, b) => Buffer.compare(nameKey(a), nameKey(b)));
    assert.deepEqual(byKey, [...list].sort(compareNames));
  });
});
