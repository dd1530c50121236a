import type { HostSession } from "../../custody/host/enter.js";
import { ERROR, MAC_BYTES, PROTECTION_MAC, PROTECTION_NONE, PROTOCOL_VERSION } from "../messages.js";
import { errorOf, unsupportedVersion } from "./errors.js";
import { createFrameParser, type Frame } from "./frame.js";
import type { Line, Timers } from "./line.js";
import { requestLine } from "./request-line.js";
import { UserError, isUserError } from "../../words/user-error.js";

/** What a frame meant for the exchange under way. */
export type Outcome<T> =
  /** The answer is complete. */
  | { readonly answer: T }
  /** A part of the answer; more will follow. */
  | "more"
  /** Nothing new: a frame of before, or one that came twice. */
  | "old"
  /** Something before it is missing: ask again from there. */
  | "gap";

/** One request and how its answer is taken. */
export interface Exchange<T> {
  readonly type: number;
  /** Made anew for each attempt. */
  body(): Uint8Array;
  /** Silence after which the request is sent again. */
  readonly quietMs: number;
  /** How often it is sent without anything coming of it. */
  readonly attempts: number;
  /** What silence means in the end. */
  silence(): UserError;
  /** Gets what the token itself said, without the MAC; what it throws ends the exchange. */
  accept(answer: Answer): Outcome<T>;
}

export interface Answer {
  readonly type: number;
  readonly payload: Uint8Array;
}

/** An error without a MAC where one is due: the token restarted, or anybody on the line says so. */
export class UnprovenError extends UserError {}

/** What a token says without a MAC to a request that should have a session: nothing else is believed without. */
const SAID_WITHOUT_SESSION = [
  "sync/session-lost",
  "sync/unsupported-version",
  "sync/not-understood",
] as const;

export interface Exchanger {
  /**
   * Runs one exchange; the one before must have ended. With a session each attempt takes a new counter, and what
   * the token did not sign is passed over; only an error ends the exchange, as an `UnprovenError`.
   */
  run<T>(exchange: Exchange<T>, session?: HostSession): Promise<T>;
  /** Resolves after that time; rejects when the line is closed before. */
  pause(ms: number): Promise<void>;
}

/**
 * Sends requests one at a time over a line and matches the answers to them by number and MAC.
 *
 * @param firstRequest  0…254; the numbers go on from there, so that the frames of an earlier program's read are
 *                      not taken for our own
 */
export function createExchanger(line: Line, timers: Timers, firstRequest: number): Exchanger {
  const parser = createFrameParser();
  let lastRequest = firstRequest;
  let isClosed = false;
  let underWay: { request: number; take(frame: Frame): void; fail(error: unknown): void } | undefined;

  line.onData((bytes) => deliver(parser.push(bytes)));
  line.onClose(() => {
    isClosed = true;
    underWay?.fail(lineClosed());
  });

  function deliver(frames: Frame[]): void {
    for (const frame of frames) {
      if (underWay?.request === frame.request) underWay.take(frame);
    }
  }

  function run<T>(exchange: Exchange<T>, session: HostSession | undefined): Promise<T> {
    if (isClosed) return Promise.reject(lineClosed());
    return new Promise((resolve, reject) => {
      let attemptsLeft = exchange.attempts;
      let isForged = false;
      let stopWaiting = (): void => {};
      const self = { request: 0, take, fail };
      underWay = self;
      ask();

      function ask(): void {
        if (attemptsLeft === 0) return fail(isForged ? forgedAnswer() : exchange.silence());
        attemptsLeft--;
        lastRequest = (lastRequest % 255) + 1;
        self.request = lastRequest;
        wait();
        try {
          line.write(requestLine(exchange.type, self.request, exchange.body(), session));
        } catch (error) {
          fail(error);
        }
      }

      function wait(): void {
        stopWaiting();
        let isSilent = true;
        const cancel = timers.after(exchange.quietMs, () => {
          deliver(parser.giveUp());
          if (isSilent) ask();
        });
        stopWaiting = () => {
          isSilent = false;
          cancel();
        };
      }

      function take(frame: Frame): void {
        try {
          const answer = session ? proven(frame, session) : plain(frame);
          if (answer === undefined) {
            isForged ||= session !== undefined;
            return;
          }
          if (answer.type === ERROR) throw errorOf(answer.payload[0], answer.payload[1]);
          const outcome = exchange.accept(answer);
          if (outcome === "gap") {
            ask();
          } else if (outcome === "more") {
            attemptsLeft = exchange.attempts;
            wait();
          } else if (outcome !== "old") {
            end();
            resolve(outcome.answer);
          }
        } catch (error) {
          fail(error);
        }
      }

      function fail(error: unknown): void {
        end();
        reject(error);
      }

      function end(): void {
        stopWaiting();
        underWay = undefined;
      }
    });
  }

  function pause(ms: number): Promise<void> {
    if (isClosed) return Promise.reject(lineClosed());
    return new Promise((resolve, reject) => {
      const cancel = timers.after(ms, () => {
        underWay = undefined;
        resolve();
      });
      const fail = (error: unknown): void => {
        cancel();
        underWay = undefined;
        reject(error);
      };
      underWay = { request: 0, take: () => {}, fail };
    });
  }

  return { run: (exchange, session) => run(exchange, session), pause };
}

/** Of a token that is not asked to prove anything yet. A protected frame is one of an earlier session. */
function plain(frame: Frame): Answer | undefined {
  if (frame.version !== PROTOCOL_VERSION) {
    throw unsupportedVersion(frame.type === ERROR ? (frame.payload[1] ?? frame.version) : frame.version);
  }
  return frame.protection === PROTECTION_NONE ? frame : undefined;
}

/** What the token of this session said to the request last sent; undefined for what anybody could have said. */
function proven(frame: Frame, session: HostSession): Answer | undefined {
  if (frame.protection === PROTECTION_NONE && frame.type === ERROR) {
    const error = errorOf(frame.payload[0], frame.payload[1]);
    if (isUserError(error, ...SAID_WITHOUT_SESSION)) throw UnprovenError.from(error);
  }
  const macAt = frame.bytes.length - MAC_BYTES;
  if (frame.protection !== PROTECTION_MAC || frame.payload.length < MAC_BYTES) return undefined;
  if (!session.isAnswer(frame.bytes.subarray(0, macAt), frame.bytes.subarray(macAt))) return undefined;
  if (frame.version !== PROTOCOL_VERSION) throw unsupportedVersion(frame.version);
  return { type: frame.type, payload: frame.payload.subarray(0, -MAC_BYTES) };
}

function forgedAnswer(): UserError {
  return new UserError("sync/forged-answer");
}

function lineClosed(): UserError {
  return new UserError("sync/line-closed");
}
