import { report } from "./bench-line.js";

/** The chip's supply, as its converter keeps it. */
const SUPPLY_VOLTS = 3.3;

export interface Air {
  /** An advert reaches the antenna; lost where the token does not listen. Returns whether it listened. */
  deliver(data: Uint8Array, rssiDbm: number): boolean;
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
 * when a window opens.
 */
export function installAir(onListen: () => void): Air {
  let receive: ((report: BluetoothReport) => void) | undefined;
  /** Changing what is sent restarts the radio, which is no new window: where time stands still, it takes none. */
  let deafSince = -1;
  let address = "";
  let isAwake = true;
  let txPowerDbm = 0;
  let intervalMs = 0;
  let payloads: Uint8Array[] = [];

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
    setTxPower(dbm) {
      txPowerDbm = dbm;
    },
    setAdvertising(given, options) {
      payloads = Array.isArray(given) ? (given as Uint8Array[]) : [given as Uint8Array];
      intervalMs = options.interval;
      if (isAwake) reportAir();
    },
    setScan(run) {
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

  return {
    deliver(data, rssiDbm) {
      if (!receive) return false;
      receive({ data: data.buffer, rssi: rssiDbm });
      return true;
    },
    isListening() {
      return receive !== undefined;
    },
    current: current,
  };
}
