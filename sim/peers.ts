/**
 * How workers that simulate one town together keep together in time. Each runs its own share of the devices; one acts on
 * another's only by what that has on the air, which is read up to 30 simulated seconds later. So a worker may run ahead
 * until it needs to know what the slowest has not done yet, and nothing depends on who was faster.
 */
export interface Peers {
  /** Whatever this worker's devices put on the air before `ms` is there to be read. */
  publish(ms: number): void;
  /** How far every other worker has published. */
  reachedMs(): number;
  /** Sleeps until all others have reached `ms`, which must not be later than what this one has published. */
  waitFor(ms: number): void;
}

/** A worker that simulates everybody. */
export const ALONE: Peers = {
  publish() {},
  reachedMs: () => Infinity,
  waitFor() {},
};

/** @returns zeroed memory for `workers` clocks, to be shared by all of them */
export function createClocks(workers: number): SharedArrayBuffer {
  return new SharedArrayBuffer(8 * workers);
}

/** @param self  which of the workers this is, from 0 */
export function createPeers(clocks: SharedArrayBuffer, self: number): Peers {
  // Times are non-negative numbers, whose 64 bits are ordered like whole numbers: so they can be waited for.
  const reached = new BigInt64Array(clocks);
  const ms = new Float64Array(1);
  const bits = new BigInt64Array(ms.buffer);

  function timeOf(worker: number): number {
    bits[0] = Atomics.load(reached, worker);
    return ms[0]!;
  }

  return {
    publish(nowMs) {
      ms[0] = nowMs;
      Atomics.store(reached, self, bits[0]!);
      Atomics.notify(reached, self);
    },
    reachedMs() {
      let least = Infinity;
      for (let worker = 0; worker < reached.length; worker++) {
        if (worker !== self) least = Math.min(least, timeOf(worker));
      }
      return least;
    },
    waitFor(untilMs) {
      for (let worker = 0; worker < reached.length; worker++) {
        while (worker !== self && timeOf(worker) < untilMs) Atomics.wait(reached, worker, bits[0]!);
      }
    },
  };
}
