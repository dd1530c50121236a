import type { Trial } from "./trial.js";

const NOON_MS = 1_612_785_600_000; // 2021-02-08 12:00 UTC
/** Real interpreters are late by a few ms, and a busy desktop by more. */
const LATE_MS = 400;

export const clockTrials: Trial[] = [
  {
    name: "clock: alarms run in order of their time, those of one time as they were made, never inside a call",
    run(bench, done) {
      const clock = bench.hal.clock;
      const start = clock.uptimeMs();
      let order = "";
      let isInCall = true;
      function note(name: string): () => void {
        return function () {
          bench.check(!isInCall, name + " waits for the event loop");
          order += name;
        };
      }
      clock.alarmAt(start + 60, note("d"));
      clock.alarmAt(start + 30, note("b"));
      clock.alarmAt(start - 1000, note("a"));
      clock.alarmAt(start + 30, note("c"));
      clock.alarmAt(start + 60, note("e"));
      clock.alarmAt(start + 90, function () {
        bench.check(order === "abcde", "order " + order);
        done();
      });
      isInCall = false;
    },
  },
  {
    name: "clock: an alarm comes at its time, not before and not much later",
    run(bench, done) {
      const clock = bench.hal.clock;
      const due = clock.uptimeMs() + 50;
      clock.alarmAt(due, function () {
        const late = clock.uptimeMs() - due;
        bench.check(late >= 0, "not early, " + late + " ms");
        bench.check(late < LATE_MS, "not late, " + late + " ms");
        done();
      });
    },
  },
  {
    name: "clock: a cancelled alarm does not run; cancelling what has run or was cancelled is ignored",
    run(bench, done) {
      const clock = bench.hal.clock;
      const start = clock.uptimeMs();
      let ran = "";
      const first = clock.alarmAt(start + 10, function () {
        ran += "1";
      });
      const second = clock.alarmAt(start + 20, function () {
        ran += "2";
      });
      clock.cancelAlarm(second);
      clock.cancelAlarm(second);
      clock.alarmAt(start + 40, function () {
        clock.cancelAlarm(first);
        bench.check(ran === "1", "ran " + ran);
        done();
      });
    },
  },
  {
    name: "clock: an alarm made or cancelled inside another counts",
    run(bench, done) {
      const clock = bench.hal.clock;
      const start = clock.uptimeMs();
      let ran = "";
      const doomed = clock.alarmAt(start + 20, function () {
        ran += "x";
      });
      clock.alarmAt(start + 10, function () {
        clock.cancelAlarm(doomed);
        clock.alarmAt(start + 15, function () {
          ran += "n";
        });
      });
      clock.alarmAt(start + 40, function () {
        bench.check(ran === "n", "ran " + ran);
        done();
      });
    },
  },
  {
    name: "clock: setting UTC moves neither uptime nor alarms",
    run(bench, done) {
      const clock = bench.hal.clock;
      const start = clock.uptimeMs();
      let hasRun = false;
      clock.alarmAt(start + 40, function () {
        hasRun = true;
      });
      clock.setUtc(NOON_MS, "set");
      bench.check(clock.timeState() === "set", "state " + clock.timeState());
      bench.check(Math.abs(clock.utcMs() - NOON_MS) < LATE_MS, "UTC " + clock.utcMs());
      const moved = clock.uptimeMs() - start;
      bench.check(moved >= 0 && moved < LATE_MS, "uptime moved by " + moved);
      clock.setUtc(NOON_MS - 5_000_000, "estimated");
      bench.check(clock.timeState() === "estimated", "state " + clock.timeState());
      bench.check(Math.abs(clock.utcMs() - NOON_MS + 5_000_000) < LATE_MS, "UTC " + clock.utcMs());
      clock.setUtc(NOON_MS, "set");
      bench.check(!hasRun, "the alarm waits");
      clock.alarmAt(start + 80, function () {
        bench.check(hasRun, "the alarm came");
        bench.check(Math.abs(clock.utcMs() - NOON_MS - 80) < LATE_MS, "UTC goes on");
        done();
      });
    },
  },
];
