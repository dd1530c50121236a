import type { Alarm, Clock, Indicator } from "../../../hal/hal.js";
import { AGREED, LIGHTS } from "../../wearer/signals.js";

/** The one LED: shows one row of the table at a time, and is dark afterwards. */
export interface Light {
  /** False where the LED shows a row that this one gives way to, or this one already. */
  show(signal: number): boolean;
}

/** No row: it gives way to all. */
const DARK = LIGHTS.length;
/** So that a light which takes the place of another is not counted with it. */
const GAP_MS = 300;

export function createLight(clock: Clock, indicator: Indicator): Light {
  let shown = DARK;
  let timesLeft = 0;
  let isLit = false;
  let alarm: Alarm = 0;

  function set(nowLit: boolean): void {
    isLit = nowLit;
    indicator.set(nowLit);
  }

  function turnAfter(ms: number): void {
    alarm = clock.alarmAt(clock.uptimeMs() + ms, turn);
  }

  function turn(): void {
    if (!isLit && timesLeft === 0) {
      shown = DARK;
      return;
    }
    set(!isLit);
    if (isLit) timesLeft--;
    turnAfter(LIGHTS[shown]![isLit ? 1 : 2]);
  }

  return {
    show: function (signal) {
      if (signal > AGREED && shown <= signal) return false;
      if (shown !== DARK) clock.cancelAlarm(alarm);
      const wasLit = isLit;
      if (wasLit) set(false);
      shown = signal;
      timesLeft = LIGHTS[signal]![0];
      turnAfter(wasLit ? GAP_MS : 0);
      return true;
    },
  };
}
