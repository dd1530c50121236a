/**
 * The hardware as the token sees it. Interfaces and their obligations, no code.
 *
 * Two sides implement it: `hal/espruino` on the chip, `hal/simulated` on a desktop. `hal/conformance` is the
 * one suite that both pass. The token code is written against this file alone.
 *
 * General obligations
 * - Single-threaded. No call blocks for longer than one page erase (some tens of milliseconds), and no
 *   callback runs inside a call: every callback starts from the event loop.
 * - A `Uint8Array` given to a call is read before the call returns and never kept. One returned by a call
 *   belongs to the caller.
 * - A "byte string" is a string with one character (0…255) a byte: the interpreter handles it natively.
 */

export type ByteString = string;

/** Handle of a pending alarm. */
export type Alarm = number;

/** How far the clock can be trusted. */
export type TimeState =
  /** Never known since power came on: `utcMs` is meaningless. */
  | "unset"
  /** Carried over from flash: no earlier than the truth allows, but behind it by the time without power. */
  | "estimated"
  /** Set by a host since power came on; survives resets, not power loss. */
  | "set";

export interface Clock {
  /** Milliseconds since power-on or reset; never jumps, never runs backwards. Fractions are allowed. */
  uptimeMs(): number;
  /** UTC in milliseconds since 1970. Meaningless while the state is `unset`. */
  utcMs(): number;
  timeState(): TimeState;
  /** Sets UTC; alarms are not moved by it, because they are in uptime. */
  setUtc(utcMs: number, state: "estimated" | "set"): void;
  /**
   * Runs `run` once, at or soon after `uptimeMs`, from the event loop; a time in the past means as soon as the
   * loop is free. Alarms run in order of their time, those of one time in the order they were made.
   */
  alarmAt(uptimeMs: number, run: () => void): Alarm;
  /** Forgets a pending alarm; one that has run, or was cancelled, is ignored. */
  cancelAlarm(alarm: Alarm): void;
}

/**
 * NOR flash of one reserved region. Pages are numbered from 0 within it; the first page of the reserved Storage
 * file is not part of the region, so that nothing here can touch the file's header.
 *
 * - `program` only clears bits (1→0). Addresses and lengths are multiples of 4 bytes and stay inside one page.
 *   Bytes that are not all 0xFF must not be programmed again: the simulated side throws. The one exception is
 *   programming a word to the value it already has.
 * - Power may vanish inside any call. `program` then leaves any mixture of old and new bits within the bytes
 *   given, and a bit may be programmed so weakly that it reads right at first and as erased (1) later, until it is
 *   programmed again with the same value; `erase` leaves any bytes at all in that page, possibly different at each read.
 * - Neither reports failure: a caller that must know reads back.
 * - No other code touches the region while the token runs.
 */
export interface Flash {
  readonly pageBytes: number;
  readonly pageCount: number;
  /** Copies `length` bytes from `address`, which is `page * pageBytes + offset`; may cross pages. */
  read(address: number, length: number): Uint8Array;
  program(address: number, bytes: Uint8Array): void;
  /** Sets a whole page to 0xFF. Blocks for some tens of milliseconds. */
  erase(page: number): void;
}

/** What goes on the air until the next change. */
export interface Advertising {
  /** Static random address, 6 bytes, most significant first; the two top bits are set. */
  readonly address: Uint8Array;
  /** Advertising data of each payload (at most 31 bytes), sent in turn, non-connectable and non-scannable. */
  readonly payloads: Uint8Array[];
  readonly intervalMs: number;
  readonly txPowerDbm: number;
}

/**
 * Whoever sent an advert, for `Radio.read`. `id` names its address of the moment; where the address is a static random one, as a
 * token's, ` random` stands behind its 17 characters. Nothing else is to be read from it.
 */
export interface Peer {
  readonly id: string;
}

/**
 * One advert heard: its advertising data as sent, in whichever form costs the radio less, for `Crypto.toByteString`; its
 * strength; and who sent it, where that can be connected to. Called at interrupt pace: be short.
 */
export type OnReport = (data: ArrayBuffer | ByteString, rssiDbm: number, peer?: Peer) => void;

/**
 * What a peer answered, undefined where it did not; and for how long the radio listened for the peer before it was connected, which
 * is what a read costs.
 */
export type OnRead = (value: Uint8Array | undefined, soughtMs: number) => void;

/** A peer that is sought for so long is not found: Espruino's limit. A read is over after `READ_LIMIT_MS`, whatever the peer does. */
export const SEEK_LIMIT_MS = 4000;
export const READ_LIMIT_MS = 6000;
/** After that the connection may last as long, until the radio has noticed that the peer is gone: Espruino's supervision timeout. */
export const LINK_LOSS_MS = 4000;

/**
 * The BLE radio, in windows, reports and addresses.
 *
 * - `advertise` changes address and payloads at one instant: no packet carries an old address with a new payload
 *   or the reverse. It may restart the radio; the clock does not lose time by it, and a listening window that is
 *   open goes on afterwards with the same options (reports during the change may be lost).
 * - `listen` opens one window. A window open when it is called ends first (its `onEnd` runs).
 *   Reports arrive between the call and `onEnd`, never after it. At most 22 reports wait at a time; later ones are lost.
 * - Advertising goes on during a window.
 * - `read` connects to a peer, reads one characteristic (both by their 128-bit UUID as text) and disconnects. `onEnd` runs once, from
 *   the event loop, within `READ_LIMIT_MS`. One read at a time; a second one ends at once, without a value. It takes the radio: it is no
 *   time for windows. One that opens all the same may hear nothing until the read is over, and one that is open ends it unheard. A
 *   new address comes on the air once the read is over; until then there is silence.
 */
export interface Radio {
  advertise(advertising: Advertising): void;
  stopAdvertising(): void;
  listen(windowMs: number, onReport: OnReport, onEnd: () => void): void;
  read(peer: Peer, service: string, characteristic: string, onEnd: OnRead): void;
}

/**
 * Native primitives; all inputs and outputs are bytes. CCM is AES-128 as in RFC 3610 with a 13-byte nonce and
 * no associated data (the chip's library has none).
 */
export interface Crypto {
  sha256(bytes: Uint8Array): Uint8Array;
  /** Ciphertext followed by the tag. */
  ccmSeal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, tagBytes: number): Uint8Array;
  /** CRC-32 as in IEEE 802.3, 0…2^32-1. */
  crc32(bytes: Uint8Array): number;
  /** Bytes of the hardware generator. */
  randomBytes(length: number): Uint8Array;
  /** What is a byte string already stays one. */
  toByteString(bytes: Uint8Array | ArrayBuffer | ByteString): ByteString;
  fromByteString(text: ByteString): Uint8Array;
  /** Standard base64 without line breaks; undefined where the text is none. */
  fromBase64(text: string): Uint8Array | undefined;
}

/**
 * The USB serial line. `send` never waits: it takes what fits into the free buffer and says how much that was.
 * While the port is open the chip does not sleep; adverts and windows go on.
 */
export interface Usb {
  isOpen(): boolean;
  /** One listener; it gets whatever arrived, in any portions. */
  onReceive(listener: (chunk: ByteString) => void): void;
  /** Number of bytes taken, from the start of `bytes`; 0 where no host has the port open. */
  send(bytes: Uint8Array): number;
}

/** The LED. */
export interface Indicator {
  set(isLit: boolean): void;
}

/** The button; presses are debounced. One listener. */
export interface Button {
  onPress(listener: () => void): void;
}

export interface Battery {
  /** Of the cell, by its divider. */
  milliVolts(): number;
  isCharging(): boolean;
  /** Power comes over USB, of a charger or a host. */
  isPowered(): boolean;
  /** One listener; it runs from the event loop when charging has begun or ended, the latter also where a plug was pulled. */
  onCharging(listener: () => void): void;
}

/** A program that has not fed the watchdog for so long is started anew. It runs from the program's start to `openConsole`. */
export const WATCHDOG_MS = 2000000;

/** The chip around the program. */
export interface System {
  /** Starts the program anew, as after a reset: RAM is lost, the clock is kept. */
  restart(): void;
  /** Power has not failed since the program ran before: this start follows a reset, whoever made it. */
  isReset(): boolean;
  /** To be called while all is well, at least twice in `WATCHDOG_MS`. */
  feedWatchdog(): void;
  /** Gives the USB line to the interpreter's console, for recovery; ends with a restart. The watchdog then feeds itself. */
  openConsole(): void;
  /** Unique number of the chip, as upper-case hex. */
  chipId(): string;
}

export interface Hal {
  readonly clock: Clock;
  readonly flash: Flash;
  readonly radio: Radio;
  readonly crypto: Crypto;
  readonly usb: Usb;
  readonly indicator: Indicator;
  readonly button: Button;
  readonly battery: Battery;
  readonly system: System;
}
