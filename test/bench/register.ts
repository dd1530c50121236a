/**
 * How long a nurse waits: `npx tsx test/bench/register.ts [people] [records] [postgres://…]`. A keystroke in the register,
 * and the first page and a search of a store that holds many sealed records.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { STORED_RECORD_BYTES } from "../../src/station/store/types.js";
import { openStore, type Store } from "../../src/station/store/store.js";
import { keyOfSerial, knownSerial } from "../../src/station/store/token-identity.js";
import { fillPeople } from "./register-people.js";

const [people = 100_000, records = 10_000_000] = process.argv.slice(2, 4).map(Number);
const server = process.argv[4];

/** As a nurse types them, letter by letter; the last finds nobody, so that every row is looked at. */
const TYPED = ["nguyen van duc", "tran thi bich ngoc 1958", "thon 7", "0912 345", "le nguyen tran pham"];
const PAGE_ROWS = 50;
const RECORDS_A_PAGE = 127;
const RECORDS_A_TOKEN = 2_000;
const TIMES = 5;

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;

/** By the clock, and of the processor's time: on a busy computer the two are far apart. */
async function medianMs(work: () => Promise<unknown>): Promise<{ ms: number; cpuMs: number }> {
  const times: { ms: number; cpuMs: number }[] = [];
  for (let n = 0; n < TIMES; n++) {
    const [startMs, used] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(used);
    times.push({ ms: performance.now() - startMs, cpuMs: (user + system) / 1_000 });
  }
  return { ms: median(times.map(({ ms }) => ms)), cpuMs: median(times.map(({ cpuMs }) => cpuMs)) };
}

/** Random bytes where sealed records stand: nothing here opens them. */
async function fillRecords(store: Store, count: number): Promise<number> {
  const tokens = Math.ceil(count / RECORDS_A_TOKEN);
  const pages = Math.ceil(RECORDS_A_TOKEN / RECORDS_A_PAGE);
  const bytes = sql.raw(
    server ? `decode(repeat('5a', ${STORED_RECORD_BYTES}), 'hex')` : `randomblob(${STORED_RECORD_BYTES})`,
  );
  for (let from = 0; from < tokens; from += 100) {
    await store.write(async (tx) => {
      for (let serial = from + 1; serial <= Math.min(from + 100, tokens); serial++) {
        const token = await knownSerial(tx, serial);
        const change = serial;
        await sql`insert into pages (token, generation, page_sequence, copy, source, seal_day, calendar_day, lived_hours, change, places)
          with recursive n (p) as (select 0 union all select p + 1 from n where p < ${sql.lit(pages - 1)})
          select ${token}, 1, p, 0, null, 18500 + p, 18500 + p, p, ${sql.lit(change)},
                 case when p < ${sql.lit(pages - 1)} then ${sql.lit(RECORDS_A_PAGE)}
                      else ${sql.lit(RECORDS_A_TOKEN - (pages - 1) * RECORDS_A_PAGE)} end from n`.execute(tx);
        await sql`insert into records (token, generation, page_sequence, copy, calendar_day, position, sealed)
          with recursive n (i) as (select 0 union all select i + 1 from n where i < ${sql.lit(RECORDS_A_TOKEN - 1)})
          select ${token}, 1, i / ${sql.lit(RECORDS_A_PAGE)}, 0, 18500 + i / ${sql.lit(RECORDS_A_PAGE)}, i % ${sql.lit(RECORDS_A_PAGE)}, ${bytes} from n`.execute(
          tx,
        );
      }
    });
  }
  for (let serial = 1; serial <= tokens; serial++) {
    await store.issueToken(keyOfSerial(serial), { id: `person-${serial}` }, 1_000);
  }
  return tokens;
}

const folder = mkdtempSync(join(tmpdir(), "bz-register-"));
const path = server ?? join(folder, "store.sqlite");
const store = await openStore(path);
try {
  console.log(`${people.toLocaleString("en")} people, ${server ? "PostgreSQL" : "SQLite"}`);
  await fillPeople(store, people);
  const rows: Record<string, string | number>[] = [];
  for (const typed of TYPED) {
    for (const order of ["name", "unit"] as const) {
      const keystrokes = [...typed].map((_, i) => typed.slice(0, i + 1));
      let worst = { ms: 0, cpuMs: 0, at: "" };
      for (const query of keystrokes) {
        const found = await medianMs(() =>
          store.people({ query, order, isDown: false, after: null, limit: PAGE_ROWS }),
        );
        if (found.cpuMs > worst.cpuMs) worst = { ...found, at: query };
      }
      rows.push({
        typed,
        order,
        "slowest keystroke, ms": worst.ms.toFixed(1),
        "of the processor": worst.cpuMs.toFixed(1),
        at: worst.at,
      });
    }
  }
  console.table(rows);
  if (records > 0) {
    const tokens = await fillRecords(store, records);
    const firstPage = await medianMs(async () => [
      await store.tokens(),
      await store.issues(),
      await store.hasBoxes(),
    ]);
    const search = await medianMs(() =>
      store.people({ query: "nguyen van duc", order: "name", isDown: false, after: null, limit: PAGE_ROWS }),
    );
    const counted = (await store.tokens()).reduce((sum, one) => sum + one.records, 0);
    console.log(`${counted.toLocaleString("en")} sealed records of ${tokens.toLocaleString("en")} tokens`);
    console.log(`first page ${firstPage.ms.toFixed(0)} ms, search ${search.ms.toFixed(1)} ms`);
    if (!server) console.log(`file ${(statSync(path).size / 1e9).toFixed(2)} GB`);
  }
} finally {
  await store.close();
  rmSync(folder, { recursive: true });
}
