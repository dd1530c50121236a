/** One store over a front and two record servers, each of which may die: what counts is what the front says. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createProgram } from "../../../../src/program.js";
import { openPostgres } from "../../../../src/station/store/database/postgres.js";
import { STORE_DAYS } from "../../../../src/station/store/kept-days.js";
import { digestsOf } from "../../../../src/station/store/province/move.js";
import { spreadStore } from "../../../../src/station/store/province/spread/spread.js";
import { openStore, type Store } from "../../../../src/station/store/store.js";
import { keyOfSerial } from "../../../../src/station/store/token-identity.js";
import { wordsOf } from "../../../../src/words/problem.js";
import { isUserError } from "../../../../src/words/user-error.js";
import { allRecords } from "../../all-records.js";
import { needPostgres, startPostgres } from "../postgres-server.js";
import { startLine } from "./cut-line.js";
import { TODAY, UNITS, insertOf, sampleRows } from "./sample-rows.js";

const TOKENS = 12;
const OLD = TODAY - STORE_DAYS;
const RECORDS = 20;
/** As `postgres_fdw` sends it. */
const FAR_COMMIT = "COMMIT TRANSACTION";

type Server = Awaited<ReturnType<typeof startPostgres>>;

describe("a store whose records lie on two servers", function () {
  this.timeout(60_000);
  let front: Server;
  let far: Server[];
  let lines: Awaited<ReturnType<typeof startLine>>[];
  let url: string;
  let farUrls: string[];
  let store: Store;

  before(async function () {
    needPostgres(this);
    [front, ...far] = (await Promise.all([startPostgres(), startPostgres(), startPostgres()])) as [
      Server,
      ...Server[],
    ];
    lines = await Promise.all(far.map(({ folder }) => startLine(join(folder, ".s.PGSQL.5432"))));
  });
  after(async () => {
    await store?.close();
    for (const line of lines ?? []) await line.close();
    await Promise.all([front, ...(far ?? [])].map((one) => one?.stop()));
  });

  const chunk = (page: number, records = RECORDS, day = TODAY) => ({
    ...{ generation: 1, pageSequence: page, position: 0, sealDay: day, calendarDay: day, livedHours: 0 },
    ...{ records: new Uint8Array(records * 32).fill(page), nextSequence: page * 127 + records },
  });
  const newStore = async () => {
    await store?.close();
    url = await front.database();
    farUrls = await Promise.all(far.map((one) => one.database()));
    store = await openStore(url);
    for (let serial = 1; serial <= TOKENS; serial++) {
      await store.startSync(await store.tokenOf(serial), 1, 0, 0, 0);
    }
  };
  /** Over the lines, on loopback. */
  const overLines = () =>
    farUrls.map((one, n) => `postgres://bluezone@127.0.0.1:${lines[n]!.port}${new URL(one).pathname}`);
  const spread = async (urls = overLines()) => {
    const database = await openPostgres(url, { mayCreate: false, isAdministered: true });
    try {
      return await spreadStore(database, urls);
    } catch (error) {
      throw database.explain(error);
    } finally {
      await database.db.destroy();
    }
  };
  const countAt = async (at: string, table: string) => {
    const [row] = (await front.query(at, `select count(*)::int as n from ${table}`)) as { n: number }[];
    return row!.n;
  };
  const countsThere = () => Promise.all(farUrls.map((one) => countAt(one, "records")));
  /** A token of each server. */
  const tokensThere = async () => {
    const tokens = [];
    for (const n of [1, 2]) {
      const [row] = (await front.query(url, `select min(token) as token from records_far_${n}`)) as {
        token: string;
      }[];
      tokens.push(row!.token);
    }
    return tokens as [string, string];
  };
  const digests = async () => {
    const { db } = await openPostgres(url, { mayCreate: false, isAdministered: true });
    try {
      return await digestsOf(db);
    } finally {
      await db.destroy();
    }
  };
  const recordsOf = async (token: string) =>
    (await allRecords(store)).filter((one) => one.token === token).length;

  describe("that went there", () => {
    before(newStore);

    it("holds what it held, in every table, and works on", async () => {
      for (const row of [...UNITS, ...sampleRows(1, "commune-a")])
        await front.query(url, insertOf(row).text, insertOf(row).values);
      for (let serial = 1; serial <= TOKENS; serial++) {
        for (const [page, day] of [TODAY, OLD, 60_000].entries())
          await store.addChunk(keyOfSerial(serial), 1, chunk(page, RECORDS, day));
      }
      const [before, records] = [await digests(), await allRecords(store)];
      await createProgram().parseAsync(
        ["store", "spread", "--json", "--store", url, "--over", ...overLines()],
        { from: "user" },
      );
      assert.deepEqual(await digests(), before);
      assert.deepEqual(await allRecords(store), records);
      const counts = await countsThere();
      assert.equal(counts[0]! + counts[1]!, TOKENS * 3 * RECORDS + 2);
      assert.ok(
        counts.every((one) => one > 0),
        counts.join(),
      );
      // By day, as on one server.
      const [days] = (await far[0]!.query(
        farUrls[0]!,
        "select count(*)::int as n from pg_inherits where inhparent = 'records'::regclass",
      )) as { n: number }[];
      assert.equal(days!.n, STORE_DAYS + 1 + 7 + 1);
      assert.deepEqual(await store.addChunk(keyOfSerial(3), 1, chunk(9)), {
        received: RECORDS,
        added: RECORDS,
        conflicting: 0,
      });
      assert.deepEqual(await store.addChunk(keyOfSerial(3), 1, chunk(9)), {
        received: RECORDS,
        added: 0,
        conflicting: 0,
      });
    });

    it("does not go twice, nor onto what holds something", async () => {
      await newStore();
      await spread();
      await assert.rejects(spread(), /on several servers already/);
      const used = overLines();
      await newStore();
      await assert.rejects(spread([used[0]!]), /something in the store .* already/);
      await assert.rejects(spread(["postgres://bluezone@127.0.0.1:1/x"]), /does not answer/);
    });

    it("stays where it is if what arrives is not the same", async () => {
      await newStore();
      for (let serial = 1; serial <= TOKENS; serial++) await store.addChunk(keyOfSerial(serial), 1, chunk(0));
      await front.query(
        farUrls[1]!,
        `create schema other; create function other.thief() returns trigger language plpgsql as $$ begin new.sealed := set_byte(new.sealed, 31, 7); return new; end $$;
        create function other.watch() returns event_trigger language plpgsql as $$ begin
          if to_regclass('records') is not null and not exists (select from pg_trigger where tgname = 'thief') then
            create trigger thief before insert on records for each row when (new.position = 5) execute function other.thief(); end if; end $$;
        create event trigger watch on ddl_command_end when tag in ('CREATE TABLE') execute function other.watch()`,
      );
      const before = await digests();
      await assert.rejects(spread(), /differs from what went in \(records\)/);
      assert.deepEqual(await digests(), before);
      assert.deepEqual(await store.addChunk(keyOfSerial(1), 1, chunk(1)), {
        received: RECORDS,
        added: RECORDS,
        conflicting: 0,
      });
    });
  });

  describe("one of which dies", () => {
    beforeEach(async () => {
      await newStore();
      await spread();
      for (let serial = 1; serial <= TOKENS; serial++) await store.addChunk(keyOfSerial(serial), 1, chunk(0));
    });

    it("loses nothing acknowledged and doubles nothing, whichever it is", async () => {
      const servers = [front, ...far];
      let acknowledged = TOKENS;
      for (const [at, victim] of servers.entries()) {
        for (let n = 0; n < 2 * TOKENS; n++) {
          // In the middle of what follows.
          const dying = n === 5 ? sleep(8).then(() => (victim.kill(), victim.startAgain())) : undefined;
          const { added } = await store.addChunk(
            keyOfSerial(1 + (n % TOKENS)),
            1,
            chunk(10 * at + 1 + Math.floor(n / TOKENS)),
          );
          assert.equal(added, RECORDS, `server ${at}, ${n}`);
          acknowledged++;
          await dying;
        }
      }
      const records = await allRecords(store);
      assert.equal(records.length, acknowledged * RECORDS);
      assert.equal(
        new Set(records.map((one) => `${one.token}/${one.pageSequence}/${one.position}`)).size,
        records.length,
      );
      const [sum] = await front.query(
        url,
        "select sum(added)::int as added, (select sum(places)::int from pages) as places from syncs",
      );
      assert.deepEqual(sum, { added: acknowledged * RECORDS, places: acknowledged * RECORDS });
    });

    it("does not count what a record server committed and the front did not", async () => {
      const [token] = await tokensThere();
      const before = await recordsOf(token);
      const thereBefore = (await countsThere())[0]!;
      // The front never hears that the other has done it.
      lines[0]!.cutAfterSending(FAR_COMMIT);
      const told = await store.addChunk(token, 1, chunk(5));
      assert.equal(lines[0]!.cuts(), 1);
      assert.deepEqual(
        told,
        { received: RECORDS, added: RECORDS, conflicting: 0 },
        "done again, and counted once",
      );
      assert.equal(await recordsOf(token), before + RECORDS);
      assert.equal((await countsThere())[0], thereBefore + RECORDS, "of the first time nothing is left");

      // Of a piece of work that nobody does again: it is there, and for nobody.
      const [person] = [{ name: "Nguyễn Thị Ánh", unit: "Thôn 3", phone: null }];
      await store.issueToken(token, person, 1);
      lines[0]!.cutAfterSending(FAR_COMMIT);
      const half = openPostgres(url, { mayCreate: false, isAdministered: true });
      const { db, write } = await half;
      await assert.rejects(
        write(async (tx) => {
          await tx
            .insertInto("pages")
            .values({
              token,
              generation: 1,
              page_sequence: 7,
              copy: 0,
              source: null,
              seal_day: TODAY,
              calendar_day: TODAY,
              lived_hours: 0,
              change: 1_000,
            })
            .execute();
          await tx
            .insertInto("records")
            .values({
              token,
              generation: 1,
              page_sequence: 7,
              copy: 0,
              position: 3,
              calendar_day: TODAY,
              sealed: Buffer.alloc(32, 7),
            })
            .execute();
        }),
        /nothing of what you just did was stored/,
      );
      await db.destroy();
      assert.equal((await countsThere())[0], thereBefore + RECORDS + 1);
      assert.equal(await recordsOf(token), before + RECORDS);
      assert.deepEqual(await store.addChunk(token, 1, chunk(7)), {
        received: RECORDS,
        added: RECORDS,
        conflicting: 0,
      });
      assert.equal((await countsThere())[0], thereBefore + 2 * RECORDS);
      assert.equal(await recordsOf(token), before + 2 * RECORDS);
      // The same within a page that goes on.
      await front.query(
        farUrls[0]!,
        `insert into records values ('${token}', 1, 7, 0, 100, ${TODAY}, decode(repeat('00', 32), 'hex'), 1000000)`,
      );
      assert.equal(await recordsOf(token), before + 2 * RECORDS);
      await store.addChunk(token, 1, chunk(7, RECORDS + 1));
      assert.equal(await recordsOf(token), before + 2 * RECORDS + 1);
    });

    it("is named, and the rest goes on: people, and tokens of the other server", async () => {
      const [here, away] = await tokensThere();
      await store.addChunk(away, 1, chunk(4, RECORDS, 18_000));
      await store.close();
      await far[1]!.kill();
      try {
        store = await openStore(url);
        await store.issueToken(away, { name: "Trần Văn Bình", unit: "Thôn 2", phone: null }, 1);
        assert.equal((await store.tokens()).length, TOKENS);
        const days = (token: string) =>
          token === here || token === away ? [{ fromDay: TODAY, toDay: TODAY }] : [];
        const read = [];
        await assert.rejects(
          async () => {
            for await (const records of store.sealedRecords(days)) read.push(records[0]!.token);
          },
          (error: unknown) => {
            assert.ok(isUserError(error, "station/store/server/records-away"));
            assert.match(
              wordsOf(error, "en"),
              /a server that keeps logs of the database .* does not answer \(number 2: /,
            );
            assert.match(wordsOf(error, "vi"), /Một máy chủ giữ nhật ký .* không trả lời \(số 2: /);
            return true;
          },
        );
        // One server is asked for a token.
        for await (const records of store.sealedRecords((token) => (token === here ? days(token) : []))) {
          assert.equal(records.length, RECORDS);
          read.push(here);
        }
        assert.ok(read.includes(here));
        assert.equal((await store.addChunk(here, 1, chunk(3))).added, RECORDS);
        assert.equal(await store.dropExpiredPages(0, 30), 0, "another time");
      } finally {
        await far[1]!.startAgain();
      }
      assert.equal((await store.addChunk(away, 1, chunk(3))).added, RECORDS);
      assert.equal(await store.dropExpiredPages(0, 30), RECORDS);
    });
  });

  it("drops days on both when retention ends, but not what a corrected clock wrote", async () => {
    await newStore();
    // As a store of the program before this is: what retention calls there was not in it.
    await front.query(url, "drop function bluezone_drop_day(integer, jsonb), bluezone_drop_empty(integer)");
    await spread();
    const dated = [OLD - 1, OLD - 2, TODAY];
    for (const at of farUrls) {
      for (const day of dated.slice(0, 2))
        await front.query(at, `create table records_d${day} partition of records for values in (${day})`);
    }
    for (let serial = 1; serial <= TOKENS; serial++) {
      for (const [page, day] of [...dated, 18_000].entries())
        await store.addChunk(keyOfSerial(serial), 1, chunk(page, RECORDS, day));
    }
    const kept = await tokensThere();
    for (const token of kept) {
      await store.putCorrection({ token, generation: 1, epoch: 0, offsetMs: 1, untilMs: 1, isSure: true }, 1);
    }
    assert.equal(await store.dropExpiredPages(TODAY, STORE_DAYS), (TOKENS - 2) * 3 * RECORDS);
    const left = await allRecords(store);
    assert.equal(left.length, TOKENS * RECORDS + 2 * 3 * RECORDS);
    const counts = await countsThere();
    assert.equal(counts[0]! + counts[1]!, left.length, "gone there as well");
    for (const at of farUrls) assert.equal(await countAt(at, "records_rest"), RECORDS);
    for (const token of kept) await store.dropCorrection(token, 1, 0);
    assert.equal(await store.dropExpiredPages(TODAY, STORE_DAYS), 2 * 3 * RECORDS);
    for (const at of farUrls) {
      const [row] = await front.query(
        at,
        `select to_regclass('records_d${OLD - 1}') as a, to_regclass('records_d${OLD - 2}') as b, to_regclass('records_d${TODAY}') is not null as c`,
      );
      assert.deepEqual(row, { a: null, b: null, c: true });
    }
  });
});
