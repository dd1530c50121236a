/**
 * What it costs that a store is encrypted: `npx tsx test/bench/encryption.ts [people]` (some minutes). The same work on a plain store
 * and on an encrypted one, in turns; medians, and what counts is their ratio.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reencrypt } from "../../src/station/store/encryption/reencrypt.js";
import { makeStoreKey } from "../../src/station/store/encryption/store-key.js";
import { openStore, type Store } from "../../src/station/store/store.js";
import { chunkOf, CHUNK_RECORDS, practiceToken, TOKEN } from "../slow/support/import-log.js";
import { fillPeople } from "./register-people.js";

const PEOPLE = Number(process.argv[2] ?? 100_000);
const RECORDS = 48_000;
const TIMES = 7;
const TYPED = "nguyen van duc";

const folder = mkdtempSync(join(tmpdir(), "bz-encryption-"));
const key = makeStoreKey();
const kinds = [
  { name: "plain", path: join(folder, "plain.sqlite"), key: undefined },
  { name: "encrypted", path: join(folder, "encrypted.sqlite"), key },
] as const;
const open = ({ path, key: with_ }: (typeof kinds)[number]) =>
  openStore(path, { mayCreate: true, key: with_ });

/** Of each kind, in turns, so that whatever else the computer does meets both. */
async function compare(
  what: string,
  times: number,
  run: (store: Store, kind: (typeof kinds)[number]) => Promise<number>,
): Promise<void> {
  const took: number[][] = [[], []];
  for (let time = 0; time < times; time++) {
    for (const [at, kind] of kinds.entries()) {
      const store = await open(kind);
      took[at]!.push(await run(store, kind));
      await store.close();
    }
  }
  const [plain, encrypted] = took.map((all) => all.sort((a, b) => a - b)[all.length >> 1]!);
  console.log(
    `${what}: ${plain!.toFixed(1)} ms plain, ${encrypted!.toFixed(1)} ms encrypted: ${(encrypted! / plain!).toFixed(2)} times`,
  );
}

async function timed(work: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

const page = (store: Store, query: string) =>
  store.people({ query, order: "name", isDown: false, after: null, limit: 50 });

try {
  for (const kind of kinds) {
    const store = await open(kind);
    await fillPeople(store, PEOPLE);
    await store.close();
  }
  console.log(`${PEOPLE.toLocaleString("en")} people, ${(statSync(kinds[0].path).size / 1e6).toFixed(0)} MB`);
  await compare("open the store, and a first page of people", TIMES, (_, kind) =>
    timed(async () => {
      const store = await open(kind);
      await page(store, "");
      await store.close();
    }),
  );
  await compare("slowest keystroke of a search, just opened", TIMES, async (store) => {
    let slowest = 0;
    for (let length = 1; length <= TYPED.length; length++) {
      slowest = Math.max(slowest, await timed(() => page(store, TYPED.slice(0, length))));
    }
    return slowest;
  });
  await compare("the same, typed for the second time", TIMES, async (store) => {
    for (let length = 1; length <= TYPED.length; length++) await page(store, TYPED.slice(0, length));
    let slowest = 0;
    for (let length = 1; length <= TYPED.length; length++) {
      slowest = Math.max(slowest, await timed(() => page(store, TYPED.slice(0, length))));
    }
    return slowest;
  });
  await compare(`import of ${RECORDS.toLocaleString("en")} records`, 1, async (store) => {
    await store.putToken(practiceToken);
    return timed(async () => {
      await store.startSync(TOKEN, 1, 0, 0, 0);
      for (let n = 0; n < RECORDS / CHUNK_RECORDS; n++) await store.addChunk(TOKEN, 1, chunkOf(n));
    });
  });
  const convertedMs = await timed(() => reencrypt(kinds[0].path, { before: undefined, after: key }));
  console.log(`give the plain store a key: ${(convertedMs / 1000).toFixed(1)} s`);
} finally {
  rmSync(folder, { recursive: true });
}
