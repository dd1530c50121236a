import type { Alarm, ByteString, Clock, Crypto, Usb } from "../../../hal/hal.js";
import {
  CRC_BYTES,
  FRAME_HEAD_BYTES,
  FRAME_MARKER,
  FRAME_MAX_BYTES,
  LINE_MAX_CHARS,
  MAC_BYTES,
  PROTECTION_MAC,
  PROTOCOL_VERSION,
  REQUEST_HEAD_BYTES,
} from "../messages.js";

/**
 * First wait when USB is full: a full-speed host collects every millisecond (USB 2.0, 5.3). It doubles up to the last
 * as long as nothing is taken, so that a deaf host costs two looks a second.
 */
const FIRST_WAIT_MS = 1;
const LAST_WAIT_MS = 512;

/** The CRC-32 of bytes that end in their own CRC-32, little-endian. */
const CRC_RESIDUE = 0x2144df1c;

export interface LinkServices {
  readonly clock: Pick<Clock, "uptimeMs" | "alarmAt" | "cancelAlarm">;
  readonly usb: Usb;
  readonly crypto: Pick<Crypto, "crc32" | "fromBase64">;
}

/** Called when the buffer is free; each may fill it and call `Link.send` once. */
export interface LinkListener {
  /** A request whose CRC is right, with its head, without its CRC. */
  onRequest(message: Uint8Array): void;
  /** The last frame has left. */
  onSent(): void;
}

export interface Link {
  /** The frame being made; its payload starts at `FRAME_HEAD_BYTES`. */
  readonly buffer: ArrayBuffer;
  listen(listener: LinkListener): void;
  /** @param sign  makes the MAC of a protected frame, 8 bytes; undefined for one that is not */
  send(
    type: number,
    request: number,
    payloadBytes: number,
    sign: ((bytes: Uint8Array) => Uint8Array) | undefined,
  ): void;
}

/**
 * Lines in, frames out: one request and one frame at a time, one frame a turn of the event loop. It sends what USB
 * takes and goes on by an alarm, so that no host can hold the token up.
 */
export function createLink(services: LinkServices): Link {
  const clock = services.clock;
  const usb = services.usb;
  const crypto = services.crypto;

  const frame = new Uint8Array(FRAME_MAX_BYTES);
  const view = new DataView(frame.buffer);
  const words = new Uint32Array(frame.buffer);
  let listener: LinkListener;
  let frameBytes = 0;
  let sentBytes = 0;
  let waitMs = FIRST_WAIT_MS;
  let alarm: Alarm | undefined;
  /** Start of a line whose end has not come; one character too many stands for any number of them. */
  let line = "";
  /** The newest request, until the buffer is free. */
  let waiting: Uint8Array | undefined;

  function work(): void {
    alarm = undefined;
    if (!usb.isOpen()) {
      // Nothing runs from here on until a new host's request, which ends a read that was under way.
      frameBytes = sentBytes = 0;
      line = "";
      waiting = undefined;
      return;
    }
    if (sentBytes === frameBytes) {
      frameBytes = sentBytes = 0;
      const message = waiting;
      waiting = undefined;
      if (message) listener.onRequest(message);
      else listener.onSent();
      if (frameBytes === 0) return;
    }
    const taken = usb.send(frame.subarray(sentBytes, frameBytes));
    sentBytes += taken;
    if (taken > 0) waitMs = FIRST_WAIT_MS;
    // After a whole frame "now", which lets go first whatever else is due.
    alarm = clock.alarmAt(clock.uptimeMs() + (sentBytes === frameBytes ? 0 : waitMs), work);
    if (taken === 0) waitMs = Math.min(2 * waitMs, LAST_WAIT_MS);
  }

  function receive(chunk: ByteString): void {
    const lines = (line + chunk).split("\n");
    line = lines.pop()!.substr(0, LINE_MAX_CHARS + 1);
    // Of several lines that came at once the last counts, so that a flood costs one decoding a turn.
    let last = lines.pop();
    while (last === "") last = lines.pop();
    const message = last && last.length <= LINE_MAX_CHARS ? decodeLine(crypto, last) : undefined;
    if (!message) return;
    waiting = message;
    if (alarm !== undefined) clock.cancelAlarm(alarm);
    work();
  }

  return {
    buffer: frame.buffer,
    listen(newListener) {
      listener = newListener;
      usb.onReceive(receive);
    },
    send(type, request, payloadBytes, sign) {
      let crcAt = FRAME_HEAD_BYTES + payloadBytes;
      words[0] = FRAME_MARKER + (payloadBytes + (sign ? MAC_BYTES : 0)) * 65536;
      words[1] = PROTOCOL_VERSION + (sign ? PROTECTION_MAC : 0) * 256 + type * 65536 + request * 16777216;
      if (sign) {
        frame.set(sign(frame.subarray(0, crcAt)), crcAt);
        crcAt += MAC_BYTES;
      }
      view.setUint32(crcAt, crypto.crc32(frame.subarray(0, crcAt)), true);
      frameBytes = crcAt + CRC_BYTES;
    },
  };
}

/** The message without its CRC; undefined for anything that is none. It is not answered: it could be an echo. */
function decodeLine(crypto: LinkServices["crypto"], text: string): Uint8Array | undefined {
  const bytes = crypto.fromBase64(text);
  if (!bytes || bytes.length < REQUEST_HEAD_BYTES + CRC_BYTES) return undefined;
  return crypto.crc32(bytes) === CRC_RESIDUE ? bytes.subarray(0, bytes.length - CRC_BYTES) : undefined;
}
