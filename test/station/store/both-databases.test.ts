/** A store behaves the same in a file and in a PostgreSQL database. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import Database from "libsql";
import { closeCase, contentOf } from "../../../src/station/cases/cases.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { packDown } from "../../../src/station/packs/down.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { packUp } from "../../../src/station/packs/up.js";
import { openPostgres } from "../../../src/station/store/database/postgres.js";
import { spreadStore } from "../../../src/station/store/province/spread/spread.js";
import { migrations } from "../../../src/station/store/schema.js";
import { openStore, type Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { without } from "../../../src/station/without.js";
import { allRecords } from "../all-records.js";
import {
  HOUR_MS,
  START_DAY,
  START_UTC_MS,
  bind,
  commune,
  createFolder,
  officer,
  publicOf,
  putPreparedLog,
} from "../custody-bench.js";
import { syntheticChunk, syntheticId } from "../synthetic-log.js";
import { needPostgres, startPostgres } from "./postgres-server.js";

const NOW_MS = START_UTC_MS + 30 * HOUR_MS;
const logOf = (serial: number) => ({
  serial,
  baseId: createHash("sha256").update(`base ID ${serial}`).digest(),
  sealKey: createHash("sha256").update(`seal key ${serial}`).digest(),
  createdDay: START_DAY - 2,
});
const [F0, CONTACT] = [logOf(42), logOf(77)];
const request = { token: keyOfSerial(F0.serial), onsetDay: localDayOf(START_UTC_MS), untilMs: NOW_MS };
const by = { identity: officer, reason: "ca bệnh mẫu", nowMs: NOW_MS };

describe("a store in PostgreSQL", function () {
  this.timeout(180_000);
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let folder: ReturnType<typeof createFolder>;
  const open: Store[] = [];
  const openAt = async (url: string) => {
    const store = await openStore(url);
    open.push(store);
    return store;
  };
  before(async function () {
    needPostgres(this);
    server = await startPostgres();
  });
  beforeEach(() => (folder = createFolder()));
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
    await folder.remove();
  });
  after(() => server?.stop());

  /** A commune's readings, its pack, and an authority's case: what both stores hold at the end. */
  async function caseIn(village: Store, authority: Store, name: string): Promise<unknown> {
    const rssi = [-50, -50, -50, -50, -50, -50];
    const meeting = { id: syntheticId(F0.baseId, F0.createdDay, START_DAY * 96 + 40), slot: 40, rssi };
    await putPreparedLog(authority, village, F0, START_DAY, [{ id: Buffer.alloc(12, 1), slot: 3, rssi }]);
    await putPreparedLog(authority, village, CONTACT, START_DAY, [meeting, { ...meeting, slot: 41 }]);
    const [f0, contact] = [F0, CONTACT].map(({ serial }) => keyOfSerial(serial)) as [string, string];
    const place = { serial: CONTACT.serial, pageSequence: 1, day: START_DAY, createdDay: CONTACT.createdDay };
    const forged = syntheticChunk({ ...place, sealKey: F0.sealKey }, [meeting]);
    const counts = [await village.addChunk(contact, 1, forged), await village.addChunk(contact, 1, forged)];
    await village.finishSync(f0, 1, NOW_MS - HOUR_MS);
    await village.putReading(f0, NOW_MS - HOUR_MS, "operator", "{}", START_UTC_MS);
    await village.putDateProof(f0, NOW_MS - HOUR_MS, "clocks");
    const correction = {
      token: f0,
      generation: 1,
      epoch: 3,
      offsetMs: -7,
      untilMs: START_UTC_MS,
      isSure: true,
    };
    await village.putCorrection(correction, 9);
    await village.putCorrection({ ...correction, offsetMs: 5, isSure: false }, 10);

    const person = { name: "Nguyễn Đức", unit: "Thôn 7", phone: "0905 000 111", birthYear: 1958 };
    const { id } = await village.issueToken(f0, person, 1);
    await village.issueToken(f0, { name: "Trần Bình", unit: "Thôn 7", phone: null }, NOW_MS - HOUR_MS);
    await village.correctHolder(
      f0,
      (await village.issues())[1]!.person.id,
      { ...person, name: "Bình" },
      NOW_MS,
    );
    await village.issueToken(contact, { id }, 5);

    await bind(authority, [F0.serial, CONTACT.serial]);
    const path = folder.path(`${name}.bzpack`);
    await packUp(village, path, { sender: commune, receivers: [officer], madeMs: NOW_MS + 1 }, false);
    const taken = [];
    for (let i = 0; i < 2; i++)
      taken.push(await takePack(authority, path, officer, [publicOf(commune)], NOW_MS + 1));
    const trace = await runTrace(authority, request, by);
    const [kept] = await authority.cases();
    const content = contentOf(kept!, officer);
    const down = { officer, reason: "mẫu", unit: commune, tokens: undefined, hasStock: false };
    const packed = await packDown(authority, folder.path(`${name}-down.bzpack`), { ...down, fewestSlots: 1, nowMs: NOW_MS + 2 }); // prettier-ignore
    await closeCase(authority, officer, kept!, "xong", NOW_MS + 3);
    const all = async (store: Store) => ({
      tokens: await store.tokens(),
      issues: await store.issues(),
      records: await allRecords(store),
      corrections: await store.corrections(),
      days: [await store.storedDays(false), await store.newestSealDays()],
      undated: await store.undatedPages(contact, 127),
      evidence: await store.clockEvidence(NOW_MS, true),
      boxes: (await store.boxes()).length,
      ledger: await store.ledger(),
      cases: (await store.cases()).map((one) => without(one, "sealedKey", "content")),
      bindings: await store.bindings(),
      list: (await store.lastList())?.number,
      acknowledged: await store.acknowledgedChange(),
    });
    const dropped = await village.dropUndated(contact, 127, await village.undatedPages(contact, 127));
    const result = { counts, taken, trace, content, packed: without(packed, "id"), dropped, village: await all(village), authority: await all(authority) }; // prettier-ignore
    return JSON.parse(withoutChance(JSON.stringify(result, (_, value: unknown) => (value instanceof Map ? [...value].sort() : value)))); // prettier-ignore
  }

  it("holds and gives back what a file does: readings, people, packs, a case and the ledger", async () => {
    const inFiles = await caseIn(await folder.store("v.sqlite"), await folder.store("a.sqlite"), "files");
    const [village, authority] = [await server.database(), await server.database()];
    const inDatabases = await caseIn(await openAt(village), await openAt(authority), "databases");
    assert.deepEqual(inDatabases, inFiles);
    for (const store of open.splice(0)) await store.close();
    const again = await openAt(authority);
    assert.equal((await again.issues()).length, 3);
    assert.equal((await again.cases())[0]!.sealedKey, null);
  });

  it("does so with its records on other servers", async () => {
    const inFiles = await caseIn(
      await folder.store("fv.sqlite"),
      await folder.store("fa.sqlite"),
      "far-files",
    );
    const spreadOver = async (servers: number) => {
      const url = await server.database();
      const database = await openPostgres(url, { mayCreate: true, isAdministered: true });
      const urls = [];
      for (let n = 0; n < servers; n++) urls.push(await server.database());
      await spreadStore(database, urls);
      await database.db.destroy();
      return openAt(url);
    };
    assert.deepEqual(await caseIn(await spreadOver(3), await spreadOver(2), "far"), inFiles);
  });

  it("of an older version is opened with all that is in it", async () => {
    const url = await server.database();
    const old = new Database(folder.path("old.sqlite"));
    const filled = [
      ...migrations.slice(0, 2).flat(),
      `insert into bluezone_store values (2, 0)`,
      `insert into tokens (serial, next_sequence, unread_records, lost_records) values (42, 5, 0, 0)`,
      `insert into persons values ('a', 'Nguyễn Thị Ánh', 'Thôn 3', '0905 000 111')`,
      `insert into issues values ('i', 42, 'a', 1000, null)`,
      `insert into pages values (42, 1, 7, 18500, 3)`,
    ];
    for (const statement of filled) old.exec(statement);
    old.close();
    await server.query(url, filled.join(";\n"));
    const [inFile, inDatabase] = [await folder.store("old.sqlite"), await openAt(url)];
    assert.deepEqual(await inDatabase.issues(), await inFile.issues());
    assert.deepEqual(await inDatabase.tokens(), await inFile.tokens());
    assert.equal((await inDatabase.issues())[0]!.person.name, "Nguyễn Thị Ánh");
    assert.equal(await inDatabase.nextSequence("00000042"), 5);
  });

  it("is shared: several stations that write at once each keep everything", async () => {
    const url = await server.database();
    const stores = await Promise.all([1, 2, 3].map(() => openAt(url)));
    await Promise.all(
      stores.map(async (store, i) => {
        const token = await store.tokenOf(i + 1);
        await store.startSync(token, 1, 0, 0, 0);
        for (let page = 0; page < 20; page++) {
          const place = { serial: i + 1, pageSequence: page, day: START_DAY };
          const records = [{ id: Buffer.alloc(12, 1), slot: 3, rssi: [-60] }];
          await store.addChunk(token, 1, syntheticChunk(place, records));
        }
      }),
    );
    assert.deepEqual((await stores[0]!.tokens()).map(({ records }) => records), [20, 20, 20]); // prettier-ignore
    const rows = (await server.query(url, "select count(distinct change) as n from pages")) as {
      n: string;
    }[];
    assert.equal(Number(rows[0]!.n), 60, "each change has a number of its own");
  });

  it("refuses what is not its own, is too new, or does not answer, and leaves it as it was", async () => {
    const foreign = await server.database();
    await server.query(foreign, "create table invoices (id integer)");
    await assert.rejects(openStore(foreign), /not a store/);
    assert.deepEqual(await server.query(foreign, "select count(*)::int as n from pg_tables where schemaname = 'public'"), [{ n: 1 }]); // prettier-ignore

    const empty = await server.database();
    await assert.rejects(openStore(empty, { mayCreate: false }), /no store at/);
    await (await openStore(empty)).close();
    await server.query(empty, `insert into bluezone_store values (${migrations.length + 1}, 0)`);
    await assert.rejects(openStore(empty), /newer version/);

    await assert.rejects(openStore(server.urlOf("nothing")), /does not let this program in/);
    await assert.rejects(openStore("postgres://a:secret@127.0.0.1:1/b"), (error: Error) => {
      assert.match(error.message, /postgres:\/\/a@127\.0\.0\.1:1\/b does not answer/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
    await assert.rejects(openStore("postgres://"), /malformed|does not/);
  });
});

/** IDs that are drawn, numbered in the order in which they come; bytes of fresh keys are left out. */
function withoutChance(json: string): string {
  const numbers = new Map<string, number>();
  return json.replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
    if (!numbers.has(id)) numbers.set(id, numbers.size);
    return `id ${numbers.get(id)}`;
  });
}
