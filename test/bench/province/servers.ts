/**
 * The same store on one server, then spread over two record servers behind it (PROVINCE.md, _When one server is too small_): import and
 * the logs of a case on one beside the other, what of the work is the front's, and servers killed. All on this computer, over
 * loopback: what several computers would give follows from the processor time of each server, not from the rates.
 *
 * `tsx test/bench/province/servers.ts [RECORDS] [STATIONS] [SECONDS] [KILLS]`
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openPostgres } from "../../../src/station/store/database/postgres.js";
import { spreadStore } from "../../../src/station/store/province/spread/spread.js";
import { openStore } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { asRole, startPostgres } from "../../station/store/postgres-server.js";
import { RECORDS_A_PAGE, TODAY, fillProvince } from "./fill.js";
import { createImporting } from "./importing.js";

const [records = 1_000_000, stations = 20, seconds = 20, kills = 6] = process.argv.slice(2).map(Number);
const TOKENS_A_STATION = 100;
/** Logs that a case opens. */
const LOGS = 40;
const CASE_DAYS = 14;
const TICKS_A_SECOND = 100;

const freePort = async () => {
  const listening = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => listening.once("listening", resolve));
  const { port } = listening.address() as AddressInfo;
  await new Promise((resolve) => listening.close(resolve));
  return port;
};
const settings = ["max_connections=150", "shared_buffers=512MB"];
const ports = [await freePort(), await freePort()];
const front = await startPostgres({ isDurable: true, settings });
const far = await Promise.all(ports.map((port) => startPostgres({ isDurable: true, settings, port })));
const servers = [front, ...far];
try {
  const url = await front.database();
  const ask = async (text: string) => (await front.query(url, text)) as Record<string, unknown>[];
  const pagesAToken = Math.ceil(records / (stations * TOKENS_A_STATION * RECORDS_A_PAGE));
  const province = await fillProvince(url, stations, TOKENS_A_STATION, pagesAToken);
  const stored = Number((await ask("select count(*) as n from records"))[0]!["n"]);
  const { importing, told } = createImporting(url, province);
  const acknowledged = () => [...told.values()].reduce((sum, pages) => sum + pages.size, 0);

  const one = await measured("one server");
  const database = await openPostgres(url, { mayCreate: false, isAdministered: true });
  const farUrls = await Promise.all(
    far.map(async (server, n) => {
      const { pathname } = new URL(await server.database());
      await server.query(server.urlOf("postgres"), "alter role bluezone password 'x'");
      return `postgres://bluezone:x@127.0.0.1:${ports[n]!}${pathname}`;
    }),
  );
  const spreading = performance.now();
  const spread = await spreadStore(database, farUrls);
  const spreadS = (performance.now() - spreading) / 1000;
  const all = spread.reduce((sum, { rows }) => sum + rows, 0);
  console.log(`${all} records copied and compared in ${spreadS.toFixed(1)} s: ${(all / spreadS).toFixed(0)} a second; ${spread.map(({ rows }) => rows).join(" and ")}`); // prettier-ignore
  await database.db.destroy();
  const several = await measured("front and two record servers");
  console.log(
    `ratio, several to one: import of one station ${(several.alone / one.alone).toFixed(2)}, of ${stations} ${(several.together / one.together).toFixed(2)}; logs of a case ${(several.caseS / one.caseS).toFixed(2)} times as long; processor time a page ${(several.cpuMs.reduce((a, b) => a + b) / one.cpuMs[0]!).toFixed(2)}`, // prettier-ignore
  );
  const [ofFront, ...ofFar] = several.cpuMs as [number, ...number[]];
  const ofRecords = ofFar.reduce((sum, ms) => sum + ms, 0);
  console.log(`a front carries ${(ofRecords / ofFront).toFixed(2)} record servers that work as much as it does; with one the pages take ${(ofFront / one.cpuMs[0]!).toFixed(2)} of what they took`); // prettier-ignore

  if (kills > 0) {
    const rate = await importing(stations, async () => {
      for (let n = 0; n < kills; n++) {
        await sleep(1_000 + Math.random() * 2_000);
        const victim = servers[n % servers.length]!;
        victim.kill();
        await victim.startAgain();
      }
    });
    console.log(
      `${stations} stations, a server killed ${kills} times, each in turn: ${rate.toFixed(0)} records a second`,
    );
  }
  const [row] = await ask(
    `select count(*)::int as records, count(distinct (token, page_sequence, position))::int as places,
            (select sum(added)::int from syncs) as added from records where calendar_day = ${TODAY} and page_sequence >= 1000`,
  );
  const expected = acknowledged() * RECORDS_A_PAGE;
  assert.deepEqual(row, { records: expected, places: expected, added: expected });
  const uncounted = await ask("select count(*)::int as n from records_far");
  console.log(`checked: ${acknowledged()} pages acknowledged, all there once; ${(uncounted[0]!["n"] as number) - stored - expected} records there that do not count`); // prettier-ignore

  async function measured(name: string) {
    const alone = await importing(1, () => sleep(seconds * 1000));
    let cpuMs: number[] = [];
    const together = await importing(stations, async () => {
      const [before, pages] = [servers.map(cpuMsOf), acknowledged()];
      await sleep(seconds * 1000);
      cpuMs = servers.map((server, n) => (cpuMsOf(server) - before[n]!) / (acknowledged() - pages));
    });
    const caseS = await logsOfCase();
    console.log(`${name}: one station ${alone.toFixed(0)} records a second, ${stations} at once ${together.toFixed(0)}; ${LOGS} logs of ${CASE_DAYS} days ${caseS.toFixed(2)} s; processor time of each server, ms a page: ${cpuMs.map((ms) => ms.toFixed(1)).join(", ")}`); // prettier-ignore
    return { alone, together, caseS, cpuMs };
  }

  /** Sealed records of some tokens and days, as a case fetches them. The second time, so that either has them in memory. */
  async function logsOfCase(): Promise<number> {
    const { name, password } = province.roles[0]!;
    const store = await openStore(asRole(url, name, password), { mayCreate: false });
    const tokens = new Set(Array.from({ length: LOGS }, (_, i) => keyOfSerial(1 + i)));
    let seconds = 0;
    for (let time = 0; time < 2; time++) {
      const start = performance.now();
      let fetched = 0;
      const days = { fromDay: TODAY - 1 - CASE_DAYS, toDay: TODAY - 1 };
      for await (const some of store.sealedRecords((token) => (tokens.has(token) ? [days] : [])))
        fetched += some.length;
      assert.ok(fetched > 0);
      seconds = (performance.now() - start) / 1000;
    }
    await store.close();
    return seconds;
  }
} finally {
  for (const server of servers) await server.stop();
}

/** Of all processes of a server, of those that have ended too. */
function cpuMsOf({ folder }: { folder: string }): number {
  const [pid] = readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n") as [string];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  const ticks = [pid, ...children].map((one) => {
    const times = readFileSync(`/proc/${one}/stat`, "utf8")
      .split(") ")[1]!
      .split(" ")
      .slice(11, 15)
      .map(Number);
    return times.slice(0, one === pid ? 4 : 2).reduce((sum, some) => sum + some, 0);
  });
  return (ticks.reduce((sum, some) => sum + some, 0) * 1000) / TICKS_A_SECOND;
}
