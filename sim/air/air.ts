/** Works out what each radio window hears: which packets of the senders in range arrive, and how strong. */
import { drawSigned } from "../../hal/simulated/random.js";
import type { ReportBatch } from "../../hal/simulated/radio.js";
import { CHANNEL, type Channel } from "./channel.js";
import type { FindNeighbours } from "./neighbours.js";
import { MAX_WINDOW_MS, type OnAirBefore } from "../devices/on-air.js";
import { createPacketBatch } from "./packet-batch.js";

/** An advert of 31 bytes from something else: manufacturer data of a company number that nobody has. */
const FOREIGN_ADVERT = "\x1e\xff\xff\xff" + "\xa5".repeat(27);
/** No program looks at it. */
const FOREIGN_DBM = -80;

/** The air between the radios of a town. */
export interface Air {
  /** What a window heard that one person's device had open; valid until the next call. A device's windows come in order. */
  hear(listener: number, startMs: number, endMs: number): ReportBatch;
}

/**
 * What a window hears is drawn at once, sender by sender: how many packets fell into it and how strong they were. Nothing is
 * simulated packet by packet. A draw depends on listener, sender and number of the window, so it is the same in
 * whatever order windows are worked off.
 */
export function createAir(town: {
  seed: number;
  people: number;
  channel: Channel;
  /** No device sends stronger. */
  maxPowerDbm: number;
  findNeighbours: FindNeighbours;
  onAirBefore: OnAirBefore;
}): Air {
  const { people, channel, findNeighbours, onAirBefore } = town;
  const leastDbm = CHANNEL.sensitivityDbm - town.maxPowerDbm - channel.maxFadingDb;
  /** By person: windows so far. */
  const windows = new Uint32Array(people);
  const batch = createPacketBatch();
  const { add } = batch;
  /** By neighbour: median strength for a transmit power of 0 dBm where the pair stands now, and its `spot`. */
  const levelDbm = new Float64Array(people);
  const spots = new Int32Array(people);

  /** The packets of one sender that are decoded in the window go into the batch. */
  function receive(
    key: number,
    sender: number,
    level: number,
    spot: number,
    startMs: number,
    endMs: number,
    inRange: number,
  ): void {
    const last = onAirBefore(sender, endMs);
    const timed = last ?? onAirBefore(sender, startMs);
    if (timed === undefined) return;
    const { intervalMs } = timed;
    if (level + timed.txPowerDbm + channel.maxFadingDb < CHANNEL.sensitivityDbm) return;
    const lostBelow = channel.collisionShare(inRange, intervalMs) * 4096;
    let bits = drawSigned(key, 0);
    const parity = bits & 1;
    let atMs = startMs + ((bits >>> 0) / 2 ** 32) * (intervalMs + CHANNEL.maxAdvertDelayMs / 2);
    for (let packet = 1; atMs < endMs; packet++) {
      // One draw for the three things that chance decides about a packet: 10, 12 and 10 bits.
      bits = drawSigned(key, packet);
      const onAir = last !== undefined && atMs >= last.sinceMs ? last : onAirBefore(sender, atMs);
      if (onAir !== undefined) {
        const advertChannelDb = channel.advertChannelDb(spot, channel.advertChannelAt(atMs - startMs));
        const strength = Math.round(level + onAir.txPowerDbm + advertChannelDb + channel.fadingDb(bits));
        if (strength >= CHANNEL.sensitivityDbm && ((bits >>> 10) & 4095) >= lostBelow)
          add(atMs, strength, onAir.payloads[(packet + parity) % onAir.payloads.length]!);
      }
      atMs += intervalMs + ((bits & 1023) / 1024) * CHANNEL.maxAdvertDelayMs;
    }
  }

  /** Adverts of devices that are no tokens: each takes a place in the queue and the program's time. */
  function receiveForeign(key: number, startMs: number, endMs: number): void {
    let atMs = startMs + channel.foreignGapMs(drawSigned(key, 0));
    for (let packet = 1; atMs < endMs; packet++) {
      add(atMs, FOREIGN_DBM, FOREIGN_ADVERT);
      atMs += channel.foreignGapMs(drawSigned(key, packet));
    }
  }

  return {
    hear(listener, startMs, endMs) {
      if (endMs - startMs > MAX_WINDOW_MS) throw new RangeError(`A window of ${endMs - startMs} ms`);
      const { isAway, count, senders, meanDbm, moves } = findNeighbours(listener, endMs);
      const key = drawSigned(drawSigned(town.seed, listener), windows[listener]!++);
      let inRange = 0;
      for (let i = 0; i < count; i++) {
        const spot = channel.spotOf(listener, senders[i]!, moves[i]!, endMs);
        const level = meanDbm[i]! + channel.shadowDb(spot);
        spots[i] = spot;
        levelDbm[i] = level;
        if (level >= CHANNEL.sensitivityDbm) inRange++;
      }
      batch.clear();
      for (let i = 0; i < count; i++) {
        if (levelDbm[i]! < leastDbm) continue;
        const sender = senders[i]!;
        receive(drawSigned(key, sender), sender, levelDbm[i]!, spots[i]!, startMs, endMs, inRange);
      }
      if (!isAway) receiveForeign(drawSigned(key, people), startMs, endMs);
      batch.sort();
      return batch;
    },
  };
}
