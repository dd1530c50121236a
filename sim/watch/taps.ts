/**
 * Looks over the shoulder of a token without it noticing: what its radio reports and what its LED does passes through
 * here on the way. Nothing is added, held back or delayed, so a town that is watched does what it does unwatched.
 */
import { SLOTS_PER_DAY, SLOT_MS } from "../../src/bluezone/ids.js";
import { parseAdvert } from "../../src/bluezone/advert.js";
import { WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import type { ByteString } from "../../hal/hal.js";
import type { SimulatedToken } from "../devices/simulated-token.js";

/** What one listening window heard of one ID. */
export interface Heard {
  strongestDbm: number;
  adverts: number;
}

export interface HeardWindow {
  person: number;
  /** Slots since 1970, on the token's own clock. */
  slot: number;
  /** 0…5 */
  window: number;
  startMs: number;
  endMs: number;
  byId: Map<ByteString, Heard>;
}

export interface Listeners {
  onWindow(heard: HeardWindow): void;
  onLight(person: number, isLit: boolean): void;
}

const WINDOW_PITCH_MS = SLOT_MS / WINDOWS_PER_SLOT;

/** To be called once for a token, between two runs of the simulation, whose time is `nowMs`. */
export function tapToken(simulated: SimulatedToken, nowMs: () => number, listeners: Listeners): void {
  const { person, hal } = simulated;
  const { radio, indicator, clock, crypto } = hal;
  const { listen } = radio;
  const { set } = indicator;

  radio.listen = (windowMs, onReport, onEnd) => {
    const slot = simulated.token.slot()!;
    const slotNumber = slot.day * SLOTS_PER_DAY + slot.slot;
    const window = Math.floor((clock.utcMs() - slotNumber * SLOT_MS) / WINDOW_PITCH_MS);
    const startMs = nowMs();
    const byId = new Map<ByteString, Heard>();
    listen(
      windowMs,
      (data, rssiDbm, peer) => {
        note(byId, parseAdvert(crypto.toByteString(data)), rssiDbm);
        onReport(data, rssiDbm, peer);
      },
      () => {
        listeners.onWindow({ person, slot: slotNumber, window, startMs, endMs: nowMs(), byId });
        onEnd();
      },
    );
  };

  indicator.set = (isLit) => {
    set(isLit);
    listeners.onLight(person, isLit);
  };
}

function note(byId: Map<ByteString, Heard>, id: ByteString, rssiDbm: number): void {
  if (id === "") return;
  const heard = byId.get(id);
  if (heard === undefined) byId.set(id, { strongestDbm: rssiDbm, adverts: 1 });
  else {
    heard.adverts++;
    if (rssiDbm > heard.strongestDbm) heard.strongestDbm = rssiDbm;
  }
}
