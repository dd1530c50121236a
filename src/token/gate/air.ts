/** What a gate and a token that was pressed say on the air, for both sides; SCHEDULE.md, At a gate. */
import type { ByteString } from "../../../hal/hal.js";

/**
 * Flags of the adverts that follow a press: general discoverable, no classic Bluetooth. A token's others have those of a phone (2).
 * Nobody but a gate looks at them.
 */
export const PRESSED_FLAGS = 6;

/** How long and how often a pressed token sends them: no denser than a burst, so that they take the air no more than one. */
export const PRESS_MS = 5000;

/** So that half a second holds nine, of which a packet in three may be lost. */
export const GATE_INTERVAL_MS = 50;
/** Beyond a gate's room nobody sees an LED; a third of the strength steps below that of tokens keep its reach to about that. */
export const GATE_TX_DBM = -12;

/** Company and service of Bluezone, so that scan filters let it through, and two bytes, where phones take an ID of twelve only. */
const GATE_MARK = '\x05\xFF\xB5"G\x01';

export function gateBeacon(): Uint8Array {
  return new Uint8Array([0x02, 0x01, 0x06, 0x05, 0xff, 0xb5, 0x22, 0x47, 0x01, 0x03, 0x03, 0x56, 0x4e]);
}

/** Any bytes will do. */
export function isGateBeacon(data: ByteString): boolean {
  const at = data.indexOf(GATE_MARK);
  // In the interpreter what only begins like it at the advert's end is found, too.
  return at >= 0 && data.length >= at + GATE_MARK.length;
}
