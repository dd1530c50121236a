import type { Hal } from "../../../hal/hal.js";
import { GATE } from "../state.js";
import type { TokenState } from "../state.js";
import { createGate } from "./gate.js";
import type { Gate } from "./gate.js";

/** Whether this is a gate's token, and the gate while it is. */
export interface GateMode {
  isOn(): boolean;
  /** Listens, where the state says that this is a gate's token. */
  start(): void;
  /** Silence until the next start. */
  stop(): void;
  /** False where the flash does not keep it. */
  set(isGate: boolean): boolean;
  /** What the gate's page is told; undefined where this is no gate's token. */
  poll(): number[] | undefined;
}

/**
 * @param keep    called at once and every hour, as keys and state are to be kept up without slots, too
 * @param save    the state; false where the flash does not keep it
 * @param begin   it has become a gate's token: its slots end. True where it may listen
 * @param resume  it is a wearer's again
 */
export function createGateMode(
  hal: Hal,
  state: TokenState,
  keep: () => void,
  save: () => boolean,
  begin: () => boolean,
  resume: () => void,
): GateMode {
  const words = state.words;
  let gate: Gate | undefined;

  function start(): void {
    if (words[GATE] !== 0) gate = createGate(hal, keep);
  }

  function stop(): void {
    if (gate !== undefined) gate.stop();
    gate = undefined;
  }

  return {
    isOn: function () {
      return gate !== undefined;
    },
    start: start,
    stop: stop,
    set: function (isGate) {
      const before = words[GATE]!;
      if (isGate === (before !== 0)) return true;
      words[GATE] = isGate ? 1 : 0;
      if (!save()) {
        words[GATE] = before;
        return false;
      }
      if (!isGate) {
        stop();
        resume();
      } else if (begin()) start();
      return true;
    },
    poll: function () {
      return gate === undefined ? undefined : gate.poll();
    },
  };
}
