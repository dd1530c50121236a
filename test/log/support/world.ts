/**
 * A token's flash with log and state store on it, and beside it a history that knows only what was acknowledged. The
 * history never looks into the log; `verify` compares the two after a restart.
 */
import assert from "node:assert/strict";
import { type SimulatedFlash, createSimulatedFlash } from "../../../hal/simulated/flash.js";
import { OPEN_BYTES, type PageDays } from "../../../src/log/format.js";
import { type Log, createLog } from "../../../src/log/log.js";
import { type ParsedPage, parseRing } from "../../../src/log/parse.js";
import { type StateStore, createStateStore } from "../../../src/log/state-store.js";
import {
  type Geometry,
  type Seals,
  type StoredRecord,
  createTestSealer,
  crypto,
  plainOf,
  readAll,
} from "./ring.js";

export const STATE_PAGES = 4;
export const RETENTION_DAYS = 2;

interface AppendedRecord extends StoredRecord {
  /** The token's hours when it was appended. */
  hours: number;
}

interface History {
  /** Acknowledged, in order; those that may lawfully be gone too. */
  records: AppendedRecord[];
  /** The append that was under way when power went. */
  pending: { number: number; day: number; hours: number } | undefined;
  /** Numbers that must never be read again: cut appends that were not there afterwards, and erased records. */
  gone: Set<number>;
  nextNumber: number;
  seals: Seals;
  /** Records appended before this hour may be gone (erasing has begun), and up to that they must be (it has ended). */
  expiring: number;
  expired: number;
  isErasing: boolean;
  /** Lowest page sequence there may be after an erase of everything. */
  logStart: number;
  /** State acknowledged, and the one being saved. A state is its number; the key of that number must not outlive it. */
  state: number;
  pendingState: number | undefined;
  readMark: number;
  /** Power cuts so far: each may cost the page whose opening it hit until the ring comes round to it again. */
  cuts: number;
  /** Flash pages that fail are allowed to cost more. */
  isFailing: boolean;
}

export interface World {
  readonly geometry: Geometry;
  readonly simulated: SimulatedFlash;
  readonly log: Log;
  readonly history: History;
  /** UTC day by the token's clock, which may be set back; the keys never go back. */
  today: number;
  /** Hours that the token has lived. */
  hours: number;
  /** Lives on for so many days. */
  passDays(count: number): void;
  append(): void;
  /** One step of housekeeping. */
  tendOnce(): boolean;
  tendAll(): void;
  /** Ends the page, then goes on to the next day's key: the small state is saved. */
  ratchet(): void;
  /** Remembers that a station has read everything so far. */
  setReadMark(): void;
  eraseAll(): void;
  /** Mounts state and log. To be called first on a new world, or `powerOn` where power was lost. */
  restart(): void;
  powerOn(): void;
  /** A copy, without power. */
  fork(): World;
  /** After a restart: what is there is what must be, no more and no less. */
  verify(): void;
  /** After `tendAll`: the flash holds no byte that it should not. */
  verifyImage(): void;
}

export function createWorld(geometry: Geometry, image?: Uint8Array): World {
  const simulated = createSimulatedFlash(geometry);
  if (image !== undefined) simulated.control.load(image);
  return assemble(
    geometry,
    simulated,
    { today: 20_000, sealDay: 20_000, hours: 1000 },
    {
      records: [],
      pending: undefined,
      gone: new Set(),
      nextNumber: 1,
      seals: new Map(),
      expiring: 0,
      expired: 0,
      isErasing: false,
      logStart: 0,
      state: 0,
      pendingState: undefined,
      readMark: 0,
      cuts: 0,
      isFailing: false,
    },
  );
}

function stateBytes(number: number, readMark: number, minPageSequence: number): Uint8Array {
  const bytes = new Uint8Array(32).fill(0x40 + (number % 0x80));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, number, true);
  view.setUint32(4, readMark, true);
  view.setUint32(8, minPageSequence, true);
  return bytes;
}

const keyPattern = (number: number) => Buffer.from(stateBytes(number, 0, 0).subarray(12));

interface Times {
  today: number;
  sealDay: number;
  hours: number;
}

function assemble(geometry: Geometry, simulated: SimulatedFlash, times: Times, history: History): World {
  let log!: Log;
  let store!: StateStore;
  const ringPages = geometry.pageCount - STATE_PAGES;
  let { sealDay } = times;

  function days(): PageDays {
    sealDay = Math.max(sealDay, world.today);
    return { sealDay, calendarDay: world.today, livedHours: world.hours };
  }

  function ringPagesOf(): ParsedPage[] {
    return parseRing(crypto, ringImage(), geometry.pageBytes);
  }

  function ringImage(): Uint8Array {
    return simulated.control.image().subarray(STATE_PAGES * geometry.pageBytes);
  }

  function powerOn(): void {
    simulated.control.restorePower();
    mount();
  }

  function restart(): void {
    simulated.control.restart();
    mount();
  }

  function mount(): void {
    store = createStateStore(simulated.flash, crypto, 0, STATE_PAGES);
    const state = store.load();
    log = createLog({
      flash: simulated.flash,
      crypto,
      firstPage: STATE_PAGES,
      pageCount: ringPages,
      retentionDays: RETENTION_DAYS,
      generation: 1,
      sealer: createTestSealer(history.seals),
      minPageSequence: state === undefined ? 0 : new DataView(state.buffer).getUint32(8, true),
    });
  }

  function save(number: number, readMark: number): void {
    history.pendingState = number;
    assert(store.save(stateBytes(number, readMark, log.nextPageSequence())));
    history.pendingState = undefined;
    history.state = number;
    history.readMark = readMark;
  }

  /** What a cut left undecided is decided by what is found now; from here on it must stay so. */
  function settle(found: StoredRecord[]): void {
    const { pending } = history;
    if (pending !== undefined) {
      history.pending = undefined;
      const record = found.find(({ number }) => number === pending.number);
      if (record === undefined) history.gone.add(pending.number);
      else {
        assert.equal(record, found[found.length - 1], "the record being appended is not the last");
        assert.equal(record.day, pending.day, "the record being appended has another day");
        history.records.push({ ...record, hours: pending.hours });
      }
    }
    if (history.isErasing) {
      history.isErasing = false;
      if (logStart() > history.logStart) {
        assert.deepEqual(found, [], "records are read after they were made void");
        forgetAll();
      }
    }
    if (history.pendingState !== undefined) {
      const state = store.load();
      if (state !== undefined && stateNumber() === history.pendingState) history.state = history.pendingState;
      history.readMark = state === undefined ? 0 : new DataView(state.buffer).getUint32(4, true);
      history.pendingState = undefined;
    }
  }

  function forgetAll(): void {
    for (const { number } of history.records) history.gone.add(number);
    history.records = [];
    history.logStart = logStart();
  }

  function logStart(): number {
    return Math.max(
      0,
      ...ringPagesOf()
        .filter((page) => page.startsLog)
        .map((page) => page.pageSequence),
    );
  }

  function stateNumber(): number {
    const state = store.load();
    return state === undefined ? 0 : new DataView(state.buffer).getUint32(0, true);
  }

  /** Records that rotation may have taken: so far back that their page had to make room. */
  function isOverwritable(record: StoredRecord, newestPage: number): boolean {
    return newestPage - Math.floor(record.sequence / log.recordsPerPage) >= ringPages - 1 - history.cuts;
  }

  function verify(): void {
    const found = readAll(log, 3);
    for (let i = 1; i < found.length; i++) {
      assert(found[i]!.sequence > found[i - 1]!.sequence, "sequence numbers do not ascend");
    }
    assert(history.pendingState === undefined || stateNumber() <= history.pendingState);
    settle(found);
    const acknowledged = new Map(history.records.map((record) => [record.number, record]));
    for (const record of found) {
      assert(!history.gone.has(record.number), `record ${record.number} came back`);
      const appended = acknowledged.get(record.number);
      assert(!appended || appended.hours > history.expired, `record ${record.number} is past retention`);
      const isSame = appended?.sequence === record.sequence && appended.day === record.day;
      assert(isSame, `record ${record.number} was not appended, or not with this number or day`);
    }
    const present = new Set(found.map((record) => record.number));
    const newestPage = Math.max(0, ...ringPagesOf().map((page) => page.pageSequence));
    for (const record of history.records) {
      if (present.has(record.number) || record.hours < history.expiring || history.isFailing) continue;
      assert(isOverwritable(record, newestPage), `record ${record.number} is lost`);
    }
    assert.equal(
      String(readAll(log, 100, history.readMark).map((record) => record.sequence)),
      String(found.map((record) => record.sequence).filter((sequence) => sequence >= history.readMark)),
      "the read mark cuts in the wrong place",
    );
    assert.equal(stateNumber(), history.state, "the small state is another one");
    if (!history.isFailing) {
      assert.equal(log.counters().flashErrors + store.flashErrors(), 0, "a cut was taken for a flash error");
      assert.equal(log.counters().lostRecords, 0, "a record was refused");
    }
  }

  function verifyImage(): void {
    if (history.isFailing) return;
    const ring = ringImage();
    const pages = ringPagesOf();
    for (let page = 0; page < ringPages; page++) {
      const header = pages.find((one) => one.page === page);
      if (header === undefined) {
        // A cut may have left a part of an opening; that is no record, and waits for the ring to come round.
        const bytes = ring.subarray(page * geometry.pageBytes + OPEN_BYTES, (page + 1) * geometry.pageBytes);
        assert(
          bytes.every((byte) => byte === 0xff),
          `page ${page} without header is not erased`,
        );
      } else {
        assert(header.livedHours > history.expired, `page ${page} is past retention`);
        assert(header.pageSequence >= history.logStart, `page ${page} is void`);
      }
    }
    const image = Buffer.from(simulated.control.image());
    for (let number = 1; number < history.state; number++) {
      assert(!image.includes(keyPattern(number)), `the key of state ${number} is still there`);
    }
  }

  const world: World = {
    geometry,
    simulated,
    history,
    ...times,
    get log() {
      return log;
    },
    passDays(count) {
      world.today += count;
      world.hours += 24 * count;
    },
    append() {
      const number = history.nextNumber++;
      const day = world.today;
      const hours = world.hours;
      history.pending = { number, day, hours };
      const sequence = log.append(days(), plainOf(number));
      history.pending = undefined;
      if (sequence >= 0) history.records.push({ sequence, day, number, hours });
      else assert(history.isFailing, "append was refused");
    },
    tendOnce() {
      history.expiring = world.hours - RETENTION_DAYS * 24;
      const isBusy = log.tend(days());
      if (!isBusy) history.expired = world.hours - (RETENTION_DAYS + 1) * 24;
      return isBusy;
    },
    tendAll() {
      for (let steps = 0; world.tendOnce(); steps++)
        assert(steps < 1000, "housekeeping does not come to an end");
    },
    ratchet() {
      log.close();
      save(history.state + 1, history.readMark);
    },
    setReadMark() {
      save(history.state + 1, log.nextSequence());
    },
    eraseAll() {
      history.isErasing = true;
      assert(log.eraseAll(days()));
      history.isErasing = false;
      forgetAll();
    },
    powerOn,
    restart,
    fork() {
      return assemble(
        geometry,
        simulated.control.fork(),
        { today: world.today, sealDay, hours: world.hours },
        {
          ...history,
          records: [...history.records],
          gone: new Set(history.gone),
          seals: new Map(history.seals),
        },
      );
    },
    verify,
    verifyImage,
  };
  return world;
}
