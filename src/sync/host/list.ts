/** Brings an F0 list to a token and waits until the token has proven it. */
import { CHUNK_ENTRIES, ENTRY_BYTES, LIST_TAG_BYTES, decodeListHead } from "../../custody/token/f0-list.js";
import { concat } from "../../custody/host/bytes.js";
import { LIST_HEAD, LIST_PART, LIST_PART_MAX_ENTRIES } from "../messages.js";
import type { ListState, TokenIdentity } from "./decode.js";
import { badAnswer } from "./errors.js";
import { problem } from "../../words/problem.js";
import { UserError, isUserError } from "../../words/user-error.js";

/** The proof goes on between other work: a second for a list of 1,400 entries, longer while slots end. */
const POLL_MS = 500;
const POLLS = 240;

export interface F0List {
  /** 40 bytes. */
  readonly head: Uint8Array;
  /** n × 36 bytes. */
  readonly entries: Uint8Array;
  /** The authority's tag of the head for this token, 16 bytes. */
  readonly tag: Uint8Array;
}

export interface ListSteps {
  /** A request whose answer is empty. */
  order(type: number, body: Uint8Array): Promise<void>;
  identify(): Promise<TokenIdentity>;
  pause(ms: number): Promise<void>;
}

/** Resolves when the list is in force on the token, also where it was before. */
export async function loadList(steps: ListSteps, list: F0List): Promise<void> {
  const head = decodeListHead(list.head);
  const isWholeList =
    head?.entryCount === list.entries.length / ENTRY_BYTES && list.tag.length === LIST_TAG_BYTES;
  if (!isWholeList) throw new UserError("sync/list-refused/no-list");
  for (let isAgain = false; ; isAgain = true) {
    try {
      await sendList(steps, list);
      break;
    } catch (error) {
      if (!isUserError(error, "sync/list-refused")) throw error;
      // Either it was in force before an answer came through, or a restart made the token forget the parts it had.
      const { listState, listNumber } = await steps.identify();
      if (isChecked(listState) && listNumber === head.number) return;
      if (isAgain) throw error;
    }
  }
  for (let poll = 0; poll < POLLS; poll++) {
    const { listState, listNumber } = await steps.identify();
    if (listState === "none") throw new UserError("sync/list-refused/not-signed");
    if (isChecked(listState)) {
      if (listNumber === head.number) return;
      throw badAnswer(problem("word/answer/other-list", { checked: listNumber, given: head.number }));
    }
    await steps.pause(POLL_MS);
  }
  throw new UserError("sync/no-answer/list");
}

function isChecked(state: ListState): boolean {
  return state === "checking" || state === "checked";
}

async function sendList(steps: ListSteps, { head, entries, tag }: F0List): Promise<void> {
  await steps.order(LIST_HEAD, concat(head, tag));
  const count = entries.length / ENTRY_BYTES;
  for (let index = 0; index < count;) {
    const chunkEnd = (Math.floor(index / CHUNK_ENTRIES) + 1) * CHUNK_ENTRIES;
    const end = Math.min(index + LIST_PART_MAX_ENTRIES, chunkEnd, count);
    const part = entries.subarray(index * ENTRY_BYTES, end * ENTRY_BYTES);
    await steps.order(LIST_PART, concat(Uint8Array.of(index, index >> 8), part));
    index = end;
  }
}
