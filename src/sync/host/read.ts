import { CHUNK, CHUNK_HEAD_BYTES, READ, READ_END_BYTES, RECORD_BYTES, isWhole } from "../messages.js";
import type { LogChunk } from "../../log/log.js";
import type { Commands } from "./commands.js";
import { concat } from "../../custody/host/bytes.js";
import { problem } from "../../words/problem.js";
import { withConsent } from "./consent.js";
import { f64, u16 } from "./encode.js";
import { badAnswer, noAnswer } from "./errors.js";
import type { Answer, Exchange, Outcome } from "./exchange.js";

/** Half a megabyte a request: two or three for a full log, and no more than that in memory when the disk is slow. */
const FRAMES_PER_REQUEST = 512;
/** A page erase and the end of a slot hold the token up for a tenth of a second; a laptop for longer. */
const QUIET_MS = 1500;
const ATTEMPTS = 5;
/** 8 MiB of flash. A token that sends more is making it up. */
const MAX_RECORDS = 262_144;

/** Records of one page as they lie in the token's flash. */
export interface ReadChunk extends LogChunk {
  /** The sequence number asked for; no record lies between it and the first of the chunk. */
  readonly fromSequence: number;
}

export interface ReadProgress {
  readonly recordsRead: number;
  /** Of this read. It can only be estimated from above, because pages need not be full. */
  readonly recordsTotal: number;
  /** 0…1. */
  readonly fraction: number;
}

export interface ReadOptions {
  /** Sequence number to start from; 0 is before every record. */
  readonly from: number;
  /**
   * Called for every chunk, in order, once each. When it returns, the chunk counts as read: its `nextSequence` is
   * where a later read goes on. What it throws ends the read and comes out of it.
   */
  readonly onChunk: (chunk: ReadChunk) => void;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Called once when the wearer has to press the button, and once more if the token forgot a press. */
  readonly onConsentNeeded?: () => void;
}

export interface ReadResult {
  /** Where the next read goes on. */
  readonly nextSequence: number;
  readonly recordsRead: number;
  /** How often something was lost on the line and asked for again. */
  readonly repeats: number;
}

/** Reads from a sequence number to the end of the log, in several requests. */
export async function readLog(commands: Commands, options: ReadOptions): Promise<ReadResult> {
  let next = options.from;
  let recordsRead = 0;
  let requests = 0;
  let rounds = 0;

  function takeChunk(payload: Uint8Array): Outcome<boolean> {
    const chunk = decodeChunk(payload);
    if (chunk.fromSequence !== next) return chunk.fromSequence < next ? "old" : "gap";
    recordsRead += chunk.records.length / RECORD_BYTES;
    if (recordsRead > MAX_RECORDS) throw badAnswer(problem("word/answer/too-many"));
    options.onChunk(chunk);
    next = chunk.nextSequence;
    report(chunk.endSequence - next);
    return "more";
  }

  function takeEnd(payload: Uint8Array): Outcome<boolean> {
    const end = decodeEnd(payload);
    if (end.fromSequence !== next) return end.fromSequence < next ? "old" : "gap";
    return { answer: next < end.endSequence };
  }

  function report(recordsLeft: number): void {
    const recordsTotal = recordsRead + recordsLeft;
    options.onProgress?.({
      recordsRead,
      recordsTotal,
      fraction: recordsTotal > 0 ? recordsRead / recordsTotal : 1,
    });
  }

  for (let hasMore = true; hasMore; rounds++) {
    const roundStart = next;
    const round: Exchange<boolean> = {
      type: READ,
      quietMs: QUIET_MS,
      attempts: ATTEMPTS,
      body() {
        requests++;
        return concat(f64(next), u16(FRAMES_PER_REQUEST));
      },
      silence: noAnswer,
      accept({ type, payload }: Answer) {
        if (type === CHUNK) return takeChunk(payload);
        if (type === READ) return takeEnd(payload);
        throw badAnswer(problem("word/answer/not-in-read", { type }));
      },
    };
    hasMore = await withConsent(commands, round, (isFirst) => {
      rounds++;
      if (isFirst) options.onConsentNeeded?.();
    });
    if (hasMore && next === roundStart) throw badAnswer(problem("word/answer/nothing-sent"));
  }
  report(0);
  return { nextSequence: next, recordsRead, repeats: requests - rounds };
}

function decodeChunk(payload: Uint8Array): ReadChunk & { endSequence: number } {
  if (payload.length < CHUNK_HEAD_BYTES) throw badAnswer(problem("word/answer/chunk-short"));
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const count = view.getUint16(34, true);
  if (count === 0 || payload.length !== CHUNK_HEAD_BYTES + count * RECORD_BYTES) {
    throw badAnswer(problem("word/answer/chunk-length"));
  }
  const fromSequence = view.getFloat64(0, true);
  const nextSequence = view.getFloat64(8, true);
  const endSequence = view.getFloat64(16, true);
  checkOrder(fromSequence, nextSequence, endSequence);
  if (nextSequence - fromSequence < count) throw badAnswer(problem("word/answer/chunk-full"));
  return {
    fromSequence,
    nextSequence,
    endSequence,
    pageSequence: view.getUint32(24, true),
    sealDay: view.getUint16(28, true),
    generation: view.getUint16(30, true),
    position: view.getUint16(32, true),
    calendarDay: view.getUint16(36, true),
    livedHours: view.getUint16(38, true),
    records: payload.slice(CHUNK_HEAD_BYTES),
  };
}

function decodeEnd(payload: Uint8Array): { fromSequence: number; endSequence: number } {
  if (payload.length !== READ_END_BYTES) throw badAnswer(problem("word/answer/end-length"));
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const fromSequence = view.getFloat64(0, true);
  const endSequence = view.getFloat64(8, true);
  checkOrder(fromSequence, fromSequence, endSequence);
  return { fromSequence, endSequence };
}

function checkOrder(from: number, next: number, end: number): void {
  const isOrdered = isWhole(from) && isWhole(next) && isWhole(end) && from <= next && next <= end;
  if (!isOrdered) throw badAnswer(problem("word/answer/backwards"));
}
