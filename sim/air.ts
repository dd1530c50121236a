import { draw } from "../hal/simulated/random.js";
import type { RadioControl, ReportBatch } from "../hal/simulated/radio.js";
import { CHANNEL, type Channel } from "./channel.js";
import { type Place, wallsBetween } from "./places.js";
import { AWAY, type Whereabouts } from "./whereabouts.js";
import { WORN } from "./world.js";

/** No token sends stronger; nRF52840: +8 dBm. */
const MAX_TX_POWER_DBM = 8;

/** An advert of 31 bytes from something else: manufacturer data of a company number that nobody has. */
const FOREIGN_ADVERT = new Uint8Array(31).fill(0xa5).buffer;
new Uint8Array(FOREIGN_ADVERT).set([30, 0xff, 0xff, 0xff]);
/** No program looks at it. */
const FOREIGN_DBM = -80;

/** Packets of one window: more cannot reach a program that takes 250 a second. */
const BATCH_PACKETS = 4096;

/**
 * Connects the radios of all tokens. At the end of each listening window it draws, once for each sender in range, how
 * many packets fell into it and how strong they were; nothing is simulated packet by packet.
 */
export function connectRadios(world: {
  seed: number;
  channel: Channel;
  whereabouts: Whereabouts;
  places: readonly Place[];
  /** By person. */
  radios: readonly RadioControl[];
}): void {
  const { channel, whereabouts, places, radios } = world;
  const { xCm, yCm, place, moves } = whereabouts;
  const people = radios.length;
  const wearingDb = Float64Array.from(radios, (_, person) => channel.wearingDb(person, WORN));
  const windows = new Uint32Array(people);
  const rangeCm = CHANNEL.rangeM * 100;

  // Work space of one window, used again and again.
  const found = new Int32Array(people);
  const senders = new Int32Array(people);
  const levelDbm = new Float64Array(people);
  const spots = new Uint32Array(people);
  const batch: ReportBatch = {
    count: 0,
    atMs: new Float64Array(BATCH_PACKETS),
    rssiDbm: new Int8Array(BATCH_PACKETS),
    data: [],
  };

  /** Finds who might be heard at `ms`, with the median strength for a transmit power of 0 dBm. */
  function findSenders(listener: number, ms: number): number {
    const here = places[place[listener]!]!;
    const around = whereabouts.around(listener, found);
    let count = 0;
    for (let i = 0; i < around; i++) {
      const sender = found[i]!;
      if (sender === listener) continue;
      const dx = xCm[sender]! - xCm[listener]!;
      const dy = yCm[sender]! - yCm[listener]!;
      const squareCm = dx * dx + dy * dy;
      if (squareCm > rangeCm * rangeCm) continue;
      const walls = wallsBetween(here, places[place[sender]!]!);
      const mean =
        channel.meanDbm(Math.sqrt(squareCm)) -
        walls * CHANNEL.wallDb +
        wearingDb[listener]! +
        wearingDb[sender]!;
      const least = CHANNEL.sensitivityDbm - MAX_TX_POWER_DBM - channel.maxFadingDb;
      if (mean + channel.maxShadowDb < least) continue;
      const spot = channel.spotOf(listener, sender, moves[listener]! + moves[sender]!, ms);
      const level = mean + channel.shadowDb(spot);
      if (level < least) continue;
      spots[count] = spot;
      senders[count] = sender;
      levelDbm[count++] = level;
    }
    return count;
  }

  /** The packets of one sender that are decoded between `startMs` and `endMs` go into the batch. */
  function receive(
    key: number,
    radio: RadioControl,
    level: number,
    spot: number,
    startMs: number,
    endMs: number,
    inRange: number,
  ): void {
    const onAirLast = radio.onAirAt(endMs);
    if (onAirLast === undefined) return;
    const { intervalMs } = onAirLast;
    if (level + onAirLast.txPowerDbm + channel.maxFadingDb < CHANNEL.sensitivityDbm) return;
    const lostBelow = channel.collisionShare(inRange, intervalMs) * 4096;
    let bits = draw(key, 0);
    const parity = bits & 1;
    let atMs = startMs + (bits / 2 ** 32) * (intervalMs + CHANNEL.maxAdvertDelayMs / 2);
    for (let packet = 1; atMs < endMs && batch.count < BATCH_PACKETS; packet++) {
      // One draw for the three things that chance decides about a packet: 10, 12 and 10 bits.
      bits = draw(key, packet);
      const onAir = atMs >= onAirLast.sinceMs ? onAirLast : radio.onAirAt(atMs);
      if (onAir !== undefined) {
        const advertChannelDb = channel.advertChannelDb(spot, channel.advertChannelAt(atMs - startMs));
        const strength = Math.round(level + onAir.txPowerDbm + advertChannelDb + channel.fadingDb(bits));
        if (strength >= CHANNEL.sensitivityDbm && ((bits >>> 10) & 4095) >= lostBelow) {
          batch.atMs[batch.count] = atMs;
          batch.rssiDbm[batch.count] = strength;
          batch.data[batch.count++] = onAir.payloads[(packet + parity) % onAir.payloads.length]!;
        }
      }
      atMs += intervalMs + ((bits & 1023) / 1024) * CHANNEL.maxAdvertDelayMs;
    }
  }

  /** Adverts of devices that are no tokens: each takes a place in the queue and the program's time. */
  function receiveForeign(key: number, startMs: number, endMs: number): void {
    let atMs = startMs + channel.foreignGapMs(draw(key, 0));
    for (let packet = 1; atMs < endMs && batch.count < BATCH_PACKETS; packet++) {
      batch.atMs[batch.count] = atMs;
      batch.rssiDbm[batch.count] = FOREIGN_DBM;
      batch.data[batch.count++] = FOREIGN_ADVERT;
      atMs += channel.foreignGapMs(draw(key, packet));
    }
  }

  function onWindowEnd(listener: number, startMs: number, endMs: number): void {
    const window = windows[listener]!++;
    if (place[listener] === AWAY) return;
    const count = findSenders(listener, endMs);
    const key = draw(draw(world.seed, listener), window);
    let inRange = 0;
    for (let i = 0; i < count; i++) if (levelDbm[i]! >= CHANNEL.sensitivityDbm) inRange++;
    batch.count = 0;
    for (let i = 0; i < count; i++) {
      const sender = senders[i]!;
      receive(draw(key, sender), radios[sender]!, levelDbm[i]!, spots[i]!, startMs, endMs, inRange);
    }
    receiveForeign(draw(key, people), startMs, endMs);
    if (batch.count === 0) return;
    sortByTime(batch);
    radios[listener]!.deliverAll(batch);
  }

  radios.forEach((radio, listener) =>
    radio.onWindowEnd((startMs, endMs) => onWindowEnd(listener, startMs, endMs)),
  );
}

/** In place, by insertion: a batch is short, and allocating nothing matters more. */
function sortByTime({ count, atMs, rssiDbm, data }: ReportBatch): void {
  for (let i = 1; i < count; i++) {
    const ms = atMs[i]!;
    const rssi = rssiDbm[i]!;
    const bytes = data[i]!;
    let at = i;
    for (; at > 0 && atMs[at - 1]! > ms; at--) {
      atMs[at] = atMs[at - 1]!;
      rssiDbm[at] = rssiDbm[at - 1]!;
      data[at] = data[at - 1]!;
    }
    atMs[at] = ms;
    rssiDbm[at] = rssi;
    data[at] = bytes;
  }
}
