import { encodeAdvert } from "../../src/bluezone/advert.js";
import {
  DAY_MS,
  SLOTS_PER_DAY,
  SLOT_MS,
  dailyKeyAt,
  dayOf,
  firstSubKey,
  idOf,
  nextSubKey,
} from "../../src/bluezone/ids.js";
import { NOT_HEARD, decodeRecord } from "../../src/contacts/record.js";
import { openRecord } from "../../src/custody/host/open-record.js";
import { createRecordKeys, practiceLog } from "../../src/custody/host/case-keys.js";
import { decodeHandOver } from "../../src/custody/token/hand-over.js";
import { SEALED_BYTES } from "../../src/custody/token/seal-format.js";
import { ccmOpen, nodeHash } from "../../src/station/node-crypto.js";
import type { ReadChunk } from "../../src/sync/host/read.js";
import type { Session } from "../../src/sync/host/session.js";
import { RECORD_BYTES } from "../../src/sync/messages.js";
import { PREPARE_OFFSET_MS, halfWidthMs, windowsAtMs } from "../../src/token/schedule.js";
import { simulatedBoard } from "../devices/simulated-board.js";
import type { Run } from "./sightings.js";

/** Midnight, so that a day of 96 slots begins with the replay. */
export const REPLAY_START_UTC_MS = Date.UTC(2020, 7, 8);

/** The log is read this often: well within the flash and the retention of every board. */
const SLOTS_PER_READ = 3 * SLOTS_PER_DAY;
/** What a slot's end and its flush take at most. */
const SETTLE_MS = 5_000;
/** Recordings begin this much after the window opens: no reading falls on the very moment a window opens or ends. */
const AFTER_OPENING_MS = 0.5;

/** An advert that reaches the token's antenna. */
export interface TimedReport {
  readonly utcMs: number;
  readonly data: Uint8Array;
  readonly rssiDbm: number;
}

/** A token whose time is in our hands; its clock is set to `REPLAY_START_UTC_MS` when it starts. */
export interface ReplayTarget {
  /** Runs it to `utcMs`; the reports, in order of time, arrive on the way. */
  play(reports: readonly TimedReport[], utcMs: number): Promise<void>;
  /** Talks to it over USB, which may take some seconds of its time. */
  talk<T>(use: (session: Session) => Promise<T>): Promise<T>;
}

/** One record as the station gets it. */
export interface ReplayedRecord {
  pair: string;
  /** Start of the slot, ISO UTC. */
  slot: string;
  windowsListened: number;
  packets: number;
  /** One value a window, null where nothing was heard. */
  rssiDbm: (number | null)[];
  /** The 32 bytes in flash, hex: sealed record and CRC. */
  flash: string;
}

/**
 * Plays recorded runs to a token, one after the other, and yields what it logged. A run begins when the first window
 * of a slot opens, so that even a run of seconds is heard; its transmitter sends Bluezone IDs of its own.
 */
export async function* replay(
  runs: AsyncIterable<Run>,
  target: ReplayTarget,
): AsyncGenerator<ReplayedRecord> {
  /** Each time it is plugged in anew. */
  const talk = <T>(use: (session: Session) => Promise<T>): Promise<T> =>
    target.talk(async (session) => {
      await session.enter({ operator: [], admin: [] });
      return use(session);
    });
  const { serial, baseId, day: createdDay } = decodeHandOver(await talk((session) => session.secrets()))!;
  const ownId = idsOf(baseId, createdDay);
  const keyOf = createRecordKeys(nodeHash, practiceLog(serial, createdDay));
  const pairOf = new Map<string, string>();
  let readFrom = 0;
  let slotStartMs = REPLAY_START_UTC_MS + SLOT_MS;
  let lastReadMs = slotStartMs;

  async function read(): Promise<ReplayedRecord[]> {
    await target.play([], slotStartMs + SETTLE_MS);
    const records: ReplayedRecord[] = [];
    const result = await talk((session) =>
      session.read({
        from: readFrom,
        onChunk: (chunk) => void records.push(...openChunk(serial, chunk, keyOf(chunk.sealDay)!, pairOf)),
      }),
    );
    readFrom = result.nextSequence;
    pairOf.clear();
    slotStartMs += SLOT_MS;
    lastReadMs = slotStartMs;
    return records;
  }

  for await (const run of runs) {
    const beginMs = slotStartMs + firstWindowMs(slotStartMs, ownId(slotStartMs)) + AFTER_OPENING_MS;
    const senderId = idsOf(
      nodeHash.sha256(new TextEncoder().encode(`replay ${run.pair}`)),
      dayOf(slotStartMs),
    );
    const reports = run.readings.map(({ tS, rssiDbm }) => {
      const utcMs = beginMs + Math.round(tS * 1000);
      const id = senderId(utcMs);
      pairOf.set(toHex(id), run.pair);
      return { utcMs, data: encodeAdvert(id), rssiDbm };
    });
    const endMs = reports[reports.length - 1]!.utcMs;
    slotStartMs = Math.floor(endMs / SLOT_MS) * SLOT_MS + SLOT_MS;
    await target.play(reports, slotStartMs);
    if (slotStartMs - lastReadMs >= SLOTS_PER_READ * SLOT_MS) yield* await read();
  }
  yield* await read();
}

/** When the first window of a slot opens; the clock was set at the start, and what the slot will be is settled before it begins. */
function firstWindowMs(slotStartMs: number, id: Uint8Array): number {
  const sinceSetMs = slotStartMs - SLOT_MS + PREPARE_OFFSET_MS - REPLAY_START_UTC_MS;
  const boundMs = (sinceSetMs * simulatedBoard("LINUX").tokenConfig.clockBoundPpm) / 1e6;
  return windowsAtMs(nodeHash, slotStartMs / SLOT_MS, id, halfWidthMs(boundMs))[0]!;
}

/** The IDs of one base ID over time; remembers the slot it was asked for last. */
function idsOf(baseId: Uint8Array, createdDay: number): (utcMs: number) => Uint8Array {
  let slot = -1;
  let subKey: Uint8Array = new Uint8Array();
  let id: Uint8Array = new Uint8Array();
  return (utcMs) => {
    const wanted = Math.floor(utcMs / SLOT_MS);
    if (wanted === slot) return id;
    const day = dayOf(utcMs);
    const from = wanted > slot && Math.floor((slot * SLOT_MS) / DAY_MS) === day ? slot : day * SLOTS_PER_DAY;
    if (from !== slot) subKey = firstSubKey(nodeHash, dailyKeyAt(nodeHash, baseId, day - createdDay));
    for (let s = from; s < wanted; s++) subKey = nextSubKey(nodeHash, subKey);
    slot = wanted;
    id = idOf(subKey);
    return id;
  };
}

function* openChunk(
  serial: number,
  chunk: ReadChunk,
  key: Uint8Array,
  pairOf: Map<string, string>,
): Generator<ReplayedRecord> {
  for (let n = 0; n < chunk.records.length / RECORD_BYTES; n++) {
    const bytes = chunk.records.subarray(n * RECORD_BYTES, (n + 1) * RECORD_BYTES);
    const place = { ...chunk, serial, position: chunk.position + n };
    const plain = openRecord(ccmOpen, key, place, bytes.subarray(0, SEALED_BYTES));
    if (plain === undefined) continue;
    const record = decodeRecord(plain);
    const pair = pairOf.get(toHex(record.id));
    if (pair === undefined) continue;
    yield {
      pair,
      slot: new Date((chunk.calendarDay * SLOTS_PER_DAY + record.slot) * SLOT_MS).toISOString(),
      windowsListened: record.windowsListened,
      packets: record.packets,
      rssiDbm: record.rssiDbm.map((dbm) => (dbm === NOT_HEARD ? null : dbm)),
      flash: toHex(bytes),
    };
  }
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
