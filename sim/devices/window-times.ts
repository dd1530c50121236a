/** When tokens listen that keep the rendezvous. All of them do at the same moments, so one memory serves a whole town. */
import { WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import { SLOT_MS } from "../../src/bluezone/ids.js";
import { firstInstantMs } from "../../src/token/schedule.js";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createRandom } from "../../hal/simulated/random.js";

const QUARTER_MS = SLOT_MS / WINDOWS_PER_SLOT;

/** Milliseconds from the start of a slot, counted since 1970, to the middle of a window of it. */
export function createWindowTimes(): (slot: number, window: number) => number {
  const crypto = createSimulatedCrypto(createRandom(0));
  const firstOf = new Map<number, number>();
  return (slot, window) => {
    let first = firstOf.get(slot);
    if (first === undefined) firstOf.set(slot, (first = firstInstantMs(crypto, slot)));
    return first + window * QUARTER_MS;
  };
}
