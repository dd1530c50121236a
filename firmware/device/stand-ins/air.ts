import { report } from "./bench-line.js";

/** The chip's supply, as its converter keeps it. */
const SUPPLY_VOLTS = 3.3;

export interface Air {
  /** An advert reaches the antenna; lost where the token does not listen. Returns whether it listened. */
  deliver(data: Uint8Array, rssiDbm: number): boolean;
}

/** Puts `NRF` into the interpreter: what the token sends is reported, what it hears comes from the bench. */
export function installAir(): Air {
  let receive: ((report: BluetoothReport) => void) | undefined;
  let address = "";
  let isAwake = true;
  let txPowerDbm = 0;
  let advertising = "";

  function reportAir(): void {
    report(isAwake ? "air " + address + " " + txPowerDbm + " " + advertising : "silent");
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
    setAdvertising(payloads, options) {
      const list: Uint8Array[] = Array.isArray(payloads)
        ? (payloads as Uint8Array[])
        : [payloads as Uint8Array];
      advertising = options.interval + " " + list.map((payload) => btoa(payload)).join(" ");
      if (isAwake) reportAir();
    },
    setScan(run) {
      receive = run;
      report(run ? "listen" : "deaf");
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
  };
}
