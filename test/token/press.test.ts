/** A press of a wearer's button: quick adverts that tell nothing of the clock, and an LED that tells no gate of a warning. */
import assert from "node:assert/strict";
import type { Advertising } from "../../hal/hal.js";
import { LINK_LOSS_MS } from "../../hal/hal.js";
import { PRESSED_FLAGS, gateBeacon } from "../../src/token/gate/air.js";
import { BURST_INTERVAL_MS } from "../../src/token/schedule.js";
import { LIGHTS, TIME_LOST, WARNED, WELL } from "../../src/wearer/signals.js";
import { START_UTC_MS, createBench } from "./bench-token.js";
import { NO_KEYS, atTheCable, settle } from "./host.js";

const SLOT_MS = 900_000;
const PRESS_MS = 5000;
type Bench = ReturnType<typeof createBench>;

interface Change {
  utcMs: number;
  who: string;
  isPressed: boolean;
  intervalMs: number;
}

/** Every change of what is on the air from now on; `who` is "" for silence. */
function follow({ hal, control }: Bench): Change[] {
  const changes: Change[] = [];
  control.radio.onChange((advertising: Advertising | undefined) => {
    const advert = advertising?.payloads[0];
    const who =
      advert === undefined
        ? ""
        : Buffer.from([...advertising!.address, ...advert.subarray(7, 19)]).toString("hex");
    changes.push({
      utcMs: hal.clock.utcMs(),
      who,
      isPressed: advert?.[2] === PRESSED_FLAGS,
      intervalMs: advertising?.intervalMs ?? 0,
    });
  });
  return changes;
}

/** When the LED went on and off, in ms from now, over a time. */
function lightsIn(bench: Bench, ms: number): number[] {
  const edges: number[] = [];
  const fromMs = bench.timeline.nowMs();
  let wasLit = bench.control.indicator.isLit();
  for (let at = 0; at < ms; at += 10) {
    bench.timeline.runUntil(fromMs + at);
    const isLit = bench.control.indicator.isLit();
    if (isLit !== wasLit) edges.push(at);
    wasLit = isLit;
  }
  return edges;
}

function pressAndLook(bench: Bench, ms = 5000): number[] {
  bench.control.button.press();
  return lightsIn(bench, ms);
}

/** A gate's beacon reaches the token every 105 ms, for so long. */
function standAtGate(bench: Bench, ms: number): void {
  const fromMs = bench.timeline.nowMs();
  for (let atMs = fromMs; atMs < fromMs + ms; atMs += 105)
    bench.timeline.at(atMs, () => bench.control.radio.deliver(gateBeacon().buffer as ArrayBuffer, -70));
}

async function warned(): Promise<Bench> {
  const bench = createBench();
  await atTheCable(bench, async (session) => {
    await session.enter(NO_KEYS);
    await session.warn(true);
  });
  settle(bench);
  // Past the first reminder.
  bench.timeline.runUntil(bench.timeline.nowMs() + 20_000);
  return bench;
}

describe("quick adverts after a press", () => {
  it("go on for five seconds, under the ID and address of the slot", () => {
    const bench = createBench();
    bench.timeline.runUntil(60_000);
    const { address } = bench.token().slot()!.identity;
    const id = bench.token().slot()!.identity.id;
    const who = Buffer.from([...address, ...id]).toString("hex");
    const changes = follow(bench);
    const fromUtcMs = bench.hal.clock.utcMs();
    bench.control.button.press();
    bench.timeline.runUntil(bench.timeline.nowMs() + 10_000);
    assert.deepEqual(
      changes.map(({ utcMs, ...rest }) => ({ atMs: utcMs - fromUtcMs, ...rest })),
      [
        { atMs: 0, who, isPressed: true, intervalMs: BURST_INTERVAL_MS },
        { atMs: PRESS_MS, who, isPressed: false, intervalMs: changes[1]!.intervalMs },
      ],
    );
    assert.notEqual(changes[1]!.intervalMs, BURST_INTERVAL_MS);
  });

  it("leave no copy of the ID behind", () => {
    const bench = createBench();
    bench.timeline.runUntil(60_000);
    const { id } = bench.token().slot()!.identity;
    const given: Uint8Array[] = [];
    const { advertise } = bench.hal.radio;
    bench.hal.radio.advertise = (advertising) => {
      given.push(advertising.payloads[0]!);
      assert.deepEqual(given[0]!.subarray(7, 19), id);
      advertise(advertising);
    };
    bench.control.button.press();
    bench.timeline.runUntil(61_000);
    assert.equal(given.length, 1);
    assert.ok(given[0]!.every((byte) => byte === 0));
  });

  it("go on longer where the wearer presses again, and leave the slot's plan as it was", () => {
    const quiet = createBench();
    const pressing = createBench();
    const plans = [quiet, pressing].map((bench) => follow(bench));
    for (let atMs = 10_000; atMs < SLOT_MS; atMs += 61_000)
      pressing.timeline.at(atMs, () => pressing.control.button.press());
    pressing.timeline.at(12_000, () => pressing.control.button.press());
    for (const bench of [quiet, pressing]) bench.timeline.runUntil(3 * SLOT_MS);
    const pressed = plans[1]!.filter(({ isPressed }) => isPressed);
    const first = plans[1]!.findIndex(({ isPressed }) => isPressed);
    assert.equal(plans[1]![first + 2]!.utcMs - plans[1]![first]!.utcMs, 2000 + PRESS_MS);
    assert.ok(pressed.length >= 15);
    const from = (changes: Change[]) => changes.filter(({ utcMs }) => utcMs > START_UTC_MS + 1.5 * SLOT_MS);
    assert.deepEqual(from(plans[1]!), from(plans[0]!));
  });

  it("are not sent while the time is unknown: there is no ID", () => {
    const bench = createBench({});
    const changes = follow(bench);
    bench.control.button.press();
    bench.timeline.runUntil(5000);
    assert.deepEqual(changes, []);
  });

  describe("around a slot's end", () => {
    /** The changes from 40 s before a boundary to 60 s after it, with presses at these times relative to it. */
    function around(pressesMs: number[], seed: number) {
      const bench = createBench({ startUtcMs: START_UTC_MS, seed });
      const boundaryUtcMs = Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS;
      const boundaryMs = boundaryUtcMs - START_UTC_MS;
      bench.timeline.runUntil(boundaryMs - 40_000);
      const old = bench.control.radio.advertising()!;
      const before = Buffer.from([...old.address, ...old.payloads[0]!.subarray(7, 19)]).toString("hex");
      const changes = follow(bench);
      for (const ms of pressesMs) bench.timeline.at(boundaryMs + ms, () => bench.control.button.press());
      bench.timeline.runUntil(boundaryMs + 60_000);
      return { before, changes: changes.map((one) => ({ ...one, atMs: one.utcMs - boundaryUtcMs })) };
    }
    const SEEDS = [1, 2, 3, 4, 5, 6];

    it("begin at the press and last five seconds, also where the token would be silent", () => {
      let silent = 0;
      for (const seed of SEEDS)
        for (let ms = -25_000; ms <= 25_000; ms += 730) {
          const { before, changes } = around([ms], seed);
          const at = changes.findIndex(({ isPressed }) => isPressed);
          const press = changes[at]!;
          assert.equal(press.atMs, ms);
          assert.equal(changes[at + 1]!.atMs, ms + PRESS_MS, `press at ${ms}`);
          if ((changes[at - 1]?.who ?? before) === "") silent++;
          assert.equal(press.who === before, ms < 0, "who it is then");
        }
      assert.ok(silent > 50, `${silent} presses in the silence`);
    });

    it("never end or begin an ID on the boundary, nor bring the next one at once", () => {
      const gaps: number[] = [];
      for (const seed of SEEDS)
        for (let ms = -25_000; ms <= 25_000; ms += 370) {
          const { before, changes } = around([ms], seed);
          const quiet = around([], seed);
          const leftMs = changes.findLast(({ who }, n) => who === "" && changes[n - 1]?.who === before)?.atMs;
          const cameMs = changes.find(({ who }) => who !== "" && who !== before)!.atMs;
          const usualMs = quiet.changes.find(({ who }) => who !== "" && who !== before)!.atMs;
          const endsAt = ms + PRESS_MS;
          const isAcross = ms < 0 && endsAt > 0;
          if (isAcross) {
            assert.equal(leftMs, endsAt);
            // As late after that as it is after the boundary usually.
            assert.ok(
              Math.abs(cameMs - endsAt - usualMs) < 1,
              `${cameMs} after ${endsAt}, usually ${usualMs}`,
            );
            gaps.push(cameMs - endsAt);
          } else if (ms >= 0) assert.ok(cameMs === ms || cameMs === usualMs);
          else assert.equal(cameMs, usualMs);
          changes.forEach(({ atMs, who }, n) => {
            assert.ok(atMs !== 0 || who === changes[n - 1]?.who, "a change on the boundary");
          });
        }
      assert.ok(gaps.length > 50 && Math.max(...gaps) - Math.min(...gaps) > 5000);
    });

    it("do not link two IDs by a second press", () => {
      for (const seed of SEEDS)
        for (const [first, second] of [
          [-1000, 1000],
          [-4000, 3000],
          [-9000, 500],
          [-20_000, 2000],
        ] as const) {
          const { before, changes } = around([first, second], seed);
          const usual = around([first], seed).changes;
          assert.deepEqual(
            changes.filter(({ who }) => who !== before),
            usual.filter(({ who }) => who !== before),
            `${first}, ${second}`,
          );
        }
      // Long after the one in the old slot the new ID may come.
      const { before, changes } = around([-30_000, 500], 1);
      assert.equal(changes.find(({ who }) => who !== "" && who !== before)!.atMs, 500);
    });

    it("are over where the clock is set or the token stops", async () => {
      const bench = createBench();
      bench.timeline.runUntil(1000);
      bench.control.button.press();
      bench.timeline.runUntil(1500);
      await atTheCable(bench, async (session) => {
        await session.enter(NO_KEYS);
        await session.setTime(() => START_UTC_MS + 7_200_000);
      });
      const changes = follow(bench);
      bench.timeline.runUntil(bench.timeline.nowMs() + 6000);
      assert.deepEqual(
        changes.filter(({ isPressed }) => isPressed),
        [],
      );
    });
  });
});

describe("the LED after a press", () => {
  const ALIVE = [500, 500 + LIGHTS[WELL]![1]];
  const WARNED_EDGES = 2 * LIGHTS[WARNED]![0];

  it("shows a warning half a second later, and at a gate that the token is alive", async () => {
    const bench = await warned();
    assert.equal(pressAndLook(bench).length, WARNED_EDGES);
    standAtGate(bench, 2000);
    assert.deepEqual(pressAndLook(bench), ALIVE);
    assert.equal(pressAndLook(bench).length, WARNED_EDGES, "and away from it the warning again");
  });

  it("takes the same time whatever there is to show", async () => {
    const firsts = [];
    const well = createBench();
    well.timeline.runUntil(60_000);
    const low = createBench();
    low.timeline.runUntil(60_000);
    low.control.battery.setMilliVolts(3400);
    for (const bench of [well, low, await warned()])
      for (const isAtGate of [false, true]) {
        if (isAtGate) standAtGate(bench, 2000);
        const lights = pressAndLook(bench);
        firsts.push(lights[0]);
        if (isAtGate) assert.deepEqual(lights, ALIVE);
      }
    assert.deepEqual(firsts, Array(6).fill(500));
  });

  it("takes a second press within the half second for the same", async () => {
    const bench = await warned();
    bench.control.button.press();
    bench.timeline.runUntil(bench.timeline.nowMs() + 300);
    const lights = pressAndLook(bench, 6000);
    assert.equal(lights[0], 200);
    assert.equal(lights.length, WARNED_EDGES);
  });

  it("shows no warning either where a window of the slot ends the listening, or opens within it", async () => {
    for (const leadMs of [-100, 50, 250, 450]) {
      const bench = await warned();
      const slot = bench.token().slot()!;
      const startMs = bench.timeline.nowMs() - (bench.hal.clock.utcMs() % SLOT_MS);
      const opensMs = slot.plan.windowsAtMs
        .map((ms) => startMs + ms)
        .find((ms) => ms > bench.timeline.nowMs())!;
      bench.timeline.runUntil(opensMs - leadMs);
      // The gate's beacon is lost until the window is over.
      bench.timeline.at(opensMs + 700, () => standAtGate(bench, 3000));
      const lights = pressAndLook(bench, 6000);
      if (leadMs > 0) assert.equal(lights.length, 2, `window ${leadMs} ms after the press: ${lights.join()}`);
      else assert.equal(lights.length, WARNED_EDGES, "nothing was heard in all of its time");
    }
  });

  it("shows none while an iPhone is read, when nothing else can be heard", async () => {
    const bench = await warned();
    const iphone = new Uint8Array(Buffer.from("02011A" + "14FF4C000108" + "00".repeat(15), "hex"));
    let readMs = 0;
    bench.control.radio.takeReads(() => {
      readMs = bench.timeline.nowMs();
      return { soughtMs: 2000, linkedMs: 1000, value: undefined };
    });
    const { listen } = bench.hal.radio;
    bench.hal.radio.listen = (windowMs, onReport, onEnd) => {
      listen(windowMs, onReport, onEnd);
      bench.control.radio.deliver(iphone.buffer, -60, { id: "c0:00:00:00:00:01 private-resolvable" });
    };
    while (readMs === 0) bench.timeline.runUntil(bench.timeline.nowMs() + 100);
    for (const afterMs of [1000, 3100, 3000 + LINK_LOSS_MS - 200]) {
      bench.timeline.runUntil(readMs + afterMs);
      assert.equal(pressAndLook(bench, 1600).length, 2, `${afterMs} ms after the read began`);
    }
    bench.timeline.runUntil(readMs + 3000 + LINK_LOSS_MS + 4000);
    assert.equal(pressAndLook(bench).length, WARNED_EDGES);
  });

  it("leaves the reminder out for a minute after a gate, and not longer", async () => {
    const bench = await warned();
    standAtGate(bench, 2000);
    pressAndLook(bench);
    assert.deepEqual(lightsIn(bench, 50_000), []);
    assert.ok(lightsIn(bench, 80_000).length >= 2);
    // Without a press a gate takes nothing away.
    standAtGate(bench, 70_000);
    assert.ok(lightsIn(bench, 70_000).length >= 2);
  });

  it("says that the time is lost at a gate, too: no advert leaves the token", () => {
    const bench = createBench({});
    assert.equal(pressAndLook(bench).length, 2 * LIGHTS[TIME_LOST]![0]);
    standAtGate(bench, 2000);
    assert.equal(pressAndLook(bench).length, 2 * LIGHTS[TIME_LOST]![0]);
  });
});
