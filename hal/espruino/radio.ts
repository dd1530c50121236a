import { LINK_LOSS_MS, READ_LIMIT_MS } from "../hal.js";
import type { Advertising, Alarm, OnReport, Radio } from "../hal.js";
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

/** Apple takes 15 ms and more (Accessory Design Guidelines, Bluetooth). */
const LINK_INTERVALS = { minInterval: 15, maxInterval: 30 };

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
  /** A connection is sought, or there, or not gone yet: no scan can begin then, no other connection, and no address change. */
  let isTaken = false;
  /** What goes on the air after that. */
  let waiting: Advertising | undefined;

  NRF.sleep(); // Espruino advertises its name, connectable, from power-on
  // Whom we connect to could use our services, too: without this the interpreter's console.
  NRF.setServices({}, { uart: false });

  function nothing(): void {}

  function startScan(): void {
    // Espruino's own default listens all the time: window and interval of 100 ms, passive.
    NRF.setScan(
      function (report) {
        receive(report.data, report.rssi, report);
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

  /** An ID of yesterday is not to lie in memory. */
  function forgetOnAir(): void {
    for (const before of onAir) before.fill(0);
  }

  function putOnAir(advertising: Advertising): void {
    const nextAddress = btoa(advertising.address); // a cheap copy to compare
    if (isListening && !isTaken) NRF.setScan();
    NRF.sleep(); // nothing is sent until address and payloads have both changed
    NRF.setTxPower(advertising.txPowerDbm);
    NRF.setAdvertising(advertising.payloads.length === 1 ? advertising.payloads[0]! : advertising.payloads, {
      interval: advertising.intervalMs,
      connectable: false,
      scannable: false,
    });
    forgetOnAir();
    onAir = advertising.payloads;
    if (nextAddress !== address) changeAddress(addressText(advertising.address));
    address = nextAddress;
    NRF.wake();
    if (isListening && !isTaken) startScan();
  }

  /** The connection is gone. */
  function free(): void {
    isTaken = false;
    const next = waiting;
    waiting = undefined;
    if (isListening) startScan();
    if (next !== undefined) putOnAir(next);
  }

  /** However it stands: sought, there, or gone already. */
  function disconnect(gatt: GattServer): void {
    let isGone = false;
    function onGone(): void {
      clock.cancelAlarm(lost);
      if (isGone) return;
      isGone = true;
      free();
    }
    const lost = clock.alarmAt(clock.uptimeMs() + LINK_LOSS_MS, onGone);
    try {
      const gone = gatt.disconnect();
      if (gone) gone.then(onGone, onGone);
    } catch {
      // There is none; or another answer is still awaited, and Espruino cannot say when the connection is gone.
      if (!gatt.connected) clock.alarmAt(clock.uptimeMs(), onGone);
    }
  }

  return {
    advertise(advertising) {
      const copy = {
        address: new Uint8Array(advertising.address),
        payloads: advertising.payloads.map(function (payload) {
          return new Uint8Array(payload);
        }),
        intervalMs: advertising.intervalMs,
        txPowerDbm: advertising.txPowerDbm,
      };
      // Espruino would put the new address off until the connection is gone, but not the new payload.
      if (isTaken && btoa(copy.address) !== address) {
        NRF.sleep();
        waiting = copy;
        return;
      }
      waiting = undefined;
      putOnAir(copy);
    },
    stopAdvertising() {
      waiting = undefined;
      NRF.sleep();
      forgetOnAir(); // the next one may be 20 s away
    },
    read(peer, service, characteristic, onEnd) {
      const startMs = clock.uptimeMs();
      if (isTaken) {
        clock.alarmAt(startMs, function () {
          onEnd(undefined, 0);
        });
        return;
      }
      isTaken = true;
      const gatt = (peer as BluetoothReport).gatt;
      let soughtMs = -1;
      let isOver = false;

      function end(value?: Uint8Array): void {
        if (isOver) return;
        isOver = true;
        clock.cancelAlarm(limit);
        if (soughtMs < 0) soughtMs = clock.uptimeMs() - startMs;
        disconnect(gatt);
        onEnd(value, soughtMs);
      }
      function fail(): void {
        end();
      }
      // Espruino itself gives up seeking. To cut that short could leave a connection that nobody knows of, which keeps the old address.
      let limit = clock.alarmAt(startMs + READ_LIMIT_MS, fail);
      try {
        gatt
          .connect(LINK_INTERVALS)
          .then(function (connected) {
            soughtMs = clock.uptimeMs() - startMs;
            return connected.getPrimaryService(service);
          })
          .then(function (found) {
            return found.getCharacteristic(characteristic);
          })
          .then(function (found) {
            return found.readValue();
          })
          .then(function (value) {
            end(new Uint8Array(value.buffer));
          }, fail);
      } catch {
        clock.cancelAlarm(limit);
        limit = clock.alarmAt(startMs, fail);
      }
    },
    listen(windowMs, onReport, onEnd) {
      const nowMs = clock.uptimeMs();
      if (isListening) {
        clock.cancelAlarm(windowEnd);
        clock.alarmAt(nowMs, finish);
      } else if (!isTaken) {
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
