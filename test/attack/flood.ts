/**
 * A wearer's token among people who come and go, and an attacker beside it who sends adverts under invented IDs. The token's whole
 * program runs on simulated hardware; the air is worked out here, window by window, and is hard on the token: packets collide, 22
 * reports wait at most, and an ID that is new takes the program longer than one that is known.
 */
import type { ByteString } from "../../hal/hal.js";
import { byteStringOf } from "../../hal/simulated/crypto.js";
import { createSimulatedHal } from "../../hal/simulated/hal.js";
import { REPORT_QUEUE, type ReportBatch } from "../../hal/simulated/radio.js";
import { type Random, createRandom } from "../../hal/simulated/random.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { normalTable } from "../../sim/numbers.js";
import { simulatedBoard } from "../../sim/devices/simulated-board.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { SLOT_MS } from "../../src/bluezone/ids.js";
import { decodeRecord } from "../../src/contacts/record.js";
import { createRecordKeys, practiceLog } from "../../src/custody/host/case-keys.js";
import { openRecord } from "../../src/custody/host/open-record.js";
import { ccmOpen } from "../../src/station/node-crypto.js";
import { BALANCED_LEAST_MS, BURST_INTERVAL_MS } from "../../src/token/schedule.js";
import { LOST_LEFT_OUT, LOST_OVERWRITTEN, createState } from "../../src/token/state.js";
import { createStateStore } from "../../src/log/state-store.js";
import { createToken } from "../../src/token/token.js";

const BOARD = simulatedBoard("XIAOBLE");
const START_UTC_MS = Date.UTC(2021, 1, 22);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;

/** sim/PARAMETERS.md: a packet's time on the air, and turns of a loop, 0.2 ms each, of a known report and of a new one. */
const PACKET_MS = 0.312;
const KNOWN_MS = 21 * 0.2;
const NEW_MS = 58 * 0.2;
/** What one packet differs from the next: advertising channel and fading (sim/PARAMETERS.md). */
const PACKET_SD_DB = 5.8;
const SENSITIVITY_DBM = -95;
/** Strengths of people in a room of some metres. */
const ROOM_DBM = -68;
const ROOM_SD_DB = 8;

/** What an attacker does in one window. */
export interface Flood {
  /** Adverts that it sends, evenly spread over the window. */
  advertsPerWindow: number;
  /** undefined: every advert has an ID of its own. Otherwise so many IDs in turn, which stay for the whole slot. */
  idsPerSlot?: number;
  /** As heard in the mean, and how far down it goes for some of its IDs. */
  rssiDbm: number;
  spreadDb?: number;
}

export interface Scene {
  flood: Flood | undefined;
  /** After the flood's first moment. */
  floodHours: number;
  /** Neighbours at any time, and for how long each stays, at least and at most. */
  neighbours: number;
  stayMinutes: readonly [number, number];
  /** Before the flood: hours in a crowd of so many, which use up what quiet hours saved. */
  crowd?: { hours: number; neighbours: number };
  /** The clock is only estimated: no rendezvous, longer windows. */
  isBalanced?: boolean;
  seed?: number;
}

interface Neighbour {
  fromMs: number;
  toMs: number;
  levelDbm: number;
  phase: number;
  isOfCrowd: boolean;
  ids: Map<number, ByteString>;
}

interface Packet {
  atMs: number;
  data: ByteString;
  rssiDbm: number;
}

const NORMAL = normalTable(4096);
const idOf = (advert: ByteString) => advert.slice(7, 19);

/** What is in the log at the end of it all. */
export function live(scene: Scene) {
  const random = createRandom(scene.seed ?? 1);
  const normal = () => NORMAL[random.below(NORMAL.length)]!;
  const timeline = createTimeline();
  const { hal, control } = createSimulatedHal({
    timeline,
    ...BOARD.geometry,
    seed: 1,
    chipId: "00112233AABBCCDD",
    startUtcMs: START_UTC_MS,
  });
  if (scene.isBalanced) hal.clock.setUtc(START_UTC_MS, "estimated");
  const quietMs = scene.crowd === undefined ? 0 : scene.crowd.hours * HOUR_MS;
  const endMs = quietMs + scene.floodHours * HOUR_MS;
  const neighbours: Neighbour[] = [];
  for (let n = 0; n < scene.neighbours; n++) stay(scene, random, normal, neighbours, quietMs, endMs);
  for (let n = 0; n < (scene.crowd?.neighbours ?? 0); n++)
    neighbours.push(neighbour(random, normal, 0, quietMs, true));

  /** Of the slot, by number, where they stay for all of it. */
  let kept: { slot: number; ids: ByteString[]; levels: number[] } = { slot: -1, ids: [], levels: [] };
  let turn = 0;
  const known = new Set<ByteString>();
  let knownSlot = -1;
  const batch: ReportBatch = {
    count: 0,
    atMs: new Float64Array(4096),
    rssiDbm: new Int8Array(4096),
    data: [],
  };

  function floodPackets(flood: Flood, slot: number, startMs: number, windowMs: number): Packet[] {
    const { idsPerSlot, advertsPerWindow, rssiDbm, spreadDb = 0 } = flood;
    if (idsPerSlot !== undefined && kept.slot !== slot)
      kept = {
        slot,
        ids: Array.from({ length: idsPerSlot }, () => newAdvert(random)),
        levels: Array.from({ length: idsPerSlot }, () => rssiDbm - spreadDb * random.unit()),
      };
    const shiftMs = random.unit();
    const packets: Packet[] = [];
    // Where it sends less often than once in a window, some windows meet it.
    const count = Math.floor(advertsPerWindow + random.unit());
    for (let n = 0; n < count; n++) {
      const at = turn++ % (idsPerSlot ?? 1);
      const levelDbm = idsPerSlot === undefined ? rssiDbm - spreadDb * random.unit() : kept.levels[at]!;
      packets.push({
        atMs: startMs + ((n + shiftMs) * windowMs) / count,
        data: idsPerSlot === undefined ? newAdvert(random) : kept.ids[at]!,
        rssiDbm: Math.round(levelDbm + PACKET_SD_DB * normal()),
      });
    }
    return packets;
  }

  function realPackets(slot: number, startMs: number, windowMs: number): Packet[] {
    const intervalMs = scene.isBalanced ? BALANCED_LEAST_MS : BURST_INTERVAL_MS;
    const packets: Packet[] = [];
    for (const one of neighbours) {
      if (one.fromMs > startMs || one.toMs < startMs) continue;
      let advert = one.ids.get(slot);
      if (advert === undefined) one.ids.set(slot, (advert = newAdvert(random)));
      for (let ms = random.unit() * intervalMs; ms < windowMs; ms += intervalMs + 10 * random.unit())
        packets.push({
          atMs: startMs + ms,
          data: advert,
          rssiDbm: Math.round(one.levelDbm + PACKET_SD_DB * normal()),
        });
    }
    return packets;
  }

  control.radio.takeWindows((startMs, endWindowMs) => {
    const slot = Math.floor(startMs / SLOT_MS);
    const windowMs = endWindowMs - startMs;
    const isFlooded = scene.flood !== undefined && startMs >= quietMs;
    const packets = realPackets(slot, startMs, windowMs);
    if (isFlooded) packets.push(...floodPackets(scene.flood!, slot, startMs, windowMs));
    packets.sort((a, b) => a.atMs - b.atMs);
    if (slot !== knownSlot) known.clear();
    knownSlot = slot;
    batch.count = 0;
    let busyUntilMs = -Infinity;
    /** When the program is done with those that wait. */
    let waiting: number[] = [];
    packets.forEach(({ atMs, data, rssiDbm }, n) => {
      const isHit =
        (n > 0 && atMs - packets[n - 1]!.atMs < PACKET_MS) ||
        (n + 1 < packets.length && packets[n + 1]!.atMs - atMs < PACKET_MS);
      if (isHit || rssiDbm < SENSITIVITY_DBM) return;
      waiting = waiting.filter((doneMs) => doneMs > atMs);
      if (waiting.length > REPORT_QUEUE) return;
      busyUntilMs = Math.max(busyUntilMs, atMs) + (known.has(idOf(data)) ? KNOWN_MS : NEW_MS);
      waiting.push(busyUntilMs);
      known.add(idOf(data));
      batch.atMs[batch.count] = atMs;
      batch.rssiDbm[batch.count] = rssiDbm;
      batch.data[batch.count++] = data;
    });
    return batch;
  });

  const token = createToken(hal, BOARD.tokenConfig);
  timeline.runUntil(endMs + HOUR_MS);

  const logged = new Set<ByteString>();
  let records = 0;
  const keyOf = createRecordKeys(hal.crypto, practiceLog(token.serial(), token.createdDay()));
  for (let at = token.log.firstSequence(); ;) {
    const chunk = token.log.read(at, 127);
    if (chunk === undefined) break;
    at = chunk.nextSequence;
    for (let n = 0; n < chunk.records.length / 32; n++) {
      const place = {
        serial: token.serial(),
        generation: chunk.generation,
        pageSequence: chunk.pageSequence,
        position: chunk.position + n,
      };
      const sealed = chunk.records.slice(n * 32, n * 32 + 28);
      const plain = openRecord(ccmOpen, keyOf(chunk.sealDay)!, place, sealed);
      if (plain === undefined) continue;
      records++;
      logged.add(byteStringOf(decodeRecord(plain).id));
    }
  }
  const store = createStateStore(hal.flash, hal.crypto, 0, BOARD.tokenConfig.statePages);
  const { words } = createState(hal.crypto, hal.system.chipId(), store.load()!);
  const contacts = neighbours.filter(
    ({ isOfCrowd, fromMs, toMs }) => !isOfCrowd && fromMs >= quietMs && toMs <= endMs,
  );
  const isLogged = ({ ids }: Neighbour) => [...ids.values()].some((advert) => logged.has(idOf(advert)));
  const slots = contacts.flatMap(({ ids }) => [...ids.values()]);
  return {
    contacts: contacts.length,
    /** Share of contacts of which the log holds one record or more. */
    logged: contacts.filter(isLogged).length / contacts.length,
    /** Share of slots of contacts with a record. */
    slots: slots.filter((advert) => logged.has(idOf(advert))).length / slots.length,
    /** Share of slots with a record of those in the crowd who are heard so strong. */
    crowdSlots(leastDbm: number, mostDbm: number): number {
      const near = neighbours.filter(
        ({ isOfCrowd, levelDbm }) => isOfCrowd && levelDbm >= leastDbm && levelDbm < mostDbm,
      );
      const all = near.flatMap(({ ids }) => [...ids.values()]);
      return all.filter((advert) => logged.has(idOf(advert))).length / all.length;
    },
    records,
    recordsADay: (records * DAY_MS) / endMs,
    leftOut: words[LOST_LEFT_OUT]!,
    overwritten: words[LOST_OVERWRITTEN]!,
  };
}

function newAdvert(random: Random): ByteString {
  return byteStringOf(encodeAdvert(Uint8Array.from({ length: 12 }, () => random.below(256))));
}

function neighbour(
  random: Random,
  normal: () => number,
  fromMs: number,
  toMs: number,
  isOfCrowd: boolean,
): Neighbour {
  const levelDbm = ROOM_DBM + ROOM_SD_DB * normal();
  return { fromMs, toMs, levelDbm, phase: random.unit(), isOfCrowd, ids: new Map() };
}

/** One after the other stands at one place, with a minute between two. */
function stay(
  { stayMinutes: [least, most] }: Scene,
  random: Random,
  normal: () => number,
  neighbours: Neighbour[],
  fromMs: number,
  endMs: number,
): void {
  for (let ms = fromMs + random.unit() * most * MINUTE_MS; ms < endMs;) {
    const toMs = ms + (least + (most - least) * random.unit()) * MINUTE_MS;
    neighbours.push(neighbour(random, normal, ms, toMs, false));
    ms = toMs + MINUTE_MS;
  }
}
