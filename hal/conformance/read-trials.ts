import { READ_LIMIT_MS, SEEK_LIMIT_MS } from "../hal.js";
import type { Advertising, Peer } from "../hal.js";
import { count, list, type Bench, type Trial, type TrialPhone } from "./trial.js";

const SERVICE = "00004e56-73f5-4bc4-a12f-17d1ad07a667";
const CHARACTERISTIC = "00004e56-73f5-4bc4-a12f-17d1ad07a689";
const VALUE = count(12, 65);
/** For what waits in the event loop, on a slow machine too. */
const MARGIN_MS = 600;

function phone(behaviour: TrialPhone["behaviour"]): TrialPhone {
  return { id: "c1:02:03:04:05:06 random", behaviour: behaviour, value: VALUE };
}

/** Hears the phone in a window, and goes on when that is over. */
function hear(bench: Bench, heard: TrialPhone, use: (peer: Peer) => void): void {
  const clock = bench.hal.clock;
  let from: Peer | undefined;
  bench.hal.radio.listen(
    60,
    function (_data, _rssiDbm, peer) {
      from = peer;
    },
    function () {
      bench.check(from !== undefined && from.id === heard.id, "says whom it heard");
      if (from !== undefined) use(from);
    },
  );
  clock.alarmAt(clock.uptimeMs() + 20, function () {
    bench.world.deliver(count(3, 1), -50, heard);
  });
}

/** It gives no value, in time. */
function failing(behaviour: TrialPhone["behaviour"], words: string): Trial {
  return {
    name: "read: of a peer that " + words + " there is no value, within the limit, once",
    run(bench, done) {
      const clock = bench.hal.clock;
      hear(bench, phone(behaviour), function (peer) {
        const start = clock.uptimeMs();
        let ends = 0;
        bench.hal.radio.read(peer, SERVICE, CHARACTERISTIC, function (value, soughtMs) {
          ends++;
          bench.check(value === undefined, "no value");
          const tookMs = clock.uptimeMs() - start;
          bench.check(tookMs <= READ_LIMIT_MS + MARGIN_MS, "took " + tookMs);
          bench.check(soughtMs >= 0 && soughtMs <= SEEK_LIMIT_MS + MARGIN_MS, "sought " + soughtMs);
          if (behaviour === "silent")
            bench.check(soughtMs >= SEEK_LIMIT_MS - MARGIN_MS, "sought " + soughtMs);
          clock.alarmAt(start + READ_LIMIT_MS + 2 * MARGIN_MS, function () {
            bench.check(ends === 1, "ends " + ends);
            done();
          });
        });
      });
    },
  };
}

function advertising(seed: number): Advertising {
  return {
    address: new Uint8Array([0xc0, seed, 2, 3, 4, 5]),
    payloads: [count(23, seed)],
    intervalMs: 500,
    txPowerDbm: 0,
  };
}

export const readTrials: Trial[] = [
  {
    name: "read: gives the value of a peer that was heard; a second one meanwhile ends without a value; then windows hear again",
    run(bench, done) {
      const clock = bench.hal.clock;
      const radio = bench.hal.radio;
      hear(bench, phone("answers"), function (peer) {
        let order = "";
        radio.read(peer, SERVICE, CHARACTERISTIC, function (value, soughtMs) {
          order += value === undefined ? "nothing " : list(value) + " ";
          bench.check(soughtMs >= 0 && soughtMs < READ_LIMIT_MS, "sought " + soughtMs);
        });
        radio.read(peer, SERVICE, CHARACTERISTIC, function (value, soughtMs) {
          order += value === undefined && soughtMs === 0 ? "refused " : "both ";
        });
        bench.check(order === "", "the end waits for the event loop");
        clock.alarmAt(clock.uptimeMs() + 2000, function () {
          bench.check(order === "refused " + list(VALUE) + " ", order);
          hear(bench, phone("answers"), done);
        });
      });
    },
  },
  failing("silent", "is gone"),
  failing("hangs", "hangs"),
  failing("lacks", "has nothing to read"),
  failing("drops", "goes"),
  {
    name: "read: a new address waits for its end in silence, a new payload does not",
    run(bench, done) {
      const clock = bench.hal.clock;
      const radio = bench.hal.radio;
      radio.advertise(advertising(1));
      hear(bench, phone("answers"), function (peer) {
        radio.read(peer, SERVICE, CHARACTERISTIC, function () {});
        radio.advertise(advertising(1));
        bench.check(bench.world.onAir() !== undefined, "the same address stays on the air");
        const changed = advertising(7);
        radio.advertise(changed);
        changed.address.fill(0);
        bench.check(bench.world.onAir() === undefined, "the new one is not there yet");
        clock.alarmAt(clock.uptimeMs() + 3000, function () {
          const onAir = bench.world.onAir();
          bench.check(
            onAir !== undefined && list(onAir.address) === list(advertising(7).address),
            "it comes after that",
          );
          done();
        });
      });
    },
  },
  {
    name: "read: silence asked for meanwhile stays",
    run(bench, done) {
      const clock = bench.hal.clock;
      const radio = bench.hal.radio;
      radio.advertise(advertising(1));
      hear(bench, phone("answers"), function (peer) {
        radio.read(peer, SERVICE, CHARACTERISTIC, function () {});
        radio.advertise(advertising(7));
        radio.stopAdvertising();
        clock.alarmAt(clock.uptimeMs() + 3000, function () {
          bench.check(bench.world.onAir() === undefined, "silent");
          done();
        });
      });
    },
  },
];
