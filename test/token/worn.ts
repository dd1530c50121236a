/** A token with a wearer: its LED is watched, its button pressed, its battery changed; simulated or in the interpreter. */
import assert from "node:assert/strict";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import type { Session } from "../../src/sync/host/session.js";
import { LIGHTS, REMINDER_EVERY_MS, SIGNALS, type Signal } from "../../src/wearer/signals.js";
import type { HistoryToken } from "./history.js";
import { NO_KEYS, adminRing, authorityOf, operatorRing } from "./host.js";

export interface LedCall {
  readonly isLit: boolean;
  /** Uptime. */
  readonly atMs: number;
}

export interface WornToken extends HistoryToken {
  /** So much later, of its own time. */
  press(afterMs?: number): Promise<void>;
  /** What is on its USB socket besides a host. */
  setBattery(milliVolts: number, charger: "none" | "charging" | "full"): Promise<void>;
  /** No program of its flash takes. */
  breakFlash(isBroken: boolean): Promise<void>;
  /** The program does nothing more. */
  hang(): Promise<void>;
  /** Calls of the LED since the last time this was asked. */
  takeCalls(): LedCall[];
  isOnAir(): boolean;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Longer than any light that a press shows. */
const PRESS_MS = 6_000;
const NEIGHBOUR = encodeAdvert(Uint8Array.from({ length: 12 }, (_, n) => n + 1));
/** By how much a time of the interpreter's is rounded. */
const ROUNDING_MS = 2;

/** How long the LED was lit and dark in turn, from the first light on. */
export function timesOf(calls: readonly LedCall[]): number[] {
  return calls.slice(1).map(({ atMs }, n) => Math.round(atMs - calls[n]!.atMs));
}

/** What the LED does for a row. */
export function timesOfRow(signal: Signal): number[] {
  const [times, litMs, darkMs] = LIGHTS[SIGNALS.indexOf(signal)]!;
  return Array.from({ length: 2 * times - 1 }, (_, n) => (n % 2 === 0 ? litMs : darkMs));
}

function isNear(times: readonly number[], expected: readonly number[]): boolean {
  return (
    times.length === expected.length && times.every((ms, n) => Math.abs(ms - expected[n]!) <= ROUNDING_MS)
  );
}

/** Somewhere in these calls the LED showed that row, from dark to dark. */
export function hasShown(calls: readonly LedCall[], signal: Signal): boolean {
  const expected = timesOfRow(signal);
  const times = timesOf(calls);
  return calls.some(({ isLit }, at) => isLit && isNear(times.slice(at, at + expected.length), expected));
}

/** A press shows this row and nothing else. */
export async function assertPress(token: WornToken, signal: Signal, when: string): Promise<void> {
  token.takeCalls();
  await token.press();
  await token.run(PRESS_MS);
  const times = timesOf(token.takeCalls());
  assert.ok(isNear(times, timesOfRow(signal)), `${signal} ${when}: ${times.join()}`);
}

/** Leads a new token through every row of the table; throws at the first that does not come, or comes when another should. */
export async function seeEveryRow(token: WornToken): Promise<Signal[]> {
  const seen: Signal[] = [];
  const press = async (signal: Signal, when: string) => {
    await assertPress(token, signal, when);
    seen.push(signal);
  };
  /** What the LED did meanwhile of itself. */
  const saw = (signal: Signal, when: string) => {
    const calls = token.takeCalls();
    assert.ok(hasShown(calls, signal), `${signal} ${when}: ${timesOf(calls).join()}`);
    seen.push(signal);
  };

  const authority = await token.plugIn(async (session) => {
    await session.enter(NO_KEYS);
    return authorityOf(await session.prepare(42, new Uint8Array(32).fill(9)));
  });
  await token.run(2_000);
  await token.plugIn((session) => session.enter(adminRing(authority)));
  const asOperator = <T>(use: (session: Session) => Promise<T>) =>
    token.plugIn(async (session) => {
      await session.enter(operatorRing(authority));
      return use(session);
    });
  await token.surround([NEIGHBOUR]);
  await token.run(HOUR_MS);

  await press("well", "with nothing the matter");
  await token.setBattery(3_499, "none");
  await press("battery", "below 3.5 V");

  token.takeCalls();
  await token.setBattery(3_499, "charging");
  await token.run(10_000);
  saw("charging", "on the charger");
  await token.press();
  await token.run(PRESS_MS);
  saw("battery", "at a press on the charger");
  await token.setBattery(4_190, "full");
  await token.run(10_000);
  saw("full", "on the charger");
  await token.setBattery(3_900, "none");
  await token.run(10_000);
  token.takeCalls();
  await token.run(MINUTE_MS);
  assert.deepEqual(token.takeCalls(), [], "dark off the charger");

  await asOperator(async (session) => {
    token.takeCalls();
    // The LED is to have done asking.
    const onConsentNeeded = () => void token.press(1_500);
    const read = () => session.read({ from: 0, onChunk: () => {}, onConsentNeeded });
    await read();
    await waitFor(session, 4_000);
    const calls = token.takeCalls();
    for (const signal of ["asked", "agreed"] as const) {
      assert.ok(hasShown(calls, signal), `${signal} when a station asks: ${timesOf(calls).join()}`);
      seen.push(signal);
    }
    await read();
    await waitFor(session, 1_200);
    saw("reading", "while the log is read");
  });

  await asOperator((session) => session.warn(true, () => void token.press()));
  await token.run(5_000);
  token.takeCalls();
  await token.run(10 * REMINDER_EVERY_MS);
  const reminders = timesOf(token.takeCalls()).filter((_, n) => n % 2 === 0);
  assert.ok(isNear(reminders, Array<number>(10).fill(100)), `ten reminders: ${reminders.join()}`);
  seen.push("reminder");
  await press("warned", "while a warning stands");
  await token.setBattery(3_400, "none");
  await press("warned", "with a low battery, too");
  await token.setBattery(3_900, "none");

  await token.breakFlash(true);
  await token.run(2 * HOUR_MS);
  await press("warned", "with a broken flash, too");
  await token.breakFlash(false);
  await asOperator((session) => session.warn(false, () => void token.press()));
  await token.run(5_000);
  await press("faulty", "once records were lost");

  await token.run(2 * HOUR_MS);
  await token.losePower(HOUR_MS);
  await token.run(5_000);
  await press("time", "after a loss of power");
  await token.setBattery(3_400, "none");
  await press("time", "with a low battery, too");

  await token.setBattery(3_299, "none");
  await token.run(HOUR_MS);
  assert.ok(!token.isOnAir(), "silent below 3.3 V");
  await press("battery", "once it has stopped");
  await token.setBattery(3_299, "charging");
  await token.run(MINUTE_MS);
  assert.ok(token.isOnAir(), "awake on the charger");
  await token.setBattery(3_900, "none");
  await token.run(10_000);
  await asOperator((session) => session.setTime(() => Date.UTC(2020, 7, 9)));
  await press("well", "in the end");
  return seen;
}

/** Lets time go by at the cable: a wait of the test's own would not move the token's. */
async function waitFor(session: Session, ms: number): Promise<void> {
  const { uptimeMs } = await session.identify();
  while ((await session.identify()).uptimeMs < uptimeMs + ms);
}

/** A program that hangs is started anew by the watchdog, and says so until a reading is confirmed; so is one whose step failed. */
export async function comeBackFromHanging(token: WornToken): Promise<void> {
  const tell = (use?: (session: Session) => Promise<unknown>) =>
    token.plugIn(async (session) => {
      await session.enter(NO_KEYS);
      const identity = await session.identify();
      await use?.(session);
      return identity;
    });
  await token.surround([NEIGHBOUR]);
  await token.run(HOUR_MS);
  assert.equal((await tell()).hangs, 0);
  await token.hang();
  await token.run(HOUR_MS);
  const hung = await tell((session) => session.confirm(0));
  assert.deepEqual([hung.hangs, hung.timeState], [1, "set"]);
  assert.ok(hung.uptimeMs < HOUR_MS - 1_000_000, "it began anew before the hour was over");
  assert.equal((await tell()).hangs, 0, "staff know");
  await token.run(HOUR_MS);
  assert.ok((await tell()).nextSequence > hung.nextSequence, "it logs on");
}
