/** The server dies at the worst moments: nothing that was acknowledged is lost, nothing is done twice, and nobody is left guessing. */
import assert from "node:assert/strict";
import { join } from "node:path";
import pg from "pg";
import { openStore, type Store } from "../../../../src/station/store/store.js";
import { startLine } from "./cut-line.js";
import { needPostgres, startPostgres } from "../postgres-server.js";

/** What stands in a statement that commits. */
const COMMIT = "; commit";

describe("a station whose server dies", function () {
  this.timeout(60_000);
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let line: Awaited<ReturnType<typeof startLine>>;
  let url: string;
  let store: Store;

  before(async function () {
    needPostgres(this);
    server = await startPostgres();
  });
  beforeEach(async () => {
    url = await server.database();
    line = await startLine(join(server.folder, ".s.PGSQL.5432"));
    store = await openStore(`postgres://bluezone@127.0.0.1:${line.port}${new URL(url).pathname}`);
  });
  afterEach(async () => {
    await store.close();
    await line.close();
  });
  after(() => server?.stop());

  const chunk = (page: number) => ({
    ...{ generation: 1, pageSequence: page, position: 0, sealDay: 1, calendarDay: 1, livedHours: 0 },
    ...{ records: new Uint8Array(64).fill(page), nextSequence: page + 1 },
  });
  const person = { name: "Nguyễn Thị Ánh", unit: "Thôn 3", phone: null };

  it("goes on when it is back: what was acknowledged is there, and a reading is told nothing of it", async () => {
    const token = await store.tokenOf(1);
    await store.startSync(token, 1, 0, 0, 0);
    await store.addChunk(token, 1, chunk(0));
    server.kill();
    const next = store.addChunk(token, 1, chunk(1));
    await server.startAgain();
    assert.deepEqual(await next, { received: 2, added: 2, conflicting: 0 });
    assert.equal((await store.tokens())[0]!.records, 4);
    assert.deepEqual(await server.query(url, "select added::int from syncs"), [{ added: 4 }]);
  });

  it("asks whether a commit came to be whose answer was lost, and does not do it again", async () => {
    const token = await store.tokenOf(1);
    line.cutAfterSending(COMMIT);
    const { id } = await store.issueToken(token, person, 1);
    assert.deepEqual((await store.issues()).map((one) => one.person.id), [id]); // prettier-ignore
    assert.equal(line.cuts(), 1);
  });

  it("says that nothing was stored where a commit never arrived, and does what can be done twice again", async () => {
    const token = await store.tokenOf(1);
    line.cutBeforeSending(COMMIT);
    await assert.rejects(
      store.issueToken(token, person, 1),
      /nothing of what you just did was stored: do it again/,
    );
    assert.deepEqual(await store.issues(), []);
    await store.startSync(token, 1, 0, 0, 0);
    line.cutBeforeSending(COMMIT);
    assert.equal((await store.addChunk(token, 1, chunk(0))).added, 2);
    assert.equal(line.cuts(), 2);
    assert.deepEqual(await server.query(url, "select added::int from syncs"), [{ added: 2 }]);
  });

  it("in the middle of a piece of work is told so, and the next piece goes", async () => {
    const token = await store.tokenOf(1);
    line.cutBeforeSending('insert into "persons"');
    await assert.rejects(store.issueToken(token, person, 1), /nothing of what you just did was stored/);
    line.cutBeforeSending("begin;");
    await store.issueToken(token, person, 1);
    assert.equal((await store.issues()).length, 1, "what had not begun was begun anew");
  });

  it("drops a day whole or not at all, and forgets its marks when it ends", async () => {
    await store.tokenOf(1);
    line.cutAfterSending("bluezone_expire");
    assert.equal(await store.dropExpiredPages(0, 30), 0);
    assert.equal(line.cuts(), 1);
    assert.notDeepEqual(await server.query(url, "select from write_marks"), []);
    await store.close();
    assert.deepEqual(await server.query(url, "select from write_marks"), []);
    store = await openStore(url);
  });

  it("is well after another station kept it waiting too long", async () => {
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query("select pg_advisory_lock(x'627a0001'::bigint)");
    await server.query(url, "alter role bluezone set statement_timeout = '200ms'");
    const waiting = await openStore(url);
    try {
      await assert.rejects(waiting.tokenOf(1), /statement timeout/);
      await holder.query("select pg_advisory_unlock(x'627a0001'::bigint)");
      assert.equal(await waiting.tokenOf(1), "00000001");
    } finally {
      await waiting.close();
      await server.query(url, "alter role bluezone reset statement_timeout");
      await holder.end();
    }
  });
});
