/**
 * What goes over the USB line, in one place for both sides (PROTOCOL.md says why it is so). The token runs this
 * file too, so it keeps to the language of the interpreter. All numbers are little-endian; a sequence number is a
 * double, because a page sequence times the records of a page may pass 2^32.
 */
import type { TimeState } from "../../hal/hal.js";

export const PROTOCOL_VERSION = 2;
/** How a message is protected: not at all (hello and handshake), or by the session's counter and MAC. */
export const PROTECTION_NONE = 0;
export const PROTECTION_MAC = 1;

/** Requests that need no session. The answer carries the same number. */
export const HELLO = 1;
export const CHALLENGE = 2;
export const PROVE = 3;
/** Requests of whoever operates the token. A read is answered by chunks and then by its own number. */
export const IDENTIFY = 4;
export const SET_TIME = 5;
export const READ = 6;
export const CONFIRM = 7;
export const LIST_HEAD = 8;
export const LIST_PART = 9;
export const WARN = 10;
export const SELF_TEST = 11;
/** Requests of an administrator. */
export const CONSOLE = 12;
export const SECRETS = 13;
export const PREPARE = 14;
export const REKEY = 15;
export const REKEY_DONE = 16;
export const CONFIGURE = 17;
export const ERASE = 18;
export const GATE_MODE = 19;
/** A request of whoever has the line, without a session: a gate's PC holds no keys. */
export const GATE = 20;
/** Requests of whoever operates the token: a new program. */
export const UPDATE_HEAD = 21;
export const UPDATE_PART = 22;
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
/** This token does not do that now. Detail: the type. */
export const ERROR_REFUSED = 5;
/** The log ends before the sequence given. Detail: the type. */
export const ERROR_SEQUENCE = 6;
/** No session is open, the MAC is wrong, or the counter did not rise. Detail: the type. */
export const ERROR_SESSION = 7;
/** The wearer has to press the button first. Detail: the type. */
export const ERROR_CONSENT = 8;
/** Only an administrator may do that. Detail: the type. */
export const ERROR_ROLE = 10;
/** The F0 list is not taken. Detail: one of the reasons of custody's list store, or `LIST_OUT_OF_ORDER`. */
export const ERROR_LIST = 11;
export const LIST_OUT_OF_ORDER = 4;
/** The time is not taken. Detail: one of the CLOCK reasons. */
export const ERROR_CLOCK = 12;
/** The token's memory does not keep what was asked for. Detail: the type. */
export const ERROR_MEMORY = 13;

/** The new program, or a part of it, is not taken. Detail: one of the UPDATE reasons of custody's release.ts. */
export const ERROR_UPDATE = 14;

/** Why a token does not take a time: before 2020 or after 2099. */
export const CLOCK_RANGE = 1;
/** Before the day of its keys, which never go back: only new keys help. */
export const CLOCK_BEHIND_KEYS = 2;
/** So far after the day of its keys that they do not reach it: only new keys help. */
export const CLOCK_BEYOND_KEYS = 3;
/** Further than operators may move it. */
export const CLOCK_MOVED_TOO_FAR = 4;

/** Request: version u8, protection u8, type u8, request number u8, [counter u32], body, [MAC 8], CRC-32. */
export const REQUEST_HEAD_BYTES = 4;
export const COUNTER_BYTES = 4;
export const MAC_BYTES = 8;
export const CRC_BYTES = 4;
/** Base64 of 258 bytes; fewer than the 384 that USB takes in before it holds the host back. */
export const LINE_MAX_CHARS = 344;

/** Frame: marker u16, payload length u16, version u8, protection u8, type u8, request number u8, payload, [MAC 8], CRC-32. */
export const FRAME_MARKER = 0x5ab7;
export const FRAME_HEAD_BYTES = 8;
export const RECORD_BYTES = 32;
/** A page of 127 records makes four frames of 32, 32, 32 and 31; a frame is about 1 KiB. */
export const CHUNK_MAX_RECORDS = 32;
/**
 * Chunk: from f64, next f64, end of log f64, page sequence u32, day of the seal key u16, generation u16, position u16,
 * count u16, calendar day u16, lived hours u16.
 */
export const CHUNK_HEAD_BYTES = 40;
/** The MAC counts as part of the payload. */
export const PAYLOAD_MAX_BYTES = CHUNK_HEAD_BYTES + CHUNK_MAX_RECORDS * RECORD_BYTES + MAC_BYTES;
export const FRAME_MAX_BYTES = FRAME_HEAD_BYTES + PAYLOAD_MAX_BYTES + CRC_BYTES;

/** Answer to HELLO, "BZT" and the version: that this is a token, and what it speaks. Nothing else. */
export const HELLO_ANSWER = [0x42, 0x5a, 0x54, PROTOCOL_VERSION];

/** Flags of a token, in what it tells about itself and, `FLAG_NO_BLINK` alone, in CONFIGURE. */
export const FLAG_PRACTICE = 1;
export const FLAG_CHARGING = 2;
export const FLAG_HANDED_OVER = 4;
export const FLAG_WARNED = 8;
export const FLAG_NO_BLINK = 16;
/** An operator asks and the wearer has not pressed: flag and exposure of a warning are 0 whatever they are. */
export const FLAG_WARNING_WITHHELD = 32;
/** It is no wearer's but a gate's: it listens for who steps up, and logs nothing. */
export const FLAG_GATE = 64;

/** Further flags, of faults: the state was lost; the last save of it failed; the log takes no more records. */
export const FLAG_STATE_LOST = 1;
export const FLAG_SAVE_FAILED = 2;
export const FLAG_LOG_AT_END = 4;

/** How far the token is with its F0 list: none, being loaded, being proven, being compared, done. */
export const LIST_NONE = 0;
export const LIST_LOADING = 1;
export const LIST_PROVING = 2;
export const LIST_CHECKING = 3;
export const LIST_CHECKED = 4;

/** IDENTIFY's answer: 8 doubles, then 27 words (u32) as PROTOCOL.md lists them. Later firmware may append. */
export const IDENTITY_DOUBLES = 8;
export const IDENTITY_WORDS = 27;
export const IDENTITY_BYTES = 8 * IDENTITY_DOUBLES + 4 * IDENTITY_WORDS;

/** Serial numbers below this are given by an authority. A token that nobody prepared takes one of the rest, by its chip. */
export const OWN_SERIALS_FROM = 10000000;

/** @param chipCrc  CRC-32 of the number of its chip, 16 upper-case hex digits */
export function ownSerialOf(chipCrc: number): number {
  return OWN_SERIALS_FROM + (chipCrc % (9 * OWN_SERIALS_FROM));
}

export const TIME_STATES: TimeState[] = ["unset", "estimated", "set"];

/** Body of SET_TIME: f64 UTC ms. */
export const SET_TIME_BYTES = 8;
/**
 * Answer: f64 UTC before, f64 after, f64 sequence number from which the clock was as it was before, f64 end of the log;
 * u8 state before, u8 state after, u8 clock epoch before, u8 after.
 */
export const TIME_CHANGE_BYTES = 36;

/** Body of CHALLENGE: role u8, nonce 16. Answer: nonce 16, proof 16. Body of PROVE: proof 16; its answer is empty. */
export const CHALLENGE_BYTES = 17;
export const PROOF_BYTES = 16;
/** Body of READ: from f64, how many chunks may follow u16 (not 0). Answer: where it stopped f64, end of log f64. */
export const READ_BYTES = 10;
export const READ_END_BYTES = 16;
/** Body of CONFIRM, and its answer: read mark f64. */
export const CONFIRM_BYTES = 8;
/** Body of LIST_HEAD: head 40, tag 16. Body of LIST_PART: index u16, then 1 to 6 entries of 36. Empty answers. */
export const LIST_HEAD_BYTES = 56;
export const LIST_PART_HEAD_BYTES = 2;
export const LIST_PART_MAX_ENTRIES = 6;
/** Body of WARN: 1 warn, 0 clear. */
export const WARN_BYTES = 1;
/** Answer to SELF_TEST: what is wrong, u32 of FAULT bits. */
export const SELF_TEST_BYTES = 4;
export const FAULT_CRYPTO = 1;
export const FAULT_RANDOM = 2;
export const FAULT_FLASH = 4;
export const FAULT_CLOCK = 8;
export const FAULT_BATTERY = 16;
/** The token could not keep its state in flash, or found it lost at a start. */
export const FAULT_STATE = 32;
/** The log takes no more records until the token gets new keys. */
export const FAULT_LOG = 64;
/** Body of PREPARE: serial u32, 32 random bytes of the host. Answer, as of SECRETS: custody's hand-over. */
export const PREPARE_BYTES = 36;
/**
 * Body of REKEY: 32 random bytes of the host, f64 UTC ms, on whose day the new keys begin. Answer: two wrapped secrets
 * of 68, id and log.
 */
export const REKEY_BYTES = 40;
export const REKEY_ANSWER_BYTES = 136;
/** Body of REKEY_DONE: the new generation u16, f64 UTC ms, to which the clock is set with it. */
export const REKEY_DONE_BYTES = 10;
/** Body of CONFIGURE: epoch of the operating key u16 (must not fall), flags u8 (`FLAG_NO_BLINK`), u8 0. */
export const CONFIGURE_BYTES = 4;
/** Body of ERASE: the token's serial number u32, so that no other is erased by mistake. */
export const ERASE_BYTES = 4;
/** Body of GATE_MODE: 1 a gate's token, 0 a wearer's. */
export const GATE_MODE_BYTES = 1;
/** Body of UPDATE_HEAD: head 56, tag 16. Body of UPDATE_PART: offset u32, then 4 to 232 bytes. Answer of both: offset to go on from u32. */
export const UPDATE_HEAD_BYTES = 72;
export const UPDATE_OFFSET_BYTES = 4;
export const UPDATE_PART_MAX_BYTES = 232;
/** In what a token tells about itself: the program is on trial; below it, from where it runs. */
export const BOOT_TRIAL = 8;
/** Answer to GATE: kind of device u8, u8 1 where it is right here. The kinds: */
export const GATE_BYTES = 2;
export const GATE_NOBODY = 0;
/** A token whose button was pressed. */
export const GATE_TOKEN = 1;
export const GATE_ANDROID = 2;
/** An iPhone with Bluezone open, and one on which it is in the background. */
export const GATE_IPHONE = 3;
export const GATE_IPHONE_ASLEEP = 4;

/** How long the body of a request must be, by its type; 0xff: by its content. */
export const BODY_BYTES = [
  0xff,
  0,
  CHALLENGE_BYTES,
  PROOF_BYTES,
  0,
  SET_TIME_BYTES,
  READ_BYTES,
  CONFIRM_BYTES,
  LIST_HEAD_BYTES,
  0xff,
  WARN_BYTES,
  0,
  0,
  0,
  PREPARE_BYTES,
  REKEY_BYTES,
  REKEY_DONE_BYTES,
  CONFIGURE_BYTES,
  ERASE_BYTES,
  GATE_MODE_BYTES,
  0,
  UPDATE_HEAD_BYTES,
  0xff,
];

/**
 * A time or a sequence number: whole and below 2^48. That is the year 10,889, and more pages than the flash can
 * write in its life; nothing above is meant, and everything below is exact in a double.
 */
export function isWhole(value: number): boolean {
  return value >= 0 && value < 281474976710656 && Math.floor(value) === value;
}
