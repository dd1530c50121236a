import { crc32 } from "./crc32.js";
import { CRC_BYTES, PROTECTION_NONE, PROTOCOL_VERSION, REQUEST_HEAD_BYTES } from "../messages.js";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * One request as it goes over the line. It starts with a line end of its own, so that whatever the token has
 * received of a line before (of another program, or before a plug was pulled) does not spoil it.
 */
export function requestLine(type: number, request: number, body: Uint8Array): Uint8Array {
  const message = new Uint8Array(REQUEST_HEAD_BYTES + body.length + CRC_BYTES);
  message.set([PROTOCOL_VERSION, PROTECTION_NONE, type, request]);
  message.set(body, REQUEST_HEAD_BYTES);
  const crcAt = message.length - CRC_BYTES;
  new DataView(message.buffer).setUint32(crcAt, crc32(message.subarray(0, crcAt)), true);
  const text = "\n" + base64(message) + "\n";
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += BASE64[group >> 18]! + BASE64[(group >> 12) & 63]!;
    text += i + 1 < bytes.length ? BASE64[(group >> 6) & 63]! : "=";
    text += i + 2 < bytes.length ? BASE64[group & 63]! : "=";
  }
  return text;
}
