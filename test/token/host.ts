/** A station at the cable of the bench's token, and what an authority holds of it. */
import { randomBytes } from "node:crypto";
import type { BoxContent } from "../../src/custody/host/boxes.js";
import { contentsOfHandOver } from "../../src/custody/host/prepare.js";
import { stockEntry } from "../../src/custody/host/stock.js";
import { hostCustody, nodeHash } from "../../src/station/node-crypto.js";
import type { Line, Timers } from "../../src/sync/host/line.js";
import { type KeyRing, type Session, createSession } from "../../src/sync/host/session.js";
import type { createBench } from "./bench-token.js";
import { problemIn } from "../words/problem-in.js";

type Bench = Pick<ReturnType<typeof createBench>, "timeline" | "control">;

export const NO_KEYS: KeyRing = { operator: [], admin: [] };

/** Plugs in, runs `use` while the token's time flows, and unplugs. */
export async function atTheCable<T>(bench: Bench, use: (session: Session) => Promise<T>): Promise<T> {
  const { timeline, control } = bench;
  let onData: (bytes: Uint8Array) => void = () => {};
  let onClose: () => void = () => {};
  control.usb.plug(
    (bytes) => onData(bytes),
    () => onClose(),
  );
  const line = {
    write: (bytes: Uint8Array) => control.usb.write(bytes),
    onData: (listener: (bytes: Uint8Array) => void) => (onData = listener),
    onClose: (listener: () => void) => (onClose = listener),
    close: () => control.usb.unplug(),
  };
  try {
    return await alongside(bench, line, use);
  } finally {
    line.close();
    // Longer than the token takes to notice.
    timeline.runUntil(timeline.nowMs() + 1500);
  }
}

/** Runs `use` over a line that is there already, while the token's time flows. */
export async function alongside<T>(
  bench: Bench,
  line: Line,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const { timeline } = bench;
  const timers: Timers = {
    nowMs: () => timeline.nowMs(),
    after(delayMs, run) {
      const alarm = timeline.at(timeline.nowMs() + delayMs, run);
      return () => timeline.cancel(alarm);
    },
  };
  let isOver = false;
  const result = use(createSession(line, timers, hostCustody)).finally(() => (isOver = true));
  result.catch(() => {});
  for (let turns = 0; !isOver && turns < 100_000; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    timeline.runUntil(timeline.nowMs() + 5);
  }
  return result;
}

/** What the problem is of the error of the family "sync" with which it fails. */
export function failure(result: Promise<unknown>): Promise<string> {
  return result.then(
    () => "nothing",
    (error: unknown) => problemIn("sync", error),
  );
}

export interface Authority {
  id: BoxContent;
  log: BoxContent;
  admin: BoxContent;
}

export function authorityOf(handOver: Uint8Array): Authority {
  const [id, log, admin] = contentsOfHandOver(nodeHash, handOver);
  return { id: id!, log: log!, admin: admin! };
}

export function operatorRing({ admin }: Authority, epoch = 0): KeyRing {
  return { operator: [stockEntry(nodeHash, admin, epoch)], admin: [] };
}

export function adminRing({ admin }: Authority): KeyRing {
  return { operator: [], admin: [{ serial: admin.serial, key: admin.key }] };
}

/** Prepares the bench's token and puts it into service. */
export async function prepare(bench: Bench, serial: number): Promise<Authority> {
  const authority = await atTheCable(bench, async (session) => {
    await session.enter(NO_KEYS);
    return authorityOf(await session.prepare(serial, new Uint8Array(randomBytes(32))));
  });
  settle(bench);
  await atTheCable(bench, (session) => session.enter(adminRing(authority)));
  settle(bench);
  return authority;
}

/** Long enough for a restart and for what is to be written. */
export function settle(bench: Bench): void {
  bench.timeline.runUntil(bench.timeline.nowMs() + 2000);
}
