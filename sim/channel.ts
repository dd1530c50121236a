/**
 * From distance to the strength of one packet. Every number is in PARAMETERS.md with its source.
 *
 *   strength = transmit power + reference − path loss − walls + wearing (both) + shadow (pair) + fading (packet)
 *
 * A draw depends on what is drawn and on nothing else (`draw` over keys), so the order in which windows are worked
 * off, or by how many workers, changes nothing.
 */
import { draw } from "../hal/simulated/random.js";
import { log10, normalTable, quantileTable } from "./numbers.js";

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
  /** SD over people of how they wear the token. */
  wearingSdDb: 3,
  /** SD of what stands between two people, and how long it stays while neither moves. */
  shadowSdDb: 5,
  shadowMs: 300_000,
  /** Weakest packet that the receiver decodes. */
  sensitivityDbm: -95,
  /** BLE's random delay after each advertising interval. */
  maxAdvertDelayMs: 10,
  /** Time on air of an advert of 23 bytes at 1 Mbit/s. */
  packetMs: 0.312,
  /** Farther apart than this nothing is heard. */
  rangeM: 60,
} as const;

/** Fading of single packets around the median of their run: share of packets below, dB. */
const FADING_QUANTILES: readonly (readonly [number, number])[] = [
  [0, -25],
  [0.005, -19.5],
  [0.01, -16.9],
  [0.02, -14.6],
  [0.05, -10.4],
  [0.1, -7.2],
  [0.2, -4],
  [0.3, -2.2],
  [0.4, -0.9],
  [0.5, 0],
  [0.6, 0.8],
  [0.7, 1.8],
  [0.8, 2.9],
  [0.9, 4.8],
  [0.95, 6.2],
  [0.98, 8.2],
  [0.99, 9.6],
  [0.995, 11.3],
  [1, 14],
];

const FADING_CELLS = 1024;
const NORMAL_CELLS = 4096;
/** Path loss is tabled by decimetres. */
const CM_A_CELL = 10;

export interface Channel {
  /** Mean strength at `distanceCm` of a sender at 0 dBm, before walls, wearing and shadow; dB. */
  meanDbm(distanceCm: number): number;
  /** What this person's way of wearing the token adds, dB. */
  wearingDb(person: number): number;
  /**
   * What stands between two people adds this, dB; the same in both directions. `stays` changes when one of them moves,
   * `ms` is the time.
   */
  shadowDb(a: number, b: number, stays: number, ms: number): number;
  /** One packet's fading out of 32 random bits, dB. */
  fadingDb(bits: number): number;
  /** Share of packets lost to others that send at the same time, where `senders` are in range. */
  collisionShare(senders: number, intervalMs: number): number;
}

/** Most that shadow and fading add to a strength, dB: what is weaker than that below the sensitivity is never heard. */
export const MAX_SHADOW_DB = 3.7 * CHANNEL.shadowSdDb;
export const MAX_FADING_DB = FADING_QUANTILES.at(-1)![1];

export function createChannel(seed: number): Channel {
  const normal = normalTable(NORMAL_CELLS);
  const fading = quantileTable(FADING_QUANTILES, FADING_CELLS);
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

  return {
    meanDbm: (distanceCm) => meanTable[Math.round(distanceCm / CM_A_CELL)]!,
    wearingDb: (person) => CHANNEL.wearingSdDb * normal[draw(wearingSeed, person) >>> 20]!,
    shadowDb(a, b, stays, ms) {
      const pair = a < b ? draw(draw(shadowSeed, a), b) : draw(draw(shadowSeed, b), a);
      // Each pair turns at its own moment, not all at once.
      const turn = Math.floor(ms / CHANNEL.shadowMs + pair / 2 ** 32);
      return CHANNEL.shadowSdDb * normal[draw(draw(pair, stays), turn) >>> 20]!;
    },
    fadingDb: (bits) => fading[bits >>> 22]!,
    collisionShare(senders, intervalMs) {
      // Unslotted ALOHA: another packet that starts within one packet's length before or after destroys this one. The
      // others are independent; 1 − e^-x by its first terms is exact enough up to a few hundred senders.
      const x = ((senders - 1) * 2 * CHANNEL.packetMs) / (intervalMs + CHANNEL.maxAdvertDelayMs / 2);
      return x <= 0 ? 0 : x / (1 + x / 2 + (x * x) / 12);
    },
  };
}
