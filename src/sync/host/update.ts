/** Brings a new program to a token, part by part (src/token/update/UPDATE.md, 3). */
import { concat } from "../../custody/host/bytes.js";
import { UPDATE_HEAD, UPDATE_PART, UPDATE_PART_MAX_BYTES } from "../messages.js";
import { problem } from "../../words/problem.js";
import { isUserError } from "../../words/user-error.js";
import { u32 } from "./encode.js";
import { badAnswer } from "./errors.js";

/** A part stays within one such piece. */
const BORDER_BYTES = 1024;
/** A token that restarted meanwhile has forgotten the parts; one whose memory failed takes them anew. */
const ATTEMPTS = 3;

/** A release of the token's program, addressed to one token. */
export interface AddressedRelease {
  /** 56 bytes. */
  readonly head: Uint8Array;
  /** 16 bytes. */
  readonly tag: Uint8Array;
  readonly code: Uint8Array;
}

/**
 * Resolves when the token has all of it, has proven it and is about to restart with it.
 *
 * @param ask  a request whose answer is the offset to go on from
 */
export async function sendProgram(
  ask: (type: number, body: Uint8Array) => Promise<number>,
  { head, tag, code }: AddressedRelease,
  onProgress: (bytes: number) => void = () => {},
): Promise<void> {
  for (let attemptsLeft = ATTEMPTS; ;) {
    try {
      let offset = await ask(UPDATE_HEAD, concat(head, tag));
      while (offset < code.length) {
        onProgress(offset);
        const border = (Math.floor(offset / BORDER_BYTES) + 1) * BORDER_BYTES;
        const end = Math.min(offset + UPDATE_PART_MAX_BYTES, border, code.length);
        const next = await ask(UPDATE_PART, concat(u32(offset), code.subarray(offset, end)));
        if (next !== end) throw badAnswer(problem("word/answer/offset", { expected: end, said: next }));
        offset = next;
      }
      if (offset !== code.length)
        throw badAnswer(problem("word/answer/offset", { expected: code.length, said: offset }));
      return onProgress(offset);
    } catch (error) {
      const isWorthAgain = isUserError(
        error,
        "sync/update-refused/out-of-order",
        "sync/update-refused/damaged",
        "sync/update-refused/memory",
      );
      if (!isWorthAgain || --attemptsLeft === 0) throw error;
    }
  }
}
