/**
 * When adverts begin. A radio sends the first one up to 10 ms after a change, and each further one an interval and another 0…10 ms
 * after the one before (Core Specification 5, Vol 6 Part B 4.4.2.2.1).
 */
import { drawSigned } from "../../hal/simulated/random.js";
import { MAX_WINDOW_MS, type OnAir } from "../devices/on-air.js";
import { CHANNEL } from "./channel.js";

/** Adverts of one state in one stretch of time, in order; a buffer that is used again and again. */
export interface AdvertTimes {
  count: number;
  /** Number of the first one since the change: the payload goes by it. */
  first: number;
  readonly atMs: Float64Array;
}

/**
 * @param fromMs, toMs  within the time that the state lasts
 * @param key           random bits of whoever asks, for what is not known of the sender
 */
export type FindAdverts = (
  sender: number,
  state: OnAir,
  fromMs: number,
  toMs: number,
  key: number,
) => AdvertTimes;

const DELAY_STEPS = 2 ** 20;
const MIN_INTERVAL_MS = 20;
const MOST_ADVERTS = MAX_WINDOW_MS / MIN_INTERVAL_MS + 2;

/** Adverts after a change whose times `createDrawnAdverts` counts out. */
const COUNTED = 12;

function createTimes(): AdvertTimes {
  return { count: 0, first: 0, atMs: new Float64Array(MOST_ADVERTS) };
}

function delayMs(bits: number): number {
  return ((bits >>> 12) / DELAY_STEPS) * CHANNEL.maxAdvertDelayMs;
}

/** What the delays of one state are drawn from. Times are told apart to a sixteenth of a millisecond. */
function stateKey(seed: number, sender: number, { sinceMs }: OnAir): number {
  return drawSigned(drawSigned(seed, sender), Math.floor(sinceMs * 16) | 0);
}

/** A state's adverts so far, from number `first` on. */
interface Train {
  readonly sinceMs: number;
  readonly key: number;
  first: number;
  times: number[];
}

/** Adverts of a state that are kept; a state may last for days. */
const KEPT = 2048;

/**
 * Counts out each sender's adverts one after the other: two listeners hear the same ones. Whoever asks does so roughly in
 * order of time; going back far costs the way there once more.
 */
export function createCountedAdverts(seed: number, people: number): FindAdverts {
  /** By sender, in order of time. */
  const trains = Array.from({ length: people }, (): Train[] => []);
  const found = createTimes();

  function trainOf(sender: number, state: OnAir): Train {
    const own = trains[sender]!;
    const known = own.find(({ sinceMs }) => sinceMs === state.sinceMs);
    if (known !== undefined) return known;
    const train: Train = { sinceMs: state.sinceMs, key: stateKey(seed, sender, state), first: 0, times: [] };
    if (own.length > 0 && own.at(-1)!.sinceMs > state.sinceMs) own.length = 0;
    while (own.length > 1 && own[1]!.sinceMs < state.sinceMs - MAX_WINDOW_MS) own.shift();
    own.push(train);
    return train;
  }

  return (sender, state, fromMs, toMs) => {
    const train = trainOf(sender, state);
    if (train.first > 0 && train.times[0]! > fromMs) {
      train.first = 0;
      train.times = [];
    }
    const { times } = train;
    let next = train.first + times.length;
    let atMs =
      next === 0
        ? state.sinceMs + delayMs(drawSigned(train.key, 0))
        : times.at(-1)! + state.intervalMs + delayMs(drawSigned(train.key, next));
    for (; atMs < toMs; atMs += state.intervalMs + delayMs(drawSigned(train.key, next))) {
      times.push(atMs);
      next++;
      if (times.length === KEPT && times[KEPT / 2]! < fromMs - MAX_WINDOW_MS) {
        times.splice(0, KEPT / 2);
        train.first += KEPT / 2;
      }
    }
    let at = times.length;
    while (at > 0 && times[at - 1]! >= toMs) at--;
    const end = at;
    while (at > 0 && times[at - 1]! >= fromMs) at--;
    found.first = train.first + at;
    found.count = end - at;
    for (let i = at; i < end; i++) found.atMs[i - at] = times[i]!;
    return found;
  };
}

/**
 * The same without a memory, for many listeners in any order: the first adverts after a change are counted out, and after them
 * every listener and window draws anew where in its interval the sender is. After so many random delays nobody can know.
 */
export function createDrawnAdverts(seed: number): FindAdverts {
  const found = createTimes();
  const { atMs: times } = found;

  return (sender, state, fromMs, toMs, key) => {
    const { intervalMs, sinceMs } = state;
    const meanMs = intervalMs + CHANNEL.maxAdvertDelayMs / 2;
    let count = 0;
    let atMs: number;
    let own: number;
    let next: number;
    if (fromMs - sinceMs < COUNTED * meanMs) {
      own = stateKey(seed, sender, state);
      next = 0;
      atMs = sinceMs + delayMs(drawSigned(own, 0));
      while (atMs < fromMs) atMs += intervalMs + delayMs(drawSigned(own, ++next));
    } else {
      own = key;
      const bits = drawSigned(own, 0);
      // Which of several payloads comes first is as open.
      next = bits & 0xff;
      atMs = fromMs + ((bits >>> 0) / 2 ** 32) * meanMs;
    }
    found.first = next;
    while (atMs < toMs) {
      times[count++] = atMs;
      atMs += intervalMs + delayMs(drawSigned(own, ++next));
    }
    found.count = count;
    return found;
  };
}
