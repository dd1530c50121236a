/**
 * How long the largest log keeps a nurse and an officer waiting: `npx tsx test/bench/full-log.ts` (half a minute). A log of 48,000 sealed
 * records is imported into an encrypted store as a reading does it, and opened for a case of all its days. It may take 5 s and 2 s,
 * of a machine that does nothing else.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { SLOTS_PER_DAY } from "../../src/bluezone/ids.js";
import { practiceLog } from "../../src/custody/host/case-keys.js";
import { takeLogKeys } from "../../src/station/cases/case-material.js";
import { createRedating } from "../../src/station/clocks/redating.js";
import { readRecords } from "../../src/station/reading/read-records.js";
import type { TokenIdentity } from "../../src/sync/host/decode.js";
import type { Session } from "../../src/sync/host/session.js";
import { ccmOpen, nodeHash } from "../../src/station/node-crypto.js";
import { makeStoreKey } from "../../src/station/store/encryption/store-key.js";
import { openStore } from "../../src/station/store/store.js";
import { openLogs } from "../../src/station/tracing/open-logs.js";
import { CHUNK_RECORDS, chunkOf, practiceToken, TOKEN } from "../slow/support/import-log.js";
import { CREATED_DAY } from "../station/synthetic-log.js";

const RECORDS = 48_000;
const TIMES = 3;
/** The days that `chunkOf` seals for. */
const DAYS = { fromDay: 18_500, toDay: 18_519 };

/** A line that brings all at once, so that the store alone is measured. */
const session = {
  read({ onChunk }: Parameters<Session["read"]>[0]) {
    for (const chunk of chunks) onChunk(chunk as Parameters<typeof onChunk>[0]);
    return Promise.resolve({ nextSequence: chunks.at(-1)!.nextSequence });
  },
} as unknown as Session;
const identity = { recordsPerPage: 127, firstSequence: 0, nextSequence: 0 } as TokenIdentity;
const NOBODY_WATCHES = { onConsentNeeded: () => {}, onProgress: () => {} };
const chunks = Array.from({ length: RECORDS / CHUNK_RECORDS }, (_, n) => chunkOf(n));
const redating = createRedating([]);
const slots = { from: DAYS.fromDay * SLOTS_PER_DAY, to: (DAYS.toDay + 1) * SLOTS_PER_DAY };
const folder = mkdtempSync(join(tmpdir(), "bz-full-log-"));

/** By the clock, and of the processor's time: on a busy computer the two are far apart. */
async function timed(work: () => Promise<void>): Promise<{ s: number; cpuS: number }> {
  const [startMs, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { s: (performance.now() - startMs) / 1e3, cpuS: (user + system) / 1e6 };
}

async function open(sealed: Parameters<typeof openLogs>[4]): Promise<void> {
  const content = { ...practiceLog(practiceToken.serial!, CREATED_DAY), generation: 1 };
  const keys = takeLogKeys(nodeHash, [{ token: TOKEN, content }], redating, slots);
  const tally = { opened: 0, sealed: 0, unopened: [] };
  let given = 0;
  for await (const record of openLogs({ crc32, ccmOpen }, keys, redating, DAYS, sealed, tally))
    given += record.windows === undefined ? 0 : 1;
  if (given !== RECORDS) throw new Error(`${given} records instead of ${RECORDS}`);
}

function say(what: string, mostS: number, { s, cpuS }: { s: number; cpuS: number }): void {
  console.log(`${what}: ${s.toFixed(2)} s, ${cpuS.toFixed(2)} s of the processor; it may take ${mostS} s`);
  if (s > mostS) process.exitCode = 1;
}

try {
  for (let time = 0; time < TIMES; time++) {
    const store = await openStore(join(folder, `${time}.sqlite`), { mayCreate: true, key: makeStoreKey() });
    await store.putToken(practiceToken);
    await store.startSync(TOKEN, 1, 0, 0, 0);
    const imported = await timed(async () => {
      const reading = { token: TOKEN, startedMs: 1, from: 0 };
      const { counts } = await readRecords(session, store, identity, reading, NOBODY_WATCHES);
      if (counts.added !== RECORDS) throw new Error(`${counts.added} records instead of ${RECORDS}`);
    });
    say(`import of ${RECORDS} records`, 5, imported);
    say("opening them", 2, await timed(() => open(store.sealedRecords(() => [DAYS]))));
    await store.close();
  }
} finally {
  rmSync(folder, { recursive: true });
}
