/** The database itself keeps units apart: whatever a commune's role sends, another commune's rows are neither read nor changed. */
import assert from "node:assert/strict";
import type { Suite } from "mocha";
import pg from "pg";
import { openPostgres } from "../../../../src/station/store/database/postgres.js";
import { RIGHTS } from "../../../../src/station/store/province/rights.js";
import { giveTokens, makeRole } from "../../../../src/station/store/province/roles.js";
import { spreadStore } from "../../../../src/station/store/province/spread/spread.js";
import { openStore, type Store } from "../../../../src/station/store/store.js";
import { without } from "../../../../src/station/without.js";
import { asRole, needPostgres, startPostgres } from "../postgres-server.js";
import { UNITS, insertOf, sampleRows } from "./sample-rows.js";

const TABLES = Object.keys(RIGHTS);
const COMMUNES = ["commune-a", "commune-b"] as const;
/** Of which everybody reads every row. */
const OPEN = ["units", "unit_reports", "bluezone_store"];
const DENIED = "42501";
/** What is no table, or cannot be changed at all. */
const NO_TABLE = ["42809", "55000"];

/** @param isFar  the records lie on other servers */
const suite = (isFar: boolean) =>
  function (this: Suite) {
    this.timeout(120_000);
    let server: Awaited<ReturnType<typeof startPostgres>>;
    let url: string;
    /** By unit. */
    const urls: Record<string, string> = {};
    const clients: pg.Client[] = [];
    let owner: pg.Client;
    let a: pg.Client;
    let b: pg.Client;

    const connect = async (at: string) => {
      const client = new pg.Client({ connectionString: at });
      clients.push(client);
      await client.connect();
      return client;
    };
    /** "done" with the number of rows, or PostgreSQL's code. What it did is taken back. */
    const tried = async (client: pg.Client, text: string, values: unknown[] = []): Promise<string> => {
      await client.query("begin");
      try {
        return `done ${(await client.query(text, values)).rowCount}`;
      } catch (error) {
        return (error as { code: string }).code;
      } finally {
        await client.query("rollback");
      }
    };
    const rowsOf = async (client: pg.Client, table: string): Promise<string[]> => {
      const { rows } = await client.query<{ text: string }>(`select t::text as text from ${table} t`);
      return rows.map(({ text }) => text);
    };
    const everything = async () => {
      const all: Record<string, string[]> = {};
      for (const table of TABLES) all[table] = (await rowsOf(owner, table)).sort();
      return all;
    };

    const requireRefused = (told: string, table: string, what = table) =>
      assert.ok(
        [DENIED, ...(isFar && table === "records" ? NO_TABLE : [])].includes(told),
        `${what}: ${told}`,
      );

    before(async function () {
      needPostgres(this);
      server = await startPostgres();
      url = await server.database();
      const database = await openPostgres(url, { mayCreate: true, isAdministered: true });
      owner = await connect(url);
      if (isFar) await spreadStore(database, [await server.database(), await server.database()]);
      for (const row of UNITS) await owner.query(insertOf(row));
      for (const [unit, code] of [
        ["province", "46"],
        ["commune-a", "461"],
        ["commune-b", "462"],
      ] as const) {
        const role = unit.replace("-", "_");
        const { password } = await makeRole(database, { role, unitCode: code, takesOver: false });
        urls[unit] = asRole(url, role, password);
      }
      await database.db.destroy();
      [a, b] = [await connect(urls["commune-a"]!), await connect(urls["commune-b"]!)];
      for (const [i, client] of [a, b].entries())
        for (const row of sampleRows(i + 1, COMMUNES[i]!)) await client.query(insertOf(row));
    });
    after(async () => {
      for (const client of clients) await client.end();
      await server?.stop();
    });

    it("have a row in every table, so that what follows means something", async () => {
      for (const table of TABLES) assert.ok((await rowsOf(b, table)).length > 0, table);
    });

    it("see nothing of each other in any table, and the province sees what hangs on tokens, people and cases of both", async () => {
      const province = await connect(urls["province"]!);
      for (const table of TABLES.filter((one) => !OPEN.includes(one))) {
        const [ofA, ofB, above] = [
          await rowsOf(a, table),
          await rowsOf(b, table),
          await rowsOf(province, table),
        ];
        assert.deepEqual(ofA.filter((row) => ofB.includes(row)), [], table); // prettier-ignore
        const { of } = RIGHTS[table as keyof typeof RIGHTS];
        assert.deepEqual(above.sort(), of === "unit" || of === "rows" ? [...ofA, ...ofB].sort() : [], table);
      }
    });

    it("change nothing of each other's, whatever is sent", async () => {
      const before = await everything();
      for (const table of TABLES) {
        const ofA = (await rowsOf(a, table)).length;
        const { rows: columns } = await owner.query<{ name: string }>(
          "select column_name as name from information_schema.columns where table_name = $1",
          [table],
        );
        for (const { name } of columns) {
          const told = await tried(a, `update ${table} set ${name} = ${name}`);
          if (told.startsWith("done")) assert.ok(Number(told.slice(5)) <= ofA, `${table}.${name}: ${told}`);
        }
        const told = await tried(a, `delete from ${table}`);
        if (told.startsWith("done")) assert.ok(Number(told.slice(5)) <= ofA, `${table}: ${told}`);
        // For good too: what it may delete is its own.
        await a.query(`delete from ${table}`).catch(() => undefined);
        for (const cut of [
          `truncate ${table} cascade`,
          `drop table ${table} cascade`,
          `alter table ${table} disable row level security`,
        ])
          requireRefused(await tried(a, cut), table, cut);
      }
      const after = await everything();
      for (const table of TABLES) {
        const kept = new Set(after[table]);
        const ofB = await rowsOf(b, table);
        assert.deepEqual(before[table]!.filter((row) => ofB.includes(row) && !kept.has(row)), [], table); // prettier-ignore
      }
      for (const [table, row] of sampleRows(1, "commune-a")) await a.query(insertOf([table, row])).catch(() => undefined); // prettier-ignore
      assert.deepEqual(await everything(), before);
    });

    it("write no row that would be another's, or hang on another's", async () => {
      for (const table of TABLES.filter((one) => !OPEN.includes(one))) {
        const { of } = RIGHTS[table as keyof typeof RIGHTS];
        const { rows } = await b.query<Record<string, unknown>>(`select * from ${table}`);
        for (const row of rows) {
          const told = await tried(a, ...parts(table, row));
          assert.equal(told, DENIED, `${table}, as another's: ${told}`);
          const own = without(row, "bz_unit");
          // Of its own it may have what has the same key elsewhere; nothing that hangs on another's.
          if (of === "rows") assert.equal(await tried(a, ...parts(table, own)), DENIED, table);
        }
      }
      const taken = `update persons set bz_unit = 'commune-b'`;
      assert.equal(await tried(a, taken), DENIED);
      const [theirs] = (await b.query<{ id: string }>("select id from persons")).rows;
      assert.equal(await tried(a, "update issues set person_id = $1", [theirs!.id]), DENIED);
      requireRefused(await tried(a, "update records set token = '00000042'"), "records");
    });

    it("move neither themselves nor another in the tree, and only what is below them", async () => {
      assert.equal(
        await tried(a, "update units set parent_id = 'commune-a' where id = 'commune-b'"),
        "done 0",
      );
      assert.equal(
        await tried(a, "update units set parent_id = 'commune-b' where id = 'commune-a'"),
        "done 0",
      );
      assert.equal(await tried(a, "update units set name = 'Thôn Tây' where id = 'hamlet-a'"), "done 1");
      const columns = "insert into units (id, name, kind, parent_id, search, name_key)";
      assert.equal(await tried(a, `${columns} values ('x', 'X', 'hamlet', 'commune-a', '', '')`), "done 1");
      assert.equal(await tried(a, `${columns} values ('x', 'X', 'hamlet', 'commune-b', '', '')`), DENIED);
      assert.equal(await tried(a, `${columns} values ('x', 'X', 'province', null, '', '')`), DENIED);
    });

    it("find no way around: partitions, other roles, functions, temporary tables, statistics", async () => {
      await owner.query("analyze");
      const { rows: partitions } = await owner.query<{ name: string }>(
        "select relname as name from pg_class join pg_inherits on inhrelid = pg_class.oid where inhparent = 'records'::regclass",
      );
      assert.ok(isFar || partitions.length > 30, `${partitions.length} partitions`);
      for (const { name } of partitions) assert.equal(await tried(a, `select from ${name}`), DENIED, name);
      for (const asked of [
        "select from station_roles",
        "insert into station_roles values ('commune_a', 'province')",
        "set role commune_b",
        "set session authorization commune_b",
        "alter role commune_b password 'x'",
        "copy persons to '/tmp/x'",
        "select bluezone_days() from pg_authid",
        "create table public.station_roles_2 ()",
        `insert into bluezone_store values (99, 0)`,
      ])
        assert.equal(await tried(a, asked), DENIED, asked);
      assert.equal(await tried(a, "set local row_security = off; select from persons"), DENIED);

      // Functions of the owner's look at the store's own tables first.
      await a.query("create temporary table station_roles (role text, unit_id text)");
      await a.query(
        "insert into pg_temp.station_roles values ('commune_a', 'province'), ('commune_a', 'commune-b')",
      );
      await a.query("create temporary table units as select id, 'commune-a' as parent_id from public.units");
      assert.equal((await a.query("select from persons")).rowCount, 1);
      assert.deepEqual((await a.query("select bluezone_unit() as unit")).rows, [{ unit: "commune-a" }]);
      await a.query("drop table pg_temp.station_roles, pg_temp.units");

      // A condition that tells what it is asked about is asked about own rows only.
      const told: string[] = [];
      a.on("notice", ({ message }) => told.push(String(message)));
      await a.query(
        `create function pg_temp.tells(text) returns boolean language plpgsql cost 0.0000001
       as $$ begin raise notice '%', $1; return true; end $$`,
      );
      await a.query("select from persons where pg_temp.tells(name)");
      assert.deepEqual(told, ["Nguyễn Thị Ngọc Ánh 1"]);
      const { rows } = await a.query("select tablename from pg_stats where schemaname = 'public'");
      assert.deepEqual(rows, []);
      // Retention takes no shorter time than the store's, whoever asks.
      const before = (await rowsOf(owner, "records")).length;
      await a.query("begin");
      await a.query("select bluezone_expire(-100000)");
      assert.equal(
        (await a.query("select from records")).rowCount,
        1,
        "of its own the page of long ago is dropped",
      );
      await a.query("rollback");
      assert.equal((await rowsOf(owner, "records")).length, before);
    });

    const throughForeignTables = async () => {
      const { rows: foreign } = await owner.query<{ name: string }>(
        "select relname as name from pg_class where relkind = 'f' or relname in ('records_far', 'record_servers')",
      );
      assert.equal(foreign.length, 2 + 3 * 2, JSON.stringify(foreign));
      for (const { name } of foreign)
        for (const asked of [
          `select from ${name}`,
          `insert into ${name} default values`,
          `delete from ${name}`,
        ])
          assert.equal(await tried(a, asked), DENIED, asked);
      for (const asked of [
        "create user mapping for current_user server bluezone_records_1 options (user 'x')",
        "create user mapping for public server bluezone_records_1 options (user 'x')",
        "create foreign table pg_temp.x (token text) server bluezone_records_1 options (table_name 'records')",
        "import foreign schema public from server bluezone_records_1 into pg_temp",
        "alter server bluezone_records_1 options (set host '127.0.0.1')",
        "select bluezone_drop_day(0, '[]')",
        "alter view records set (security_barrier = false)",
        "create or replace rule put as on insert to records do also select 1",
        "drop trigger forget_cut on pages",
      ])
        assert.notEqual((await tried(a, asked)).slice(0, 4), "done", asked);
      const { rows: mappings } = await a.query("select usename::text as of, umoptions from pg_user_mappings");
      const ofOwner = { of: "bluezone", umoptions: null };
      assert.deepEqual(mappings, [ofOwner, ofOwner]);

      // What a condition does where the records are, it tells by its error: it is asked about own rows only.
      const [theirs] = await rowsOf(b, "records");
      assert.ok(theirs);
      for (const [own, token] of [
        [true, "00000041"],
        [false, "00000042"],
      ] as const) {
        const told = await tried(
          a,
          `select from records where 1 / (case token when '${token}' then 0 else 1 end) > 0`,
        );
        assert.equal(told, own ? "22012" : "done 2", token);
        const gone = await tried(
          a,
          `delete from records where 1 / (case token when '${token}' then 0 else 1 end) > 0`,
        );
        assert.equal(gone, own ? "22012" : "done 2", token);
      }
      // A table of its own that hides the store's decides nothing.
      await a.query("create temporary table tokens (token text, bz_unit text)");
      await a.query("create temporary table pages as select * from public.pages with no data");
      assert.equal((await a.query("select from records")).rowCount, 2);
      assert.equal(await tried(a, ...parts("records", JSON.parse(JSON.stringify((await b.query("select * from records")).rows[0])))), DENIED); // prettier-ignore
      await a.query("drop table pg_temp.tokens, pg_temp.pages");
    };
    if (isFar) it("find no way through foreign tables", throughForeignTables);

    /** Tables that the role of a station may touch at all, and where no policy says of which rows. */
    const unguarded = async () => {
      const { rows } = await owner.query<{ name: string }>(
        `select relname as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
         and has_table_privilege('commune_a', oid, 'select, insert, update, delete, truncate, references, trigger')
         and not (relrowsecurity and exists (select from pg_policy where polrelid = pg_class.oid))`,
      );
      return rows.map(({ name }) => name);
    };
    const viewed = isFar ? ["records"] : [];

    it("have a policy on every table that they may touch, and one that comes without is noticed", async () => {
      assert.deepEqual(await unguarded(), viewed);
      await owner.query("create table visitors (name text); grant select on visitors to commune_a");
      assert.deepEqual(await unguarded(), [...viewed, "visitors"]);
      await owner.query("drop table visitors");
      await owner.query("alter table persons disable row level security");
      assert.deepEqual((await unguarded()).sort(), ["persons", ...viewed]);
      await owner.query("alter table persons enable row level security");
    });

    it("work with the program as with a store of their own", async () => {
      const stores: Store[] = [];
      const open = async (at: string) => {
        const store = await openStore(at, { mayCreate: false });
        stores.push(store);
        return store;
      };
      try {
        const [ofA, ofB] = [await open(urls["commune-a"]!), await open(urls["commune-b"]!)];
        const person = { name: "Trần Văn Bình", unit: "Thôn 2", phone: null };
        const token = await ofA.tokenOf(301);
        await ofA.issueToken(token, person, 1);
        const names = async (store: Store) => (await store.issues()).map((one) => one.person.name).sort();
        assert.deepEqual(await names(ofA), ["Nguyễn Thị Ngọc Ánh 1", "Trần Văn Bình"]);
        assert.deepEqual(await names(ofB), ["Nguyễn Thị Ngọc Ánh 2"]);
        await assert.rejects(ofB.startSync(token, 5, 0, 0, 0), /keeps this from another unit/);
        // Keys that are unique within a unit: a second writing takes the place of the first, in its own row.
        await ofA.nameKey("ab", "Đức của A");
        await ofA.addPassage("token", 3_600_000);
        await ofA.addPassage("token", 3_600_000);
        assert.deepEqual((await ofA.passages(0, 9e9)).map(({ passages }) => passages.token), [3]); // prettier-ignore
        assert.deepEqual((await ofB.passages(0, 9e9)).map(({ passages }) => passages.token), [2]); // prettier-ignore
        assert.equal((await ofB.keyNames()).get("ab"), "Bác sĩ Đức 2");

        const above = await openPostgres(urls["province"]!, { mayCreate: false });
        assert.deepEqual(await giveTokens(above, "462", [301, 999]), { given: 1, unit: "Xã Sông Mẫu" });
        await above.db.destroy();
        await ofB.startSync(token, 5, 0, 0, 0);
        await assert.rejects(ofA.startSync(token, 6, 0, 0, 0), /keeps this from another unit/);
        await assert.rejects(openStore(url), /shared by units, and this role is of none/);
      } finally {
        for (const store of stores) await store.close();
      }
    });
  };

describe("units in one database", suite(false));
describe("units in one database whose records lie on other servers", suite(true));

function parts(table: string, row: Record<string, unknown>): [string, unknown[]] {
  const columns = Object.keys(row);
  const places = columns.map((_, i) => `$${i + 1}`).join();
  return [`insert into ${table} (${columns.join()}) values (${places})`, Object.values(row)];
}
