import type { Alarm, ByteString, Hal, Peer } from "../../../hal/hal.js";
import { isIphone, isOpenIphone, parseAdvert } from "../../bluezone/advert.js";
import {
  GATE_ANDROID,
  GATE_IPHONE,
  GATE_IPHONE_ASLEEP,
  GATE_NOBODY,
  GATE_TOKEN,
} from "../../sync/messages.js";
import { GATE_INTERVAL_MS, GATE_TX_DBM, PRESSED_FLAGS, gateBeacon } from "./air.js";

/** One window after the other; whatever else waits comes between. */
const WINDOW_MS = 1000;
const BETWEEN_MS = 1;
/** The day's keys and the time lived are kept up as often as in service. */
const KEEP_MS = 3600000;
/** Devices kept at a time: more than a queue has hands to press. */
const CAPACITY = 32;
/**
 * From which strength an advert counts, by kind: a phone is right here then, a token is told to come nearer at least. What comes of the
 * numbers: SCHEDULE.md, At a gate. More than 20 dBm is no strength.
 */
const LEAST_DBM = [21, -88, -64, -60, -62];
/** By its strongest advert a token is right here. */
const TOKEN_DBM = -71;
/** One or two packets may be a fluke. */
const LEAST_PACKETS = 3;
/** How long a passage is told. */
const TOLD_MS = 2000;
/** A sleeping iPhone is told while it is heard, for so long; one that stays is the guard's. */
const HEARD_MS = 2000;
const ASLEEP_MS = 15000;
/** Then a press is another one; and a phone that was gone for so long is somebody new (one in the background is silent for 15 s). */
const FORGET_TOKEN_MS = 10000;
const FORGET_PHONE_MS = 60000;

/** A token in gate mode: it listens for who steps up, and keeps nothing. */
export interface Gate {
  /** What is to be told now: kind of device, and 1 where it is right here. Each passage is told once, with a `GATE_NOBODY` before the next. */
  poll(): number[];
  /** Silence; what was heard is forgotten. */
  stop(): void;
}

interface Device {
  /** Its radio address of the moment, with its kind: an iPhone whose app is opened is another one. */
  name: string;
  kind: number;
  bestDbm: number;
  packets: number;
  firstMs: number;
  lastMs: number;
  isTold: boolean;
}

/** @param keep  called at once and every hour, to keep the token itself up to date */
export function createGate(hal: Hal, keep: () => void): Gate {
  const clock = hal.clock;
  const toByteString = hal.crypto.toByteString;
  const address = hal.crypto.randomBytes(6);
  let devices: Device[] = [];
  let isOn = true;
  let toldKind = GATE_NOBODY;
  let toldUntilMs = 0;
  let keepAlarm: Alarm = 0;

  /**
   * What sent this. Static random addresses are tokens', phones have others; nothing else tells a token that nobody pressed from a phone,
   * and nobody is to pass because of one in the queue.
   */
  function kindOf(text: ByteString, from: string): number {
    if (isIphone(text)) return isOpenIphone(text) ? GATE_IPHONE : GATE_IPHONE_ASLEEP;
    if (parseAdvert(text) === "") return GATE_NOBODY;
    if (from.substr(17) !== " random") return GATE_ANDROID;
    return text.charCodeAt(2) === PRESSED_FLAGS ? GATE_TOKEN : GATE_NOBODY;
  }

  function hear(data: ArrayBuffer | ByteString, rssiDbm: number, peer?: Peer): void {
    if (rssiDbm > 20 || peer === undefined) return;
    const kind = kindOf(toByteString(data), peer.id);
    if (rssiDbm < LEAST_DBM[kind]!) return;
    const nowMs = clock.uptimeMs();
    const name = peer.id + kind;
    let device: Device | undefined;
    for (const one of devices) if (one.name === name) device = one;
    if (device === undefined) {
      device = {
        name: name,
        kind: kind,
        bestDbm: rssiDbm,
        packets: 0,
        firstMs: nowMs,
        lastMs: nowMs,
        isTold: false,
      };
      if (devices.length === CAPACITY) devices.shift();
      devices.push(device);
    }
    device.packets++;
    device.lastMs = nowMs;
    if (rssiDbm > device.bestDbm) device.bestDbm = rssiDbm;
  }

  function listen(): void {
    if (!isOn) return;
    hal.radio.listen(WINDOW_MS, hear, function () {
      clock.alarmAt(clock.uptimeMs() + BETWEEN_MS, listen);
    });
  }

  function keepUp(): void {
    keep();
    keepAlarm = clock.alarmAt(clock.uptimeMs() + KEEP_MS, keepUp);
  }

  function isRemembered(one: Device): boolean {
    return clock.uptimeMs() < one.lastMs + (one.kind === GATE_TOKEN ? FORGET_TOKEN_MS : FORGET_PHONE_MS);
  }

  function isRightHere(one: Device): boolean {
    return one.kind !== GATE_TOKEN || one.bestDbm >= TOKEN_DBM;
  }

  function mayPass(one: Device): boolean {
    return isRightHere(one) && one.kind !== GATE_IPHONE_ASLEEP;
  }

  /** Whom to tell of: the strongest of those who may pass; or else of those who may not yet. */
  function choose(): Device | undefined {
    let best: Device | undefined;
    for (const one of devices) {
      const isOld =
        one.kind === GATE_IPHONE_ASLEEP &&
        clock.uptimeMs() > Math.min(one.firstMs + ASLEEP_MS, one.lastMs + HEARD_MS);
      if (one.isTold || one.packets < LEAST_PACKETS || isOld) continue;
      if (best === undefined || (mayPass(one) === mayPass(best) ? one.bestDbm > best.bestDbm : mayPass(one)))
        best = one;
    }
    return best;
  }

  address[0]! |= 0xc0;
  hal.radio.advertise({
    address: address,
    payloads: [gateBeacon()],
    intervalMs: GATE_INTERVAL_MS,
    txPowerDbm: GATE_TX_DBM,
  });
  listen();
  // From the event loop: the rest of the token may not be there yet.
  keepAlarm = clock.alarmAt(clock.uptimeMs(), keepUp);

  return {
    poll: function () {
      const nowMs = clock.uptimeMs();
      devices = devices.filter(isRemembered);
      if (toldKind !== GATE_NOBODY) {
        if (nowMs < toldUntilMs) return [toldKind, 1];
        toldKind = GATE_NOBODY;
        return [GATE_NOBODY, 0];
      }
      const best = choose();
      if (best === undefined) return [GATE_NOBODY, 0];
      if (mayPass(best)) {
        best.isTold = true;
        toldKind = best.kind;
        toldUntilMs = nowMs + TOLD_MS;
      }
      return [best.kind, isRightHere(best) ? 1 : 0];
    },
    stop: function () {
      isOn = false;
      devices = [];
      clock.cancelAlarm(keepAlarm);
      hal.radio.stopAdvertising();
    },
  };
}
