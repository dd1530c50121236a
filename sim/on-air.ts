import type { Advertising } from "../hal/hal.js";
import { PacketBytes } from "../hal/simulated/crypto.js";

/** What one device sends between two changes. */
export interface OnAir {
  /** Virtual time of the change that began it. */
  readonly sinceMs: number;
  readonly address: Uint8Array;
  /** Sent in turn. Shared by all who hear it: not to be written to. */
  readonly payloads: readonly ArrayBuffer[];
  readonly intervalMs: number;
  readonly txPowerDbm: number;
}

/** A state with the number of changes that led to it. */
interface Kept extends OnAir {
  readonly change: number;
}

/** What every token has on the air, and had until lately, in memory that workers share. */
export interface Adverts {
  /** The token changes what it sends; undefined: to nothing. Its changes come in order of time. */
  change(token: number, ms: number, advertising: Advertising | undefined): void;
  /** What the token sent just before `ms`, which all workers have reached; undefined where it was silent. */
  before(token: number, ms: number): OnAir | undefined;
}

/** Nobody asks for what ended longer ago than this: windows are heard that much later at most (`peers.ts`, `air.ts`). */
export const KEPT_MS = 60_000;

/** States kept of each token, the present one included: it changes twice in 15 minutes. A power of two. */
const STATES = 4;
/** Payloads of one state: an advert, and the beacon that wakes iPhones. */
const MAX_PAYLOADS = 2;
/** Length, then up to 31 bytes (Core Specification, Vol 6 Part B 2.3.1). */
const PAYLOAD_BYTES = 32;
/** Address, then the payloads; a payload of length 0 is none. */
const ADDRESS_BYTES = 6;
const TEXT_BYTES = ADDRESS_BYTES + MAX_PAYLOADS * PAYLOAD_BYTES;
/** Of each state since, interval and power, 8 bytes each. */
const NUMBERS_BYTES = 3 * 8;

/** @returns zeroed memory for the adverts of `people`, to be shared by all workers */
export function createAdvertMemory(people: number): SharedArrayBuffer {
  return new SharedArrayBuffer(people * (STATES * (NUMBERS_BYTES + TEXT_BYTES) + 4));
}

/** @param oldestMs  how far the slowest worker has come */
export function createAdverts(memory: SharedArrayBuffer, people: number, oldestMs: () => number): Adverts {
  const states = people * STATES;
  const sinceMs = new Float64Array(memory, 0, states);
  /** 0 where the token is silent. */
  const intervalMs = new Float64Array(memory, 8 * states, states);
  const txPowerDbm = new Float64Array(memory, 16 * states, states);
  /** By token: changes so far. Raised last, so that whoever has read it can read the states. */
  const changes = new Int32Array(memory, NUMBERS_BYTES * states, people);
  const bytes = new Uint8Array(memory, NUMBERS_BYTES * states + 4 * people);
  /** By token: the state last asked for, which most listeners ask for. */
  const latest: (Kept | undefined)[] = new Array<undefined>(people).fill(undefined);

  const stateOf = (token: number, change: number) => token * STATES + (change & (STATES - 1));

  function write(state: number, ms: number, advertising: Advertising | undefined): void {
    sinceMs[state] = ms;
    intervalMs[state] = advertising === undefined ? 0 : advertising.intervalMs;
    if (advertising === undefined) return;
    const { address, payloads } = advertising;
    if (payloads.length > MAX_PAYLOADS) throw new RangeError(`More than ${MAX_PAYLOADS} payloads`);
    txPowerDbm[state] = advertising.txPowerDbm;
    let at = state * TEXT_BYTES;
    bytes.fill(0, at, at + TEXT_BYTES);
    bytes.set(address, at);
    at += ADDRESS_BYTES;
    for (const payload of payloads) {
      bytes[at] = payload.length;
      bytes.set(payload, at + 1);
      at += PAYLOAD_BYTES;
    }
  }

  function read(change: number, state: number): Kept {
    const at = state * TEXT_BYTES;
    const payloads: PacketBytes[] = [];
    for (let from = at + ADDRESS_BYTES; from < at + TEXT_BYTES; from += PAYLOAD_BYTES) {
      const length = bytes[from]!;
      if (length > 0) payloads.push(new PacketBytes(bytes.slice(from + 1, from + 1 + length)));
    }
    return {
      change,
      sinceMs: sinceMs[state]!,
      address: bytes.slice(at, at + ADDRESS_BYTES),
      payloads,
      intervalMs: intervalMs[state]!,
      txPowerDbm: txPowerDbm[state]!,
    };
  }

  return {
    change(token, ms, advertising) {
      const made = changes[token]!;
      const last = stateOf(token, made - 1);
      if (made > 0 && sinceMs[last] === ms) {
        // Two changes at one instant are one: nothing was sent in between.
        write(last, ms, advertising);
        return;
      }
      // The state to be overwritten ended when the next one began.
      if (made >= STATES && sinceMs[stateOf(token, made + 1)]! > oldestMs() - KEPT_MS)
        throw new Error(`Token ${token} changes what it sends more than ${STATES} times a minute`);
      write(stateOf(token, made), ms, advertising);
      Atomics.store(changes, token, made + 1);
    },
    before(token, ms) {
      const known = latest[token];
      // Changes before `ms` are there to be read since all workers have reached it, so a plain look is enough.
      if (known !== undefined && known.change === changes[token]! - 1 && known.sinceMs < ms) return known;
      const made = Atomics.load(changes, token);
      for (let change = made - 1; change >= 0 && change >= made - STATES; change--) {
        const state = stateOf(token, change);
        if (sinceMs[state]! >= ms) continue;
        if (intervalMs[state] === 0) return undefined;
        if (known?.change === change) return known;
        const onAir = read(change, state);
        latest[token] = onAir;
        return onAir;
      }
      return undefined;
    },
  };
}
