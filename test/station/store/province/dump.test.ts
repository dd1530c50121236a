/** A back-up by PostgreSQL's own tools, and the restore that was tried. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openPostgres } from "../../../../src/station/store/database/postgres.js";
import { digestsOf } from "../../../../src/station/store/province/move.js";
import { makeRole } from "../../../../src/station/store/province/roles.js";
import { openStore } from "../../../../src/station/store/store.js";
import { asRole, needPostgres, startPostgres } from "../postgres-server.js";
import { UNITS, insertOf, sampleRows } from "./sample-rows.js";

describe("a shared store that is dumped", function () {
  this.timeout(60_000);
  let server: Awaited<ReturnType<typeof startPostgres>>;
  before(async function () {
    needPostgres(this);
    server = await startPostgres();
  });
  after(() => server?.stop());

  it("is the same when it is restored, for the owner and for each unit, and works on", async () => {
    const [url, restored] = [await server.database(), await server.database()];
    const { db, write } = await openPostgres(url, { mayCreate: true, isAdministered: true });
    for (const row of [...UNITS, ...sampleRows(1, "commune-a")]) {
      const { text, values } = insertOf(row);
      await server.query(url, text, values);
    }
    const roles = [];
    for (const [role, unitCode, takesOver] of [
      ["xa_a", "461", true],
      ["xa_b", "462", false],
    ] as const)
      roles.push({ role, ...(await makeRole({ write }, { role, unitCode, takesOver })) });
    const before = await digestsOf(db);
    await db.destroy();

    const dump = join(server.folder, "store.dump");
    await server.run("pg_dump", "--format=custom", "--file", dump, url);
    await server.run("pg_restore", "--exit-on-error", "--dbname", restored, dump);

    const again = await openPostgres(restored, { mayCreate: false, isAdministered: true });
    assert.deepEqual(await digestsOf(again.db), before);
    await again.db.destroy();
    const tell = async ({ role, password }: { role: string; password: string }) => {
      const store = await openStore(asRole(restored, role, password), { mayCreate: false });
      try {
        return { people: (await store.issues()).length, ledger: (await store.ledger()).length };
      } finally {
        await store.close();
      }
    };
    const [ofA, ofB] = [await tell(roles[0]!), await tell(roles[1]!)];
    assert.deepEqual([ofA.people, ofA.ledger], [1, 1]);
    assert.deepEqual([ofB.people, ofB.ledger], [0, 0]);
    const columns = "token, generation, page_sequence, copy, position, calendar_day";
    const from = `select ${columns}, tableoid::regclass::text as part from records order by 2, 3`;
    assert.deepEqual(await server.query(restored, from), await server.query(url, from));
    await assert.rejects(server.query(restored, "update ledger set reason = 'x'"), /the ledger only grows/);
  });
});
