import { PacketBytes } from "../hal/simulated/crypto.js";
import { drawSigned } from "../hal/simulated/random.js";
import type { RadioControl } from "../hal/simulated/radio.js";
import type { Timeline } from "../hal/simulated/timeline.js";
import { CHANNEL, type Channel } from "./channel.js";
import type { Adverts } from "./on-air.js";
import { createPacketBatch } from "./packet-batch.js";
import type { Peers } from "./peers.js";
import type { Phone } from "./phones.js";
import { type Place, wallsBetween } from "./places.js";
import { AWAY, type Whereabouts } from "./whereabouts.js";
import { OFF } from "./world.js";

/** No token sends stronger; nRF52840: +8 dBm. */
const MAX_TX_POWER_DBM = 8;

/** Longer windows may reach back further than the states of senders that are kept. */
const MAX_WINDOW_MS = 10_000;

/** Before the program's next alarm, and not at the same instant: about the resolution of times of some weeks. */
const BEFORE_MS = 0.0001;

/** Finished windows that may stand in front of the queue before it is moved up. */
const SWEEP_AT = 256;

/** An advert of 31 bytes from something else: manufacturer data of a company number that nobody has. */
const FOREIGN_ADVERT = new PacketBytes(
  Uint8Array.from({ length: 31 }, (_, i) => [30, 255, 255, 255][i] ?? 0xa5),
);
/** No program looks at it. */
const FOREIGN_DBM = -80;

/** The air between the radios of a town. */
export interface Air {
  /**
   * Connects one person's radio, before its program starts.
   *
   * @param nextAlarmMs  when its program does something next: until then it cannot tell whether it has been given the
   *   reports of a window that has ended
   */
  connect(person: number, radio: RadioControl, nextAlarmMs: () => number): void;
  /** Hands over what all windows that have ended so far heard, as far as the other workers have come. */
  settle(): void;
  /** Hands it all over; waits for the others. */
  settleAll(): void;
}

/** A window that has ended, with who might be heard in it. Used again and again. */
interface Listening {
  listener: number;
  startMs: number;
  endMs: number;
  /** On the way nothing is heard. */
  isAway: boolean;
  count: number;
  senders: Int32Array;
  /** By sender: median strength for a transmit power of 0 dBm, and the pair's `spot`. */
  levelDbm: Float64Array;
  spots: Uint32Array;
}

/**
 * At the end of each listening window it notes who is in range. What they sent is drawn as soon as the other workers
 * have come that far, once for each sender: how many packets fell into the window and how strong they were. Nothing is
 * simulated packet by packet.
 */
export function createAir(town: {
  seed: number;
  timeline: Timeline;
  channel: Channel;
  whereabouts: Whereabouts;
  places: readonly Place[];
  /** By person, as in `World`. */
  carried: Uint8Array;
  phones: readonly (Phone | undefined)[];
  adverts: Adverts;
  peers: Peers;
}): Air {
  const { timeline, channel, whereabouts, places, carried, phones, adverts, peers } = town;
  const { xCm, yCm, place, moves } = whereabouts;
  const people = place.length;
  const radios: RadioControl[] = [];
  const windows = new Uint32Array(people);
  const rangeCm = CHANNEL.rangeM * 100;
  /** By person and way of carrying. */
  const wearingDb = Float64Array.from({ length: people * OFF }, (_, i) =>
    channel.wearingDb(Math.floor(i / OFF), i % OFF),
  );
  /** A device that has just been switched off may still be heard of what it sent before. */
  const wearing = (person: number) => wearingDb[person * OFF + Math.min(carried[person]!, OFF - 1)]!;

  const found = new Int32Array(people);
  const batch = createPacketBatch();
  const { add } = batch;
  /** In order of their ends. */
  const waiting: Listening[] = [];
  let waitingFrom = 0;
  const free: Listening[] = [];

  function take(listener: number, startMs: number, endMs: number, room: number): Listening {
    const listening = free.pop() ?? {
      listener,
      startMs,
      endMs,
      isAway: false,
      count: 0,
      senders: new Int32Array(0),
      levelDbm: new Float64Array(0),
      spots: new Uint32Array(0),
    };
    listening.listener = listener;
    listening.startMs = startMs;
    listening.endMs = endMs;
    if (listening.senders.length < room) {
      listening.senders = new Int32Array(2 * room);
      listening.levelDbm = new Float64Array(2 * room);
      listening.spots = new Uint32Array(2 * room);
    }
    return listening;
  }

  /** Who might be heard now, for whatever is sent with the greatest power and the best of luck. */
  function findSenders(listener: number, startMs: number, endMs: number): Listening {
    const isAway = place[listener] === AWAY;
    const around = isAway ? 0 : whereabouts.around(listener, found);
    const listening = take(listener, startMs, endMs, around);
    listening.isAway = isAway;
    const { senders, levelDbm, spots } = listening;
    const least = CHANNEL.sensitivityDbm - MAX_TX_POWER_DBM - channel.maxFadingDb;
    const own = wearing(listener);
    const [x, y, here, stays] = [xCm[listener]!, yCm[listener]!, place[listener]!, moves[listener]!];
    let count = 0;
    for (let i = 0; i < around; i++) {
      const sender = found[i]!;
      if (sender === listener) continue;
      const dx = xCm[sender]! - x;
      const dy = yCm[sender]! - y;
      const squareCm = dx * dx + dy * dy;
      if (squareCm > rangeCm * rangeCm) continue;
      const there = place[sender]!;
      const walls = there === here ? 0 : wallsBetween(places[here]!, places[there]!);
      const mean = channel.meanDbm(Math.sqrt(squareCm)) - walls * CHANNEL.wallDb + own + wearing(sender);
      if (mean + channel.maxShadowDb < least) continue;
      const spot = channel.spotOf(listener, sender, stays + moves[sender]!, endMs);
      const level = mean + channel.shadowDb(spot);
      if (level < least) continue;
      spots[count] = spot;
      senders[count] = sender;
      levelDbm[count++] = level;
    }
    listening.count = count;
    return listening;
  }

  const before = (sender: number, ms: number) => {
    const phone = phones[sender];
    return phone === undefined ? adverts.before(sender, ms) : phone.onAirAt(ms);
  };

  /** The packets of the i-th sender that are decoded in the window go into the batch. */
  function receive(key: number, listening: Listening, i: number, inRange: number): void {
    const { startMs, endMs } = listening;
    const sender = listening.senders[i]!;
    const level = listening.levelDbm[i]!;
    const spot = listening.spots[i]!;
    const last = before(sender, endMs);
    const timed = last ?? before(sender, startMs);
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
      const onAir = last !== undefined && atMs >= last.sinceMs ? last : before(sender, atMs);
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

  /** Draws what the window heard, gives it to the program and lets the window go. */
  function finish(listening: Listening): void {
    const { listener, startMs, endMs, isAway, count, levelDbm } = listening;
    const key = drawSigned(drawSigned(town.seed, listener), windows[listener]!++);
    let inRange = 0;
    for (let i = 0; i < count; i++) if (levelDbm[i]! >= CHANNEL.sensitivityDbm) inRange++;
    batch.clear();
    for (let i = 0; i < count; i++) receive(drawSigned(key, listening.senders[i]!), listening, i, inRange);
    if (!isAway) receiveForeign(drawSigned(key, people), startMs, endMs);
    batch.sort();
    finishing = radios[listener]!;
    timeline.asOf(endMs, finishAsOf);
    free.push(listening);
  }

  let finishing: RadioControl;
  const finishAsOf = () => finishing.finishWindow(batch);

  /** What the windows heard that have ended by `ms`; all workers have come that far. */
  function finishUntil(ms: number): void {
    while (waitingFrom < waiting.length && waiting[waitingFrom]!.endMs <= ms) finish(waiting[waitingFrom++]!);
    if (waitingFrom < SWEEP_AT) return;
    waiting.splice(0, waitingFrom);
    waitingFrom = 0;
  }

  /** As `finishUntil`, where the others may not have come that far yet. */
  function settleUntil(ms: number): void {
    if (peers.reachedMs() < ms) {
      peers.publish(timeline.nowMs());
      peers.waitFor(ms);
    }
    finishUntil(ms);
  }

  function takeWindow(listener: number, startMs: number, endMs: number, nextAlarmOf: () => number): void {
    if (endMs - startMs > MAX_WINDOW_MS) throw new RangeError(`A window of ${endMs - startMs} ms`);
    waiting.push(findSenders(listener, startMs, endMs));
    if (peers.reachedMs() >= endMs) {
      finishUntil(endMs);
      return;
    }
    const nextAlarmMs = nextAlarmOf();
    if (nextAlarmMs - BEFORE_MS <= endMs) settleUntil(endMs);
    else if (nextAlarmMs < Infinity) timeline.at(nextAlarmMs - BEFORE_MS, () => settleUntil(endMs));
  }

  return {
    connect(person, radio, nextAlarmMs) {
      radios[person] = radio;
      radio.onChange((advertising) => adverts.change(person, timeline.nowMs(), advertising));
      radio.takeWindows((startMs, endMs) => takeWindow(person, startMs, endMs, nextAlarmMs));
    },
    settle: () => finishUntil(peers.reachedMs()),
    settleAll() {
      if (waitingFrom < waiting.length) settleUntil(waiting.at(-1)!.endMs);
    },
  };
}
