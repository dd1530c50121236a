import {
  CONFIRM,
  CONFIRM_BYTES,
  CONSOLE,
  HELLO,
  HELLO_ANSWER,
  IDENTIFY,
  SECRETS,
  SET_TIME,
  SET_TIME_BYTES,
  decodeIdentity,
  decodeSecrets,
  decodeTimeChange,
  type TimeChange,
  type TokenIdentity,
  type TokenSecrets,
} from "../messages.js";
import { SyncError } from "./errors.js";
import { createExchanger } from "./exchange.js";
import type { Line, Timers } from "./line.js";
import { readLog, type ReadOptions, type ReadResult } from "./read.js";

/** Three times: together the two seconds in which a port that is no token is found out. */
const HELLO_QUIET_MS = 600;
const QUIET_MS = 1500;
const ATTEMPTS = 3;

/** What setting the clock showed. */
export interface ClockCheck extends TimeChange {
  /** How long the token took to answer: the two times are known no better than this. */
  readonly roundTripMs: number;
}

/**
 * Talks to the token at the other end of a line. Calls wait for each other; each is tried a few times before it
 * fails, with a `SyncError`. Every request may be repeated without harm.
 */
export interface Session {
  /** Finds out within two seconds whether a token answers: `not-a-token`, `unsupported-version`. */
  hello(): Promise<void>;
  identify(): Promise<TokenIdentity>;
  /** Sets the token's clock to what `utcNowMs` says when the request leaves; `refused` if it does not believe it. */
  setTime(utcNowMs: () => number): Promise<ClockCheck>;
  /** Practice tokens only; another one answers `refused`. */
  secrets(): Promise<TokenSecrets>;
  /** Reads the log from a sequence number to its end; `log-restarted` if it ends before that number. */
  read(options: ReadOptions): Promise<ReadResult>;
  /** Tells the token that everything before `sequence` is stored. Erases nothing. */
  confirm(sequence: number): Promise<void>;
  /** Turns the line into the interpreter's console; the session is over then. Practice tokens only. */
  openConsole(): Promise<void>;
  /** Closes the line; a call under way fails with `line-closed`. */
  close(): void;
}

export function createSession(line: Line, timers: Timers): Session {
  const exchanger = createExchanger(line, timers);

  function ask<T>(
    type: number,
    body: () => Uint8Array,
    decode: (answer: Uint8Array) => T | undefined,
  ): Promise<T> {
    return exchanger.run({
      type,
      body,
      quietMs: type === HELLO ? HELLO_QUIET_MS : QUIET_MS,
      attempts: ATTEMPTS,
      silence: () =>
        type === HELLO
          ? new SyncError(
              "not-a-token",
              "nothing on this port answers as a token: choose another port, or plug the token in again",
            )
          : new SyncError("no-answer", "the token stopped answering: unplug it, plug it in and try again"),
      accept(frame) {
        const answer = frame.type === type ? decode(frame.payload) : undefined;
        if (answer !== undefined) return { answer };
        throw new SyncError(
          "bad-answer",
          `the token contradicts the protocol (answer of type ${frame.type}, ${frame.payload.length} bytes, to request ${type}): have it checked`,
        );
      },
    });
  }

  return {
    async hello() {
      await ask(HELLO, nothing, (answer) => isSame(answer, HELLO_ANSWER) || undefined);
    },
    identify: () => ask(IDENTIFY, nothing, decodeIdentity),
    async setTime(utcNowMs) {
      let sentMs = 0;
      const change = await ask(
        SET_TIME,
        () => {
          sentMs = timers.nowMs();
          return encodeNumber(SET_TIME_BYTES, Math.floor(utcNowMs()));
        },
        decodeTimeChange,
      );
      return { ...change, roundTripMs: timers.nowMs() - sentMs };
    },
    secrets: () => ask(SECRETS, nothing, decodeSecrets),
    read: (options) => readLog(exchanger, options),
    async confirm(sequence) {
      const body = encodeNumber(CONFIRM_BYTES, sequence);
      await ask(
        CONFIRM,
        () => body,
        (answer) => isSame(answer, body) || undefined,
      );
    },
    async openConsole() {
      await ask(CONSOLE, nothing, (answer) => answer.length === 0 || undefined);
    },
    close: () => line.close(),
  };
}

function nothing(): Uint8Array {
  return new Uint8Array(0);
}

function encodeNumber(bytes: number, value: number): Uint8Array {
  const body = new Uint8Array(bytes);
  new DataView(body.buffer).setFloat64(0, value, true);
  return body;
}

function isSame(bytes: Uint8Array, expected: ArrayLike<number>): boolean {
  return bytes.length === expected.length && bytes.every((byte, index) => byte === expected[index]);
}
