/** The half of a token that sends. */
import type { RadioControl } from "../../hal/simulated/radio.js";
import { createIdentity } from "../../src/token/identity.js";
import { createSlotCycle } from "../../src/token/slot-cycle.js";
import { DAILY_KEY, NOT_YET, createState, keyAt } from "../../src/token/state.js";
import { createTimekeeper } from "../../src/token/timekeeper.js";
import { BOARD, type Birth, createChip } from "./simulated-token.js";

/**
 * Starts a new token's own keys, clock and slots on its chip, as `createToken` does, and nothing else: what it sends depends on
 * no log, no state in flash and no chore as long as its power stays on and nobody sets its clock.
 */
export function startSender(birth: Birth, person: number, connect: (radio: RadioControl) => void): void {
  const { hal, control } = createChip(birth, person);
  const nothing = () => undefined;
  const none = () => 0;
  connect(control.radio);
  const state = createState(hal.crypto, hal.system.chipId(), undefined);
  const identity = createIdentity(hal.crypto, NOT_YET, keyAt(state, DAILY_KEY));
  const { clockBoundPpm } = BOARD.tokenConfig;
  const timekeeper = createTimekeeper(hal.clock, state, identity.day, none, -1, clockBoundPpm, nothing);
  const { boundMs, correct } = timekeeper;
  const cycle = createSlotCycle(hal, identity, nothing, none, boundMs, correct);
  timekeeper.start();
  identity.startOn(timekeeper.today());
  cycle.start();
}
