/**
 * Twenty stations import at once into a province's store that holds ten million sealed records, while its server is killed twenty
 * times: nothing acknowledged is lost, nothing doubled. Throughput of one station beside that of all.
 *
 * `tsx test/bench/province/import.ts [RECORDS] [STATIONS] [KILLS] [SECONDS]`
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { startPostgres } from "../../station/store/postgres-server.js";
import { RECORDS_A_PAGE, TODAY, fillDay, fillProvince } from "./fill.js";
import { createImporting } from "./importing.js";

const [records = 10_000_000, stations = 20, kills = 20, seconds = 30] = process.argv.slice(2).map(Number);
const TOKENS_A_STATION = 500;

const server = await startPostgres({
  isDurable: true,
  settings: ["max_connections=150", "shared_buffers=1GB"],
});
try {
  const url = await server.database();
  const ask = async (text: string) => (await server.query(url, text)) as Record<string, unknown>[];
  const pagesAToken = Math.ceil(records / (stations * TOKENS_A_STATION * RECORDS_A_PAGE));
  const filling = performance.now();
  const province = await fillProvince(url, stations, TOKENS_A_STATION, pagesAToken);
  const stored = await countOf("records");
  const [size] = await ask(
    "select sum(pg_total_relation_size(inhrelid))::float8 as bytes, pg_total_relation_size('pages')::float8 as pages from pg_inherits where inhparent = 'records'::regclass",
  );
  console.log(`${stored} sealed records in ${since(filling)} s; ${((size!["bytes"] as number) / stored).toFixed(1)} bytes a record with its index, ${((size!["pages"] as number) / stored).toFixed(1)} of pages beside it`); // prettier-ignore

  const { importing, told } = createImporting(url, province);
  const alone = await importing(1, () => sleep(seconds * 1000));
  console.log(`one station: ${rate(alone)} records a second`);
  const together = await importing(stations, () => sleep(seconds * 1000));
  console.log(`${stations} stations at once: ${rate(together)} records a second`);
  await check();

  let done = 0;
  const killed = await importing(stations, async () => {
    for (; done < kills; done++) {
      await sleep(1_000 + Math.random() * 2_000);
      const before = [...told].map(([token, pages]) => [token, [...pages]] as const);
      server.kill();
      await server.startAgain();
      await requireAll(before);
    }
  });
  console.log(`${stations} stations, server killed ${done} times: ${rate(killed)} records a second`);
  await check();
  await retention();

  /** Everything acknowledged is there, once, and nothing else. */
  async function check(): Promise<void> {
    const acknowledged = [...told.values()].reduce((sum, pages) => sum + pages.size, 0);
    await requireAll([...told].map(([token, pages]) => [token, [...pages]] as const));
    const [row] = await ask(
      `select count(*)::int as records, count(distinct (token, page_sequence, position))::int as places from records where calendar_day = ${TODAY} and page_sequence >= 1000`,
    );
    assert.deepEqual(row, { records: acknowledged * RECORDS_A_PAGE, places: acknowledged * RECORDS_A_PAGE });
    const [counted] = await ask("select sum(added)::int as added from syncs");
    assert.deepEqual(counted, { added: acknowledged * RECORDS_A_PAGE }, "counted once each");
    assert.equal(await countOf("records"), stored + acknowledged * RECORDS_A_PAGE);
    console.log(`checked: ${acknowledged} pages acknowledged, all there once`);
  }

  async function requireAll(pages: readonly (readonly [string, readonly number[]])[]): Promise<void> {
    const rows = await ask(
      `select token, page_sequence::int as page, count(*)::int as records from records where calendar_day = ${TODAY} and page_sequence >= 1000 group by 1, 2`,
    );
    const found = new Map(
      rows.map(({ token, page, records: n }) => [`${token as string} ${page as number}`, n]),
    );
    for (const [token, some] of pages)
      for (const page of some)
        assert.equal(found.get(`${token} ${page}`), RECORDS_A_PAGE, `${token} page ${page}`);
  }

  /** The same day's records, deleted row by row and dropped with their partition. */
  async function retention(): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const days = [TODAY - 31, TODAY - 32];
    await client.query("set session_replication_role = replica");
    for (const day of days) {
      await client.query(`create table records_d${day} partition of records for values in (${day})`);
      await client.query(
        `insert into pages select token, 2, page_sequence, copy, source, ${day}, ${day}, lived_hours, change, places
         from pages where generation = 1 and calendar_day = ${TODAY - 5} on conflict do nothing`.replace(
          "2, page",
          `${day}, page`,
        ),
      );
      await fillDay(client, day);
    }
    await client.query("set session_replication_role = origin");
    const [kept] = days as [number, number];
    const rows = await countOf(`records_d${kept}`);
    const plan = await client.query<{ "QUERY PLAN": string }>(`explain (analyze, timing off) delete from records where calendar_day = ${days[1]}`); // prettier-ignore
    console.log(plan.rows.map((row) => row["QUERY PLAN"]).join("\n"));
    const vacuuming = performance.now();
    await client.query(`vacuum records_d${days[1]}`);
    console.log(`and a vacuum of ${since(vacuuming)} s, which gives no room back to the disk's other tables`);
    await client.query(`delete from pages where calendar_day = ${days[1]}`);
    const dropping = performance.now();
    const { rows: dropped } = await client.query<{ n: string }>("select bluezone_expire(30) as n");
    console.log(
      `${dropped[0]!.n} of ${rows} records dropped with their partition, and their pages: ${since(dropping)} s`,
    );
    await client.end();
  }

  async function countOf(table: string): Promise<number> {
    return ((await ask(`select count(*)::int as n from ${table}`))[0] as { n: number }).n;
  }
} finally {
  await server.stop();
}

function since(startMs: number): string {
  return ((performance.now() - startMs) / 1000).toFixed(1);
}

function rate(recordsASecond: number): string {
  return recordsASecond.toFixed(0);
}
