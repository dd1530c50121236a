/** A line that is faster than the disk: what comes of one page meanwhile is stored at once, and nothing else with it. */
import assert from "node:assert/strict";
import { readRecords } from "../../../src/station/reading/read-records.js";
import type { Store, StoredChunk } from "../../../src/station/store/store.js";
import type { TokenIdentity } from "../../../src/sync/host/decode.js";
import type { Session } from "../../../src/sync/host/session.js";

const RECORD_BYTES = 32;
const HEAD = { generation: 1, sealDay: 18_500, calendarDay: 18_500, livedHours: 24 };

/** So many records of a page, each of its own byte. */
function chunkOf(pageSequence: number, position: number, count: number, head = HEAD): StoredChunk {
  const records = new Uint8Array(RECORD_BYTES * count).map((_, i) => position + Math.floor(i / RECORD_BYTES));
  return { ...head, pageSequence, position, records, nextSequence: 127 * pageSequence + position + count };
}

const FULL = new Error("the disk is full");

/** What the store is given, where all chunks have come before it has stored the first. @param addChunk  fails at one of them */
async function storedOf(chunks: StoredChunk[], addChunk?: Store["addChunk"]): Promise<StoredChunk[]> {
  const stored: StoredChunk[] = [];
  const session = {
    read({ onChunk }: Parameters<Session["read"]>[0]) {
      for (const chunk of chunks) onChunk(chunk as Parameters<typeof onChunk>[0]);
      return Promise.resolve({ nextSequence: chunks.at(-1)!.nextSequence });
    },
  } as unknown as Session;
  const take: Store["addChunk"] = async (...of) => {
    stored.push(of[2]);
    await addChunk?.(...of);
    return { received: of[2].records.length / RECORD_BYTES, added: 0, conflicting: 0 };
  };
  const store = { addChunk: take } as unknown as Store;
  const identity = { recordsPerPage: 127, firstSequence: 0, nextSequence: 0 } as TokenIdentity;
  const watch = { onConsentNeeded: () => {}, onProgress: () => {} };
  const reading = readRecords(session, store, identity, { token: "", startedMs: 0, from: 0 }, watch);
  if (addChunk !== undefined) {
    await assert.rejects(reading, FULL);
  } else {
    const { counts } = await reading;
    assert.equal(counts.received * RECORD_BYTES, chunks.flatMap(({ records }) => [...records]).length);
  }
  return stored;
}

describe("records behind a fast line", () => {
  it("are stored a page at a time", async () => {
    const parts = [
      chunkOf(3, 0, 32),
      chunkOf(3, 32, 32),
      chunkOf(3, 64, 63),
      chunkOf(4, 0, 32),
      chunkOf(4, 32, 5),
    ];
    assert.deepEqual(await storedOf(parts), [chunkOf(3, 0, 127), chunkOf(4, 0, 37)]);
  });

  it("are apart where the page's head is another one, or positions are left out", async () => {
    const parts = [
      chunkOf(3, 0, 2),
      ...(["generation", "sealDay", "calendarDay", "livedHours"] as const).map((name, i) =>
        chunkOf(3, 2 + i, 1, { ...HEAD, [name]: HEAD[name] + 1 }),
      ),
      chunkOf(3, 20, 2),
      chunkOf(3, 30, 2),
      chunkOf(4, 22, 2),
    ];
    assert.deepEqual(await storedOf(parts), parts);
  });

  it("end with the first that the store does not take", async () => {
    const parts = [chunkOf(3, 0, 32), chunkOf(4, 0, 32), chunkOf(5, 0, 32)];
    const stored = await storedOf(parts, (_token, _startedMs, chunk) =>
      chunk.pageSequence === 4
        ? Promise.reject(FULL)
        : Promise.resolve({ received: 0, added: 0, conflicting: 0 }),
    );
    assert.deepEqual(stored, parts.slice(0, 2));
  });
});
