import type { Hal } from "../../../hal/hal.js";
import type { PageDays } from "../../log/format.js";
import type { Log } from "../../log/log.js";
import type { Chores } from "../chores.js";
import { FLAGS, FLAG_EMPTYING, FLAG_RUNNING } from "../state.js";
import type { TokenState } from "../state.js";

/** How the program ends: asleep, with a restart, under new keys, or as another token. */
export interface Endings {
  /** It ends by itself, which is no hang: to be saved before anything else. */
  note(): void;
  /** At once. */
  restart(): void;
  /** The battery is empty: what was heard is written and saved; no page is erased any more. */
  sleep(): void;
  /** Once everything that was heard is written, and `last` has saved the state. The answer to a station leaves the chip before. */
  restartAfter(last: () => void): void;
  /** A program on trial is not what it should be: the one before comes back. */
  giveUp(): void;
  /**
   * Another token from here on: nothing of the old one is written any more. False where the flash does not keep it; the
   * restart then brings back the one there was, with everything it logged.
   */
  becomeAnother(): boolean;
  /** What another token logged is void. A cut before this, or a flash that fails, has it done after the next start. */
  empty(): void;
}

/** Time for the last answer to leave the chip before the program ends. */
const LAST_ANSWER_MS = 200;

/**
 * @param stopRadio   nothing is sent or heard any more
 * @param saveState   with the keys in use
 * @param storeState  as it is; false where the flash does not keep it
 * @param forget      what the digest knows of earlier days
 * @param daysOf      as the log wants them; of a day below 0 today's
 */
export function createEndings(
  hal: Hal,
  state: TokenState,
  log: Log,
  chores: Chores,
  stopRadio: () => void,
  saveState: () => void,
  storeState: () => boolean,
  forget: () => void,
  daysOf: (day: number) => PageDays,
): Endings {
  const words = state.words;

  function note(): void {
    words[FLAGS]! &= ~FLAG_RUNNING;
    storeState();
  }

  function restart(): void {
    note();
    hal.system.restart();
  }

  function restartSoon(): void {
    hal.clock.alarmAt(hal.clock.uptimeMs() + LAST_ANSWER_MS, hal.system.restart);
  }

  function empty(): void {
    forget();
    if (!log.eraseAll(daysOf(-1))) return;
    words[FLAGS]! &= ~FLAG_EMPTYING;
    storeState();
  }

  return {
    note: note,
    restart: restart,
    sleep: function () {
      stopRadio();
      chores.endWith(saveState, true);
    },
    restartAfter: function (last) {
      stopRadio();
      chores.endWith(function () {
        words[FLAGS]! &= ~FLAG_RUNNING;
        last();
        restartSoon();
      }, true);
    },
    giveUp: function () {
      stopRadio();
      chores.endWith(restart, true);
    },
    becomeAnother: function () {
      words[FLAGS]! &= ~FLAG_RUNNING;
      const isKept = storeState();
      if (isKept) empty();
      chores.endWith(restartSoon, false);
      return isKept;
    },
    empty: empty,
  };
}
