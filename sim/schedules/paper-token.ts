/**
 * A device that does nothing but follow a schedule: it advertises an ID of its own for each slot and notes whom it heard in
 * which window. It runs on the simulated clock and radio of a token, at a small part of a token's price.
 */
import type { ByteString } from "../../hal/hal.js";
import { RENDEZVOUS } from "../../src/contacts/record.js";
import { BURST_INTERVAL_MS, planSlot } from "../../src/token/schedule.js";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createSimulatedClock } from "../../hal/simulated/clock.js";
import { type RadioControl, createSimulatedRadio } from "../../hal/simulated/radio.js";
import { createRandom, draw } from "../../hal/simulated/random.js";
import type { Timeline } from "../../hal/simulated/timeline.js";
import { SECRET_BYTES, type SlotIdentity } from "../../src/token/identity.js";
import { encodeAdvert, parseAdvert, wakeBeacon } from "../../src/bluezone/advert.js";
import { ID_BYTES, SLOT_MS } from "../../src/bluezone/ids.js";
import { type ScheduleDescription, burstOf } from "./descriptions.js";

export interface PaperToken {
  readonly radio: RadioControl;
  /** Encounters by slot and ID: what would be records. */
  records(): number;
  /** By other person: the first windows in which this one was heard, three at most. */
  readonly heard: ReadonlyMap<number, readonly number[]>;
}

/** More windows than these are not told apart. */
export const WINDOWS_KEPT = 3;

export interface PaperTokenOptions {
  description: ScheduleDescription;
  timeline: Timeline;
  /** 0…2^32-1, of the whole town. */
  seed: number;
  person: number;
  /** UTC at the timeline's 0. */
  startUtcMs: number;
  driftPpm: number;
  /** By how much its clock may be wrong for each second since it was set, and when that was before the timeline's 0. */
  boundPpm: number;
  sinceSetMs: number;
  /** Gets its radio before it starts. */
  connect: (radio: RadioControl) => void;
}

const ID_DRAWS = 2;

export function createPaperToken(options: PaperTokenOptions): PaperToken {
  const { description, timeline, seed, person, startUtcMs, driftPpm, boundPpm, sinceSetMs } = options;
  const { windowsPerSlot, windows, advertIntervalMs, txPowerDbm } = description;
  const offMs = (driftPpm / 1e6) * sinceSetMs;
  const { clock } = createSimulatedClock(timeline, driftPpm, startUtcMs + offMs);
  const { radio, control } = createSimulatedRadio(timeline);
  options.connect(control);
  const partMs = SLOT_MS / windowsPerSlot;
  const heard = new Map<number, number[]>();
  let metInSlot = new Set<number>();
  let records = 0;

  /** The first eight bytes are drawn; the last four say whose it is. */
  function idOf(slot: number): Uint8Array {
    const id = new Uint8Array(ID_BYTES);
    const view = new DataView(id.buffer);
    for (let n = 0; n < ID_DRAWS; n++) view.setUint32(4 * n, draw(draw(draw(seed, person), slot), n));
    view.setUint32(4 * ID_DRAWS, person);
    return id;
  }

  /** `byte` 0…255 as a share of the way from `least` to `most`. */
  const between = (least: number, most: number, byte: number) => least + (byte / 255) * (most - least);

  function listen(windowMs: number, key: number): void {
    radio.listen(
      windowMs,
      (data) => {
        const id = parseAdvert(data as ByteString);
        if (id === "") return;
        const sender = new DataView(Uint8Array.from(id, (c) => c.charCodeAt(0)).buffer).getUint32(
          4 * ID_DRAWS,
        );
        if (!metInSlot.has(sender)) {
          metInSlot.add(sender);
          records++;
        }
        const keys = heard.get(sender);
        if (keys === undefined) heard.set(sender, [key]);
        else if (keys.length < WINDOWS_KEPT && keys.at(-1) !== key) keys.push(key);
      },
      () => {},
    );
  }

  /** As the firmware does; its wake-up beacon, which takes turns with the advert, is left out. */
  function followFirmware(
    slot: number,
    who: SlotIdentity,
    boundMs: number,
    at: (offsetMs: number, run: () => void) => void,
    advertise: (intervalMs: number) => void,
  ): void {
    const plan = planSlot(HASH, slot, who, boundMs);
    const last = plan.changesMs.length - 1;
    const offsetMs = clock.utcMs() - slot * SLOT_MS;
    // In the slot in which it starts.
    if (offsetMs > plan.changesMs[0]! && offsetMs < plan.changesMs[last]!) advertise(plan.intervalMs);
    plan.changesMs.forEach((ms, n) => {
      const isBurst = plan.schedule === RENDEZVOUS && n % 2 === 1;
      at(
        ms,
        n === last ? radio.stopAdvertising : () => advertise(isBurst ? BURST_INTERVAL_MS : plan.intervalMs),
      );
    });
    plan.windowsAtMs.forEach((atMs, w) => at(atMs, () => listen(plan.windowMs, slot * windowsPerSlot + w)));
  }

  function live(slot: number): void {
    const slotUtcMs = slot * SLOT_MS;
    const startUptimeMs = clock.uptimeMs() + slotUtcMs - clock.utcMs();
    const at = (offsetMs: number, run: () => void) => {
      const dueMs = startUptimeMs + offsetMs;
      // In the slot in which it starts some of it is over.
      if (dueMs >= clock.uptimeMs()) clock.alarmAt(dueMs, run);
    };
    const id = idOf(slot);
    const payloads = [encodeAdvert(id)];
    const address = new Uint8Array([0xc0, id[0]!, id[1]!, id[2]!, id[3]!, id[4]!]);
    const { beaconMs = 0 } = description;
    const withBeacon = [...payloads, wakeBeacon()];
    const advertise = (intervalMs: number, sent = payloads) =>
      radio.advertise({ address, payloads: sent, intervalMs, txPowerDbm });
    const boundMs = (boundPpm / 1e6) * (sinceSetMs + timeline.nowMs());
    metInSlot = new Set();
    at(SLOT_MS, () => live(slot + 1));
    if (windows.kind === "firmware") {
      const secret = HASH.sha256(new Uint8Array([...id, 1])).subarray(0, SECRET_BYTES);
      followFirmware(slot, { id, address, secret }, windows.isBalanced ? Infinity : boundMs, at, advertise);
      return;
    }
    const backgroundMs = Math.round(between(...advertIntervalMs, id[7]!));
    advertise(backgroundMs, beaconMs > 0 ? withBeacon : payloads);
    if (beaconMs > 0) at(beaconMs, () => advertise(backgroundMs));
    for (let w = 0; w < windowsPerSlot; w++) {
      const key = slot * windowsPerSlot + w;
      if (windows.kind === "own") {
        const roomMs = partMs - 2 * windows.guardMs - windows.windowMs;
        const offsetMs = w * partMs + windows.guardMs + Math.floor(between(0, roomMs, id[w]!));
        at(offsetMs, () => listen(windows.windowMs, key));
      } else if (windows.kind === "regular") {
        const phase = draw(draw(seed, person), 0) / 2 ** 32;
        at(w * partMs + phase * (partMs - windows.windowMs), () => listen(windows.windowMs, key));
      } else {
        const burst = burstOf(windows, windowsPerSlot, boundMs);
        const moved = draw(draw(PUBLIC, slot), w) / 2 ** 31 - 1;
        const instantMs = (w + 0.5) * partMs + moved * windows.moveMs;
        const middleMs = instantMs + between(-windows.jitterMs, windows.jitterMs, id[w]!);
        at(middleMs - burst.halfMs, () => advertise(burst.intervalMs));
        at(instantMs - burst.windowMs / 2, () => listen(burst.windowMs, key));
        at(middleMs + burst.halfMs, () => advertise(backgroundMs));
      }
    }
  }

  live(Math.floor(clock.utcMs() / SLOT_MS));
  return { radio: control, records: () => records, heard };
}

const HASH = createSimulatedCrypto(createRandom(0));

/** Everybody knows it. */
const PUBLIC = 0x626c7a;
