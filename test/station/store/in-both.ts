/** The same tests for a store in a file and for one in PostgreSQL. */
import { type Store, openStore } from "../../../src/station/store/store.js";
import { PIN_LOG_N, createFolder } from "../custody-bench.js";
import { needPostgres, startPostgres } from "./postgres-server.js";

type Kind = "a file" | "PostgreSQL";
interface Opened {
  store: Store;
  /** Of its own for each test; the file is in it, a.sqlite. */
  folder: ReturnType<typeof createFolder>;
}

/** @param suite  asks for a new store before each test */
export function describeInBoth(title: string, suite: (kind: Kind, opened: () => Opened) => void): void {
  for (const kind of ["a file", "PostgreSQL"] as const)
    describe(`${title} in ${kind}`, function () {
      this.timeout(180_000);
      let folder: ReturnType<typeof createFolder>;
      let server: Awaited<ReturnType<typeof startPostgres>> | undefined;
      let store: Store;
      before(async function () {
        if (kind === "a file") return;
        needPostgres(this);
        server = await startPostgres();
      });
      after(() => server?.stop());
      beforeEach(async () => {
        folder = createFolder();
        store =
          server === undefined
            ? await folder.store("a.sqlite")
            : await openStore(await server.database(), { mayCreate: true, pinLogN: PIN_LOG_N });
      });
      afterEach(async () => {
        if (server !== undefined) await store.close();
        await folder.remove();
      });
      suite(kind, () => ({ store, folder }));
    });
}
