import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { wakeBeacon } from "../../src/bluezone/advert.js";
import { BALANCED, RENDEZVOUS } from "../../src/contacts/record.js";
import {
  BACKGROUND_LEAST_MS,
  BACKGROUND_MOST_MS,
  BALANCED_WINDOW_MS,
  BURST_INTERVAL_MS,
  BURST_WINDOW_MS,
  HALF_WIDTHS_MS,
  SILENCE_MS,
} from "../../src/token/schedule.js";
import { BASE_ID, BOOTS, CREATED_DAY, keyAt } from "../../src/token/state.js";
import { assertNear } from "../sim/statistics.js";
import { createBench, referenceId, START_UTC_MS, widthOf } from "./bench-token.js";

const SLOT_MS = 900_000;
const DAY_MS = 86_400_000;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const dayOf = (utcMs: number) => Math.floor(utcMs / DAY_MS);
const slotOf = (utcMs: number) => Math.floor((utcMs % DAY_MS) / SLOT_MS);
const NEIGHBOUR = new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);

describe("token on the air", () => {
  it("carries the ID of each slot, changed together with the address while it is silent around the boundary", () => {
    const bench = createBench();
    const boundary = Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS;
    const seen = new Map<string, string>();
    const silences: number[] = [];
    let silentFromMs = 0;
    bench.control.radio.onChange((advertising) => {
      const ms = bench.hal.clock.utcMs();
      if (advertising === undefined && silentFromMs === 0) silentFromMs = ms;
      if (advertising === undefined || silentFromMs === 0) return;
      const boundaryMs = Math.floor(ms / SLOT_MS) * SLOT_MS;
      silences.push(boundaryMs - silentFromMs, ms - boundaryMs);
      silentFromMs = 0;
    });
    for (let slot = 0; slot < 96; slot++) {
      bench.runUntilUtc(boundary + slot * SLOT_MS - SILENCE_MS - 1);
      const before = bench.control.radio.advertising()!;
      bench.runUntilUtc(boundary + slot * SLOT_MS);
      assert.equal(bench.control.radio.advertising(), undefined);
      bench.runUntilUtc(boundary + slot * SLOT_MS + SILENCE_MS + 1);
      const after = bench.control.radio.advertising()!;
      assert.notEqual(hex(before.address), hex(after.address));
      assert.equal(after.address[0]! >> 6, 3, "static random address");
      const state = bench.state();
      const utcMs = boundary + slot * SLOT_MS;
      const createdDay = state.words[CREATED_DAY]!;
      const expected = referenceId(keyAt(state, BASE_ID), createdDay, dayOf(utcMs), slotOf(utcMs));
      assert.equal(hex(after.payloads[0]!.subarray(7, 19)), expected);
      seen.set(hex(after.address), expected);
    }
    assert.equal(seen.size, 96, "no address twice");
    assert.equal(silences.length, 2 * 96);
    assert.ok(silences.every((ms) => ms >= 0 && ms <= SILENCE_MS));
    const seconds = silences.map((ms) => Math.floor(ms / 1000));
    assert.equal(new Set(seconds).size, SILENCE_MS / 1000, "each its own");
    // The first and the fifth byte of an ID are those of the hash that a slot before may not show.
    const addresses = [...seen.keys()];
    const ids = [...seen.values()];
    const linked = addresses.filter((address, n) => address.slice(8, 10) === ids[n + 1]?.slice(2, 4));
    assert.ok(linked.length < 10, `${linked.length} addresses are told by the next ID`);
  });

  it("carries the right ID after a power cut and a restart on a later day", () => {
    const bench = createBench();
    const cutPower = () => {
      bench.control.power.cut();
      bench.control.power.restore();
    };
    for (const restart of [cutPower, bench.hal.system.restart]) {
      bench.runUntilUtc(bench.hal.clock.utcMs() + 2.3 * DAY_MS);
      restart();
      bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
      const { day, slot, identity } = bench.token().slot()!;
      const state = bench.state();
      const expected = referenceId(keyAt(state, BASE_ID), state.words[CREATED_DAY]!, day, slot);
      assert.equal(hex(identity.id), expected);
    }
  });

  it("keeps address and ID for the whole slot, and sends the wake-up beacon until its second burst", () => {
    const bench = createBench();
    const boundary = Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS;
    assert.equal(bench.control.radio.advertising()!.payloads.length, 1, "started in the middle of a slot");
    bench.runUntilUtc(boundary + SILENCE_MS);
    const first = bench.control.radio.advertising()!;
    assert.deepEqual(first.payloads.map(hex).slice(1), [hex(wakeBeacon())]);
    let bursts = 0;
    let wasBurst = false;
    for (let s = SILENCE_MS / 1000; s < (SLOT_MS - SILENCE_MS) / 1000; s += 0.5) {
      bench.runUntilUtc(boundary + s * 1000);
      const now = bench.control.radio.advertising()!;
      assert.equal(hex(now.address), hex(first.address));
      assert.equal(hex(now.payloads[0]!), hex(first.payloads[0]!));
      const isBurst = now.intervalMs === BURST_INTERVAL_MS;
      if (isBurst && !wasBurst) bursts++;
      wasBurst = isBurst;
      assert.equal(now.payloads.length, bursts < 2 && !isBurst ? 2 : 1, `${s} s`);
      if (!isBurst) assert.equal(now.intervalMs, first.intervalMs);
    }
  });

  it("keeps the rendezvous while its time is set: a window at each public instant, in the middle of a burst", () => {
    const bench = createBench();
    const boundary = Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS;
    const widths = new Set<number>();
    let mostMs = 0;
    for (let slot = 0; slot < 8; slot++) {
      const startMs = boundary + slot * SLOT_MS;
      const { windows, bursts } = watchSlot(bench, startMs);
      const number = startMs / SLOT_MS;
      const hash = createHash("sha256")
        .update(Uint8Array.of(number, number >> 8, number >> 16, 0x62))
        .digest();
      const firstMs = 112_500 - 15_000 + (hash.readUInt16BE(0) / 65_535) * 30_000;
      assert.equal(windows.length, 4);
      windows.forEach(({ fromMs, toMs }, w) => {
        assertNear((fromMs + toMs) / 2, firstMs + w * 225_000, STEP_MS);
        assertNear(toMs - fromMs, BURST_WINDOW_MS, STEP_MS);
      });
      assert.equal(bursts.length, 4);
      // What a width has to spare: all of it but 0.3 s, and the bursts of the slot move together, each end by 0.2 s of its own.
      const moves = bursts.map(({ fromMs, toMs }, w) => {
        assertNear(toMs - fromMs, 2 * HALF_WIDTHS_MS[0]!, 400 + STEP_MS);
        widths.add(toMs - fromMs);
        const moveMs = (fromMs + toMs) / 2 - firstMs - w * 225_000;
        assert.ok(Math.abs(moveMs) <= HALF_WIDTHS_MS[0]! - 300 + STEP_MS);
        return moveMs;
      });
      moves.forEach((ms) => assertNear(ms, moves[0]!, 400 + STEP_MS));
      mostMs = Math.max(mostMs, ...moves.map(Math.abs));
    }
    assert.ok(mostMs > 1250, `moved by ${mostMs}`);
    assert.ok(widths.size > 8, "each end its own");
  });

  it("makes its bursts wider as its clock may run off, in four steps, and then listens at places of its own", () => {
    const bench = createBench();
    const widths = [];
    for (let day = 0; day < 5; day += 0.125) {
      const startMs = Math.ceil((START_UTC_MS + day * DAY_MS) / SLOT_MS) * SLOT_MS;
      bench.runUntilUtc(startMs + 1);
      const { plan } = bench.token().slot()!;
      const { schedule } = plan;
      const halfMs = widthOf(plan);
      assert.equal(schedule, halfMs === 0 ? BALANCED : RENDEZVOUS);
      // Two that were set together: slack and jitters, and 50 ppm each way.
      const neededMs = 1750 + (2 * (startMs - START_UTC_MS) * 50) / 1e6;
      assert.equal(halfMs, HALF_WIDTHS_MS.find((width) => width >= neededMs) ?? 0, `day ${day}`);
      widths.push(halfMs);
    }
    assert.deepEqual([...new Set(widths)], [...HALF_WIDTHS_MS, 0]);
  });

  it("draws the interval for phones anew for each slot", () => {
    const bench = createBench();
    const boundary = Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS;
    const intervals = Array.from({ length: 96 }, (_, slot) => {
      bench.runUntilUtc(boundary + slot * SLOT_MS + SILENCE_MS);
      return bench.control.radio.advertising()!.intervalMs;
    });
    assert.ok(intervals.every((ms) => ms >= BACKGROUND_LEAST_MS && ms <= BACKGROUND_MOST_MS));
    assert.ok(new Set(intervals).size > 48);
  });

  it("needs no clock of others while its time is only estimated: its windows hear every interval, at places of its own", () => {
    const bench = createBench();
    bench.runUntilUtc(START_UTC_MS + DAY_MS);
    bench.control.power.cut();
    bench.control.power.restore();
    bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
    assert.equal(bench.hal.clock.timeState(), "estimated");
    const boundary = Math.ceil(bench.hal.clock.utcMs() / SLOT_MS) * SLOT_MS;
    const places = new Set<number>();
    const intervals = new Set<number>();
    for (let slot = 0; slot < 8; slot++) {
      const { windows, bursts, intervalMs } = watchSlot(bench, boundary + slot * SLOT_MS);
      assert.deepEqual(bursts, []);
      assert.equal(windows.length, 4);
      windows.forEach(({ fromMs, toMs }, w) => {
        assertNear(toMs - fromMs, BALANCED_WINDOW_MS, STEP_MS);
        assert.ok(fromMs >= w * 225_000 + 22_000 - STEP_MS && toMs <= (w + 1) * 225_000 - 22_000 + STEP_MS);
        places.add(Math.round(fromMs - w * 225_000));
      });
      assert.ok(intervalMs + 10 <= BALANCED_WINDOW_MS, "an advert in every window");
      intervals.add(intervalMs);
    }
    assert.ok(places.size > 20 && intervals.size > 4, "not in step with anything");
  });
});

const STEP_MS = 25;

/** When it listened and sent densely in a slot, to `STEP_MS`; milliseconds from the slot's start. */
function watchSlot(bench: ReturnType<typeof createBench>, startMs: number) {
  let intervalMs = 0;
  const windows: Span[] = [];
  const bursts: Span[] = [];
  for (let ms = 0; ms < SLOT_MS; ms += STEP_MS) {
    bench.runUntilUtc(startMs + ms);
    note(windows, bench.control.radio.isListening(), ms);
    const advertising = bench.control.radio.advertising();
    note(bursts, advertising?.intervalMs === BURST_INTERVAL_MS, ms);
    if (intervalMs === 0 && advertising !== undefined) intervalMs = advertising.intervalMs;
  }
  return { windows, bursts, intervalMs };
}

interface Span {
  fromMs: number;
  toMs: number;
}

function note(spans: Span[], isOn: boolean, ms: number): void {
  const last = spans.at(-1);
  if (!isOn) return;
  if (last !== undefined && last.toMs === ms) last.toMs = ms + STEP_MS;
  else spans.push({ fromMs: ms, toMs: ms + STEP_MS });
}

describe("token's log", () => {
  it("holds one record for a neighbour and slot, under the day of the slot", () => {
    const bench = createBench({ startUtcMs: Date.UTC(2020, 7, 8, 23, 29, 59) });
    bench.addNeighbour(NEIGHBOUR, -61);
    bench.runUntilUtc(Date.UTC(2020, 7, 9, 0, 30, 30));
    const day = dayOf(Date.UTC(2020, 7, 8));
    const full = {
      id: NEIGHBOUR,
      schedule: RENDEZVOUS,
      isTimeEstimated: false,
      isByGatt: false,
      clockEpoch: 0,
      windowsListened: 15,
      rssiDbm: Array(4).fill(-61),
    };
    assert.deepEqual(
      bench.records().map(({ packets, ...record }) => {
        assert.equal(packets, 4);
        return record;
      }),
      [
        { day, slot: 94, ...full },
        { day, slot: 95, ...full },
        { day: day + 1, slot: 0, ...full },
        { day: day + 1, slot: 1, ...full },
      ],
    );
  });

  it("stays whole through resets and power cuts, and says so when the time was only estimated", () => {
    const bench = createBench();
    const serial = bench.token().serial();
    bench.addNeighbour(NEIGHBOUR, -70);
    bench.runUntilUtc(START_UTC_MS + 2 * SLOT_MS);
    bench.hal.system.restart();
    bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
    assert.equal(bench.hal.clock.timeState(), "set", "a reset keeps the clock");
    bench.timeline.runUntil(bench.timeline.nowMs() + 2 * SLOT_MS);
    const before = bench.records();
    const baseId = hex(keyAt(bench.state(), BASE_ID));

    bench.control.power.cut();
    bench.timeline.runUntil(bench.timeline.nowMs() + 5 * DAY_MS);
    bench.control.power.restore();
    bench.timeline.runUntil(bench.timeline.nowMs() + 3 * SLOT_MS);
    assert.equal(bench.hal.clock.timeState(), "estimated");
    assert.equal(bench.token().serial(), serial);
    assert.equal(hex(keyAt(bench.state(), BASE_ID)), baseId);
    const after = bench.records();
    assert.deepEqual(after.slice(0, before.length), before);
    assert.ok(after.length > before.length);
    assert.ok(before.every(({ isTimeEstimated }) => !isTimeEstimated));
    assert.ok(after.slice(before.length).every(({ isTimeEstimated }) => isTimeEstimated));
    assert.deepEqual(
      new Set(before.map(({ clockEpoch }) => clockEpoch)),
      new Set([0]),
      "a reset is no new epoch of the clock",
    );
    assert.deepEqual(new Set(after.slice(before.length).map(({ clockEpoch }) => clockEpoch)), new Set([1]));
    assert.equal(bench.state().words[BOOTS], 3);
  });

  it("seals nothing under a page sequence that it has used, though its pages are gone", () => {
    const bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -70);
    bench.runUntilUtc(START_UTC_MS + 5 * SLOT_MS);
    const before = [...bench.pages()].at(-1)!.pageSequence;
    const image = bench.control.flash.image();
    bench.control.flash.load(image.fill(255, 8 * 1024));
    bench.hal.system.restart();
    // The bench throws where a nonce is used twice.
    bench.timeline.runUntil(bench.timeline.nowMs() + 3 * SLOT_MS);
    const after = [...bench.pages()].at(-1)!;
    assert.ok(after.slots > 0 && after.pageSequence > before);
  });

  it("keeps 21 days, 22 at most, and comes to rest", () => {
    const bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -70);
    bench.runUntilUtc(START_UTC_MS + 24 * DAY_MS);
    assert.ok(bench.token().isIdle());
    const records = bench.records();
    const ageDays =
      (START_UTC_MS + 24 * DAY_MS - (records[0]!.day * DAY_MS + records[0]!.slot * SLOT_MS)) / DAY_MS;
    assert.ok(ageDays >= 21 && ageDays <= 22 + 1 / 24, `the oldest record is ${ageDays} days old`);
    const today = dayOf(bench.hal.clock.utcMs());
    assert.equal(records.filter(({ day }) => day === today - 3).length, 96);
    const { flashErrors, lostRecords, overwrittenPages } = bench.token().log.counters();
    assert.deepEqual(
      { flashErrors, lostRecords, overwrittenPages },
      { flashErrors: 0, lostRecords: 0, overwrittenPages: 0 },
    );
  });
});

describe("token without a clock", () => {
  it("is silent and logs nothing until the time is known", () => {
    const bench = createBench({});
    bench.addNeighbour(NEIGHBOUR, -61);
    bench.timeline.runUntil(2 * DAY_MS);
    assert.equal(bench.control.radio.advertising(), undefined);
    assert.equal(bench.token().slot(), undefined);
    assert.deepEqual(bench.records(), []);
    assert.equal(bench.hal.clock.timeState(), "unset");
  });
});

describe("button", () => {
  /** Lit times in milliseconds after a press, to 10 ms. */
  function blinks(bench: ReturnType<typeof createBench>): number[] {
    bench.control.button.press();
    const lit: number[] = [];
    let wasLit = false;
    for (let ms = 0; ms < 3000; ms += 10) {
      bench.timeline.runUntil(bench.timeline.nowMs() + 10);
      const isLit = bench.control.indicator.isLit();
      if (isLit && !wasLit) lit.push(0);
      if (isLit) lit[lit.length - 1]! += 10;
      wasLit = isLit;
    }
    assert.equal(bench.control.indicator.isLit(), false);
    return lit;
  }
  const about = (ms: number, times: number) => Array<number>(times).fill(ms);
  const rounded = (lit: number[]) => lit.map((ms) => Math.round(ms / 50) * 50);

  it("shows one long blink when all is well, two for the battery, three for the time", () => {
    const bench = createBench();
    assert.deepEqual(rounded(blinks(bench)), about(1000, 1));
    bench.control.battery.setMilliVolts(3400);
    assert.deepEqual(rounded(blinks(bench)), about(300, 2));
    assert.deepEqual(rounded(blinks(createBench({}))), about(300, 3));
  });
});
