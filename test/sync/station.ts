/** A station in few lines: what it keeps of a token, and a whole reading of it over a line that may be harmed. */
import assert from "node:assert/strict";
import type { ReadChunk, ReadResult } from "../../src/sync/host/read.js";
import { createSession, type KeyRing } from "../../src/sync/host/session.js";
import { DAYS, OPERATOR, custodyOf, recordsIn, type createServerBench, type Faults } from "./bench.js";

export type Bench = ReturnType<typeof createServerBench>;

/** Every chunk as it comes, and where to go on. */
export function createKept() {
  const kept = {
    next: 0,
    records: [] as string[],
    take(chunk: ReadChunk): void {
      assert.equal(chunk.fromSequence, kept.next);
      const { sealDay, calendarDay, livedHours } = chunk;
      assert.deepEqual({ sealDay, calendarDay, livedHours }, DAYS);
      assert.equal(chunk.generation, 1);
      kept.records.push(...recordsIn(chunk));
      kept.next = chunk.nextSequence;
    },
  };
  return kept;
}

let visits = 0;

/** Plugs in, shakes hands, sets the time, reads on from what is kept (the wearer presses when asked), confirms, unplugs. */
export async function sync(
  bench: Bench,
  kept: ReturnType<typeof createKept>,
  faults: Faults = {},
  ring: KeyRing = OPERATOR,
): Promise<ReadResult> {
  const session = createSession(bench.openLine(faults), bench.timers, custodyOf(++visits));
  const visit = async (): Promise<ReadResult> => {
    await session.hello();
    await session.enter(ring);
    await session.identify();
    await session.setTime(bench.utcMs);
    const result = await session.read({
      from: kept.next,
      onChunk: kept.take,
      onConsentNeeded: () => bench.timeline.at(bench.timeline.nowMs() + 100, () => bench.press()),
    });
    await session.confirm(result.nextSequence);
    return result;
  };
  try {
    return await bench.settle(visit());
  } finally {
    session.close();
    bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
  }
}

export interface Harm {
  readonly at: number;
  readonly kind: string;
  readonly count: number;
}

/** Does each harm once, at its place in the stream. */
export function createHarm(harms: Harm[]): (bytes: Uint8Array) => Uint8Array {
  let passed = 0;
  return (bytes) => {
    const start = passed;
    passed += bytes.length;
    let arriving = Buffer.from(bytes);
    for (const { at, kind, count } of harms.filter(({ at }) => at >= start && at < passed)) {
      const [head, tail] = [arriving.subarray(0, at - start), arriving.subarray(at - start)];
      if (kind === "flip") tail[0]! ^= 1 << (count & 7);
      if (kind === "drop") arriving = Buffer.concat([head, tail.subarray(count)]);
      if (kind === "insert") arriving = Buffer.concat([head, Buffer.alloc(count, 0xb7), tail]);
      if (kind === "repeat") arriving = Buffer.concat([head, tail.subarray(0, count), tail]);
    }
    return arriving;
  };
}
