import { WATCHDOG_MS, type Alarm, type Hal } from "../hal.js";
import { createSimulatedClock } from "./clock.js";
import { createSimulatedCrypto } from "./crypto.js";
import { type FlashControl, createSimulatedFlash } from "./flash.js";
import { type RadioControl, createSimulatedRadio } from "./radio.js";
import { createRandom } from "./random.js";
import type { Timeline } from "./timeline.js";
import { type UsbControl, createSimulatedUsb } from "./usb.js";

export interface SimulatedHalOptions {
  timeline: Timeline;
  /** Geometry of the flash region (flash.config.json). */
  pageBytes: number;
  pageCount: number;
  /** 0…2^32-1; all of this chip's randomness. */
  seed: number;
  /** Upper-case hex. */
  chipId: string;
  /** UTC as a host set it before the start; without it the time is `unset`. */
  startUtcMs?: number;
  /** How much faster than true time the crystal runs; default 0. */
  driftPpm?: number;
}

/** What the world does to a simulated token. The program under test never sees it. */
export interface SimulatedControl {
  radio: RadioControl;
  usb: UsbControl;
  flash: FlashControl;
  button: { press(): void };
  indicator: { isLit(): boolean };
  battery: {
    setMilliVolts(milliVolts: number): void;
    /** A charger that is no host; a host charges as well. */
    setCharger(isPlugged: boolean): void;
    /** The charger has nothing more to do. */
    setFull(isFull: boolean): void;
  };
  power: {
    isOn(): boolean;
    /** Power goes at once: alarms, listeners and RAM are gone, what is in flash stays. The program must not go on. */
    cut(): void;
    /** Power comes back; the program given to `onStart` is started from the event loop. */
    restore(): void;
    /** What to start after `restore` and after the program's own `restart`. It runs with fresh listeners and no alarms. */
    onStart(program: () => void): void;
    /** The program does nothing more, and hears nothing; the radio stays as it is, and the watchdog runs. */
    hang(): void;
  };
  console: {
    /** The program stopped and gave the USB line to the interpreter. */
    isOpen(): boolean;
    /** Leaves the console, which ends with a restart. */
    leave(): void;
  };
}

const FULL_BATTERY_MILLI_VOLTS = 4100;

/**
 * One token's hardware in memory, in the virtual time of `timeline`. Power is on, nothing is plugged in.
 * It is strict: a call without power, or one that breaks an obligation of `hal.ts`, throws.
 */
export function createSimulatedHal(options: SimulatedHalOptions): { hal: Hal; control: SimulatedControl } {
  const { timeline, pageBytes, pageCount } = options;
  const { clock, control: clockControl } = createSimulatedClock(
    timeline,
    options.driftPpm ?? 0,
    options.startUtcMs,
  );
  const { flash, control: flashControl } = createSimulatedFlash({ pageBytes, pageCount });
  const { radio, control: radioControl } = createSimulatedRadio(timeline);
  const { usb, control: usbControl } = createSimulatedUsb(timeline);
  let isOn = true;
  let isLit = false;
  let isConsoleOpen = false;
  let milliVolts = FULL_BATTERY_MILLI_VOLTS;
  let isOnCharger = false;
  let isFull = false;
  let wasCharging = false;
  let isReset = false;
  let watchdog: Alarm | undefined;
  let onPress: (() => void) | undefined;
  let onCharging: (() => void) | undefined;
  let program: (() => void) | undefined;

  /** The calls that make something happen later must come from a living program. */
  function requireLife(): void {
    if (!isOn) throw new Error("The program runs on without power");
    if (isConsoleOpen) throw new Error("The program runs on while the console is open");
  }

  function reset(): void {
    radioControl.reset();
    usbControl.reset();
    isLit = false;
    isConsoleOpen = false;
    onPress = undefined;
    onCharging = undefined;
  }

  const isPowered = () => isOnCharger || usbControl.isPlugged();
  const isCharging = () => isPowered() && !isFull;

  /** To be called after whatever charging depends on. */
  function noteCharging(): void {
    if (isCharging() === wasCharging) return;
    wasCharging = isCharging();
    timeline.at(timeline.nowMs(), () => onCharging?.());
  }

  function stopWatchdog(): void {
    if (watchdog !== undefined) timeline.cancel(watchdog);
    watchdog = undefined;
  }

  function feedWatchdog(): void {
    stopWatchdog();
    watchdog = timeline.at(timeline.nowMs() + WATCHDOG_MS, restart);
  }

  function start(): void {
    timeline.at(timeline.nowMs(), () => {
      if (isOn) program?.();
    });
  }

  function restart(): void {
    isReset = true;
    clockControl.reset();
    reset();
    feedWatchdog();
    start();
  }

  return {
    hal: {
      clock: {
        ...clock,
        alarmAt(uptimeMs, run) {
          requireLife();
          return clock.alarmAt(uptimeMs, run);
        },
      },
      flash,
      radio: {
        ...radio,
        advertise(advertising) {
          requireLife();
          radio.advertise(advertising);
        },
        listen(windowMs, onReport, onEnd) {
          requireLife();
          radio.listen(windowMs, onReport, onEnd);
        },
        read(peer, service, characteristic, onEnd) {
          requireLife();
          radio.read(peer, service, characteristic, onEnd);
        },
      },
      crypto: createSimulatedCrypto(createRandom(options.seed)),
      usb: {
        ...usb,
        send(bytes) {
          requireLife();
          return usb.send(bytes);
        },
      },
      indicator: {
        set(lit) {
          requireLife();
          isLit = lit;
        },
      },
      button: {
        onPress(listener) {
          onPress = listener;
        },
      },
      battery: {
        milliVolts: () => milliVolts,
        isCharging,
        isPowered,
        onCharging(listener) {
          onCharging = listener;
        },
      },
      system: {
        restart,
        isReset: () => isReset,
        feedWatchdog() {
          requireLife();
          feedWatchdog();
        },
        openConsole() {
          requireLife();
          clockControl.reset();
          reset();
          stopWatchdog();
          isConsoleOpen = true;
        },
        chipId: () => options.chipId,
      },
    },
    control: {
      radio: radioControl,
      usb: {
        ...usbControl,
        plug(onData, onClose) {
          usbControl.plug(onData, onClose);
          noteCharging();
        },
        unplug() {
          usbControl.unplug();
          noteCharging();
        },
      },
      flash: flashControl,
      button: { press: () => timeline.at(timeline.nowMs(), () => onPress?.()) },
      indicator: { isLit: () => isLit },
      battery: {
        setMilliVolts(value) {
          milliVolts = value;
        },
        setCharger(isPlugged) {
          isOnCharger = isPlugged;
          noteCharging();
        },
        setFull(nowFull) {
          isFull = nowFull;
          noteCharging();
        },
      },
      power: {
        isOn: () => isOn,
        cut() {
          isOn = false;
          isReset = false;
          clockControl.losePower();
          reset();
          stopWatchdog();
        },
        restore() {
          if (isOn) throw new Error("Power is on already");
          isOn = true;
          clockControl.losePower();
          flashControl.restorePower();
          start();
        },
        onStart(next) {
          program = next;
        },
        hang() {
          clockControl.stop();
          onPress = undefined;
          onCharging = undefined;
        },
      },
      console: {
        isOpen: () => isConsoleOpen,
        leave: restart,
      },
    },
  };
}
