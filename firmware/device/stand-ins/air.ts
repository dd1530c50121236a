import { report } from "./bench-line.js";
import { createGatt, type GattPhone, type PromiseMaker } from "./gatt.js";

/** The chip's supply, as its converter keeps it. */
const SUPPLY_VOLTS = 3.3;

export interface Air {
  /** An advert reaches the antenna, of that phone where one can connect; lost where the token does not listen. Returns whether it listened. */
  deliver(data: Uint8Array, rssiDbm: number, phone?: GattPhone): boolean;
  isListening(): boolean;
  /** What the token sends, undefined while it is silent. */
  current(): OnAir | undefined;
}

export interface OnAir {
  /** As `setAddress` got it. */
  readonly address: string;
  readonly payloads: Uint8Array[];
  readonly intervalMs: number;
  readonly txPowerDbm: number;
}

/**
 * Puts `NRF` into the interpreter: what the token sends is reported, what it hears comes from the bench. `onListen` runs
 * when a window opens; `Settling` makes promises.
 */
export function installAir(onListen: () => void, Settling: PromiseMaker): Air {
  let receive: ((report: BluetoothReport) => void) | undefined;
  /** Changing what is sent restarts the radio, which is no new window: where time stands still, it takes none. */
  let deafSince = -1;
  let address = "";
  let isAwake = true;
  let txPowerDbm = 0;
  let intervalMs = 0;
  let payloads: Uint8Array[] = [];
  /** A connection is sought. */
  let isSeeking = false;

  function current(): OnAir | undefined {
    if (!isAwake) return undefined;
    return { address: address, payloads: payloads, intervalMs: intervalMs, txPowerDbm: txPowerDbm };
  }

  function reportAir(): void {
    const texts = payloads.map((payload) => btoa(payload)).join(" ");
    report(isAwake ? "air " + address + " " + txPowerDbm + " " + intervalMs + " " + texts : "silent");
  }

  const radio: EspruinoRadio = {
    sleep() {
      isAwake = false;
      reportAir();
    },
    wake() {
      isAwake = true;
      reportAir();
    },
    setAddress(text) {
      address = text.split(" ")[0]!;
    },
    setServices() {},
    setTxPower(dbm) {
      txPowerDbm = dbm;
    },
    setAdvertising(given, options) {
      payloads = Array.isArray(given) ? (given as Uint8Array[]) : [given as Uint8Array];
      intervalMs = options.interval;
      if (isAwake) reportAir();
    },
    setScan(run) {
      if (run && isSeeking) throw new Error("ERR 0x11 (BUSY)");
      receive = run;
      report(run ? "listen" : "deaf");
      if (run === undefined) deafSince = getTime();
      else if (getTime() !== deafSince) onListen();
    },
    getBattery() {
      return SUPPLY_VOLTS;
    },
  };
  global.NRF = radio;

  /** It ends a scan, without a word to whoever began it. */
  function onSeek(isSought: boolean): void {
    isSeeking = isSought;
    if (!isSought) return;
    if (receive) report("deaf");
    receive = undefined;
  }

  return {
    deliver(data, rssiDbm, phone) {
      if (!receive) return false;
      receive({
        data: data.buffer,
        rssi: rssiDbm,
        id: phone ? phone.id : "d0:00:00:00:00:00 random",
        gatt: phone && createGatt(phone, Settling, onSeek),
      } as BluetoothReport);
      return true;
    },
    isListening() {
      return receive !== undefined;
    },
    current: current,
  };
}
