/** What tokens put on the air during a whole run. It is noted in each token's first life and heard in the others' second. */
import type { Advertising, ByteString } from "../../hal/hal.js";
import { byteStringOf } from "../../hal/simulated/crypto.js";
import { SLOT_MS } from "../../src/bluezone/ids.js";
import type { Airwaves, OnAir } from "./on-air.js";

/** Of people with neighbouring numbers. Plain data, in memory that threads share. */
export interface Sent {
  /** By person, and one more: where their states begin. */
  readonly firstOf: Int32Array;
  /** By state: since when, in order of time … */
  readonly sinceMs: Float64Array;
  /** … which of `forms` … */
  readonly form: Uint16Array;
  /** … and where in `bytes` the advert lies, that is the first payload. */
  readonly advertAt: Int32Array;
  readonly forms: readonly Form[];
  /** Payloads, each after its length. */
  readonly bytes: Uint8Array;
}

/** What the states of many tokens have in common. */
interface Form {
  /** 0: silence. */
  readonly intervalMs: number;
  readonly txPowerDbm: number;
  /** Where in `bytes` the payloads after the advert lie. */
  readonly othersAt: readonly number[];
}

const MAX_FORMS = 4096;

const SILENCE = { intervalMs: 0, txPowerDbm: 0, payloads: [] };

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
  const form: number[] = [];
  const advertAt: number[] = [];
  const forms: Form[] = [];
  /** Their numbers, by interval: it is drawn anew for each slot. */
  const formsEvery = new Map<number, number[]>();
  const bytes: number[] = [];
  /** The advert put last: most are sent by two states, one after the other. */
  let lastAt = -1;

  function isAt(at: number, payload: Uint8Array): boolean {
    return at >= 0 && isPayload(bytes, at, payload);
  }

  function put(payload: Uint8Array): number {
    const at = bytes.length;
    bytes.push(payload.length);
    for (let i = 0; i < payload.length; i++) bytes.push(payload[i]!);
    return at;
  }

  function formOf({ intervalMs, txPowerDbm, payloads }: Omit<Advertising, "address">): number {
    let alike = formsEvery.get(intervalMs);
    if (alike === undefined) formsEvery.set(intervalMs, (alike = []));
    const known = alike.find((number) => {
      const one = forms[number]!;
      return (
        one.txPowerDbm === txPowerDbm &&
        one.othersAt.length === Math.max(0, payloads.length - 1) &&
        one.othersAt.every((at, i) => isAt(at, payloads[i + 1]!))
      );
    });
    if (known !== undefined) return known;
    if (forms.length === MAX_FORMS) throw new RangeError(`More than ${MAX_FORMS} ways of advertising`);
    alike.push(forms.length);
    return forms.push({ intervalMs, txPowerDbm, othersAt: payloads.slice(1).map(put) }) - 1;
  }

  return {
    nextPerson: () => void firstOf.push(sinceMs.length),
    note(ms, advertising) {
      // Two changes at one instant are one: nothing was sent in between.
      const isAgain = sinceMs.length > firstOf.at(-1)! && sinceMs.at(-1) === ms;
      const state = isAgain ? sinceMs.length - 1 : sinceMs.length;
      const { payloads, ...rest } = advertising ?? SILENCE;
      const advert = payloads[0];
      if (advert !== undefined && !isAt(lastAt, advert)) lastAt = put(advert);
      sinceMs[state] = ms;
      form[state] = formOf({ payloads, ...rest });
      advertAt[state] = advert === undefined ? -1 : lastAt;
    },
    finish() {
      firstOf.push(sinceMs.length);
      return {
        firstOf: share(Int32Array, firstOf),
        sinceMs: share(Float64Array, sinceMs),
        form: share(Uint16Array, form),
        advertAt: share(Int32Array, advertAt),
        forms,
        bytes: share(Uint8Array, bytes),
      };
    },
  };
}

type NumberArray = Uint8Array | Uint16Array | Int32Array | Float64Array;

function share<T extends NumberArray>(
  view: { new (buffer: SharedArrayBuffer): T; BYTES_PER_ELEMENT: number },
  numbers: readonly number[],
): T {
  const shared = new view(new SharedArrayBuffer(view.BYTES_PER_ELEMENT * numbers.length));
  shared.set(numbers);
  return shared;
}

function isPayload(bytes: ArrayLike<number>, at: number, payload: Uint8Array): boolean {
  if (bytes[at] !== payload.length) return false;
  for (let i = 0; i < payload.length; i++) if (bytes[at + 1 + i] !== payload[i]) return false;
  return true;
}

/** A state as it is handed out. Its payloads are made when the first of them is heard: most senders are too weak. */
class Kept implements OnAir {
  readonly sinceMs: number;
  readonly intervalMs: number;
  readonly txPowerDbm: number;
  /** Until then it is the answer. */
  readonly untilMs: number;
  readonly #sent: Sent;
  readonly #state: number;
  #payloads: ByteString[] | undefined;

  /** @param state  one of `sent`; the next one begins at `untilMs` */
  constructor(sent: Sent, state: number, untilMs: number) {
    const { intervalMs, txPowerDbm } = sent.forms[sent.form[state]!]!;
    this.sinceMs = sent.sinceMs[state]!;
    this.untilMs = untilMs;
    this.intervalMs = intervalMs;
    this.txPowerDbm = txPowerDbm;
    this.#sent = sent;
    this.#state = state;
  }

  get payloads(): readonly ByteString[] {
    if (this.#payloads === undefined) {
      const { bytes, advertAt, forms, form } = this.#sent;
      const places = [advertAt[this.#state]!, ...forms[form[this.#state]!]!.othersAt];
      this.#payloads = places.map((at) => byteStringOf(bytes, at + 1, at + 1 + bytes[at]!));
    }
    return this.#payloads;
  }
}

/** Windows lie in different quarters of a slot: of a person one state is kept for each. */
const QUARTERS = 4;
const QUARTER_MS = SLOT_MS / QUARTERS;

/**
 * Of each person's states it keeps the one last asked for in each quarter of a slot. A slot, which all listeners hear before the
 * next, has a burst in each.
 *
 * @param chunks      of all people, in order
 * @param chunkPeople people of each chunk but the last
 */
export function createSentReader(chunks: readonly Sent[], chunkPeople: number): Airwaves {
  const people = chunks.reduce((sum, { firstOf }) => sum + firstOf.length - 1, 0);
  const latest = new Array<Kept | undefined>(QUARTERS * people).fill(undefined);
  const isAt = (kept: Kept | undefined, ms: number) =>
    kept !== undefined && ms > kept.sinceMs && ms <= kept.untilMs;

  /** The state just before `ms`, from what was noted. */
  function look(person: number, ms: number): Kept | undefined {
    const sent = chunks[Math.floor(person / chunkPeople)]!;
    const { sinceMs, firstOf } = sent;
    const first = firstOf[person % chunkPeople]!;
    const end = firstOf[(person % chunkPeople) + 1]!;
    if (first === end || sinceMs[first]! >= ms) return undefined;
    let state = end - 1;
    if (sinceMs[state]! >= ms) {
      // States are spread evenly over time, but for days without power: so few are looked at.
      state = first + Math.floor((ms / sinceMs[state]!) * (state - first));
      while (sinceMs[state + 1]! < ms) state++;
      while (sinceMs[state]! >= ms) state--;
    }
    return new Kept(sent, state, state + 1 < end ? sinceMs[state + 1]! : Infinity);
  }

  function stateBefore(person: number, ms: number): Kept | undefined {
    const at = QUARTERS * person + (Math.floor(ms / QUARTER_MS) % QUARTERS);
    const known = latest[at];
    return isAt(known, ms) ? known : (latest[at] = look(person, ms));
  }

  return {
    before(person, ms) {
      const found = stateBefore(person, ms);
      return found === undefined || found.intervalMs === 0 ? undefined : found;
    },
    changeBefore: (person, ms) => stateBefore(person, ms)?.sinceMs ?? -Infinity,
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
  const { firstOf, sinceMs, advertAt, forms, form, bytes } = sent;
  const end = firstOf[person + 1]!;
  let state = firstOf[person]!;
  let sinceNowMs = -1;
  let now: Omit<Advertising, "address"> = SILENCE;
  let differsMs: number | undefined;

  function isNow(): boolean {
    if (state >= end || sinceMs[state] !== sinceNowMs) return false;
    const { intervalMs, txPowerDbm, othersAt } = forms[form[state]!]!;
    const places = intervalMs === 0 ? [] : [advertAt[state]!, ...othersAt];
    return (
      intervalMs === now.intervalMs &&
      txPowerDbm === now.txPowerDbm &&
      places.length === now.payloads.length &&
      places.every((at, i) => isPayload(bytes, at, now.payloads[i]!))
    );
  }

  /** What was noted last has been sent: now it counts. */
  function settle(): void {
    if (sinceNowMs < 0 || differsMs !== undefined) return;
    if (!isNow()) differsMs = Math.min(sinceNowMs, state < end ? sinceMs[state]! : Infinity);
    state++;
  }

  return {
    note(ms, advertising) {
      if (ms !== sinceNowMs) settle();
      sinceNowMs = ms;
      now = advertising ?? SILENCE;
    },
    differsSinceMs() {
      settle();
      sinceNowMs = -1;
      if (differsMs === undefined && state < end) differsMs = sinceMs[state]!;
      return differsMs;
    },
  };
}
