/** Phones with Bluezone as senders. Cadence and packets: PARAMETERS.md. */
import { createSimulatedCrypto } from "../hal/simulated/crypto.js";
import { createRandom, draw } from "../hal/simulated/random.js";
import type { Crypto } from "../hal/hal.js";
import { encodeAdvert, wakeBeacon } from "../src/bluezone/advert.js";
import { dailyKeyAt, dayOf, firstSubKey, idOf, nextSubKey, slotOf } from "../src/bluezone/ids.js";
import type { DeviceKind } from "./carrying.js";
import { normalTable } from "./numbers.js";
import type { OnAir } from "./on-air.js";

export interface Phone {
  readonly kind: "android" | "iphone";
  /** From which all its IDs follow (src/bluezone/ids.ts). */
  readonly baseId: Uint8Array;
  /** UTC day on which that was made: the day before the run. */
  readonly createdDay: number;
  /** What it sends at that virtual time, undefined where it is silent. */
  onAirAt(ms: number): OnAir | undefined;
}

/** Android: seconds of advertising and of silence, while the app is in the background and while it is open. */
const ANDROID_CADENCE = {
  background: { onMs: 15_000, offMs: 15_000 },
  open: { onMs: 150_000, offMs: 5_000 },
} as const;

/** While it advertises: Android's "low latency", and two sets in turn where the beacon is sent as well. */
const ANDROID_INTERVAL_MS = 100;
/** In the background the beacon goes with every second period of advertising. */
const BEACON_EVERY = 2;
/** Android's "low". */
const ANDROID_TX_DBM = -15;

/** iOS changes its address about that often. */
const ADDRESS_MS = 900_000;
const IPHONE_OPEN_INTERVAL_MS = 100;
const IPHONE_BACKGROUND_INTERVAL_MS = 300;
/** 15 dB above Android, as much as Bluezone's thresholds for the two differ. */
const IPHONE_TX_DBM = 0;

/** How much stronger or weaker one model sends than another. */
const MODEL_SD_DB = 5.5;

/** The app is open now and then: time is cut into stretches of this length, and in a share of them it is. */
const STRETCH_MS = 620_000;
const OPEN_SHARE = 0.02;

const NORMAL_CELLS = 4096;

/** By person; undefined where there is no phone. */
export function createPhones(town: {
  devices: readonly DeviceKind[];
  startUtcMs: number;
  seed: number;
}): (Phone | undefined)[] {
  const crypto = createSimulatedCrypto(createRandom(draw(town.seed, 0)));
  const models = normalTable(NORMAL_CELLS);
  return town.devices.map((kind, person): Phone | undefined => {
    if (kind !== "android" && kind !== "iphone") return undefined;
    const seed = draw(town.seed, person + 1);
    const modelDb = MODEL_SD_DB * models[draw(seed, 1) >>> 20]!;
    const common = { seed, crypto, startUtcMs: town.startUtcMs, modelDb, baseId: crypto.randomBytes(32) };
    return kind === "android" ? createAndroid(common) : createIphone(common);
  });
}

interface PhoneOptions {
  seed: number;
  crypto: Crypto;
  startUtcMs: number;
  modelDb: number;
  baseId: Uint8Array;
}

/** Whether the app is open in the stretch of time that `ms` lies in, and when that begins; each phone has its own. */
function stretchAt(seed: number, ms: number): { startMs: number; isOpen: boolean } {
  const offsetMs = draw(seed, 2) % STRETCH_MS;
  const stretch = Math.floor((ms + offsetMs) / STRETCH_MS);
  return {
    startMs: stretch * STRETCH_MS - offsetMs,
    isOpen: draw(draw(seed, 3), stretch) < OPEN_SHARE * 2 ** 32,
  };
}

/** A resolvable private address: its two top bits are 01. Only where it changes is true to life. */
function addressFrom(seed: number, change: number): Uint8Array {
  const [high, low] = [draw(draw(seed, 4), change), draw(draw(seed, 5), change)];
  const bytes = [high >>> 24, high >>> 16, high >>> 8, high, low >>> 8, low].map((byte) => byte & 255);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return Uint8Array.from(bytes);
}

function createAndroid({ seed, crypto, startUtcMs, modelDb, baseId }: PhoneOptions): Phone {
  const createdDay = dayOf(startUtcMs) - 1;
  const idAt = createIdChain(crypto, baseId, createdDay);
  const beacon = wakeBeacon().buffer as ArrayBuffer;
  /** The last two periods asked for. */
  let latest: OnAir | undefined;
  let before: OnAir | undefined;

  /** The ID is the one of the moment at which a period begins, and stays for all of it, as in the app. */
  function periodFrom(sinceMs: number, withBeacon: boolean): OnAir {
    if (latest?.sinceMs === sinceMs) return latest;
    if (before?.sinceMs === sinceMs) return before;
    const advert = encodeAdvert(idAt(startUtcMs + sinceMs)).buffer as ArrayBuffer;
    before = latest;
    latest = {
      sinceMs,
      // Android takes a new address whenever it starts to advertise.
      address: addressFrom(seed, Math.floor(sinceMs / 1000)),
      payloads: withBeacon ? [advert, beacon] : [advert],
      intervalMs: withBeacon ? ANDROID_INTERVAL_MS / 2 : ANDROID_INTERVAL_MS,
      txPowerDbm: ANDROID_TX_DBM + modelDb,
    };
    return latest;
  }

  return {
    kind: "android",
    baseId,
    createdDay,
    onAirAt(ms) {
      const { startMs, isOpen } = stretchAt(seed, ms);
      const { onMs, offMs } = isOpen ? ANDROID_CADENCE.open : ANDROID_CADENCE.background;
      const period = Math.floor((ms - startMs) / (onMs + offMs));
      const sinceMs = startMs + period * (onMs + offMs);
      if (ms - sinceMs >= onMs) return undefined;
      return periodFrom(sinceMs, isOpen || period % BEACON_EVERY === BEACON_EVERY - 1);
    },
  };
}

/**
 * An iPhone says that it has Bluezone and no more: its ID has to be read over a connection, which a token does not
 * open. So a token learns nothing from it, and each of its adverts takes a place in the token's queue all the same.
 */
function createIphone({ seed, startUtcMs, modelDb, baseId }: PhoneOptions): Phone {
  const offsetMs = draw(seed, 6) % ADDRESS_MS;
  let latest: OnAir | undefined;
  return {
    kind: "iphone",
    baseId,
    createdDay: dayOf(startUtcMs) - 1,
    onAirAt(ms) {
      const { startMs, isOpen } = stretchAt(seed, ms);
      const change = Math.floor((ms + offsetMs) / ADDRESS_MS);
      const sinceMs = Math.max(startMs, change * ADDRESS_MS - offsetMs);
      if (latest?.sinceMs !== sinceMs)
        latest = {
          sinceMs,
          address: addressFrom(seed, change),
          payloads: [isOpen ? OPEN_IPHONE : BACKGROUND_IPHONE],
          intervalMs: isOpen ? IPHONE_OPEN_INTERVAL_MS : IPHONE_BACKGROUND_INTERVAL_MS,
          txPowerDbm: IPHONE_TX_DBM + modelDb,
        };
      return latest;
    },
  };
}

/** Flags, the service 00004E56-73F5-4BC4-A12F-17D1AD07A667, the name "Bluezone". */
const OPEN_IPHONE = bytesOf("02011A" + "110767A607ADD1172FA1C44BF573564E0000" + "0909426C75657A6F6E65");

/** Flags, Apple's overflow area: type 1 and a mask of 16 bytes, with the bit that stands for Bluezone. */
const BACKGROUND_IPHONE = bytesOf("02011A" + "14FF4C000108" + "00".repeat(15));

function bytesOf(hex: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(hex, "hex")).buffer;
}

/** A phone's IDs by UTC time; cheap for times that only rise. */
function createIdChain(
  crypto: Crypto,
  baseId: Uint8Array,
  createdDay: number,
): (utcMs: number) => Uint8Array {
  let day = -1;
  let slot = 0;
  let subKey = baseId;
  return (utcMs) => {
    if (dayOf(utcMs) !== day || slotOf(utcMs) < slot) {
      day = dayOf(utcMs);
      slot = 0;
      subKey = firstSubKey(crypto, dailyKeyAt(crypto, baseId, day - createdDay));
    }
    for (; slot < slotOf(utcMs); slot++) subKey = nextSubKey(crypto, subKey);
    return idOf(subKey);
  };
}
