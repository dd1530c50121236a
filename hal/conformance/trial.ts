/** The frame of the conformance suite: written for the token's interpreter, so without promises. */
import type { ByteString, Hal } from "../hal.js";

/** A phone that a token can connect to, and what it does then. */
export interface TrialPhone {
  readonly id: string;
  /** Gives its value; is not there any more; says nothing; has nothing to read; goes. */
  readonly behaviour: "answers" | "silent" | "hangs" | "lacks" | "drops";
  readonly value: Uint8Array;
}

/** What a trial needs beside the interfaces: the world around the chip. */
export interface World {
  /** An advert reaches the antenna, of that phone where it is one. */
  deliver(data: Uint8Array, rssiDbm: number, phone?: TrialPhone): void;
  /** What is on the air, undefined where the radio is silent. */
  onAir(): { readonly address: Uint8Array; readonly payloads: Uint8Array[] } | undefined;
  press(): void;
  /** A charger that is no host. It charges the cell, unless that is `isFull`. */
  setCharger(isPlugged: boolean, isFull: boolean): void;
  /** A host opens the port, or closes it. */
  setPortOpen(isOpen: boolean): void;
  /** The host sends; only while the port is open. */
  hostSends(chunk: ByteString): void;
  /** Everything the host has received so far. */
  hostReceived(): ByteString;
}

export interface Bench {
  readonly hal: Hal;
  readonly world: World;
  /** Notes `what` where `isTrue` is false. */
  check(isTrue: boolean, what: string): void;
}

export interface Trial {
  readonly name: string;
  /** Calls `done` once it is over, at the earliest before it returns. */
  run(bench: Bench, done: () => void): void;
}

/** Runs after `run` has returned for a trial that never called `done`. */
const TRIAL_TIMEOUT_MS = 15_000;

/** One after the other; `onResult` gets what was wrong, nothing where all is well. Each trial starts from the event loop. */
export function runTrials(
  trials: Trial[],
  hal: Hal,
  world: World,
  onResult: (name: string, failures: string[]) => void,
  onDone: () => void,
): void {
  let index = 0;

  function runNext(): void {
    const trial = trials[index++];
    if (!trial) return onDone();
    const failures: string[] = [];
    let isOver = false;

    function finish(): void {
      if (isOver) return;
      isOver = true;
      hal.clock.cancelAlarm(timeout);
      onResult(trial!.name, failures);
      hal.clock.alarmAt(hal.clock.uptimeMs(), runNext);
    }

    const timeout = hal.clock.alarmAt(hal.clock.uptimeMs() + TRIAL_TIMEOUT_MS, function () {
      failures.push("is over in time");
      finish();
    });
    function check(isTrue: boolean, what: string): void {
      if (!isTrue) failures.push(what);
    }
    try {
      trial.run({ hal: hal, world: world, check: check }, finish);
    } catch (error) {
      failures.push("throws " + (error as Error).message);
      finish();
    }
  }

  hal.clock.alarmAt(hal.clock.uptimeMs(), runNext);
}

/** Bytes as text for comparison and messages: "1,2,255". */
export function list(bytes: Uint8Array): string {
  return bytes.join(",");
}

/** `length` bytes: `first`, `first` + 1 and so on. */
export function count(length: number, first: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = first + i;
  return bytes;
}
