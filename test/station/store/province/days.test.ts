/** Records by day: whole days go at once when retention ends, and what stays is what stays in a file. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { STORE_DAYS } from "../../../../src/station/store/kept-days.js";
import { openStore, type Store } from "../../../../src/station/store/store.js";
import { allRecords } from "../../all-records.js";
import { needPostgres, startPostgres } from "../postgres-server.js";
import { TODAY, insertOf, type SampleRow } from "./sample-rows.js";

const PRACTICE = 10_000_001;
const OLD = TODAY - STORE_DAYS;

describe("records by day in a shared store", function () {
  this.timeout(60_000);
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let folder: string;
  const open: Store[] = [];
  before(async function () {
    needPostgres(this);
    server = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), "bz-days-"));
  });
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
  });
  after(async () => {
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true });
  });
  const opened = async (at: string) => {
    const store = await openStore(at);
    open.push(store);
    return store;
  };
  const partitionsOf = async (url: string) => {
    const rows = (await server.query(
      url,
      `select relname as name from pg_class join pg_inherits on inhrelid = pg_class.oid
       where inhparent = 'records'::regclass order by relname`,
    )) as { name: string }[];
    return rows.map(({ name }) => name);
  };
  const place = (token: string, sequence: number) => ({ token, generation: 1, page_sequence: sequence, copy: 0 }); // prettier-ignore
  const tokenRow = (token: string, serial: number): SampleRow => [
    "tokens",
    { token, serial, next_sequence: 0, dated_sequence: 0, unread_records: 0, lost_records: 0 },
  ];
  let change = 0;
  const pageRows = (token: string, sequence: number, day: number): SampleRow[] => [
    ["pages", { ...place(token, sequence), seal_day: day, calendar_day: day, lived_hours: 1, change: ++change, places: 2 }], // prettier-ignore
    ...[0, 1].map((position): SampleRow => [
      "records",
      { ...place(token, sequence), position, calendar_day: day, sealed: Buffer.alloc(32, position) },
    ]),
  ];

  it("lie in the partition of their day, those of a wrong clock in one for the rest, and are looked for nowhere else", async () => {
    const url = await server.database();
    const store = await opened(url);
    const token = await store.tokenOf(42);
    await store.startSync(token, 1, 0, 0, 0);
    for (const [pageSequence, calendarDay] of [TODAY, OLD, 60_000].entries()) {
      const chunk = {
        generation: 1,
        pageSequence,
        position: 0,
        sealDay: calendarDay,
        calendarDay,
        livedHours: 0,
      };
      await store.addChunk(token, 1, { ...chunk, records: new Uint8Array(64), nextSequence: 2 });
    }
    assert.deepEqual(
      await server.query(
        url,
        "select tableoid::regclass::text as name, count(*)::int as n from records group by 1 order by 1",
      ),
      [
        // prettier-ignore
        { name: `records_d${OLD}`, n: 2 },
        { name: `records_d${TODAY}`, n: 2 },
        { name: "records_rest", n: 2 },
      ],
    );
    const days = await partitionsOf(url);
    assert.deepEqual(days.length, STORE_DAYS + 1 + 7 + 1);
    const plan = await server.query(
      url,
      `explain select * from records where token = '00000042' and generation = 1 and page_sequence = 0 and calendar_day in (${TODAY})`, // prettier-ignore
    );
    const named = new Set(JSON.stringify(plan).match(/records_[a-z]+\d*/g));
    assert.ok(
      [...named].every((name) => name.startsWith(`records_d${TODAY}`)),
      [...named].join(),
    );
  });

  it("go with their day; what a corrected clock wrote stays, and what practice tokens say is of theirs only", async () => {
    const rows: SampleRow[] = [
      ...[tokenRow("00000001", 1), tokenRow("00000002", 2), tokenRow("1122334455667788", PRACTICE)],
      ["clock_corrections", { token: "00000002", generation: 1, epoch: 0, offset_ms: 1, until_ms: 1, found_ms: 1, is_sure: 1 }], // prettier-ignore
      ...[OLD - 1, OLD, TODAY].flatMap((day, i) => pageRows("00000001", i, day)),
      // Long ago, in the partition for the rest.
      ...pageRows("00000001", 9, 18_000),
      ...[OLD - 1, OLD - 2].flatMap((day, i) => pageRows("00000002", i, day)),
      // The newest of a practice token is older: less of it is too old.
      ...[OLD - 1, OLD - 2, OLD + 1].flatMap((day, i) => pageRows("1122334455667788", i, day)),
    ];
    const [path, url] = [join(folder, "days.sqlite"), await server.database()];
    const [inFile, inDatabase] = [await opened(path), await opened(url)];
    for (const day of [OLD - 1, OLD - 2, OLD - 3]) {
      await server.query(url, `create table records_d${day} partition of records for values in (${day})`);
    }
    const file = new Database(path);
    for (const row of rows) {
      const { text, values } = insertOf(row);
      file.prepare(text.replace(/\$\d+/g, "?")).run(...(values as never[]));
      await server.query(url, text, values);
    }
    file.close();
    const dropped = [await inFile.dropExpiredPages(TODAY, STORE_DAYS), await inDatabase.dropExpiredPages(TODAY, STORE_DAYS)]; // prettier-ignore
    assert.deepEqual(dropped, [4, 4]);
    const kept = await allRecords(inDatabase);
    assert.equal(kept.length, rows.filter(([table]) => table === "records").length - 4);
    assert.deepEqual(kept, await allRecords(inFile));
    assert.deepEqual(await inDatabase.tokens(), await inFile.tokens());
    const left = await partitionsOf(url);
    assert.ok(left.includes(`records_d${OLD - 1}`), "of this day something stays");
    assert.ok(!left.includes(`records_d${OLD - 3}`), "of this day nothing was read");
    assert.equal(await inDatabase.dropExpiredPages(TODAY, STORE_DAYS), 0);
    assert.deepEqual(await allRecords(inDatabase), kept);
  });

  it("are taken by a partition that was made after the day began, or stay in the rest", async () => {
    const url = await server.database();
    const store = await opened(url);
    await store.tokenOf(1);
    await store.close();
    open.length = 0;
    await server.query(url, `drop table records_d${TODAY + 7}`);
    for (const row of pageRows("00000001", 0, TODAY + 6)) {
      if (row[0] === "records") await server.query(url, `drop table if exists records_d${TODAY + 6}`);
      const { text, values } = insertOf(row);
      await server.query(url, text, values);
    }
    const again = await opened(url);
    const days = await partitionsOf(url);
    assert.ok(days.includes(`records_d${TODAY + 7}`));
    assert.ok(!days.includes(`records_d${TODAY + 6}`), "its rows lie in the rest already");
    assert.equal((await allRecords(again)).length, 2);
  });
});
