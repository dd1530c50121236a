/** USB lines between a program in real time and tokens in simulated time. */
import type { Timeline } from "../../hal/simulated/timeline.js";
import type { UsbControl } from "../../hal/simulated/usb.js";
import type { Line } from "../../src/sync/host/line.js";

/** Simulated time that passes in one turn while bytes flow. */
const BUSY_STEP_MS = 5;

/** Bytes flow if some did within this simulated time; a token needs up to some tens of milliseconds between two. */
const BUSY_FOR_MS = 200;

/** While a line is silent simulated time goes on at the pace of real time, in such steps. */
const IDLE_STEP_MS = 20;

export interface Lines {
  /** @throws Error where the token is plugged in already */
  open(usb: UsbControl): Line;
}

/** Simulated time flows while a line is open. */
export function createLines(timeline: Timeline): Lines {
  let openLines = 0;
  let isFlowing = false;
  let busyUntilMs = 0;

  function noteBytes(): void {
    busyUntilMs = timeline.nowMs() + BUSY_FOR_MS;
  }

  function flow(): void {
    isFlowing = openLines > 0;
    if (!isFlowing) return;
    const isBusy = timeline.nowMs() < busyUntilMs;
    timeline.runUntil(timeline.nowMs() + (isBusy ? BUSY_STEP_MS : IDLE_STEP_MS));
    if (isBusy) setImmediate(flow);
    else setTimeout(flow, IDLE_STEP_MS);
  }

  return {
    open(usb) {
      let onData: (bytes: Uint8Array) => void = () => {};
      const onClose: (() => void)[] = [];
      usb.plug(
        (bytes) => {
          noteBytes();
          onData(bytes);
        },
        () => {
          openLines--;
          for (const listener of onClose) listener();
        },
      );
      openLines++;
      if (!isFlowing) setImmediate(flow);
      isFlowing = true;
      return {
        write(bytes) {
          noteBytes();
          usb.write(bytes);
        },
        onData(listener) {
          onData = listener;
        },
        onClose(listener) {
          onClose.push(listener);
        },
        close: usb.unplug,
      };
    },
  };
}
