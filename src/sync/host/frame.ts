/** The host's reader of the token's frames. */
import { crc32 } from "./crc32.js";
import { CRC_BYTES, FRAME_HEAD_BYTES, FRAME_MARKER, PAYLOAD_MAX_BYTES } from "../messages.js";

export interface Frame {
  readonly version: number;
  readonly protection: number;
  readonly type: number;
  /** Number of the request that it answers. */
  readonly request: number;
  /** With the MAC of a protected frame at its end. */
  readonly payload: Uint8Array;
  /** Head and payload as they came: what a MAC is about. */
  readonly bytes: Uint8Array;
}

/**
 * Takes whatever bytes the line brings, in any portions, and finds the whole frames in them. Never throws, keeps
 * at most one frame's worth of bytes, and after damage goes on with the next whole frame: bytes that a broken
 * header laid claim to are looked through again.
 */
export interface FrameParser {
  push(bytes: Uint8Array): Frame[];
  /**
   * The line has fallen silent: what was begun will not be finished. Forgets it, and returns frames that were
   * waiting behind it.
   */
  giveUp(): Frame[];
}

export function createFrameParser(): FrameParser {
  let kept = new Uint8Array(0);

  /** Reads frames from the start of `bytes`; returns how many bytes are done with. */
  function scan(bytes: Uint8Array, frames: Frame[]): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let start = 0;
    for (;;) {
      start = indexOfMarker(bytes, start);
      if (bytes.length - start < FRAME_HEAD_BYTES) return start;
      const payloadBytes = view.getUint16(start + 2, true);
      const crcAt = start + FRAME_HEAD_BYTES + payloadBytes;
      if (payloadBytes > PAYLOAD_MAX_BYTES) {
        start++;
      } else if (crcAt + CRC_BYTES > bytes.length) {
        return start;
      } else if (view.getUint32(crcAt, true) !== crc32(bytes.subarray(start, crcAt))) {
        start++;
      } else {
        const frame = bytes.slice(start, crcAt);
        frames.push({
          version: view.getUint8(start + 4),
          protection: view.getUint8(start + 5),
          type: view.getUint8(start + 6),
          request: view.getUint8(start + 7),
          payload: frame.subarray(FRAME_HEAD_BYTES),
          bytes: frame,
        });
        start = crcAt + CRC_BYTES;
      }
    }
  }

  return {
    push(bytes) {
      const joined = new Uint8Array(kept.length + bytes.length);
      joined.set(kept);
      joined.set(bytes, kept.length);
      const frames: Frame[] = [];
      kept = joined.slice(scan(joined, frames));
      return frames;
    },
    giveUp() {
      const frames: Frame[] = [];
      while (kept.length > 0) {
        kept = kept.slice(1);
        kept = kept.slice(scan(kept, frames));
      }
      return frames;
    },
  };
}

/** Where the next marker starts, or could start with the last byte; the length if nowhere. */
function indexOfMarker(bytes: Uint8Array, from: number): number {
  const first = FRAME_MARKER & 0xff;
  const second = FRAME_MARKER >> 8;
  for (;;) {
    const at = bytes.indexOf(first, from);
    if (at < 0) return bytes.length;
    if (at + 1 === bytes.length || bytes[at + 1] === second) return at;
    from = at + 1;
  }
}
