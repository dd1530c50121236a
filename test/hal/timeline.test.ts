import assert from "node:assert/strict";
import fc from "fast-check";
import { createTimeline } from "../../hal/simulated/timeline.js";

describe("timeline", () => {
  it("runs alarms in order of time, those of one time in the order they were made", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
        const timeline = createTimeline();
        const ran: [number, number][] = [];
        times.forEach((ms, index) => timeline.at(ms, () => ran.push([timeline.nowMs(), index])));
        timeline.runUntil(20);
        const expected = times.map((ms, index) => [ms, index]).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
        assert.deepEqual(ran, expected);
      }),
    );
  });

  it("agrees with a sorted list under any mixture of at, cancel and runNext", () => {
    const command = fc.oneof(
      fc.record({ kind: fc.constant("at" as const), ms: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ kind: fc.constant("cancel" as const), pick: fc.nat() }),
      fc.record({ kind: fc.constant("run" as const) }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        const timeline = createTimeline();
        const ran: number[] = [];
        const handles: number[] = [];
        let model: { ms: number; index: number }[] = [];
        for (const next of commands) {
          if (next.kind === "at") {
            const index = handles.length;
            handles.push(timeline.at(next.ms, () => ran.push(index)));
            model.push({ ms: next.ms, index });
            model.sort((a, b) => a.ms - b.ms || a.index - b.index);
          } else if (next.kind === "cancel" && handles.length > 0) {
            // Any handle: pending, cancelled before, or run, whose slot may serve another alarm by now.
            const index = next.pick % handles.length;
            timeline.cancel(handles[index]!);
            model = model.filter((alarm) => alarm.index !== index);
          } else if (next.kind === "run") {
            const due = model.shift();
            const before = ran.length;
            assert.equal(timeline.runNext(), due !== undefined);
            assert.deepEqual(ran.slice(before), due === undefined ? [] : [due.index]);
          }
        }
        assert.deepEqual(
          handles.map(timeline.isPending),
          handles.map((_, index) => model.some((alarm) => alarm.index === index)),
        );
      }),
    );
  });

  it("jumps to each alarm and to the end, never back", () => {
    const timeline = createTimeline(1000);
    const seen: number[] = [];
    timeline.at(2000, () => {
      seen.push(timeline.nowMs());
      timeline.at(500, () => seen.push(timeline.nowMs()));
      timeline.at(2500, () => seen.push(timeline.nowMs()));
      timeline.at(2501, () => seen.push(timeline.nowMs()));
    });
    timeline.runUntil(2500);
    assert.deepEqual(seen, [2000, 2000, 2500]);
    timeline.runUntil(100);
    assert.equal(timeline.nowMs(), 2500);
  });

  it("has no alarm 0: to cancel what was never set cancels nothing", () => {
    const timeline = createTimeline();
    let runs = 0;
    for (let i = 0; i < 3; i++) timeline.at(1, () => runs++);
    timeline.cancel(0);
    timeline.runUntil(1);
    assert.equal(runs, 3);
  });

  it("refuses a time that is none", () => {
    assert.throws(() => createTimeline().at(NaN, () => {}), RangeError);
  });
});
