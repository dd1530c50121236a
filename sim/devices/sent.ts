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

type Sending = Omit<Advertising, "address">;

const SILENCE: Sending = { intervalMs: 0, txPowerDbm: 0, payloads: [] };

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
  let bytes = new Uint8Array(4096);
  let used = 0;
  /** The advert put last: most are sent by two states, one after the other. */
  let lastAt = -1;

  function put(payload: Uint8Array): number {
    const at = used;
    used += 1 + payload.length;
    if (used > bytes.length) {
      const larger = new Uint8Array(2 * used);
      larger.set(bytes);
      bytes = larger;
    }
    bytes[at] = payload.length;
    bytes.set(payload, at + 1);
    return at;
  }

  function formOf(what: Sending): number {
    // Bursts and what comes between them take turns.
    const before = form[form.length - 2];
    if (before !== undefined && isForm(bytes, forms[before]!, what)) return before;
    let alike = formsEvery.get(what.intervalMs);
    if (alike === undefined) formsEvery.set(what.intervalMs, (alike = []));
    const known = alike.find((number) => isForm(bytes, forms[number]!, what));
    if (known !== undefined) return known;
    if (forms.length === MAX_FORMS) throw new RangeError(`More than ${MAX_FORMS} ways of advertising`);
    alike.push(forms.length);
    const { intervalMs, txPowerDbm, payloads } = what;
    return forms.push({ intervalMs, txPowerDbm, othersAt: payloads.slice(1).map(put) }) - 1;
  }

  return {
    nextPerson: () => void firstOf.push(sinceMs.length),
    note(ms, advertising) {
      // Two changes at one instant are one: nothing was sent in between.
      const isAgain = sinceMs.length > firstOf.at(-1)! && sinceMs.at(-1) === ms;
      const state = isAgain ? sinceMs.length - 1 : sinceMs.length;
      const what = advertising ?? SILENCE;
      const advert = what.payloads[0];
      if (advert !== undefined && !(lastAt >= 0 && isPayload(bytes, lastAt, advert))) lastAt = put(advert);
      form[state] = formOf(what);
      sinceMs[state] = ms;
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
        bytes: share(Uint8Array, bytes.subarray(0, used)),
      };
    },
  };
}

type NumberArray = Uint8Array | Uint16Array | Int32Array | Float64Array;

function share<T extends NumberArray>(
  view: { new (buffer: SharedArrayBuffer): T; BYTES_PER_ELEMENT: number },
  numbers: ArrayLike<number>,
): T {
  const shared = new view(new SharedArrayBuffer(view.BYTES_PER_ELEMENT * numbers.length));
  shared.set(numbers);
  return shared;
}

function isPayload(bytes: Uint8Array, at: number, payload: Uint8Array): boolean {
  if (bytes[at] !== payload.length) return false;
  for (let i = 0; i < payload.length; i++) if (bytes[at + 1 + i] !== payload[i]) return false;
  return true;
}

function isForm(bytes: Uint8Array, { intervalMs, txPowerDbm, othersAt }: Form, what: Sending): boolean {
  const { payloads } = what;
  if (intervalMs !== what.intervalMs || txPowerDbm !== what.txPowerDbm) return false;
  if (othersAt.length !== Math.max(0, payloads.length - 1)) return false;
  for (let i = 0; i < othersAt.length; i++)
    if (!isPayload(bytes, othersAt[i]!, payloads[i + 1]!)) return false;
  return true;
}

/** A state as it is handed out. Its payloads are made when the first of them is heard: most senders are too weak. */
class Kept implements OnAir {
  readonly #sent: Sent;
  readonly #state: number;
  readonly #form: Form;
  #payloads: ByteString[] | undefined;

  /** @param state  one of `sent` */
  constructor(sent: Sent, state: number) {
    this.#sent = sent;
    this.#state = state;
    this.#form = sent.forms[sent.form[state]!]!;
  }

  get sinceMs(): number {
    return this.#sent.sinceMs[this.#state]!;
  }

  get intervalMs(): number {
    return this.#form.intervalMs;
  }

  get txPowerDbm(): number {
    return this.#form.txPowerDbm;
  }

  get payloads(): readonly ByteString[] {
    if (this.#payloads === undefined) {
      const { bytes, advertAt } = this.#sent;
      const places = [advertAt[this.#state]!, ...this.#form.othersAt];
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
  /** From when to when each of them is the answer. */
  const fromMs = new Float64Array(QUARTERS * people).fill(Infinity);
  const untilMs = new Float64Array(QUARTERS * people);

  /** Puts the state just before `ms` where it is kept, from what was noted. */
  function look(at: number, person: number, ms: number): void {
    const chunk = Math.floor(person / chunkPeople);
    const sent = chunks[chunk]!;
    const { sinceMs, firstOf } = sent;
    const first = firstOf[person - chunk * chunkPeople]!;
    const end = firstOf[person - chunk * chunkPeople + 1]!;
    let state = end - 1;
    if (first === end || sinceMs[first]! >= ms) state = first - 1;
    else if (sinceMs[state]! >= ms) {
      // States are spread evenly over time, but for days without power: so few are looked at.
      state = first + Math.floor((ms / sinceMs[state]!) * (state - first));
      while (sinceMs[state + 1]! < ms) state++;
      while (sinceMs[state]! >= ms) state--;
    }
    latest[at] = state < first ? undefined : new Kept(sent, state);
    fromMs[at] = state < first ? -Infinity : sinceMs[state]!;
    untilMs[at] = state + 1 < end ? sinceMs[state + 1]! : Infinity;
  }

  function stateBefore(person: number, ms: number): Kept | undefined {
    const at = QUARTERS * person + (Math.floor(ms / QUARTER_MS) % QUARTERS);
    if (ms <= fromMs[at]! || ms > untilMs[at]!) look(at, person, ms);
    return latest[at];
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
  let now = SILENCE;
  let differsMs: number | undefined;

  function isNow(): boolean {
    if (state >= end || sinceMs[state] !== sinceNowMs) return false;
    const advert = now.payloads[0];
    return (
      isForm(bytes, forms[form[state]!]!, now) &&
      (advert === undefined || isPayload(bytes, advertAt[state]!, advert))
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
