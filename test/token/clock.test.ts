import assert from "node:assert/strict";
import { SILENCE_MS } from "../../src/token/schedule.js";
import { createBench, referenceId, START_UTC_MS } from "./bench-token.js";
import { NO_KEYS, atTheCable, failure } from "./host.js";

const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;
const NEIGHBOUR = new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);

type Bench = ReturnType<typeof createBench>;

/** Offers the token a time over USB; true where it took it. */
async function offer(bench: Bench, utcMs: number): Promise<boolean> {
  const code = await failure(
    atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      await session.setTime(() => utcMs);
    }),
  );
  // What is no time at all does not even get to the token's clock.
  assert.ok(["nothing", "time-refused", "not-understood"].includes(code), code);
  return code === "nothing";
}

/** As hex, out of the advert. */
function idOnAir(bench: Bench): string {
  return Buffer.from(bench.control.radio.advertising()!.payloads[0]!.subarray(7, 19)).toString("hex");
}

describe("token's clock", () => {
  it("comes alive when the time is set", async () => {
    const bench = createBench({});
    assert.ok(await offer(bench, START_UTC_MS));
    assert.equal(bench.hal.clock.timeState(), "set");
    assert.ok(bench.control.radio.advertising() !== undefined);
    bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
    assert.equal(bench.token().createdDay(), Math.floor(START_UTC_MS / DAY_MS));
  });

  it("refuses times that cannot be", async () => {
    const bench = createBench({});
    for (const utcMs of [NaN, 0, -1, Date.UTC(2019, 11, 31), Date.UTC(2100, 0, 1), Infinity]) {
      assert.equal(await offer(bench, utcMs), false, String(utcMs));
    }
    assert.equal(bench.hal.clock.timeState(), "unset");
  });

  it("keeps keys and page day where it is set back by less than two days, until their day comes again", async () => {
    const day = Math.floor(START_UTC_MS / DAY_MS);
    // 06:59:45 in Vietnam is the last quarter minute of the UTC day; the token is 85 s ahead and so in the next one.
    const bench = createBench({ startUtcMs: (day + 1) * DAY_MS - 15_000 + 85_000 });
    bench.addNeighbour(NEIGHBOUR, -60);
    const secrets = await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      return session.secrets();
    });
    assert.ok(await offer(bench, bench.hal.clock.utcMs() - 85_000), "a right time is taken at once");
    bench.runUntilUtc((day + 1) * DAY_MS + 1.1 * SLOT_MS);
    const pages = [...bench.pages()].filter(({ slots }) => slots > 0);
    assert.deepEqual(
      pages.map(({ sealDay, calendarDay }) => [sealDay - day, calendarDay - day]),
      [[1, 1]],
      "from midnight on both days are the same again",
    );
    assert.ok(await offer(bench, bench.hal.clock.utcMs() - 1.9 * DAY_MS), "nearly two days");
    const backMs = bench.hal.clock.utcMs();
    bench.hearUntil(NEIGHBOUR, -60, backMs + 2 * SLOT_MS);
    const back = [...bench.pages()].at(-1)!;
    assert.equal(back.sealDay, day + 1, "sealed under the day's key that it has");
    assert.equal(back.calendarDay, Math.floor(backMs / DAY_MS), "and dated by the clock");
    const slot = bench.token().slot()!;
    const id = Buffer.from(slot.identity.id).toString("hex");
    assert.equal(
      id,
      referenceId(secrets.subarray(12, 44), day + 1, day + 1, slot.slot),
      "an ID of the key's day",
    );
    bench.records(); // every record opens with the key of its page's seal day
  });

  it("takes any time from whoever has a token in hand that nobody prepared; beyond its keys it begins anew", async () => {
    for (const shiftDays of [-200, -30, -3, 401, 1095]) {
      const bench = createBench();
      bench.addNeighbour(NEIGHBOUR, -60);
      bench.runUntilUtc(START_UTC_MS + 3 * SLOT_MS);
      const before = bench.records();
      assert.ok(before.length >= 2);
      const right = bench.hal.clock.utcMs() + shiftDays * DAY_MS;
      assert.ok(await offer(bench, right), `${shiftDays} days`);
      bench.timeline.runUntil(bench.timeline.nowMs() + 5_000);
      assert.ok(Math.abs(bench.hal.clock.utcMs() - right) < 15_000);
      assert.equal(bench.hal.clock.timeState(), "set");
      assert.equal(bench.token().createdDay(), Math.floor(right / DAY_MS), "keys of the right day");
      bench.hearUntil(NEIGHBOUR, -60, bench.hal.clock.utcMs() + 2 * SLOT_MS);
      const pages = [...bench.pages()].filter(({ slots }) => slots > 0);
      assert.deepEqual(
        pages.map(({ generation }) => generation),
        [0, 1],
        "what it logged before is still there",
      );
      assert.equal(pages[1]!.sealDay, Math.floor(right / DAY_MS));
    }
  });

  it("believes no clock at its start that its keys cannot follow, but goes on from the last time saved", async () => {
    const bench = createBench();
    bench.runUntilUtc(START_UTC_MS + DAY_MS);
    for (const shiftDays of [-30, 500]) {
      const savedMs = bench.hal.clock.utcMs();
      bench.hal.clock.setUtc(savedMs + shiftDays * DAY_MS, "set"); // as a console may
      bench.hal.system.restart();
      bench.timeline.runUntil(bench.timeline.nowMs() + 2_000);
      assert.equal(bench.hal.clock.timeState(), "estimated");
      assert.ok(Math.abs(bench.hal.clock.utcMs() - savedMs) < 2 * 3_600_000);
      assert.ok(await offer(bench, savedMs));
    }
  });

  it("keeps one record for a neighbour when it is corrected within a slot, and splits the slot otherwise", async () => {
    const bench = createBench({ startUtcMs: Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS });
    const begin = bench.hal.clock.utcMs();
    bench.addNeighbour(NEIGHBOUR, -60);
    bench.runUntilUtc(begin + SLOT_MS / 2);
    assert.ok(await offer(bench, bench.hal.clock.utcMs() + 1500));
    bench.runUntilUtc(begin + SLOT_MS + 30_000);
    const corrected = bench.records();
    assert.equal(corrected.length, 1);
    assert.equal(corrected[0]!.windowsListened, 15);

    bench.runUntilUtc(begin + 1.5 * SLOT_MS);
    assert.ok(await offer(bench, begin + 10.5 * SLOT_MS));
    bench.runUntilUtc(begin + 11 * SLOT_MS + 30_000);
    const slots = bench.records().map(({ slot, clockEpoch, windowsListened }) => ({
      slot,
      clockEpoch,
      windows: windowsListened.toString(2),
    }));
    const first = corrected[0]!.slot;
    assert.deepEqual(
      slots.map(({ slot, clockEpoch }) => [slot - first, clockEpoch]),
      [
        [0, 0],
        [1, 0],
        [10, 1],
      ],
    );
    assert.match(slots[1]!.windows, /^11$/, "the first half of it");
    assert.match(slots[2]!.windows, /^1100$/, "the second half of it");
  });

  it("splits a slot where it is corrected by a minute or more within it", async () => {
    const bench = createBench({ startUtcMs: Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS });
    const begin = bench.hal.clock.utcMs();
    bench.addNeighbour(NEIGHBOUR, -60);
    bench.runUntilUtc(begin + SLOT_MS / 3);
    assert.ok(await offer(bench, bench.hal.clock.utcMs() + 61_000));
    bench.runUntilUtc(begin + SLOT_MS + 30_000);
    const records = bench.records();
    assert.deepEqual(
      records.map(({ slot, clockEpoch }) => [slot - records[0]!.slot, clockEpoch]),
      [
        [0, 0],
        [0, 1],
      ],
    );
  });

  it("goes back to the slot before where a small correction crosses the boundary", async () => {
    const begin = Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS;
    const bench = createBench({ startUtcMs: begin - 60_000 });
    const before = idOnAir(bench);
    bench.runUntilUtc(begin + SILENCE_MS);
    assert.notEqual(idOnAir(bench), before);
    assert.ok(await offer(bench, bench.hal.clock.utcMs() - 45_000));
    assert.equal(idOnAir(bench), before);
    assert.equal(bench.token().slot()!.slot, Math.floor((begin % DAY_MS) / SLOT_MS) - 1);
    bench.runUntilUtc(begin + 1);
    assert.equal(bench.control.radio.advertising(), undefined);
    bench.runUntilUtc(begin + SILENCE_MS);
    assert.notEqual(idOnAir(bench), before);
  });

  it("ends a slot at its boundary, not before, where a timer runs early", () => {
    const begin = Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS;
    const bench = createBench({ startUtcMs: begin });
    const { clock } = bench.hal;
    const alarmAt = clock.alarmAt;
    clock.alarmAt = (dueMs, run) => alarmAt(dueMs > clock.uptimeMs() + 10 ? dueMs - 5 : dueMs, run);
    const slotAt = (utcMs: number) => {
      bench.runUntilUtc(utcMs);
      return bench.token().slot()!.slot;
    };
    const first = slotAt(begin + SLOT_MS);
    assert.equal(slotAt(begin + 2 * SLOT_MS - 1), first);
    assert.equal(slotAt(begin + 2 * SLOT_MS), first + 1);
  });

  it("goes on with the slot at hand, not with the one prepared, where a boundary comes late", () => {
    const begin = Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS;
    const bench = createBench({ startUtcMs: begin });
    bench.runUntilUtc(begin + SLOT_MS - 1000);
    bench.hal.clock.setUtc(begin + 3 * SLOT_MS, "set"); // as a chip that was held up sees it
    const sent = new Set<string>();
    bench.control.radio.onChange((advertising) => {
      if (advertising !== undefined) sent.add(idOnAir(bench));
    });
    bench.timeline.runUntil(bench.timeline.nowMs() + 1500 + SILENCE_MS);
    assert.equal(bench.token().slot()!.slot, Math.floor((begin % DAY_MS) / SLOT_MS) + 3);
    assert.deepEqual([...sent], [idOnAir(bench)], "not even for a moment");
  });

  it("is followed by the right IDs from the next day on where it was set back by more than a day", async () => {
    const noon = (Math.floor(START_UTC_MS / DAY_MS) + 0.5) * DAY_MS;
    const bench = createBench({ startUtcMs: noon });
    const secrets = await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      return session.secrets();
    });
    assert.ok(await offer(bench, noon - 1.1 * DAY_MS));
    bench.runUntilUtc(noon + SLOT_MS / 2);
    const { day, slot } = bench.token().slot()!;
    assert.equal(idOnAir(bench), referenceId(secrets.subarray(12, 44), day, day, slot));
  });
});
