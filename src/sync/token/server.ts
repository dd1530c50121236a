import type { Log } from "../../log/log.js";
import {
  BODY_BYTES,
  CHUNK,
  CHUNK_HEAD_BYTES,
  CHUNK_MAX_RECORDS,
  CONFIRM,
  CONFIRM_BYTES,
  CONSOLE,
  ERROR,
  ERROR_BODY,
  ERROR_BYTES,
  ERROR_PROTECTION,
  ERROR_REFUSED,
  ERROR_SEQUENCE,
  ERROR_TYPE,
  ERROR_VERSION,
  FRAME_HEAD_BYTES,
  HELLO,
  HELLO_ANSWER,
  IDENTIFY,
  IDENTITY_BYTES,
  PROTECTION_NONE,
  PROTOCOL_VERSION,
  READ,
  READ_END_BYTES,
  RECORD_BYTES,
  REQUEST_HEAD_BYTES,
  SECRETS,
  SECRETS_BYTES,
  SET_TIME,
  TIME_CHANGE_BYTES,
  encodeIdentity,
  encodeSecrets,
  encodeTimeChange,
  isWhole,
  type TimeChange,
  type TokenIdentity,
  type TokenSecrets,
} from "../messages.js";
import { createLink, type LinkServices } from "./link.js";

/** Time for the last answer to leave the chip before the line belongs to the console. */
const CONSOLE_DELAY_MS = 200;

/** What the token gives the server, and does for it. */
export interface SyncServices extends LinkServices {
  readonly log: Pick<Log, "nextSequence" | "read">;
  describe(): TokenIdentity;
  /** Sets the clock; undefined where the token does not believe that time. */
  setTime(utcMs: number): TimeChange | undefined;
  /** Undefined unless this is a practice token. */
  secrets(): TokenSecrets | undefined;
  /** A station has stored everything before `sequence`. Nothing is erased for it. */
  confirm(sequence: number): void;
  /** Practice tokens only. */
  mayOpenConsole(): boolean;
  openConsole(): void;
}

/** Answers a host on USB from now on (PROTOCOL.md). A new request, or an unplug, abandons an unfinished read. */
export function createSyncServer(services: SyncServices): void {
  const log = services.log;
  const link = createLink(services);
  const bytes = new Uint8Array(link.buffer, FRAME_HEAD_BYTES);
  const view = new DataView(link.buffer, FRAME_HEAD_BYTES);
  // The head of a chunk is written whole numbers at a time: a typed array costs a third of a DataView.
  const doubles = new Float64Array(link.buffer, FRAME_HEAD_BYTES, 3);
  const words = new Uint32Array(link.buffer, FRAME_HEAD_BYTES + 24, 3);

  let request = 0;
  /** Where the read under way goes on, and how many chunks it may still send; -1 when there is none. */
  let sequence = 0;
  let chunksLeft = -1;

  function refuse(code: number, detail: number): void {
    bytes[0] = code;
    bytes[1] = detail;
    link.send(ERROR, request, ERROR_BYTES);
  }

  function hello(): void {
    bytes.set(HELLO_ANSWER);
    link.send(HELLO, request, HELLO_ANSWER.length);
  }

  function identify(): void {
    encodeIdentity(view, services.describe());
    link.send(IDENTIFY, request, IDENTITY_BYTES);
  }

  function setTime(utcMs: number): void {
    if (!isWhole(utcMs)) return refuse(ERROR_BODY, SET_TIME);
    const change = services.setTime(utcMs);
    if (!change) return refuse(ERROR_REFUSED, SET_TIME);
    encodeTimeChange(view, change);
    link.send(SET_TIME, request, TIME_CHANGE_BYTES);
  }

  function tellSecrets(): void {
    const secrets = services.secrets();
    if (!secrets) return refuse(ERROR_REFUSED, SECRETS);
    encodeSecrets(bytes, secrets);
    link.send(SECRETS, request, SECRETS_BYTES);
  }

  function sendChunk(): void {
    const chunk = chunksLeft > 0 ? log.read(sequence, CHUNK_MAX_RECORDS) : undefined;
    if (!chunk) return endRead();
    const records = chunk.records;
    doubles[0] = sequence;
    doubles[1] = sequence = chunk.nextSequence;
    doubles[2] = log.nextSequence();
    words[0] = chunk.pageSequence;
    words[1] = chunk.day + 65536 * chunk.generation;
    words[2] = chunk.position + 65536 * (records.length / RECORD_BYTES);
    bytes.set(records, CHUNK_HEAD_BYTES);
    chunksLeft--;
    link.send(CHUNK, request, CHUNK_HEAD_BYTES + records.length);
  }

  /** The credit is used up and the log may go on; or no record is left. */
  function endRead(): void {
    doubles[0] = sequence;
    doubles[1] = chunksLeft > 0 ? sequence : log.nextSequence();
    chunksLeft = -1;
    link.send(READ, request, READ_END_BYTES);
  }

  function startRead(from: number, credit: number): void {
    if (!isWhole(from) || credit === 0) return refuse(ERROR_BODY, READ);
    if (from > log.nextSequence()) return refuse(ERROR_SEQUENCE, READ);
    sequence = from;
    chunksLeft = credit;
    sendChunk();
  }

  function confirm(readMark: number): void {
    if (!isWhole(readMark)) return refuse(ERROR_BODY, CONFIRM);
    if (readMark > log.nextSequence()) return refuse(ERROR_SEQUENCE, CONFIRM);
    services.confirm(readMark);
    doubles[0] = readMark;
    link.send(CONFIRM, request, CONFIRM_BYTES);
  }

  function openConsole(): void {
    if (!services.mayOpenConsole()) return refuse(ERROR_REFUSED, CONSOLE);
    link.send(CONSOLE, request, 0);
    services.clock.alarmAt(services.clock.uptimeMs() + CONSOLE_DELAY_MS, services.openConsole);
  }

  link.listen({
    onRequest(message) {
      chunksLeft = -1;
      const type = message[2]!;
      const bodyBytes = message.length - REQUEST_HEAD_BYTES;
      const body = new DataView(message.buffer, message.byteOffset + REQUEST_HEAD_BYTES, bodyBytes);
      request = message[3]!;
      if (message[0] !== PROTOCOL_VERSION) refuse(ERROR_VERSION, PROTOCOL_VERSION);
      else if (message[1] !== PROTECTION_NONE) refuse(ERROR_PROTECTION, message[1]!);
      else if (type < HELLO || type > CONSOLE) refuse(ERROR_TYPE, type);
      else if (bodyBytes !== BODY_BYTES[type]) refuse(ERROR_BODY, type);
      else if (type === HELLO) hello();
      else if (type === IDENTIFY) identify();
      else if (type === SET_TIME) setTime(body.getFloat64(0, true));
      else if (type === SECRETS) tellSecrets();
      else if (type === READ) startRead(body.getFloat64(0, true), body.getUint16(8, true));
      else if (type === CONFIRM) confirm(body.getFloat64(0, true));
      else openConsole();
    },
    onSent() {
      if (chunksLeft >= 0) sendChunk();
    },
  });
}
