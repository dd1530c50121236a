/**
 * Works out what each radio window hears: which packets of the senders in range arrive, and how strong.
 *
 * A packet arrives where all of it falls into the window while the receiver is on its advertising channel and sends nothing
 * itself, where it is strong enough, hits no other, and is not among those that the scenario loses by chance.
 */
import { drawSigned } from "../../hal/simulated/random.js";
import type { ReportBatch } from "../../hal/simulated/radio.js";
import { type Airwaves, MAX_WINDOW_MS, type OnAir } from "../devices/on-air.js";
import { type FindAdverts, createCountedAdverts, createDrawnAdverts } from "./advert-times.js";
import { ADVERT_CHANNELS, CHANNEL, type Channel, advertMsOf, packetMsOf } from "./channel.js";
import type { FindNeighbours } from "./neighbours.js";
import { createPacketBatch } from "./packet-batch.js";

/** An advert of 31 bytes from something else: manufacturer data of a company number that nobody has. */
const FOREIGN_ADVERT = "\x1e\xff\xff\xff" + "\xa5".repeat(27);
/** No program looks at it. */
const FOREIGN_DBM = -80;

/** Stands for a packet that is on the air and not decoded. */
const NOT_DECODED = -128;

const MAX_ADVERT_MS = advertMsOf(31);

/** A share that is lost is drawn in so many steps. */
const LOSS_STEPS = 4096;

/** The air between the radios of a town. */
export interface Air {
  /** What a window heard that one person's device had open; valid until the next call. A device's windows come in order. */
  hear(listener: number, startMs: number, endMs: number): ReportBatch;
}

/**
 * A draw depends on listener, sender and number of the window, or on sender and advert, so it is the same in whatever order
 * windows are worked off.
 *
 * @param town.isExact  every packet of every sender is the same one for all listeners, and two of them collide where they
 *   meet. Otherwise each listener draws where in its interval a sender is, and packets are lost to collisions by their mean share.
 */
export function createAir(town: {
  seed: number;
  people: number;
  channel: Channel;
  /** Share of packets that a receiver loses for no other reason, each by itself. */
  packetLoss: number;
  isExact: boolean;
  findNeighbours: FindNeighbours;
  airwaves: Airwaves;
}): Air {
  const { people, channel, findNeighbours, airwaves, isExact, packetLoss } = town;
  const trainSeed = drawSigned(town.seed, people);
  const findAdverts: FindAdverts = isExact
    ? createCountedAdverts(trainSeed, people)
    : createDrawnAdverts(trainSeed);
  /** By person: windows so far. */
  const windows = new Uint32Array(people);
  const batch = createPacketBatch();
  const { add } = batch;
  /** By neighbour: its strength for a transmit power of 0 dBm, where the two are, and what it sends at the window's end. */
  let levelDbm: Float64Array = new Float64Array(0);
  let spots: Int32Array = new Int32Array(0);
  const last: (OnAir | undefined)[] = [];
  /** Adverts a millisecond of those in range, 0 of others: by its median strength then, what one sends can be heard, and collides. */
  const rates = new Float64Array(people);
  /** What a sender sends in the window, latest first, and since when. */
  const pieces: OnAir[] = [];
  const piecesFromMs: number[] = [];
  const piecesToMs: number[] = [];
  /** When the listener itself sends. */
  const ownFromMs: number[] = [];
  const ownToMs: number[] = [];

  /** @param state  what it sends at the end */
  function findPieces(sender: number, state: OnAir | undefined, startMs: number, endMs: number): void {
    pieces.length = piecesFromMs.length = piecesToMs.length = 0;
    for (let toMs = endMs; ; state = airwaves.before(sender, toMs)) {
      const sinceMs = state === undefined ? airwaves.changeBefore(sender, toMs) : state.sinceMs;
      if (state !== undefined) {
        pieces.push(state);
        piecesFromMs.push(Math.max(startMs, sinceMs));
        piecesToMs.push(toMs);
      }
      if (sinceMs <= startMs) return;
      toMs = sinceMs;
    }
  }

  /** While the radio sends it hears nothing. */
  function findOwn(listener: number, key: number, startMs: number, endMs: number): void {
    ownFromMs.length = ownToMs.length = 0;
    const fromMs = startMs - MAX_ADVERT_MS;
    findPieces(listener, airwaves.before(listener, endMs), fromMs, endMs);
    for (let piece = pieces.length - 1; piece >= 0; piece--) {
      const state = pieces[piece]!;
      const { payloads } = state;
      const adverts = findAdverts(listener, state, piecesFromMs[piece]!, piecesToMs[piece]!, key);
      for (let i = 0; i < adverts.count; i++) {
        const payload = payloads[(adverts.first + i) % payloads.length]!;
        ownFromMs.push(adverts.atMs[i]! - CHANNEL.channelGapMs);
        ownToMs.push(adverts.atMs[i]! + advertMsOf(payload.length) + CHANNEL.channelGapMs);
      }
    }
  }

  function isSending(fromMs: number, toMs: number): boolean {
    for (let i = 0; i < ownFromMs.length && ownFromMs[i]! < toMs; i++) if (ownToMs[i]! > fromMs) return true;
    return false;
  }

  /**
   * The packets of one sender that are decoded in the window go into the batch; with `collides` those too that are not, but
   * may destroy others.
   */
  function receive(
    key: number,
    neighbour: number,
    sender: number,
    startMs: number,
    endMs: number,
    lostBelow: number,
    collides: boolean,
  ): void {
    const state = last[neighbour];
    if (state !== undefined && state.sinceMs <= startMs) {
      receivePiece(key, neighbour, sender, state, startMs, endMs, startMs, endMs, lostBelow, collides);
      return;
    }
    findPieces(sender, state, startMs, endMs);
    for (let piece = pieces.length - 1; piece >= 0; piece--) {
      const [fromMs, toMs] = [piecesFromMs[piece]!, piecesToMs[piece]!];
      const pieceKey = drawSigned(key, -1 - piece);
      receivePiece(
        pieceKey,
        neighbour,
        sender,
        pieces[piece]!,
        fromMs,
        toMs,
        startMs,
        endMs,
        lostBelow,
        collides,
      );
    }
  }

  /** Of one state, from `fromMs` to `toMs`. */
  function receivePiece(
    key: number,
    neighbour: number,
    sender: number,
    state: OnAir,
    fromMs: number,
    toMs: number,
    startMs: number,
    endMs: number,
    lostBelow: number,
    collides: boolean,
  ): void {
    const level = levelDbm[neighbour]! + state.txPowerDbm;
    if (!collides && level + channel.maxFadingDb < CHANNEL.sensitivityDbm) return;
    // One that began before has sent on the first channel, which is the one that a window begins with.
    const adverts = findAdverts(sender, state, fromMs, toMs, key);
    if (adverts.count === 0) return;
    const posture = channel.postureOf(spots[neighbour]!, endMs);
    for (let i = 0; i < adverts.count; i++) {
      const atMs = adverts.atMs[i]! - startMs;
      // While the three packets go out the receiver may change to the next channel.
      const lastTurn = Math.floor((atMs + MAX_ADVERT_MS) / CHANNEL.scanIntervalMs);
      for (let turn = Math.floor(atMs / CHANNEL.scanIntervalMs); turn <= lastTurn; turn++) {
        // One draw for the two things that chance decides about a packet: 10 and 12 bits.
        const bits = drawSigned(key, ~(2 * i + (turn & 1)));
        const advertChannel = turn % ADVERT_CHANNELS;
        const dBm = level + channel.advertChannelDb(posture, advertChannel);
        const strength = Math.round(dBm + channel.fadingDb(bits));
        const isDecoded =
          strength >= CHANNEL.sensitivityDbm && ((bits >>> 10) & (LOSS_STEPS - 1)) >= lostBelow;
        if (!isDecoded && !collides) continue;
        const { payloads } = state;
        const payload = payloads[(adverts.first + i) % payloads.length]!;
        const lengthMs = packetMsOf(payload.length);
        const beginMs = atMs + advertChannel * (lengthMs + CHANNEL.channelGapMs);
        const untilMs = Math.min(endMs - startMs, (turn + 1) * CHANNEL.scanIntervalMs);
        if (beginMs < turn * CHANNEL.scanIntervalMs || beginMs + lengthMs > untilMs) continue;
        add(startMs + beginMs, isDecoded ? strength : NOT_DECODED, payload, state.peer);
      }
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

  /** Takes out of the batch, which is in order, what is not heard. Foreign adverts are such as have been. */
  function dropUnheard(): void {
    const { atMs, rssiDbm, data, peers } = batch;
    let kept = 0;
    let busyUntilMs = -Infinity;
    for (let i = 0; i < batch.count; i++) {
      const fromMs = atMs[i]!;
      const bytes = data[i]!;
      const toMs = fromMs + packetMsOf(bytes.length);
      const isForeign = bytes === FOREIGN_ADVERT;
      let isHit = false;
      if (isExact && !isForeign) {
        let next = i + 1;
        while (next < batch.count && data[next] === FOREIGN_ADVERT) next++;
        isHit = fromMs < busyUntilMs || (next < batch.count && atMs[next]! < toMs);
        busyUntilMs = Math.max(busyUntilMs, toMs);
      }
      if (isHit || rssiDbm[i] === NOT_DECODED || (!isForeign && isSending(fromMs, toMs))) continue;
      atMs[kept] = fromMs;
      rssiDbm[kept] = rssiDbm[i]!;
      peers[kept] = peers[i];
      data[kept++] = bytes;
    }
    batch.count = kept;
  }

  return {
    hear(listener, startMs, endMs) {
      if (endMs - startMs > MAX_WINDOW_MS) throw new RangeError(`A window of ${endMs - startMs} ms`);
      const neighbours = findNeighbours(listener, endMs);
      const { isAway, count, senders } = neighbours;
      const key = drawSigned(drawSigned(town.seed, listener), windows[listener]!++);
      batch.clear();
      if (isAway) return batch;
      ({ levelDbm, spots } = neighbours);
      let packetsPerMs = 0;
      for (let i = 0; i < count; i++) {
        const state = airwaves.before(senders[i]!, endMs);
        const isInRange = state !== undefined && levelDbm[i]! + state.txPowerDbm >= CHANNEL.sensitivityDbm;
        last[i] = state;
        rates[i] = isInRange ? 1 / (state.intervalMs + CHANNEL.maxAdvertDelayMs / 2) : 0;
        packetsPerMs += rates[i]!;
      }
      for (let i = 0; i < count; i++) {
        const sender = senders[i]!;
        const othersPerMs = isExact ? 0 : packetsPerMs - rates[i]!;
        const lostShare = 1 - (1 - channel.collisionShare(othersPerMs)) * (1 - packetLoss);
        const collides = isExact && rates[i]! > 0;
        receive(drawSigned(key, sender), i, sender, startMs, endMs, lostShare * LOSS_STEPS, collides);
      }
      receiveForeign(drawSigned(key, people), startMs, endMs);
      batch.sort();
      if (batch.count > 0) {
        findOwn(listener, drawSigned(key, listener), startMs, endMs);
        dropUnheard();
      }
      return batch;
    },
  };
}
