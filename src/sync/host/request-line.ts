import type { HostSession } from "../../custody/host/enter.js";
import { concat } from "../../custody/host/bytes.js";
import { PROTECTION_MAC, PROTECTION_NONE, PROTOCOL_VERSION } from "../messages.js";
import { crc32 } from "./crc32.js";
import { u32 } from "./encode.js";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * One request as it goes over the line. It starts with a line end of its own, so that whatever the token has
 * received of a line before (of another program, or before a plug was pulled) does not spoil it.
 *
 * @param session  signs it; each call takes a new counter. Undefined: a request that needs no session
 */
export function requestLine(
  type: number,
  request: number,
  body: Uint8Array,
  session?: HostSession,
): Uint8Array {
  const message = session
    ? signed(type, request, body, session)
    : concat(Uint8Array.of(PROTOCOL_VERSION, PROTECTION_NONE, type, request), body);
  const text = "\n" + base64(concat(message, u32(crc32(message)))) + "\n";
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function signed(type: number, request: number, body: Uint8Array, session: HostSession): Uint8Array {
  const head = Uint8Array.of(PROTOCOL_VERSION, PROTECTION_MAC, type, request);
  const command = concat(head, u32(session.nextCounter()), body);
  return concat(command, session.authorise(command).mac);
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
