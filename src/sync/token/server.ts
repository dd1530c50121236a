import { ROLE_BENCH, ROLE_NONE, ROLE_OPERATOR, createGuard } from "../../custody/token/guard.js";
import { copyOf, getUint } from "../../custody/token/seal-format.js";
import type { Crypto } from "../../../hal/hal.js";
import type { Log } from "../../log/log.js";
import {
  BODY_BYTES,
  CHUNK,
  CHUNK_HEAD_BYTES,
  CHUNK_MAX_RECORDS,
  CONSOLE,
  COUNTER_BYTES,
  ERROR,
  ERROR_BODY,
  ERROR_BYTES,
  ERROR_CLOCK,
  ERROR_CONSENT,
  ERROR_LIST,
  ERROR_MEMORY,
  ERROR_PROTECTION,
  ERROR_REFUSED,
  ERROR_ROLE,
  ERROR_SEQUENCE,
  ERROR_SESSION,
  ERROR_TYPE,
  ERROR_UPDATE,
  ERROR_VERSION,
  FRAME_HEAD_BYTES,
  GATE,
  HELLO,
  HELLO_ANSWER,
  IDENTITY_BYTES,
  IDENTITY_DOUBLES,
  LIST_OUT_OF_ORDER,
  LIST_PART_HEAD_BYTES,
  MAC_BYTES,
  PREPARE,
  PROTECTION_MAC,
  PROTECTION_NONE,
  PROTOCOL_VERSION,
  PROVE,
  READ,
  READ_END_BYTES,
  RECORD_BYTES,
  REQUEST_HEAD_BYTES,
  UPDATE_HEAD,
  UPDATE_PART,
  isWhole,
} from "../messages.js";
import { createLink, type LinkServices } from "./link.js";

/** Time for the last answer to leave the chip before the line belongs to the console. */
const LAST_ANSWER_MS = 200;

/** Quicker than hands that pull a plug and put it in again. */
const PLUG_LOOK_MS = 1000;

/** A press this long after the LED last asked still answers; a host that waits asks again every second. */
const QUESTION_MS = 10000;

/** What the token gives the server, and does for it. Where it answers undefined or false, it does not do that now. */
export interface SyncServices extends LinkServices {
  readonly crypto: LinkServices["crypto"] & Pick<Crypto, "sha256" | "randomBytes" | "toByteString">;
  readonly log: Pick<Log, "nextSequence" | "read">;
  /** Key of a role, 32 bytes; undefined where nobody has that role. */
  keyOf(role: number): Uint8Array | undefined;
  /** A host has proven its role. */
  onEntered(role: number): void;
  /** Nobody prepared it: whoever has it in hand may do everything. */
  isUnprepared(): boolean;
  /** The numbers of IDENTIFY, in the order of PROTOCOL.md; a warning only where it is shown. */
  describe(isWarningShown: boolean): { doubles: number[]; words: number[] };
  /** The last save of the token's state failed: what was asked for is not kept. */
  hasSaveFailed(): boolean;
  /** Sets the clock: the doubles of SET_TIME's answer, then states and epochs as one word; or a CLOCK reason. */
  setTime(utcMs: number, role: number): number[] | number;
  /** A station has stored everything before `sequence`. Nothing is erased for it. */
  confirm(sequence: number): void;
  /** The wearer is asked for a press, by the LED. */
  askForConsent(): void;
  /** A part of the log goes to a station. */
  onChunk(): void;
  /** 0, or the reason of custody's list store. */
  beginList(head: Uint8Array, tag: Uint8Array): number;
  putList(index: number, entries: Uint8Array): boolean;
  warn(isWarned: boolean): void;
  /** FAULT bits. */
  selfTest(): number;
  openConsole(): void;
  /** The secrets of a token that nobody prepared, as a hand-over. */
  secrets(): Uint8Array | undefined;
  prepare(serial: number, hostRandom: Uint8Array): Uint8Array | undefined;
  /** Keys that begin on the day of `utcMs`. */
  rekey(hostRandom: Uint8Array, utcMs: number): Uint8Array | undefined;
  /** Puts them in use and the clock to `utcMs`. */
  finishRekey(generation: number, utcMs: number): boolean;
  configure(epoch: number, flags: number): boolean;
  erase(serial: number): boolean;
  setGateMode(isGate: boolean): boolean;
  /** A new program, and a part of it: the offset to go on from, or a reason below 0. */
  beginUpdate(body: Uint8Array): number;
  putUpdate(body: Uint8Array): number;
  /** What the gate's page is told: kind and nearness; undefined where this is no gate's token. */
  pollGate(): number[] | undefined;
}

export interface SyncServer {
  /** The wearer pressed the button; true where that answered a question. */
  onPress(): boolean;
}

/** Answers a host on USB from now on (PROTOCOL.md). A new request, or an unplug, abandons an unfinished read. */
export function createSyncServer(services: SyncServices): SyncServer {
  const log = services.log;
  const link = createLink(services);
  const guard = createGuard(services.crypto, services.keyOf);
  const bytes = new Uint8Array(link.buffer, FRAME_HEAD_BYTES);
  // Answers are written whole numbers at a time: a typed array costs a third of a DataView.
  const doubles = new Float64Array(link.buffer, FRAME_HEAD_BYTES, IDENTITY_DOUBLES);
  const words = new Uint32Array(link.buffer, FRAME_HEAD_BYTES, IDENTITY_BYTES >> 2);

  let type = 0;
  let request = 0;
  let role = ROLE_NONE;
  let hasConsent = false;
  /** Until when, in uptime, a press answers what an operator asked for in this session. */
  let askedUntilMs = 0;
  let isWatching = false;
  /** Where the read under way goes on, and how many chunks it may still send; -1 when there is none. */
  let sequence = 0;
  let chunksLeft = -1;

  function send(frameType: number, payloadBytes: number): void {
    link.send(frameType, request, payloadBytes, role === ROLE_NONE ? undefined : guard.sign);
  }

  function answer(payload: ArrayLike<number>): void {
    bytes.set(payload);
    send(type, payload.length);
  }

  function refuse(code: number, detail: number): void {
    bytes[0] = code;
    bytes[1] = detail;
    send(ERROR, ERROR_BYTES);
  }

  function answerOr(payload: ArrayLike<number> | undefined): void {
    if (payload) answer(payload);
    else refuse(ERROR_REFUSED, type);
  }

  /** Of what is done only if the flash keeps it; nothing else is refused for a save that failed before. */
  function refuseUnkept(): void {
    refuse(services.hasSaveFailed() ? ERROR_MEMORY : ERROR_REFUSED, type);
  }

  function answerKept(payload: Uint8Array | undefined): void {
    if (payload) answer(payload);
    else refuseUnkept();
  }

  function done(): void {
    send(type, 0);
  }

  function doneIfKept(isKept: boolean): void {
    if (isKept) done();
    else refuseUnkept();
  }

  /** Session and consent end with the plug, which only tells when asked. The chip does not sleep meanwhile anyway. */
  function watchPlug(): void {
    isWatching = services.usb.isOpen();
    if (isWatching) {
      services.clock.alarmAt(services.clock.uptimeMs() + PLUG_LOOK_MS, watchPlug);
    } else {
      guard.close();
      forgetConsent();
    }
  }

  function forgetConsent(): void {
    hasConsent = false;
    askedUntilMs = 0;
  }

  /** Nobody asks the wearer on an administrator's order. */
  function needsConsent(): boolean {
    return role === ROLE_OPERATOR && !hasConsent;
  }

  function askForConsent(): void {
    askedUntilMs = services.clock.uptimeMs() + QUESTION_MS;
    services.askForConsent();
    refuse(ERROR_CONSENT, type);
  }

  function challenge(body: Uint8Array): void {
    forgetConsent();
    answerOr(guard.challenge(body));
  }

  function prove(body: Uint8Array): void {
    const proven = guard.prove(body);
    if (proven === ROLE_NONE) return refuse(ERROR_SESSION, type);
    services.onEntered(proven);
    if (!isWatching) watchPlug();
    done();
  }

  function identify(): void {
    const description = services.describe(!needsConsent());
    doubles.set(description.doubles);
    words.set(description.words, 2 * IDENTITY_DOUBLES);
    send(type, IDENTITY_BYTES);
  }

  function setTime(_body: Uint8Array, view: DataView): void {
    const utcMs = view.getFloat64(0, true);
    if (!isWhole(utcMs)) return refuse(ERROR_BODY, type);
    const change = services.setTime(utcMs, role);
    if (typeof change === "number") return refuse(ERROR_CLOCK, change);
    const states = change.pop()!;
    doubles.set(change);
    words[2 * change.length] = states;
    send(type, 8 * change.length + 4);
  }

  function sendChunk(): void {
    const chunk = chunksLeft > 0 ? log.read(sequence, CHUNK_MAX_RECORDS) : undefined;
    if (!chunk) return endRead();
    services.onChunk();
    const records = chunk.records;
    doubles[0] = sequence;
    doubles[1] = sequence = chunk.nextSequence;
    doubles[2] = log.nextSequence();
    words[6] = chunk.pageSequence;
    words[7] = chunk.sealDay + 65536 * chunk.generation;
    words[8] = chunk.position + 65536 * (records.length / RECORD_BYTES);
    words[9] = chunk.calendarDay + 65536 * chunk.livedHours;
    bytes.set(records, CHUNK_HEAD_BYTES);
    chunksLeft--;
    send(CHUNK, CHUNK_HEAD_BYTES + records.length);
  }

  /** The credit is used up and the log may go on; or no record is left. */
  function endRead(): void {
    doubles[0] = sequence;
    doubles[1] = chunksLeft > 0 ? sequence : log.nextSequence();
    chunksLeft = -1;
    send(READ, READ_END_BYTES);
  }

  function startRead(_body: Uint8Array, view: DataView): void {
    const from = view.getFloat64(0, true);
    const credit = view.getUint16(8, true);
    if (!isWhole(from) || credit === 0) return refuse(ERROR_BODY, type);
    if (needsConsent()) return askForConsent();
    if (from > log.nextSequence()) return refuse(ERROR_SEQUENCE, type);
    sequence = from;
    chunksLeft = credit;
    sendChunk();
  }

  function confirm(body: Uint8Array, view: DataView): void {
    const readMark = view.getFloat64(0, true);
    if (!isWhole(readMark)) return refuse(ERROR_BODY, type);
    if (readMark > log.nextSequence()) return refuse(ERROR_SEQUENCE, type);
    services.confirm(readMark);
    answer(body);
  }

  function beginList(body: Uint8Array): void {
    const reason = services.beginList(copyOf(body, 0, 40), copyOf(body, 40, 56));
    if (reason === 0) done();
    else refuse(ERROR_LIST, reason);
  }

  function putList(body: Uint8Array): void {
    const index = body[0]! + 256 * body[1]!;
    if (services.putList(index, copyOf(body, LIST_PART_HEAD_BYTES, body.length))) done();
    else refuse(ERROR_LIST, LIST_OUT_OF_ORDER);
  }

  function warn(body: Uint8Array): void {
    if (body[0]! > 1) return refuse(ERROR_BODY, type);
    if (needsConsent()) return askForConsent();
    services.warn(body[0] === 1);
    done();
  }

  function selfTest(): void {
    words[0] = services.selfTest();
    send(type, 4);
  }

  function openConsole(): void {
    done();
    services.clock.alarmAt(services.clock.uptimeMs() + LAST_ANSWER_MS, services.openConsole);
  }

  function prepare(body: Uint8Array, view: DataView): void {
    answerKept(services.prepare(view.getUint32(0, true), copyOf(body, 4, 36)));
  }

  function rekey(body: Uint8Array, view: DataView): void {
    const utcMs = view.getFloat64(32, true);
    if (!isWhole(utcMs)) return refuse(ERROR_BODY, type);
    answerKept(services.rekey(copyOf(body, 0, 32), utcMs));
  }

  function finishRekey(_body: Uint8Array, view: DataView): void {
    const utcMs = view.getFloat64(2, true);
    if (!isWhole(utcMs)) return refuse(ERROR_BODY, type);
    doneIfKept(services.finishRekey(view.getUint16(0, true), utcMs));
  }

  function configure(body: Uint8Array, view: DataView): void {
    doneIfKept(services.configure(view.getUint16(0, true), body[2]!));
  }

  function erase(_body: Uint8Array, view: DataView): void {
    doneIfKept(services.erase(view.getUint32(0, true)));
  }

  function setGateMode(body: Uint8Array): void {
    if (body[0]! > 1) return refuse(ERROR_BODY, type);
    doneIfKept(services.setGateMode(body[0] === 1));
  }

  function goOnFrom(offset: number): void {
    if (offset < 0) return refuse(ERROR_UPDATE, -offset);
    words[0] = offset;
    send(type, 4);
  }

  /** By type of request, from HELLO. */
  const handlers: ((body: Uint8Array, view: DataView) => void)[] = [
    function () {
      answer(HELLO_ANSWER);
    },
    challenge,
    prove,
    identify,
    setTime,
    startRead,
    confirm,
    beginList,
    putList,
    warn,
    selfTest,
    openConsole,
    function () {
      answerOr(services.secrets());
    },
    prepare,
    rekey,
    finishRekey,
    configure,
    erase,
    setGateMode,
    function () {
      answerOr(services.pollGate());
    },
    function (body) {
      goOnFrom(services.beginUpdate(body));
    },
    function (body) {
      goOnFrom(services.putUpdate(body));
    },
  ];

  /** Who sent this, and its body; undefined where it was refused. */
  function bodyOf(message: Uint8Array): Uint8Array | undefined {
    const protection = message[1]!;
    let bodyAt = REQUEST_HEAD_BYTES;
    let end = message.length;
    role = ROLE_NONE;
    if (message[0] !== PROTOCOL_VERSION) return void refuse(ERROR_VERSION, PROTOCOL_VERSION);
    if (protection > PROTECTION_MAC) return void refuse(ERROR_PROTECTION, protection);
    if (type < HELLO || type > UPDATE_PART) return void refuse(ERROR_TYPE, type);
    if (type > PROVE && type !== GATE) {
      bodyAt += COUNTER_BYTES;
      end -= MAC_BYTES;
      if (protection === PROTECTION_NONE || end < bodyAt) return void refuse(ERROR_SESSION, type);
      const counter = getUint(message, REQUEST_HEAD_BYTES, COUNTER_BYTES);
      role = guard.accept(counter, copyOf(message, 0, end), copyOf(message, end, message.length));
      if (role === ROLE_NONE) return void refuse(ERROR_SESSION, type);
      const isAdmins = type >= CONSOLE && type < UPDATE_HEAD;
      if (isAdmins && role === ROLE_OPERATOR) return void refuse(ERROR_ROLE, type);
      if (isAdmins && role === ROLE_BENCH && type !== PREPARE && !services.isUnprepared())
        return void refuse(ERROR_REFUSED, type);
    }
    const expected = BODY_BYTES[type]!;
    if (expected !== 255 && end - bodyAt !== expected) return void refuse(ERROR_BODY, type);
    return copyOf(message, bodyAt, end);
  }

  link.listen({
    onRequest(message) {
      chunksLeft = -1;
      type = message[2]!;
      request = message[3]!;
      const body = bodyOf(message);
      if (body) handlers[type - HELLO]!(body, new DataView(body.buffer));
    },
    onSent() {
      if (chunksLeft >= 0) sendChunk();
    },
  });

  return {
    onPress: function () {
      const isAnswer = guard.isOpen() && services.clock.uptimeMs() < askedUntilMs;
      if (isAnswer) hasConsent = true;
      askedUntilMs = 0;
      return isAnswer;
    },
  };
}
