/** What tokens put on the air in all of a run, noted in a first life and heard in a second one. */
import type { Advertising } from "../hal/hal.js";
import { PacketBytes } from "../hal/simulated/crypto.js";
import type { OnAir } from "./on-air.js";

/** Of people with neighbouring numbers. Plain data, in memory that threads share. */
export interface Sent {
  /** By person, and one more: where their states begin. */
  readonly firstOf: Int32Array;
  /** By state: since when, in order of time … */
  readonly sinceMs: Float64Array;
  /** … how often an advert is sent, 0 where the token is silent … */
  readonly intervalMs: Float64Array;
  readonly txPowerDbm: Float64Array;
  /** … and where its payloads lie, two of them at most; the second is -1 where there is one only. */
  readonly payloadAt: Int32Array;
  /** Payloads, each after its length. */
  readonly bytes: Uint8Array;
}

/** Payloads of one state: an advert, and the beacon that wakes iPhones. */
const MAX_PAYLOADS = 2;

export interface SentRecorder {
  /** What is noted from now on is the next person's; to be called for everybody, with a token or without. */
  nextPerson(): void;
  /** The token changes what it sends; undefined: to nothing. Changes come in order of time. */
  note(ms: number, advertising: Advertising | undefined): void;
  finish(): Sent;
}

export function createSentRecorder(): SentRecorder {
  const firstOf: number[] = [];
  const sinceMs: number[] = [];
  const intervalMs: number[] = [];
  const txPowerDbm: number[] = [];
  const payloadAt: number[] = [];
  const bytes: number[] = [];
  /** The first and second payloads put last: most states send one of them again. */
  const latest = [-1, -1];

  function isAt(at: number, payload: Uint8Array): boolean {
    if (at < 0 || bytes[at] !== payload.length) return false;
    for (let i = 0; i < payload.length; i++) if (bytes[at + 1 + i] !== payload[i]) return false;
    return true;
  }

  function put(payload: Uint8Array, which: number): number {
    if (!isAt(latest[which]!, payload)) {
      latest[which] = bytes.length;
      bytes.push(payload.length, ...payload);
    }
    return latest[which]!;
  }

  return {
    nextPerson: () => void firstOf.push(sinceMs.length),
    note(ms, advertising) {
      // Two changes at one instant are one: nothing was sent in between.
      const isAgain = sinceMs.length > firstOf.at(-1)! && sinceMs.at(-1) === ms;
      const state = isAgain ? sinceMs.length - 1 : sinceMs.length;
      const payloads = advertising?.payloads ?? [];
      if (payloads.length > MAX_PAYLOADS) throw new RangeError(`More than ${MAX_PAYLOADS} payloads`);
      sinceMs[state] = ms;
      intervalMs[state] = advertising?.intervalMs ?? 0;
      txPowerDbm[state] = advertising?.txPowerDbm ?? 0;
      for (let i = 0; i < MAX_PAYLOADS; i++)
        payloadAt[MAX_PAYLOADS * state + i] = i < payloads.length ? put(payloads[i]!, i) : -1;
    },
    finish() {
      const shared = <T>(view: new (buffer: SharedArrayBuffer) => T, bytesEach: number, count: number) =>
        new view(new SharedArrayBuffer(bytesEach * count));
      const sent: Sent = {
        firstOf: shared(Int32Array, 4, firstOf.length + 1),
        sinceMs: shared(Float64Array, 8, sinceMs.length),
        intervalMs: shared(Float64Array, 8, sinceMs.length),
        txPowerDbm: shared(Float64Array, 8, sinceMs.length),
        payloadAt: shared(Int32Array, 4, payloadAt.length),
        bytes: shared(Uint8Array, 1, bytes.length),
      };
      sent.firstOf.set(firstOf);
      sent.firstOf[firstOf.length] = sinceMs.length;
      sent.sinceMs.set(sinceMs);
      sent.intervalMs.set(intervalMs);
      sent.txPowerDbm.set(txPowerDbm);
      sent.payloadAt.set(payloadAt);
      sent.bytes.set(bytes);
      return sent;
    },
  };
}

/** A state as it is handed out, and until when it is the answer. */
interface Kept extends OnAir {
  readonly untilMs: number;
  readonly isSilent: boolean;
  /** Where its payloads lie. */
  readonly payloadsAt: readonly number[];
}

const NOTHING: Kept = {
  sinceMs: Infinity,
  untilMs: Infinity,
  isSilent: true,
  payloads: [],
  payloadsAt: [],
  intervalMs: 0,
  txPowerDbm: 0,
};

/**
 * Of each person's states it keeps the two last asked for: in one quarter of an hour, which all listeners hear before the
 * next, there is one with a beacon and one without.
 *
 * @param chunks      of all people, in order
 * @param chunkPeople people of each chunk but the last
 */
export function createSentReader(chunks: readonly Sent[], chunkPeople: number) {
  const people = chunks.reduce((sum, { firstOf }) => sum + firstOf.length - 1, 0);
  const latest = new Array<Kept>(people).fill(NOTHING);
  const other = new Array<Kept>(people).fill(NOTHING);

  function packetAt(person: number, bytes: Uint8Array, at: number): ArrayBuffer {
    for (const { payloads, payloadsAt } of [latest[person]!, other[person]!]) {
      const known = payloadsAt.indexOf(at);
      if (known >= 0) return payloads[known]!;
    }
    return new PacketBytes(bytes, at + 1, at + 1 + bytes[at]!);
  }

  function read(person: number, sent: Sent, state: number, end: number): Kept {
    const { sinceMs, intervalMs, txPowerDbm, payloadAt, bytes } = sent;
    const payloadsAt = [payloadAt[MAX_PAYLOADS * state]!, payloadAt[MAX_PAYLOADS * state + 1]!];
    if (payloadsAt[1]! < 0) payloadsAt.pop();
    return {
      sinceMs: sinceMs[state]!,
      untilMs: state + 1 < end ? sinceMs[state + 1]! : Infinity,
      isSilent: intervalMs[state] === 0,
      payloads: intervalMs[state] === 0 ? [] : payloadsAt.map((at) => packetAt(person, bytes, at)),
      payloadsAt,
      intervalMs: intervalMs[state]!,
      txPowerDbm: txPowerDbm[state]!,
    };
  }

  /** The state just before `ms`, from what was noted. */
  function look(person: number, ms: number): Kept {
    const sent = chunks[Math.floor(person / chunkPeople)]!;
    const { sinceMs, firstOf } = sent;
    const first = firstOf[person % chunkPeople]!;
    const end = firstOf[(person % chunkPeople) + 1]!;
    if (first === end || sinceMs[first]! >= ms) return NOTHING;
    let state = end - 1;
    if (sinceMs[state]! >= ms) {
      // States are spread evenly over time, but for days without power: so few are looked at.
      state = first + Math.floor((ms / sinceMs[state]!) * (state - first));
      while (sinceMs[state + 1]! < ms) state++;
      while (sinceMs[state]! >= ms) state--;
    }
    return read(person, sent, state, end);
  }

  return {
    /** What a person's token sent just before `ms`; undefined where it was silent, or there is none. */
    before(person: number, ms: number): OnAir | undefined {
      let found = latest[person]!;
      if (!(ms > found.sinceMs && ms <= found.untilMs)) {
        const before = found;
        found = other[person]!;
        if (!(ms > found.sinceMs && ms <= found.untilMs)) found = look(person, ms);
        other[person] = before;
        latest[person] = found;
      }
      return found.isSilent ? undefined : found;
    },
  };
}

/** Compares what a token sends in its second life with what it sent in its first. */
export interface SentComparer {
  note(ms: number, advertising: Advertising | undefined): void;
  /** Since when it sent something else; undefined where it never did. */
  differsSinceMs(): number | undefined;
}

/** @param person  number within `sent` */
export function createSentComparer(sent: Sent, person: number): SentComparer {
  const { firstOf, sinceMs, intervalMs, txPowerDbm, payloadAt, bytes } = sent;
  const end = firstOf[person + 1]!;
  let state = firstOf[person]!;
  let sinceNowMs = -1;
  let now: Advertising | undefined;
  let differsMs: number | undefined;

  function isPayload(at: number, payload: Uint8Array | undefined): boolean {
    if (at < 0 || payload === undefined) return at < 0 && payload === undefined;
    if (bytes[at] !== payload.length) return false;
    return payload.every((byte, i) => byte === bytes[at + 1 + i]);
  }

  /** What was noted last has been sent: now it counts. */
  function settle(): void {
    if (sinceNowMs < 0 || differsMs !== undefined) return;
    const isSame =
      state < end &&
      sinceMs[state] === sinceNowMs &&
      intervalMs[state] === (now?.intervalMs ?? 0) &&
      txPowerDbm[state] === (now?.txPowerDbm ?? 0) &&
      isPayload(payloadAt[MAX_PAYLOADS * state]!, now?.payloads[0]) &&
      isPayload(payloadAt[MAX_PAYLOADS * state + 1]!, now?.payloads[1]);
    if (!isSame) differsMs = Math.min(sinceNowMs, state < end ? sinceMs[state]! : Infinity);
    state++;
  }

  return {
    note(ms, advertising) {
      if (ms !== sinceNowMs) settle();
      sinceNowMs = ms;
      now = advertising;
    },
    differsSinceMs() {
      settle();
      sinceNowMs = -1;
      if (differsMs === undefined && state < end) differsMs = sinceMs[state]!;
      return differsMs;
    },
  };
}
