/**
 * What goes over the USB line, in one place for both sides (PROTOCOL.md says why it is so). The token runs this
 * file too, so it keeps to the language of the interpreter. All numbers are little-endian; a sequence number is a
 * double, because a page sequence times the records of a page may pass 2^32.
 */
import type { TimeState } from "../../hal/hal.js";

export const PROTOCOL_VERSION = 1;
/** How a message is protected. Nothing yet; other values are for a counter and a MAC behind the body. */
export const PROTECTION_NONE = 0;

/** Requests. The answer carries the same number; a read is answered by chunks and then by its own number. */
export const HELLO = 1;
export const IDENTIFY = 2;
export const SET_TIME = 3;
export const SECRETS = 4;
export const READ = 5;
export const CONFIRM = 6;
export const CONSOLE = 7;
/** Frames that are not the answer itself. */
export const CHUNK = 0x40;
export const ERROR = 0x7f;

/** Payload of an ERROR frame: u8 code, u8 detail. The codes: */
export const ERROR_BYTES = 2;
/** Detail: the version that the token speaks. */
export const ERROR_VERSION = 1;
/** Detail: the protection asked for. */
export const ERROR_PROTECTION = 2;
/** Detail: the type asked for. */
export const ERROR_TYPE = 3;
/** The body has the wrong length or a value out of range. Detail: the type. */
export const ERROR_BODY = 4;
/** This token does not do that. Detail: the type. */
export const ERROR_REFUSED = 5;
/** The log ends before the sequence given. Detail: the type. */
export const ERROR_SEQUENCE = 6;

/** Request: version u8, protection u8, type u8, request number u8, body, CRC-32. */
export const REQUEST_HEAD_BYTES = 4;
export const CRC_BYTES = 4;
/** Base64 of 258 bytes; fewer than the 384 that USB takes in before it holds the host back. */
export const LINE_MAX_CHARS = 344;

/** Frame: marker u16, payload length u16, version u8, protection u8, type u8, request number u8, payload, CRC-32. */
export const FRAME_MARKER = 0x5ab7;
export const FRAME_HEAD_BYTES = 8;
export const RECORD_BYTES = 32;
/** A page of 127 records makes four frames of 32, 32, 32 and 31; a frame is about 1 KiB. */
export const CHUNK_MAX_RECORDS = 32;
/** Chunk: from f64, next f64, end of log f64, page sequence u32, day u16, generation u16, position u16, count u16. */
export const CHUNK_HEAD_BYTES = 36;
export const PAYLOAD_MAX_BYTES = CHUNK_HEAD_BYTES + CHUNK_MAX_RECORDS * RECORD_BYTES;
export const FRAME_MAX_BYTES = FRAME_HEAD_BYTES + PAYLOAD_MAX_BYTES + CRC_BYTES;

/** Answer to HELLO, "BZT" and the version: that this is a token, and what it speaks. Nothing else. */
export const HELLO_ANSWER = [0x42, 0x5a, 0x54, PROTOCOL_VERSION];

/** What a token tells about itself. */
export interface TokenIdentity {
  /** 1…99,999,999. */
  readonly serial: number;
  /** "major.minor.patch", each 0…255. */
  readonly firmwareVersion: string;
  /** Sealed under the practice key that everybody knows: no person's token. */
  readonly isPractice: boolean;
  readonly timeState: TimeState;
  /** Whole milliseconds; meaningless while the state is `unset`. */
  readonly utcMs: number;
  readonly uptimeMs: number;
  readonly batteryMilliVolts: number;
  readonly isCharging: boolean;
  /** Generation of the seal key, 0…65,535. */
  readonly generation: number;
  /** A sequence number is page sequence × this + position in the page. */
  readonly recordsPerPage: number;
  /** The log holds records from `firstSequence` up to and without `nextSequence`. */
  readonly firstSequence: number;
  readonly nextSequence: number;
  /** Up to and without which a station has confirmed its reading. */
  readonly readMark: number;
  readonly bootCount: number;
  /** Counters of the log, from its start. */
  readonly lostRecords: number;
  readonly overwrittenPages: number;
  readonly flashErrors: number;
  readonly badPages: number;
}

export const IDENTITY_BYTES = 72;
const IS_PRACTICE = 1;
const IS_CHARGING = 2;

/** The token's clock before and after it was set. */
export interface TimeChange {
  readonly oldState: TimeState;
  /** Meaningless where the old state is `unset`. */
  readonly oldUtcMs: number;
  readonly newState: TimeState;
  readonly newUtcMs: number;
}

/** Body of SET_TIME: f64 UTC ms. Answer: old f64, new f64, old state u8, new state u8, two bytes of 0. */
export const SET_TIME_BYTES = 8;
export const TIME_CHANGE_BYTES = 20;

/** Secrets of a practice token; a prepared one never hands them over. */
export interface TokenSecrets {
  /** Bluezone base ID, 32 bytes. */
  readonly baseId: Uint8Array;
  /** UTC day of the base ID. */
  readonly createdDay: number;
  /** 16 bytes. */
  readonly sealKey: Uint8Array;
}

/** Base ID 32, seal key 16, created day u16. */
export const SECRETS_BYTES = 50;

/** Body of READ: from f64, how many chunks may follow u16 (not 0). Answer: where it stopped f64, end of log f64. */
export const READ_BYTES = 10;
export const READ_END_BYTES = 16;
/** Body of CONFIRM, and its answer: read mark f64. */
export const CONFIRM_BYTES = 8;

/** How long the body of a request must be, by its type. */
export const BODY_BYTES = [0, 0, 0, SET_TIME_BYTES, 0, READ_BYTES, CONFIRM_BYTES, 0];

const TIME_STATES: TimeState[] = ["unset", "estimated", "set"];

export function encodeIdentity(view: DataView, identity: TokenIdentity): void {
  const version = identity.firmwareVersion.split(".");
  view.setUint32(0, identity.serial, true);
  view.setUint8(4, +version[0]!);
  view.setUint8(5, +version[1]!);
  view.setUint8(6, +version[2]!);
  view.setUint8(7, (identity.isPractice ? IS_PRACTICE : 0) + (identity.isCharging ? IS_CHARGING : 0));
  view.setUint8(8, TIME_STATES.indexOf(identity.timeState));
  view.setUint8(9, identity.recordsPerPage);
  view.setUint16(10, identity.batteryMilliVolts, true);
  view.setUint16(12, identity.generation, true);
  view.setUint16(14, identity.badPages, true);
  view.setFloat64(16, Math.floor(identity.utcMs), true);
  view.setFloat64(24, Math.floor(identity.uptimeMs), true);
  view.setFloat64(32, identity.firstSequence, true);
  view.setFloat64(40, identity.nextSequence, true);
  view.setFloat64(48, identity.readMark, true);
  view.setUint32(56, identity.bootCount, true);
  view.setUint32(60, identity.lostRecords, true);
  view.setUint32(64, identity.overwrittenPages, true);
  view.setUint32(68, identity.flashErrors, true);
}

/** Undefined where the bytes cannot be an identity. Bytes behind the known ones belong to a newer firmware. */
export function decodeIdentity(body: Uint8Array): TokenIdentity | undefined {
  if (body.length < IDENTITY_BYTES) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const flags = view.getUint8(7);
  const timeState = TIME_STATES[view.getUint8(8)];
  if (timeState === undefined) return undefined;
  const identity = {
    serial: view.getUint32(0, true),
    firmwareVersion: view.getUint8(4) + "." + view.getUint8(5) + "." + view.getUint8(6),
    isPractice: (flags & IS_PRACTICE) !== 0,
    isCharging: (flags & IS_CHARGING) !== 0,
    timeState: timeState,
    recordsPerPage: view.getUint8(9),
    batteryMilliVolts: view.getUint16(10, true),
    generation: view.getUint16(12, true),
    badPages: view.getUint16(14, true),
    utcMs: view.getFloat64(16, true),
    uptimeMs: view.getFloat64(24, true),
    firstSequence: view.getFloat64(32, true),
    nextSequence: view.getFloat64(40, true),
    readMark: view.getFloat64(48, true),
    bootCount: view.getUint32(56, true),
    lostRecords: view.getUint32(60, true),
    overwrittenPages: view.getUint32(64, true),
    flashErrors: view.getUint32(68, true),
  };
  const isSound =
    isWhole(identity.utcMs) &&
    isWhole(identity.uptimeMs) &&
    isWhole(identity.firstSequence) &&
    isWhole(identity.nextSequence) &&
    isWhole(identity.readMark);
  return isSound ? identity : undefined;
}

export function encodeTimeChange(view: DataView, change: TimeChange): void {
  view.setFloat64(0, Math.floor(change.oldUtcMs), true);
  view.setFloat64(8, Math.floor(change.newUtcMs), true);
  view.setUint32(16, TIME_STATES.indexOf(change.oldState) + 256 * TIME_STATES.indexOf(change.newState), true);
}

/** Undefined where the bytes cannot be a change of time. */
export function decodeTimeChange(body: Uint8Array): TimeChange | undefined {
  if (body.length !== TIME_CHANGE_BYTES) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const oldUtcMs = view.getFloat64(0, true);
  const newUtcMs = view.getFloat64(8, true);
  const oldState = TIME_STATES[view.getUint8(16)];
  const newState = TIME_STATES[view.getUint8(17)];
  if (!isWhole(oldUtcMs) || !isWhole(newUtcMs) || !oldState || !newState) return undefined;
  return { oldState: oldState, oldUtcMs: oldUtcMs, newState: newState, newUtcMs: newUtcMs };
}

export function encodeSecrets(bytes: Uint8Array, secrets: TokenSecrets): void {
  bytes.set(secrets.baseId);
  bytes.set(secrets.sealKey, 32);
  bytes[48] = secrets.createdDay & 0xff;
  bytes[49] = secrets.createdDay >> 8;
}

/** Undefined where the bytes cannot be secrets. */
export function decodeSecrets(body: Uint8Array): TokenSecrets | undefined {
  if (body.length !== SECRETS_BYTES) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  return {
    baseId: new Uint8Array(body.subarray(0, 32)),
    sealKey: new Uint8Array(body.subarray(32, 48)),
    createdDay: view.getUint16(48, true),
  };
}

/**
 * A time or a sequence number: whole and below 2^48. That is the year 10,889, and more pages than the flash can
 * write in its life; nothing above is meant, and everything below is exact in a double.
 */
export function isWhole(value: number): boolean {
  return value >= 0 && value < 281474976710656 && Math.floor(value) === value;
}
