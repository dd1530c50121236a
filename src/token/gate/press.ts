import type { ByteString, Hal } from "../../../hal/hal.js";
import { isGateBeacon } from "./air.js";
import { BALANCED_WINDOW_MS } from "../schedule.js";

/** Nine of a gate's beacons. */
const LISTEN_MS = 500;
/** For so long after a gate was heard the reminder stays away. */
const AT_GATE_MS = 60000;

/**
 * A press, before anything is shown: is this a gate, where others look on? It always takes the same time, whatever there is to
 * show: an answer at once where all is well would give away the others.
 */
export interface Press {
  /** Runs `show` half a second later; a press meanwhile is one with this. True at a gate, or where nobody could listen. */
  listen(show: (isAtGate: boolean) => void): void;
  /** A gate was heard by a press of the last minute. */
  isAtGate(): boolean;
}

/** @param isRadioTaken  a connection may keep the radio from hearing anything */
export function createPress(hal: Hal, isRadioTaken: () => boolean): Press {
  const clock = hal.clock;
  let isListening = false;
  let isHeard = false;
  let atGateUntilMs = 0;

  function hear(data: ArrayBuffer | ByteString): void {
    if (isGateBeacon(hal.crypto.toByteString(data))) isHeard = true;
  }

  function open(show: (isAtGate: boolean) => void): void {
    const untilMs = clock.uptimeMs() + LISTEN_MS;
    const wasTaken = isRadioTaken();
    hal.radio.listen(LISTEN_MS, hear, function () {
      if (!isHeard && clock.uptimeMs() < untilMs - 1) {
        // A window of the slot took its place: again, when that is over.
        clock.alarmAt(clock.uptimeMs() + BALANCED_WINDOW_MS, function () {
          open(show);
        });
        return;
      }
      isListening = false;
      if (isHeard) atGateUntilMs = clock.uptimeMs() + AT_GATE_MS;
      show(isHeard || wasTaken || isRadioTaken());
    });
  }

  return {
    listen: function (show) {
      if (isListening) return;
      isListening = true;
      isHeard = false;
      open(show);
    },
    isAtGate: function () {
      return clock.uptimeMs() < atGateUntilMs;
    },
  };
}
