import { createFrameParser, type Frame } from "./frame.js";
import {
  ERROR,
  ERROR_PROTECTION,
  ERROR_REFUSED,
  ERROR_SEQUENCE,
  ERROR_VERSION,
  PROTECTION_NONE,
  PROTOCOL_VERSION,
} from "../messages.js";
import { SyncError } from "./errors.js";
import type { Line, Timers } from "./line.js";
import { requestLine } from "./request-line.js";

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
  silence(): SyncError;
  /** What it throws ends the exchange. */
  accept(frame: Frame): Outcome<T>;
}

export interface Exchanger {
  /** Runs one exchange after the others before it. */
  run<T>(exchange: Exchange<T>): Promise<T>;
}

/**
 * Sends requests one at a time over a line and matches the answers to them by number. The numbers start where the
 * clock happens to stand, so that the frames of an earlier program's read are not taken for our own.
 */
export function createExchanger(line: Line, timers: Timers): Exchanger {
  const parser = createFrameParser();
  let lastRequest = Math.floor(timers.nowMs()) % 255;
  let isClosed = false;
  let underWay: { request: number; take(frame: Frame): void; fail(error: unknown): void } | undefined;
  let queue: Promise<unknown> = Promise.resolve();

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

  function start<T>(exchange: Exchange<T>): Promise<T> {
    if (isClosed) return Promise.reject(lineClosed());
    return new Promise((resolve, reject) => {
      let attemptsLeft = exchange.attempts;
      let stopWaiting = (): void => {};
      const self = { request: 0, take, fail };
      underWay = self;
      ask();

      function ask(): void {
        if (attemptsLeft === 0) return fail(exchange.silence());
        attemptsLeft--;
        lastRequest = (lastRequest % 255) + 1;
        self.request = lastRequest;
        wait();
        try {
          line.write(requestLine(exchange.type, self.request, exchange.body()));
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
          refuse(frame);
          const outcome = exchange.accept(frame);
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

  return {
    run(exchange) {
      const result = queue.then(() => start(exchange));
      queue = result.catch(() => {});
      return result;
    },
  };
}

/** Throws where the frame is an error, or of a protocol that we do not speak. */
function refuse(frame: Frame): void {
  const [code, detail] = frame.type === ERROR ? frame.payload : [];
  if (code === ERROR_VERSION || frame.version !== PROTOCOL_VERSION) {
    throw new SyncError(
      "unsupported-version",
      `the token speaks protocol version ${detail ?? frame.version}, this program version ${PROTOCOL_VERSION}: update the older one`,
    );
  }
  if (code === ERROR_PROTECTION || frame.protection !== PROTECTION_NONE) {
    throw new SyncError(
      "unsupported-version",
      "the token protects its messages otherwise than this program: update it",
    );
  }
  if (code === ERROR_REFUSED) throw new SyncError("refused", `the token does not allow request ${detail}`);
  if (code === ERROR_SEQUENCE) {
    throw new SyncError(
      "log-restarted",
      "the token's log ends before what was read from it: read it from its beginning",
    );
  }
  if (frame.type === ERROR) {
    throw new SyncError(
      "not-understood",
      `the token answered with error ${code} (${detail}): update its firmware`,
    );
  }
}

function lineClosed(): SyncError {
  return new SyncError(
    "line-closed",
    "the token was unplugged: plug it in and try again, nothing read is lost",
  );
}
