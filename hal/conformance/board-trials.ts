import { count, type Trial } from "./trial.js";

const CALM_MS = 60;

export const boardTrials: Trial[] = [
  {
    name: "usb: a closed port takes nothing",
    run(bench, done) {
      bench.world.setPortOpen(false);
      bench.check(!bench.hal.usb.isOpen(), "closed");
      bench.check(bench.hal.usb.send(count(10, 1)) === 0, "nothing taken");
      done();
    },
  },
  {
    name: "usb: an open port takes what it says, in order, and more once that is gone; nothing blocks",
    run(bench, done) {
      const clock = bench.hal.clock;
      const usb = bench.hal.usb;
      const before = bench.world.hostReceived().length;
      const bytes = count(600, 0);
      let sent = 0;
      bench.world.setPortOpen(true);
      bench.check(usb.isOpen(), "open");
      function sendMore(): void {
        const taken = usb.send(bytes.subarray(sent, bytes.length));
        bench.check(taken <= bytes.length - sent, "takes no more than given");
        sent += taken;
        clock.alarmAt(clock.uptimeMs() + CALM_MS, sent < bytes.length ? sendMore : compare);
      }
      function compare(): void {
        const received = bench.world.hostReceived().substr(before);
        bench.check(received === bench.hal.crypto.toByteString(bytes), "received " + received.length);
        bench.world.setPortOpen(false);
        done();
      }
      sendMore();
    },
  },
  {
    name: "usb: what the host sends arrives, in any portions, never inside a call",
    run(bench, done) {
      const clock = bench.hal.clock;
      let received = "";
      bench.hal.usb.onReceive(function (chunk) {
        received += chunk;
      });
      bench.world.setPortOpen(true);
      bench.world.hostSends("ab\x00\xff\n");
      bench.world.hostSends("cd");
      clock.alarmAt(clock.uptimeMs() + CALM_MS, function () {
        bench.check(received === "ab\x00\xff\ncd", received);
        bench.world.setPortOpen(false);
        done();
      });
    },
  },
  {
    name: "button: each press is told",
    run(bench, done) {
      const clock = bench.hal.clock;
      let presses = 0;
      bench.hal.button.onPress(function () {
        presses++;
      });
      bench.world.press();
      clock.alarmAt(clock.uptimeMs() + CALM_MS, bench.world.press);
      clock.alarmAt(clock.uptimeMs() + 3 * CALM_MS, function () {
        bench.check(presses === 2, "presses " + presses);
        done();
      });
    },
  },
  {
    name: "battery: a charger is seen, and told when charging begins and ends, never inside a call",
    run(bench, done) {
      const clock = bench.hal.clock;
      const battery = bench.hal.battery;
      const told: boolean[] = [];
      battery.onCharging(function () {
        told.push(battery.isCharging());
      });
      function after(step: number, run: () => void): void {
        clock.alarmAt(clock.uptimeMs() + step * CALM_MS, run);
      }
      bench.check(!battery.isPowered() && !battery.isCharging(), "no charger");
      bench.world.setCharger(true, false);
      after(1, function () {
        bench.check(told.join() === "true", "begins: " + told.join());
        bench.check(battery.isPowered() && battery.isCharging(), "charging");
        bench.world.setCharger(true, true);
        after(1, function () {
          bench.check(told.join() === "true,false", "ends: " + told.join());
          bench.check(battery.isPowered() && !battery.isCharging(), "full");
          bench.world.setCharger(false, false);
          after(1, function () {
            bench.check(told.join() === "true,false", "nothing more: " + told.join());
            bench.check(!battery.isPowered(), "unplugged");
            done();
          });
        });
      });
    },
  },
  {
    name: "system: a start after power came on is no reset; the watchdog takes food at any time",
    run(bench, done) {
      bench.check(!bench.hal.system.isReset(), "power came on");
      bench.hal.system.feedWatchdog();
      bench.hal.system.feedWatchdog();
      done();
    },
  },
  {
    name: "indicator, battery, chip: there",
    run(bench, done) {
      bench.hal.indicator.set(true);
      bench.hal.indicator.set(false);
      const milliVolts = bench.hal.battery.milliVolts();
      bench.check(milliVolts > 2500 && milliVolts < 4500, "battery " + milliVolts + " mV");
      bench.check(typeof bench.hal.battery.isCharging() === "boolean", "charging");
      bench.check(/^[0-9A-F]+$/.test(bench.hal.system.chipId()), "chip " + bench.hal.system.chipId());
      done();
    },
  },
];
