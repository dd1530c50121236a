/** What a power cut leaves of the flash operation it hits. */
import { type Random, createRandom } from "./random.js";

/**
 * `none` and `all`: the cut came just before or just after the operation. Otherwise some words of a program are there
 * (the first half, only the first, all but the last, some), or some of its bits. `weak`: all of it, but some bits are
 * programmed by half (`WeakCells`).
 */
export const PROGRAM_CUTS = [
  "none",
  "all",
  "half",
  "first-word",
  "but-last-word",
  "words",
  "bits",
  "one-bit",
  "but-one-bit",
  "weak",
] as const;

/**
 * `none` and `all` as above. Otherwise the front or the back of the page is erased, all bits are 0 (chips program a page
 * before they erase it), or bytes are old, erased or neither. `unstable` and `nearly` read differently each time; the
 * latter like an erased page but for rare single bits.
 */
export const ERASE_CUTS = ["none", "all", "front", "back", "zeros", "mixed", "unstable", "nearly"] as const;

export type ProgramCut = (typeof PROGRAM_CUTS)[number];
export type EraseCut = (typeof ERASE_CUTS)[number];

/** Programming clears bits, so each bit of the result is the old one or the AND of both. */
export function cutProgram(
  cut: ProgramCut,
  before: Uint8Array,
  wanted: Uint8Array,
  random: Random,
): Uint8Array {
  const result = new Uint8Array(before);
  const words = before.length / 4;
  const oneBit = random.below(8 * before.length);
  const keepWord = Array.from({ length: words }, () => random.below(2) === 1);
  for (let i = 0; i < before.length; i++) {
    const word = i >> 2;
    let cleared = 0;
    if (cut === "all" || cut === "weak") cleared = 255;
    else if (cut === "half") cleared = word < words / 2 ? 255 : 0;
    else if (cut === "first-word") cleared = word === 0 ? 255 : 0;
    else if (cut === "but-last-word") cleared = word < words - 1 ? 255 : 0;
    else if (cut === "words") cleared = keepWord[word] ? 255 : 0;
    else if (cut === "bits") cleared = random.below(256);
    else if (cut === "one-bit") cleared = i === oneBit >> 3 ? 1 << (oneBit & 7) : 0;
    else if (cut === "but-one-bit") cleared = i === oneBit >> 3 ? 255 ^ (1 << (oneBit & 7)) : 255;
    result[i]! &= wanted[i]! | ~cleared;
  }
  return result;
}

/** Contents of a page whose erase was cut; what reads differently each time is added by `unstableRead`. */
export function cutErase(cut: EraseCut, before: Uint8Array, random: Random): Uint8Array {
  const after = new Uint8Array(before);
  const border = 4 * random.below(before.length / 4);
  if (cut === "front") after.fill(0xff, 0, border);
  else if (cut === "back") after.fill(0xff, border);
  else if (cut === "zeros") after.fill(0);
  else if (cut === "mixed") {
    for (let i = 0; i < after.length; i++) {
      const pick = random.below(4);
      if (pick === 0) after[i] = 0xff;
      else if (pick === 1) after[i]! |= random.below(256);
    }
  }
  return after;
}

/** Changes `bytes`, just read from a page whose erase was cut, as weak cells would. */
export function unstableRead(cut: EraseCut, bytes: Uint8Array, random: Random): void {
  if (cut !== "unstable" && cut !== "nearly") return;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0xff) continue;
    if (cut === "unstable") bytes[i]! |= random.below(256);
    else bytes[i] = random.below(256) === 0 ? bytes[i]! | ~(1 << random.below(8)) : 0xff;
  }
}

/**
 * Cells that a cut program left half programmed: they read right at first, and as erased (1) later, some after a few more
 * reads, all by and by after the next start; unless they are programmed again with the same value.
 */
export interface WeakCells {
  /** Bits just programmed from `before` to `after`, in a program cut as `weak`. */
  add(address: number, before: Uint8Array, after: Uint8Array, random: Random): void;
  /** These bytes were programmed wholly, or erased. */
  remove(address: number, length: number): void;
  /** Before a read. */
  read(address: number, length: number): void;
  /** Power comes on. */
  start(): void;
  isEmpty(): boolean;
  fork(flip: (address: number, bits: number) => void): WeakCells;
}

interface WeakByte {
  bits: number;
  readsLeft: number;
  starts: number;
  random: Random;
}

/** @param flip  makes bits of a byte 1 */
export function createWeakCells(
  flip: (address: number, bits: number) => void,
  bytes = new Map<number, WeakByte>(),
): WeakCells {
  function fade(address: number, byte: WeakByte): void {
    const bits = byte.bits & byte.random.below(256);
    flip(address, bits);
    byte.bits &= ~bits;
    if (byte.bits === 0) bytes.delete(address);
  }

  return {
    add(address, before, after, random) {
      const readsLeft = random.below(2) === 1 ? Infinity : 1 + random.below(4);
      for (let i = 0; i < before.length; i++) {
        const old = bytes.get(address + i)?.bits ?? 0;
        const bits = ((before[i]! & ~after[i]!) | old) & random.below(256);
        if (bits !== 0) bytes.set(address + i, { bits, readsLeft, starts: 0, random });
      }
    },
    remove(address, length) {
      for (const at of [...bytes.keys()]) if (at >= address && at < address + length) bytes.delete(at);
    },
    read(address, length) {
      for (const [at, byte] of [...bytes]) {
        if (at >= address && at < address + length && byte.readsLeft-- <= 0) fade(at, byte);
      }
    },
    start() {
      for (const [at, byte] of [...bytes]) if (byte.starts++ > 0) fade(at, byte);
    },
    isEmpty: () => bytes.size === 0,
    fork(otherFlip) {
      const copies = [...bytes].map(([at, byte]) => [at, { ...byte, random: createRandom(at) }] as const);
      return createWeakCells(otherFlip, new Map(copies));
    },
  };
}
