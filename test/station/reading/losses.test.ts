/** What is missing of a token's records is counted, by cause, and a token that fails says so. */
import assert from "node:assert/strict";
import { readRecords } from "../../../src/station/reading/read-records.js";
import { lossWarnings, readingWarnings, tokenWarnings } from "../../../src/station/reading/sync-warnings.js";
import { describeReading } from "../../../src/station/commands/reports/sync-report.js";
import type { Store } from "../../../src/station/store/store.js";
import type { TokenIdentity } from "../../../src/sync/host/decode.js";
import { hostCustody } from "../../../src/station/node-crypto.js";
import { systemTimers } from "../../../src/station/reading/serial-line.js";
import { createSession, type Session } from "../../../src/sync/host/session.js";
import { problem } from "../../../src/words/problem.js";
import { createFolder, createTokenBench } from "../custody-bench.js";

const PER_PAGE = 127;
const EMPTY = { received: 0, added: 0, conflicting: 0 };

describe("what is missing of a log", () => {
  /** Reads pages from a token whose log holds these, each of so many records. */
  async function missing(
    from: number,
    firstSequence: number,
    nextSequence: number,
    pages: [number, number][],
  ) {
    const session = {
      read: async ({ onChunk }: Parameters<Session["read"]>[0]) => {
        let next = from;
        for (const [pageSequence, count] of pages) {
          next = pageSequence * PER_PAGE + count;
          const head = { generation: 0, position: 0, sealDay: 1, calendarDay: 1, livedHours: 0 };
          const chunk = { ...head, pageSequence, records: new Uint8Array(32 * count), nextSequence: next };
          onChunk({ ...chunk, fromSequence: 0 } as Parameters<typeof onChunk>[0]);
        }
        return { nextSequence: next, recordsRead: 0, repeats: 0 };
      },
    } as unknown as Session;
    const store = { addChunk: () => Promise.resolve(EMPTY) } as unknown as Store;
    const identity = { recordsPerPage: PER_PAGE, firstSequence, nextSequence } as TokenIdentity;
    const watch = { onConsentNeeded: () => {}, onProgress: () => {} };
    return (await readRecords(session, store, identity, { token: "", startedMs: 0, from }, watch))
      .missingPages;
  }
  const at = (page: number, position = 0) => page * PER_PAGE + position;

  it("is nothing where every page follows the one before", async () => {
    assert.equal(await missing(0, at(1), at(3, 5), [[1, 127], [2, 127], [3, 5]]), 0); // prettier-ignore
    assert.equal(await missing(at(2, 9), at(1), at(3, 5), [[2, 20], [3, 5]]), 0); // prettier-ignore
    // The page of the last reading got nothing more; several chunks come of one page.
    assert.equal(await missing(at(2, 9), at(1), at(3, 5), [[3, 2], [3, 5]]), 0); // prettier-ignore
    assert.equal(await missing(at(2, 9), at(1), at(2, 9), []), 0);
    assert.equal(await missing(at(3), at(1), at(3), []), 0);
  });

  it("is nothing that the token erased and told of, and nothing from before the first reading", async () => {
    assert.equal(await missing(at(2, 9), at(7), at(8, 5), [[7, 127], [8, 5]]), 0); // prettier-ignore
    assert.equal(await missing(0, at(1), at(8, 5), [[7, 127], [8, 5]]), 0); // prettier-ignore
  });

  it("is every page that did not come, in the middle, at the mark and at the end", async () => {
    assert.equal(await missing(0, at(1), at(5, 5), [[1, 127], [4, 127], [5, 5]]), 2); // prettier-ignore
    assert.equal(await missing(at(2), at(1), at(5, 5), [[4, 127], [5, 5]]), 2); // prettier-ignore
    assert.equal(await missing(at(2, 9), at(1), at(5, 5), [[4, 127], [5, 5]]), 1); // prettier-ignore
    assert.equal(await missing(at(2), at(1), at(5), [[2, 127], [3, 127]]), 1); // prettier-ignore
    assert.deepEqual(readingWarnings({ recordsPerPage: PER_PAGE } as TokenIdentity, EMPTY, 2), [
      { code: "pages-missing", count: 2, records: 254 },
    ]);
  });
});

describe("what a token tells of its faults", () => {
  let told: TokenIdentity;
  before(async () => {
    const session = createSession(createTokenBench().open(), systemTimers, hostCustody);
    await session.hello();
    await session.enter({ operator: [], admin: [] });
    told = await session.identify();
    session.close();
  });

  it("is nothing where nothing is wrong", () => {
    assert.deepEqual([...tokenWarnings(told), ...lossWarnings(told)], []);
  });

  it("is said by cause, in words and in JSON", async () => {
    const ill = {
      ...told,
      ...{ isStateLost: true, hasSaveFailed: true, failedSaves: 7, isLogAtEnd: true, hangs: 5 },
      startFaults: ["crypto", "clock", "flash"] satisfies TokenIdentity["startFaults"],
      losses: { expired: 11, overwritten: 22, unwritten: 33, leftOut: 44 },
    };
    const warnings = [...tokenWarnings(ill), ...lossWarnings(ill)];
    assert.deepEqual(warnings, [
      { code: "state-lost" },
      { code: "state-failing", count: 7 },
      { code: "log-at-end" },
      { code: "hung", why: problem("station/token/hung", { count: 5 }) },
      {
        code: "self-check",
        why: problem("station/token/self-check", { faults: [problem("word/fault/crypto")] }),
      },
      { code: "lost-expired", count: 11 },
      { code: "lost-overwritten", count: 22 },
      { code: "lost-unwritten", count: 33 },
      { code: "lost-left-out", count: 44 },
    ]);
    const folder = createFolder();
    const summary = await createTokenBench().sync(await folder.store("store.sqlite"));
    await folder.remove();
    const notes = describeReading({ ...summary, warnings }).filter((line) => line.startsWith("note: ")); // prettier-ignore
    assert.equal(notes.length, warnings.length);
    for (const count of [5, 7, 11, 22, 33, 44])
      assert.ok(
        notes.some((note) => note.includes(` ${count} `)),
        `${count}`,
      );
    assert.ok(
      notes.some((note) => /set it aside/.test(note)) && notes.some((note) => /bztoken rekey/.test(note)),
    );
    assert.deepEqual(summary.losses, { expired: 0, overwritten: 0, unwritten: 0, leftOut: 0 });
  });

  it("counts a failing state even where the last save went well", () => {
    assert.deepEqual(tokenWarnings({ ...told, failedSaves: 1 }), [{ code: "state-failing", count: 1 }]);
    assert.deepEqual(tokenWarnings({ ...told, hasSaveFailed: true }), [{ code: "state-failing", count: 1 }]);
  });
});
