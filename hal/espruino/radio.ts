import type { Alarm, OnReport, Radio } from "../hal.js";
import type { EspruinoClock } from "./clock.js";

/**
 * RTC2, the one real-time counter that neither Espruino nor Nordic's SoftDevice uses, at the crystal's 32,768 Hz:
 * nRF52840 product specification, 6.22.
 */
const RTC2_START = 0x40024000;
const RTC2_STOP = 0x40024004;
const RTC2_CLEAR = 0x40024008;
const RTC2_COUNTER = 0x40024504;
const TICKS_PER_MS = 32.768;

/** A restart of the SoftDevice takes some ms; anything near this is a broken reading. */
const MAX_LOST_MS = 2000;

/**
 * The radio through `NRF`. `filters` spare the interpreter a call for each advert that none of them fits; they do not
 * spare places in its queue.
 *
 * Known from Espruino's source (libs/bluetooth/jswrap_bluetooth.c, targets/nrf5x/bluetooth.c): `setAddress` restarts the
 * SoftDevice before it returns, a scan comes back without its options, and the clock goes on from where it stood when the
 * restart began. What that loses is measured with RTC2. Not known before a board is measured: whether the crystal itself
 * stops during the restart; if it does, RTC2 stops with it and the clock still loses that part, 96 times a day.
 */
export function createRadio(clock: EspruinoClock, filters: ScanFilter[] | undefined): Radio {
  let receive: OnReport = nothing;
  let address = "";
  /** What is on the air; Espruino holds these very arrays. */
  let onAir: Uint8Array[] = [];
  let isListening = false;
  let finish: () => void = nothing;
  let windowEnd: Alarm = 0;

  NRF.sleep(); // Espruino advertises its name, connectable, from power-on

  function nothing(): void {}

  function startScan(): void {
    // Espruino's own default listens all the time: window and interval of 100 ms, passive.
    NRF.setScan(
      function (report) {
        receive(report.data, report.rssi);
      },
      { filters: filters },
    );
  }

  function endWindow(): void {
    NRF.setScan();
    isListening = false;
    receive = nothing;
    finish();
  }

  function changeAddress(text: string): void {
    poke32(RTC2_CLEAR, 1);
    poke32(RTC2_START, 1);
    NRF.setAddress(text);
    const lostMs = peek32(RTC2_COUNTER) / TICKS_PER_MS;
    poke32(RTC2_STOP, 1);
    if (lostMs < MAX_LOST_MS) clock.skip(lostMs);
  }

  return {
    advertise(advertising) {
      const nextAddress = btoa(advertising.address); // a cheap copy to compare
      const payloads = advertising.payloads.map(function (payload) {
        return new Uint8Array(payload);
      });
      if (isListening) NRF.setScan();
      NRF.sleep(); // nothing is sent until address and payloads have both changed
      NRF.setTxPower(advertising.txPowerDbm);
      NRF.setAdvertising(payloads.length === 1 ? payloads[0]! : payloads, {
        interval: advertising.intervalMs,
        connectable: false,
        scannable: false,
      });
      for (const before of onAir) before.fill(0); // an ID of yesterday is not to lie in memory
      onAir = payloads;
      if (nextAddress !== address) changeAddress(addressText(advertising.address));
      address = nextAddress;
      NRF.wake();
      if (isListening) startScan();
    },
    stopAdvertising() {
      NRF.sleep();
    },
    listen(windowMs, onReport, onEnd) {
      const nowMs = clock.uptimeMs();
      if (isListening) {
        clock.cancelAlarm(windowEnd);
        clock.alarmAt(nowMs, finish);
      } else {
        startScan();
      }
      isListening = true;
      receive = onReport;
      finish = onEnd;
      windowEnd = clock.alarmAt(nowMs + windowMs, endWindow);
    },
  };
}

/** As `setAddress` wants it: "c0:12:…:ff random". */
function addressText(address: Uint8Array): string {
  let text = "";
  for (const byte of address) text += ":" + (byte + 0x100).toString(16).substr(1);
  return text.substr(1) + " random";
}
