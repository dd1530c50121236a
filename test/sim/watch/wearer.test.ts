/** The live view's hands lead a token to every row of its LED's table, and its inside says which hold. */
import assert from "node:assert/strict";
import type { Deed } from "../../../sim/watch/deeds.js";
import { createScene } from "../../../sim/watch/scene.js";
import { type Signal, SIGNALS } from "../../../src/wearer/signals.js";
import { hasShown } from "../../token/worn.js";
import { HOUR_MS, watchedTown } from "./watched-village.js";

describe("hands of the live view", function () {
  this.timeout(120_000);

  it("reach every row of the table", async () => {
    const { village, source } = watchedTown("village", 10);
    const { person, hal } = village.tokens[0]!;
    const calls: { isLit: boolean; atMs: number }[] = [];
    const set = hal.indicator.set;
    hal.indicator.set = (isLit) => {
      set(isLit);
      calls.push({ isLit, atMs: hal.clock.uptimeMs() });
    };
    const scene = createScene(source.opening);
    const run = (ms: number) => source.runUntil(village.nowMs() + ms).forEach(scene.apply);
    const now = () => scene.inside(person)!.signals.map((row) => SIGNALS[row]!);
    /** Time goes by as in the live view, with turns in which a host gets what it was sent. */
    const live = async (isOver: () => boolean) => {
      for (let turns = 0; !isOver() && turns < 4_000; turns++) {
        run(20);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      assert.ok(isOver());
    };
    const seen = new Set<Signal>();
    const see = (deed: Deed, signal: Signal, ms: number) => {
      source.play!(person, deed);
      run(ms);
      assert.ok(now().includes(signal), `${deed}: ${now().join()}`);
      seen.add(signal);
    };
    const saw = (signal: Signal) => {
      const isShown = hasShown(calls, signal);
      if (isShown) seen.add(signal);
      return isShown;
    };

    run(2 * HOUR_MS);
    assert.deepEqual(now(), ["well"]);
    seen.add("well");
    see("lowBattery", "battery", 1000);
    see("charge", "charging", 20_000);
    see("fill", "full", 20_000);
    source.play!(person, "unplug");
    see("fullBattery", "well", 20_000);
    source.play!(person, "read"); // of one that nobody prepared, which asks nobody
    await live(() => saw("reading") && !hal.usb.isOpen());
    source.play!(person, "handOut");
    await live(() => village.tokens[0]!.token.serial() < 10_000_000 && !hal.usb.isOpen());
    run(2 * HOUR_MS);
    source.play!(person, "read");
    await live(() => saw("asked"));
    source.press!(person);
    await live(() => saw("agreed"));
    await live(() => !hal.usb.isOpen());
    calls.length = 0;
    source.play!(person, "warn");
    await live(() => saw("asked"));
    source.press!(person);
    await live(() => now().includes("warned"));
    assert.ok(now().includes("reminder"));
    seen.add("warned").add("reminder");
    await live(() => !hal.usb.isOpen());
    calls.length = 0;
    source.play!(person, "clear");
    await live(() => saw("asked"));
    source.press!(person);
    await live(() => !now().includes("warned") && !hal.usb.isOpen());
    see("breakFlash", "faulty", 2 * HOUR_MS);
    source.play!(person, "mendFlash");
    see("loseTime", "time", 20_000);
    assert.deepEqual([...seen].sort(), [...SIGNALS].sort());
  });
});
