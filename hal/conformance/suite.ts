/** Every obligation of `hal.ts` that can be tried from outside; both sides of the hardware must pass. */
import { boardTrials } from "./board-trials.js";
import { clockTrials } from "./clock-trials.js";
import { cryptoTrials } from "./crypto-trials.js";
import { flashTrials } from "./flash-trials.js";
import { radioTrials } from "./radio-trials.js";
import { readTrials } from "./read-trials.js";
import type { Trial } from "./trial.js";

export const conformanceSuite: Trial[] = clockTrials.concat(
  flashTrials,
  radioTrials,
  readTrials,
  cryptoTrials,
  boardTrials,
);
