/** What devices send, and what they sent until lately. */
import type { Advertising, ByteString, Peer } from "../../hal/hal.js";
import { byteStringOf } from "../../hal/simulated/crypto.js";

/** The longest window that can be heard: what was sent longer ago is no longer kept. */
export const MAX_WINDOW_MS = 10_000;

/** What one device sends between two changes. */
export interface OnAir {
  /** Virtual time of the change that began it. */
  readonly sinceMs: number;
  /** Sent in turn. */
  readonly payloads: readonly ByteString[];
  readonly intervalMs: number;
  readonly txPowerDbm: number;
  /** Of what can be connected to. */
  readonly peer?: Peer;
}

/** What people's devices have on the air, and had. */
export interface Airwaves {
  /** What a person's device sent just before `ms`; undefined where it was silent. */
  before(person: number, ms: number): OnAir | undefined;
  /** Since when it sent that, or was silent; -Infinity where it never changed before. */
  changeBefore(person: number, ms: number): number;
}

/** What every token has on the air, and had until lately: for tokens that live in step. */
export interface PresentAdverts extends Airwaves {
  /** The token changes what it sends; undefined: to nothing. Its changes come in order of time. */
  change(token: number, ms: number, advertising: Advertising | undefined): void;
}

interface State {
  sinceMs: number;
  onAir: OnAir | undefined;
}

export function createPresentAdverts(people: number): PresentAdverts {
  /** By token, in order of time: the present one, and those that a window may still reach back to. */
  const states = Array.from({ length: people }, (): State[] => []);

  function stateBefore(token: number, ms: number): State | undefined {
    const own = states[token]!;
    let at = own.length - 1;
    while (at >= 0 && own[at]!.sinceMs >= ms) at--;
    return own[at];
  }

  return {
    change(token, sinceMs, advertising) {
      const own = states[token]!;
      const onAir = advertising && {
        sinceMs,
        payloads: advertising.payloads.map((payload) => byteStringOf(payload)),
        intervalMs: advertising.intervalMs,
        txPowerDbm: advertising.txPowerDbm,
      };
      // Two changes at one instant are one: nothing was sent in between.
      if (own.at(-1)?.sinceMs === sinceMs) own.pop();
      while (own.length > 1 && own[1]!.sinceMs < sinceMs - MAX_WINDOW_MS) own.shift();
      own.push({ sinceMs, onAir });
    },
    before: (token, ms) => stateBefore(token, ms)?.onAir,
    changeBefore: (token, ms) => stateBefore(token, ms)?.sinceMs ?? -Infinity,
  };
}
