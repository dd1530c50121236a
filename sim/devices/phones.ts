/** Phones with Bluezone, as far as they send and answer. PARAMETERS.md has their cadence and their packets. */
import { byteStringOf, createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createRandom, draw } from "../../hal/simulated/random.js";
import type { ByteString, Crypto, Peer } from "../../hal/hal.js";
import { encodeAdvert, parseAdvert, wakeBeacon } from "../../src/bluezone/advert.js";
import {
  ID_BYTES,
  SLOTS_PER_DAY,
  dailyKeyAt,
  dayOf,
  firstSubKey,
  idOf,
  nextSubKey,
  slotOf,
} from "../../src/bluezone/ids.js";
import type { DeviceKind } from "../town/carrying.js";
import { normalTable } from "../numbers.js";
import type { Airwaves, OnAir } from "./on-air.js";

export interface Phone {
  readonly kind: "android" | "iphone";
  /** From which all its IDs follow (src/bluezone/ids.ts). */
  readonly baseId: Uint8Array;
  /** UTC day on which that was made: the day before the run. */
  readonly createdDay: number;
  readonly txPowerDbm: number;
  /** What it sends at that virtual time, undefined where it is silent. */
  onAirAt(ms: number): OnAir | undefined;
  /** Since when it sends that, or is silent. */
  changeBefore(ms: number): number;
  /** What it answers to whoever connects then to the address of `peer`: its ID, 12 bytes. Undefined where nobody has that address. */
  answerAt(peer: Peer, ms: number): Uint8Array | undefined;
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

/** Phones change at whole milliseconds. */
const JUST_MS = 2 ** -10;

/** Of a town's phones and tokens together. */
export function airwavesOf(phones: readonly (Phone | undefined)[], tokens: Airwaves): Airwaves {
  return {
    before(person, ms) {
      const phone = phones[person];
      return phone === undefined ? tokens.before(person, ms) : phone.onAirAt(ms - JUST_MS);
    },
    changeBefore(person, ms) {
      const phone = phones[person];
      return phone === undefined ? tokens.changeBefore(person, ms) : phone.changeBefore(ms - JUST_MS);
    },
  };
}

/** Whose address that is. */
export function personOf(peer: Peer): number {
  return parseInt(peer.id);
}

/**
 * By person; undefined where there is no phone.
 *
 * @param town.openShare  of the time, in which the app is open
 */
export function createPhones(town: {
  devices: readonly DeviceKind[];
  startUtcMs: number;
  seed: number;
  openShare?: number | undefined;
}): (Phone | undefined)[] {
  const crypto = createSimulatedCrypto(createRandom(draw(town.seed, 0)));
  const models = normalTable(NORMAL_CELLS);
  return town.devices.map((kind, person): Phone | undefined => {
    if (kind !== "android" && kind !== "iphone") return undefined;
    const seed = draw(town.seed, person + 1);
    const modelDb = MODEL_SD_DB * models[draw(seed, 1) >>> 20]!;
    const { startUtcMs, openShare = OPEN_SHARE } = town;
    const baseId = crypto.randomBytes(32);
    const common = { person, seed, crypto, startUtcMs, modelDb, baseId, openShare };
    return kind === "android" ? createAndroid(common) : createIphone(common);
  });
}

interface PhoneOptions {
  person: number;
  openShare: number;
  seed: number;
  crypto: Crypto;
  startUtcMs: number;
  modelDb: number;
  baseId: Uint8Array;
}

/** Whether the app is open in the stretch of time that `ms` lies in, and when that begins; each phone has its own. */
function stretchAt({ seed, openShare }: PhoneOptions, ms: number): { startMs: number; isOpen: boolean } {
  const offsetMs = draw(seed, 2) % STRETCH_MS;
  const stretch = Math.floor((ms + offsetMs) / STRETCH_MS);
  return {
    startMs: stretch * STRETCH_MS - offsetMs,
    isOpen: draw(draw(seed, 3), stretch) < openShare * 2 ** 32,
  };
}

function createAndroid(options: PhoneOptions): Phone {
  const { crypto, startUtcMs, modelDb, baseId } = options;
  const createdDay = dayOf(startUtcMs) - 1;
  const advertAt = createAdverts(crypto, baseId, createdDay);
  const beacon = byteStringOf(wakeBeacon());
  const txPowerDbm = ANDROID_TX_DBM + modelDb;
  let latest: OnAir | undefined;

  /** The ID is the one of the moment at which a period begins, and stays for all of it, as in the app. */
  function periodFrom(sinceMs: number, withBeacon: boolean): OnAir {
    if (latest?.sinceMs !== sinceMs) {
      const advert = advertAt(startUtcMs + sinceMs);
      latest = {
        sinceMs,
        payloads: withBeacon ? [advert, beacon] : [advert],
        intervalMs: withBeacon ? ANDROID_INTERVAL_MS / 2 : ANDROID_INTERVAL_MS,
        txPowerDbm,
      };
    }
    return latest;
  }

  /** The period of advertising and silence that `ms` lies in. */
  function periodAt(ms: number) {
    const { startMs, isOpen } = stretchAt(options, ms);
    const { onMs, offMs } = isOpen ? ANDROID_CADENCE.open : ANDROID_CADENCE.background;
    const period = Math.floor((ms - startMs) / (onMs + offMs));
    const sinceMs = startMs + period * (onMs + offMs);
    const withBeacon = isOpen || period % BEACON_EVERY === BEACON_EVERY - 1;
    return { sinceMs, silentFromMs: sinceMs + onMs, withBeacon };
  }

  return {
    kind: "android",
    baseId,
    createdDay,
    txPowerDbm,
    onAirAt(ms) {
      const { sinceMs, silentFromMs, withBeacon } = periodAt(ms);
      return ms < silentFromMs ? periodFrom(sinceMs, withBeacon) : undefined;
    },
    changeBefore(ms) {
      const { sinceMs, silentFromMs } = periodAt(ms);
      return ms < silentFromMs ? sinceMs : silentFromMs;
    },
    answerAt: () => undefined,
  };
}

/** An iPhone says that it has Bluezone and no more: its ID has to be read over a connection, which anybody may open. */
function createIphone(options: PhoneOptions): Phone {
  const { person, seed, crypto, startUtcMs, modelDb, baseId } = options;
  const createdDay = dayOf(startUtcMs) - 1;
  const advertAt = createAdverts(crypto, baseId, createdDay);
  const offsetMs = draw(seed, 6) % ADDRESS_MS;
  const background = draw(seed, 7) < SECOND_BIT_SHARE * 2 ** 32 ? CROWDED_IPHONE : BACKGROUND_IPHONE;
  const txPowerDbm = IPHONE_TX_DBM + modelDb;
  let latest: OnAir | undefined;

  function onAirAt(ms: number): OnAir {
    const { startMs, isOpen } = stretchAt(options, ms);
    const change = Math.floor((ms + offsetMs) / ADDRESS_MS);
    const sinceMs = Math.max(startMs, change * ADDRESS_MS - offsetMs);
    if (latest?.sinceMs !== sinceMs)
      latest = {
        sinceMs,
        payloads: [isOpen ? OPEN_IPHONE : background],
        intervalMs: isOpen ? IPHONE_OPEN_INTERVAL_MS : IPHONE_BACKGROUND_INTERVAL_MS,
        txPowerDbm,
        peer: { id: `${person}/${change}` },
      };
    return latest;
  }

  return {
    kind: "iphone",
    baseId,
    createdDay,
    txPowerDbm,
    onAirAt,
    changeBefore: (ms) => onAirAt(ms).sinceMs,
    answerAt(peer, ms) {
      if (onAirAt(ms).peer!.id !== peer.id) return undefined;
      const id = parseAdvert(advertAt(startUtcMs + ms));
      return Uint8Array.from(id, (c) => c.charCodeAt(0));
    },
  };
}

/** Flags, the service 00004E56-73F5-4BC4-A12F-17D1AD07A667, the name "Bluezone". */
const OPEN_IPHONE = bytesOf("02011A" + "110767A607ADD1172FA1C44BF573564E0000" + "0909426C75657A6F6E65");

/** Flags, Apple's overflow area: type 1 and a mask of 16 bytes, with the bit that stands for Bluezone. */
const BACKGROUND_IPHONE = bytesOf("02011A" + "14FF4C000108" + "00".repeat(15));

/** The same with the bits of two other apps, one in the same byte. */
const CROWDED_IPHONE = bytesOf("02011A" + "14FF4C00010A" + "00".repeat(9) + "80" + "00".repeat(5));

/** Of iPhones, those with another app that offers a service in the background. */
const SECOND_BIT_SHARE = 0.5;

function bytesOf(hex: string): ByteString {
  return byteStringOf(Buffer.from(hex, "hex"));
}

/** A phone's adverts by UTC time; asked again and again, by listeners that each begin with the first day. */
function createAdverts(
  crypto: Crypto,
  baseId: Uint8Array,
  createdDay: number,
): (utcMs: number) => ByteString {
  /** By day since it was made: the IDs of its slots, one after the other. */
  const idsOfDays: (Uint8Array | undefined)[] = [];
  let latestSlot = -1;
  let latest = "";

  function idsOf(day: number): Uint8Array {
    const ids = new Uint8Array(SLOTS_PER_DAY * ID_BYTES);
    let subKey = firstSubKey(crypto, dailyKeyAt(crypto, baseId, day));
    for (let slot = 0; slot < SLOTS_PER_DAY; slot++) {
      ids.set(idOf(subKey), slot * ID_BYTES);
      subKey = nextSubKey(crypto, subKey);
    }
    return ids;
  }

  return (utcMs) => {
    const day = dayOf(utcMs) - createdDay;
    const slot = slotOf(utcMs);
    if (day * SLOTS_PER_DAY + slot !== latestSlot) {
      const ids = (idsOfDays[day] ??= idsOf(day));
      latest = byteStringOf(encodeAdvert(ids.subarray(slot * ID_BYTES, (slot + 1) * ID_BYTES)));
      latestSlot = day * SLOTS_PER_DAY + slot;
    }
    return latest;
  };
}
