/** What the tests of the host's side share. */
import assert from "node:assert/strict";
import { createTimeline } from "../../hal/simulated/timeline.js";
import type { Line } from "../../src/sync/host/line.js";
import { createSession } from "../../src/sync/host/session.js";
import { KEYS, custodyOf, settle, timersOf } from "./bench.js";
import { bytesOf, createReferenceToken, requestOf, type Said } from "./reference.js";
import { problemIn, type ProblemOf } from "../words/problem-in.js";
import { isUserError } from "../../src/words/user-error.js";

export const failsWith = (code: ProblemOf<"sync">) => (error: unknown) => {
  assert(isUserError(error, "sync"), String(error));
  assert.equal(problemIn("sync", error), code, error.message);
  assert(error.message.length > 20);
  return true;
};

/** Something on a line that answers what it likes, a millisecond later; undefined: nothing. */
export function createStrangeLine(answer: (text: string) => string | undefined) {
  const timeline = createTimeline();
  let onData: (bytes: Uint8Array) => void = () => {};
  const line: Line = {
    write(bytes) {
      const reply = answer(Buffer.from(bytes).toString("latin1"));
      if (reply !== undefined) timeline.at(timeline.nowMs() + 1, () => onData(bytesOf(reply)));
    },
    onData: (listener) => (onData = listener),
    onClose() {},
    close() {},
  };
  return { timeline, session: createSession(line, timersOf(timeline), custodyOf()) };
}

/** What a token says, frame by frame. Unsigned where the protection says 0. */
export type Lie = Said | Uint8Array;
/** What it answers to a request; `from` is where a read starts. */
export type Script = (type: number, from: number, request: number) => Lie[];

/**
 * A token that holds the operator's key, shakes hands, signs what it says to commands unless told otherwise, and says
 * what it likes. Bytes go out as they are.
 */
export function createLiar(script: Script) {
  const timeline = createTimeline();
  const token = createReferenceToken(KEYS.operator);
  let onData: (bytes: Uint8Array) => void = () => {};
  const line: Line = {
    write(bytes) {
      const message = requestOf(bytes);
      const [, , type, request] = message as unknown as [number, number, number, number];
      const handshake = token.shakeHands(message);
      const from = type === 6 ? message.readDoubleLE(8) : 0;
      const lies = script(type, from, request).map((lie) =>
        lie instanceof Uint8Array ? lie : token.frame({ request, protection: type > 3 ? 1 : 0, ...lie }),
      );
      const frames = handshake && lies.length === 0 ? [handshake] : lies;
      frames.forEach((frame, i) => timeline.at(timeline.nowMs() + 1 + i, () => onData(frame)));
    },
    onData: (listener) => (onData = listener),
    onClose() {},
    close() {},
  };
  const session = createSession(line, timersOf(timeline), custodyOf());
  return { timeline, session, token, settle: <T>(promise: Promise<T>) => settle(timeline, promise) };
}
