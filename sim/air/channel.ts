/**
 * How strong one packet arrives. PARAMETERS.md has every number with its source.
 *
 *   strength = transmit power + reference − path loss − walls
 *              + wearing (both) + shadow (pair) + advertising channel (pair) + fading (packet)
 *
 * The terms in the second line have mean zero, except that a pocket weakens a signal and a table strengthens it. The shadow
 * belongs to the `spot` of a pair and stays until one of the two moves, however long they sit. The advertising channels
 * belong to the pair's posture: they are new at every move, and every five minutes, because a few centimetres change them.
 *
 * A draw depends on what is drawn and on nothing else (`draw` over keys). So neither the order in which windows are worked
 * off nor the number of workers changes anything.
 */
import { draw, drawSigned } from "../../hal/simulated/random.js";
import { exponentialTable, log10, normalTable, riceTable } from "../numbers.js";

export const CHANNEL = {
  /** Mean strength at 1 m of a token that sends at 0 dBm, both worn. */
  referenceDbm: -58,
  /** Path loss exponent up to `breakM`, and beyond. */
  nearExponent: 1.5,
  farExponent: 2.8,
  breakM: 5,
  /** Nearer than this path loss is that of here: antennas do not touch. */
  minM: 0.3,
  /** Loss of one outer wall. */
  wallDb: 10,
  /** By how it is carried (`World.carried`: worn on the chest, pocket, bag, left on a table): what that adds, and its SD over people. */
  carriedDb: [0, -3, 0, 2],
  carriedSdDb: [2.5, 2.5, 4, 2.5],
  /** SD of what stands between two people for as long as neither moves. */
  shadowSdDb: 4.5,
  /** How long the paths of the three advertising channels stay as they are while neither moves. */
  postureMs: 300_000,
  /** Rice fading: power of the steady path against all others. Of the three advertising channels in one posture, of packets on one channel. */
  advertChannelRatio: 1.25,
  packetRatio: 4,
  /** A scanning radio listens to one advertising channel for so long, then to the next. */
  scanIntervalMs: 100,
  /** Weakest packet that the receiver decodes. */
  sensitivityDbm: -95,
  /** BLE's random delay after each advertising interval. */
  maxAdvertDelayMs: 10,
  /** Time on air at 1 Mbit/s: of what every packet has besides its advertising data, and of a byte of these. */
  packetBaseMs: 0.128,
  packetByteMs: 0.008,
  /** The usual advert of 23 bytes, and a full one of 31 as other devices send them. */
  packetMs: 0.312,
  foreignPacketMs: 0.376,
  /** Between the three packets of one advert, which go out on one advertising channel after the other. */
  channelGapMs: 0.15,
  /** Farther apart than this nothing is heard. */
  rangeM: 60,
} as const;

export const ADVERT_CHANNELS = 3;
const FADING_CELLS = 1024;
const NORMAL_CELLS = 4096;
/** Path loss is tabled by decimetres. */
const CM_A_CELL = 10;

/** Time on air of an advert with so many bytes of data. */
export function packetMsOf(bytes: number): number {
  return CHANNEL.packetBaseMs + CHANNEL.packetByteMs * bytes;
}

/** From the first bit of an advert to the last, on all three channels. */
export function advertMsOf(bytes: number): number {
  return ADVERT_CHANNELS * packetMsOf(bytes) + (ADVERT_CHANNELS - 1) * CHANNEL.channelGapMs;
}

export interface Channel {
  /** Mean strength at `distanceCm` of a sender at 0 dBm, before walls, wearing and shadow; dB. */
  meanDbm(distanceCm: number): number;
  /** What this person's way of wearing the token adds, dB. `carried`: WORN, POCKET, BAG or LEFT. */
  wearingDb(person: number, carried: number): number;
  /** 32 bits that stand for what is between two people; the same in both directions. `stays` changes when one of them moves. */
  spotOf(a: number, b: number, stays: number): number;
  /** 32 bits that stand for how they hold themselves there at a time. */
  postureOf(spot: number, ms: number): number;
  /** What stands between the two adds this, dB. */
  shadowDb(spot: number): number;
  /** How much better or worse one advertising channel is then than the three on average over many postures, dB. */
  advertChannelDb(posture: number, advertChannel: number): number;
  /** One packet's fading out of 32 random bits, dB. */
  fadingDb(bits: number): number;
  /** No spot shadows less, and no packet is lifted more by advertising channel and fading together, than by this; dB. */
  readonly maxShadowDb: number;
  readonly maxFadingDb: number;
  /** Share of packets lost to others in range, which together send so many a millisecond on the channel listened to. */
  collisionShare(packetsPerMs: number): number;
  /** Out of 32 random bits: ms until the next advert of a device that is no token, on the channel listened to. */
  foreignGapMs(bits: number): number;
}

/** @param foreignAdvertsPerSecond  crowd noise: adverts of other devices that a radio decodes while it listens */
export function createChannel(seed: number, foreignAdvertsPerSecond = 0): Channel {
  const normal = normalTable(NORMAL_CELLS);
  const advertChannels = riceTable(CHANNEL.advertChannelRatio, FADING_CELLS);
  const fading = riceTable(CHANNEL.packetRatio, FADING_CELLS);
  const gaps = exponentialTable(FADING_CELLS);
  const meanTable = new Float64Array((CHANNEL.rangeM * 100) / CM_A_CELL + 1);
  for (let cell = 0; cell < meanTable.length; cell++) {
    const metres = Math.max(CHANNEL.minM, (cell * CM_A_CELL) / 100);
    const near = Math.min(metres, CHANNEL.breakM);
    const far = Math.max(1, metres / CHANNEL.breakM);
    const lossDb = 10 * (CHANNEL.nearExponent * log10(near) + CHANNEL.farExponent * log10(far));
    meanTable[cell] = CHANNEL.referenceDbm - lossDb;
  }
  const wearingSeed = draw(seed, 1);
  const shadowSeed = draw(seed, 2);
  const foreignMs = foreignAdvertsPerSecond > 0 ? 1000 / foreignAdvertsPerSecond : Infinity;
  const foreignLoad = (2 * CHANNEL.foreignPacketMs) / foreignMs;

  return {
    meanDbm: (distanceCm) => meanTable[Math.round(distanceCm / CM_A_CELL)]!,
    wearingDb: (person, carried) =>
      CHANNEL.carriedDb[carried]! + CHANNEL.carriedSdDb[carried]! * normal[draw(wearingSeed, person) >>> 20]!,
    spotOf(a, b, stays) {
      const pair =
        a < b ? drawSigned(drawSigned(shadowSeed, a), b) : drawSigned(drawSigned(shadowSeed, b), a);
      return drawSigned(pair, stays);
    },
    // Each pair stirs at its own moment, not all at once.
    postureOf: (spot, ms) => drawSigned(spot, Math.floor(ms / CHANNEL.postureMs + (spot >>> 0) / 2 ** 32)),
    shadowDb: (spot) => CHANNEL.shadowSdDb * normal[spot >>> 20]!,
    advertChannelDb: (posture, advertChannel) => advertChannels[drawSigned(posture, advertChannel) >>> 22]!,
    fadingDb: (bits) => fading[bits >>> 22]!,
    maxShadowDb: CHANNEL.shadowSdDb * normal[NORMAL_CELLS - 1]!,
    maxFadingDb: advertChannels[FADING_CELLS - 1]! + fading[FADING_CELLS - 1]!,
    collisionShare(packetsPerMs) {
      // Unslotted ALOHA: another packet that starts within one packet's length before or after destroys this one. The
      // others are independent; 1 − e^-x by its first terms is exact enough up to a few hundred senders.
      const x = 2 * CHANNEL.packetMs * packetsPerMs + foreignLoad;
      return x / (1 + x / 2 + (x * x) / 12);
    },
    foreignGapMs: (bits) => foreignMs * gaps[bits >>> 22]!,
  };
}
