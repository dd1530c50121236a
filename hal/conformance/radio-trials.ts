import type { Advertising } from "../hal.js";
import { count, list, type Trial } from "./trial.js";

function advertising(seed: number): Advertising {
  return {
    address: new Uint8Array([0xc0, seed, 2, 3, 4, 5]),
    payloads: [count(23, seed), count(30, seed)],
    intervalMs: 500,
    txPowerDbm: 0,
  };
}

export const radioTrials: Trial[] = [
  {
    name: "radio: reports come while a window is open, none before and none after, then its end, once",
    run(bench, done) {
      const clock = bench.hal.clock;
      const start = clock.uptimeMs();
      let heard = "";
      let ends = 0;
      bench.world.deliver(count(3, 10), -40);
      bench.hal.radio.listen(
        60,
        function (data, rssiDbm) {
          heard +=
            list(bench.hal.crypto.fromByteString(bench.hal.crypto.toByteString(data))) + "@" + rssiDbm + " ";
        },
        function () {
          ends++;
          bench.check(clock.uptimeMs() - start >= 60, "not too early");
        },
      );
      bench.check(ends === 0, "the end waits for the event loop");
      clock.alarmAt(start + 20, function () {
        bench.world.deliver(count(3, 20), -55);
        bench.world.deliver(count(2, 30), -90);
      });
      clock.alarmAt(start + 500, function () {
        bench.world.deliver(count(3, 40), -40);
      });
      clock.alarmAt(start + 520, function () {
        bench.check(heard === "20,21,22@-55 30,31@-90 ", heard);
        bench.check(ends === 1, "ends " + ends);
        done();
      });
    },
  },
  {
    name: "radio: a second window ends the first, whose reports then go to the second",
    run(bench, done) {
      const clock = bench.hal.clock;
      const start = clock.uptimeMs();
      let order = "";
      function open(name: string, windowMs: number): void {
        bench.hal.radio.listen(
          windowMs,
          function () {
            order += name;
          },
          function () {
            order += name + "!";
          },
        );
      }
      open("a", 10_000);
      clock.alarmAt(start + 20, function () {
        open("b", 60);
        bench.check(order === "", "the end of the first waits for the event loop");
      });
      clock.alarmAt(start + 40, function () {
        bench.world.deliver(count(1, 1), -50);
      });
      clock.alarmAt(start + 500, function () {
        bench.check(order === "a!bb!", order);
        done();
      });
    },
  },
  {
    name: "radio: the end of a window may open the next",
    run(bench, done) {
      let ends = 0;
      function open(): void {
        bench.hal.radio.listen(10, noReport, function () {
          if (++ends === 3) done();
          else open();
        });
      }
      function noReport(): void {}
      open();
    },
  },
  {
    name: "radio: address and payloads change together, and a window goes on through the change",
    run(bench, done) {
      const clock = bench.hal.clock;
      const radio = bench.hal.radio;
      const start = clock.uptimeMs();
      let heard = 0;
      radio.advertise(advertising(1));
      radio.listen(
        200,
        function () {
          heard++;
        },
        function () {},
      );
      const changed = advertising(7);
      radio.advertise(changed);
      changed.address.fill(0);
      changed.payloads[0]!.fill(0);
      const onAir = bench.world.onAir();
      bench.check(onAir !== undefined && list(onAir.address) === list(advertising(7).address), "address");
      bench.check(
        onAir !== undefined &&
          onAir.payloads.length === 2 &&
          list(onAir.payloads[0]!) === list(advertising(7).payloads[0]!),
        "payload, not kept",
      );
      bench.check(Math.abs(clock.uptimeMs() - start) < 1000, "the clock went on");
      clock.alarmAt(start + 60, function () {
        bench.world.deliver(count(3, 1), -50);
      });
      clock.alarmAt(start + 600, function () {
        bench.check(heard === 1, "heard " + heard);
        radio.stopAdvertising();
        bench.check(bench.world.onAir() === undefined, "silent");
        radio.advertise(advertising(9));
        bench.check(bench.world.onAir() !== undefined, "on the air again");
        done();
      });
    },
  },
];
