import assert from "node:assert/strict";
import { createDecipheriv, createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { byteStringOf } from "../../hal/simulated/crypto.js";
import { createSimulatedHal } from "../../hal/simulated/hal.js";
import { REPORT_QUEUE, type ReportBatch } from "../../hal/simulated/radio.js";
import { createTimeline } from "../../hal/simulated/timeline.js";

const START_MS = Date.UTC(2020, 7, 8);

function createBench(options: { startUtcMs?: number; driftPpm?: number } = {}, startMs = 0) {
  const timeline = createTimeline(startMs);
  const chip = { timeline, pageBytes: 4096, pageCount: 4, seed: 1, chipId: "00112233AABBCCDD" };
  return { timeline, ...createSimulatedHal({ ...chip, ...options }) };
}

const ADDRESS = new Uint8Array([0xc0, 1, 2, 3, 4, 5]);
const ADVERTISING = {
  address: ADDRESS,
  payloads: [new Uint8Array([2, 1, 2])],
  intervalMs: 500,
  txPowerDbm: 0,
};
const DATA = new Uint8Array([2, 1, 2]).buffer;
const TEXT = "an advert";

describe("simulated clock", () => {
  it("starts unset, or set where a host had set it", () => {
    assert.equal(createBench().hal.clock.timeState(), "unset");
    const { hal, timeline } = createBench({ startUtcMs: START_MS });
    timeline.runUntil(1500);
    assert.equal(hal.clock.timeState(), "set");
    assert.equal(hal.clock.utcMs(), START_MS + 1500);
  });

  it("drifts by parts in a million, and never runs an alarm early on its own clock", () => {
    for (const driftPpm of [-47.3, -1, 0.1, 33.3]) {
      // A timeline that starts so late has steps of a quarter of a microsecond: rounding shows.
      const { hal, timeline } = createBench({ startUtcMs: START_MS, driftPpm }, START_MS);
      for (let due = 0.1; due < 1e6; due = due * 1.7 + 0.3)
        hal.clock.alarmAt(due, () => {
          assert.ok(hal.clock.uptimeMs() >= due);
          assert.ok(hal.clock.uptimeMs() < due + 0.01);
        });
      timeline.runUntil(START_MS + 86_400_000);
      const gainedMs = hal.clock.utcMs() - START_MS - 86_400_000;
      assert.ok(Math.abs(gainedMs - driftPpm * 86.4) < 0.01, `${gainedMs} ms in a day`);
    }
  });

  it("runs past alarms from the loop, in order of their time, and setting UTC moves none", () => {
    const { hal, timeline } = createBench();
    const ran: string[] = [];
    timeline.runUntil(100);
    hal.clock.alarmAt(50, () => ran.push("50"));
    hal.clock.alarmAt(20, () => ran.push("20"));
    hal.clock.alarmAt(200, () => ran.push(`200 at ${timeline.nowMs()}`));
    const cancelled = hal.clock.alarmAt(20, () => ran.push("cancelled"));
    hal.clock.cancelAlarm(cancelled);
    hal.clock.setUtc(START_MS, "estimated");
    assert.deepEqual(ran, []);
    timeline.runUntil(300);
    assert.deepEqual(ran, ["20", "50", "200 at 200"]);
    assert.equal(hal.clock.utcMs(), START_MS + 200);
    assert.equal(hal.clock.timeState(), "estimated");
  });
});

describe("simulated radio", () => {
  it("gives reports between the call and the end of the window, from the loop", () => {
    const { hal, control, timeline } = createBench();
    const seen: (number | string)[] = [];
    control.radio.deliver(DATA, -40); // nobody listens
    hal.radio.listen(
      1000,
      (data, rssiDbm) => {
        assert.equal(data, DATA);
        seen.push(rssiDbm);
      },
      () => seen.push(`end at ${timeline.nowMs()}`),
    );
    control.radio.deliver(DATA, -50);
    assert.deepEqual(seen, []);
    timeline.runUntil(500);
    assert.deepEqual(seen, [-50]);
    assert.ok(control.radio.isListening());
    timeline.runUntil(2000);
    assert.ok(!control.radio.isListening());
    control.radio.deliver(DATA, -60);
    timeline.runUntil(3000);
    assert.deepEqual(seen, [-50, "end at 1000"]);
  });

  it("ends an open window before the next one hears anything", () => {
    const { hal, control, timeline } = createBench();
    const seen: string[] = [];
    hal.radio.listen(
      1000,
      () => seen.push("first"),
      () => seen.push("first ends"),
    );
    timeline.runUntil(400);
    control.radio.deliver(DATA, -50);
    hal.radio.listen(
      1000,
      () => seen.push("second"),
      () => seen.push("second ends"),
    );
    control.radio.deliver(DATA, -50);
    assert.deepEqual(seen, []);
    timeline.runUntil(1399);
    assert.deepEqual(seen, ["first", "first ends", "second"]);
    timeline.runUntil(1400);
    assert.deepEqual(seen, ["first", "first ends", "second", "second ends"]);
  });

  it("lets 22 reports wait and loses the rest", () => {
    const { hal, control, timeline } = createBench();
    let heard = 0;
    hal.radio.listen(
      1000,
      () => heard++,
      () => {},
    );
    for (let i = 0; i < REPORT_QUEUE + 5; i++) control.radio.deliver(DATA, -50);
    timeline.runUntil(1000);
    assert.equal(heard, 22);
    assert.deepEqual(control.radio.counters(), { reportsHeard: 22, reportsLost: 5 });
  });

  function listenToBatch(atMs: number[]) {
    const { hal, control, timeline } = createBench();
    const heard: number[] = [];
    const batch: ReportBatch = {
      count: atMs.length,
      atMs: Float64Array.from(atMs),
      rssiDbm: Int8Array.from(atMs, (_, i) => -i),
      data: atMs.map(() => TEXT),
    };
    const windows: [number, number][] = [];
    control.radio.takeWindows((startMs, endMs) => {
      windows.push([startMs, endMs]);
      return batch;
    });
    hal.radio.listen(
      1000,
      (_, rssiDbm) => heard.push(Math.abs(rssiDbm)),
      () => heard.push(1000),
    );
    timeline.runUntil(2000);
    assert.deepEqual(windows, [[0, 1000]]);
    return { heard, ...control.radio.counters() };
  }

  it("works out the queue of a whole window from the times of arrival", () => {
    // All at once: one is handled, 22 wait.
    const burst = listenToBatch(new Array<number>(60).fill(100));
    assert.equal(burst.reportsHeard, 23);
    assert.equal(burst.reportsLost, 37);
    assert.equal(burst.heard.at(-1), 1000);
    // One each 4 ms is just what the program can do.
    const steady = listenToBatch(Array.from({ length: 100 }, (_, i) => 4 * i));
    assert.deepEqual(steady.heard, [...Array.from({ length: 100 }, (_, i) => i), 1000]);
    // Twice that: the queue fills after some 45, then every second report is lost.
    const crowd = listenToBatch(Array.from({ length: 100 }, (_, i) => 2 * i));
    assert.ok(crowd.reportsHeard >= 70 && crowd.reportsHeard <= 75, `${crowd.reportsHeard}`);
  });

  it("gives what a window heard to the program at its end, and nothing after a cut", () => {
    const { hal, control, timeline } = createBench();
    const seen: string[] = [];
    const batch = { count: 1, atMs: new Float64Array(1), rssiDbm: new Int8Array(1), data: [TEXT] };
    control.radio.takeWindows(() => batch);
    const listen = () =>
      hal.radio.listen(
        1000,
        () => seen.push(`report at ${hal.clock.uptimeMs()}`),
        () => seen.push(`end at ${hal.clock.uptimeMs()}`),
      );
    listen();
    timeline.runUntil(5000);
    assert.deepEqual(seen, ["report at 1000", "end at 1000"]);
    control.radio.takeWindows(() => {
      control.power.cut();
      return batch;
    });
    listen();
    timeline.runUntil(6000);
    assert.equal(seen.length, 2);
  });

  it("tells what goes on the air, and copies what it is given", () => {
    const { hal, control } = createBench();
    const payload = new Uint8Array([1, 2, 3]);
    const firstBytes: (number | undefined)[] = [];
    control.radio.onChange((advertising) => firstBytes.push(advertising?.payloads[0]![0]));
    hal.radio.advertise({ ...ADVERTISING, payloads: [payload] });
    payload[0] = 9;
    assert.equal(control.radio.advertising()!.payloads[0]![0], 1);
    assert.deepEqual(control.radio.advertising()!.address, ADDRESS);
    hal.radio.advertise({ ...ADVERTISING, payloads: [payload] });
    hal.radio.stopAdvertising();
    assert.deepEqual(firstBytes, [1, 9, undefined]);
    assert.equal(control.radio.advertising(), undefined);
  });

  it("throws at advertising that the chip would refuse", () => {
    const { radio } = createBench().hal;
    const wrong = [
      { address: new Uint8Array([0x40, 1, 2, 3, 4, 5]) },
      { address: new Uint8Array(5) },
      { payloads: [new Uint8Array(32)] },
      { payloads: [] },
      { intervalMs: 10 },
    ];
    for (const part of wrong) assert.throws(() => radio.advertise({ ...ADVERTISING, ...part }), RangeError);
    assert.throws(
      () =>
        radio.listen(
          0,
          () => {},
          () => {},
        ),
      RangeError,
    );
  });
});

describe("simulated USB", () => {
  it("takes what fits into the chip's buffer and goes on when the host reads", () => {
    const { hal, control, timeline } = createBench();
    const bytes = Uint8Array.from({ length: 600 }, (_, i) => i);
    assert.equal(hal.usb.send(bytes), 0);
    const got: number[] = [];
    control.usb.plug((chunk) => got.push(...chunk));
    control.usb.pauseReading();
    assert.ok(hal.usb.isOpen() && hal.battery.isCharging());
    assert.equal(hal.usb.send(bytes), 256);
    timeline.runUntil(1000);
    assert.equal(hal.usb.send(bytes.subarray(256)), 0);
    control.usb.resumeReading();
    timeline.runUntil(2000);
    assert.equal(hal.usb.send(bytes.subarray(256)), 256);
    timeline.runUntil(3000);
    assert.deepEqual(got, [...bytes.subarray(0, 512)]);
  });

  it("hands over what the host writes in packets, from the loop, and stops when unplugged", () => {
    const { hal, control, timeline } = createBench();
    const chunks: string[] = [];
    let closed = 0;
    hal.usb.onReceive((chunk) => chunks.push(chunk));
    control.usb.plug(
      () => assert.fail("nothing was sent"),
      () => closed++,
    );
    control.usb.write(new Uint8Array(65).fill(0xff));
    assert.deepEqual(chunks, []);
    timeline.runUntil(1);
    assert.deepEqual(chunks, ["\xff".repeat(64), "\xff"]);
    hal.usb.send(new Uint8Array(5));
    control.usb.write(new Uint8Array(1));
    control.usb.unplug();
    control.usb.write(new Uint8Array(1));
    timeline.runUntil(10);
    assert.equal(chunks.length, 2);
    assert.equal(closed, 1);
    assert.ok(!hal.usb.isOpen());
  });
});

describe("simulated power", () => {
  it("a cut forgets alarms, windows, listeners and time; flash and battery stay", () => {
    const { hal, control, timeline } = createBench({ startUtcMs: START_MS });
    const never = () => assert.fail("a callback outlived the power");
    let starts = 0;
    control.power.onStart(() => starts++);
    hal.flash.program(0, new Uint8Array([1, 2, 3, 4]));
    hal.clock.alarmAt(1000, never);
    hal.radio.advertise(ADVERTISING);
    hal.radio.listen(500, never, never);
    hal.button.onPress(never);
    hal.usb.onReceive(never);
    hal.indicator.set(true);
    control.battery.setMilliVolts(3456);
    control.radio.deliver(DATA, -50);
    control.power.cut();
    control.button.press();
    timeline.runUntil(2000);
    assert.throws(() => hal.clock.alarmAt(3000, never), /without power/);
    assert.throws(() => hal.radio.listen(10, never, never), /without power/);
    assert.ok(!control.indicator.isLit() && !control.radio.isListening());
    assert.equal(control.radio.advertising(), undefined);
    assert.equal(starts, 0);
    control.power.restore();
    control.button.press();
    timeline.runUntil(2500);
    assert.equal(starts, 1);
    assert.equal(hal.clock.timeState(), "unset");
    assert.equal(hal.clock.uptimeMs(), 500);
    assert.equal(hal.battery.milliVolts(), 3456);
    assert.deepEqual(hal.flash.read(0, 4), new Uint8Array([1, 2, 3, 4]));
  });

  it("a restart keeps the time, forgets the rest and starts the program from the loop", () => {
    const { hal, control, timeline } = createBench({ startUtcMs: START_MS, driftPpm: 20 });
    let starts = 0;
    control.power.onStart(() => starts++);
    hal.radio.listen(
      500,
      () => {},
      () => assert.fail("a window outlived the restart"),
    );
    hal.clock.alarmAt(100, () => {
      hal.system.restart();
      assert.equal(starts, 0);
    });
    hal.clock.alarmAt(200, () => assert.fail("an alarm outlived the restart"));
    timeline.runUntil(1000);
    assert.equal(starts, 1);
    assert.equal(hal.clock.timeState(), "set");
    assert.ok(Math.abs(hal.clock.utcMs() - START_MS - 1000.02) < 0.001);
    assert.ok(Math.abs(hal.clock.uptimeMs() - 900) < 0.1);
  });

  it("a restart in the middle of a window's reports ends the window for good", () => {
    const { hal, control, timeline } = createBench();
    const seen: string[] = [];
    const batch = {
      count: 3,
      atMs: new Float64Array(3),
      rssiDbm: new Int8Array(3),
      data: [TEXT, TEXT, TEXT],
    };
    control.radio.takeWindows(() => batch);
    function onReport(): void {
      seen.push("report");
      hal.system.restart();
    }
    hal.radio.listen(500, onReport, () => seen.push("end"));
    timeline.runUntil(1000);
    assert.deepEqual(seen, ["report"]);
    // The same where the end of a window is due because the next one has begun.
    hal.radio.listen(500, onReport, () => seen.push("end"));
    hal.radio.listen(500, onReport, () => seen.push("end"));
    hal.system.restart();
    timeline.runUntil(2000);
    assert.deepEqual(seen, ["report"]);
    // And where single reports wait.
    hal.radio.listen(500, onReport, () => seen.push("end"));
    control.radio.deliver(DATA, -50);
    control.radio.deliver(DATA, -50);
    timeline.runUntil(3000);
    assert.deepEqual(seen, ["report", "report"]);
    // Or comes in the last instant.
    batch.count = 0;
    timeline.at(3500, () => control.radio.deliver(DATA, -50));
    hal.radio.listen(500, onReport, () => seen.push("end"));
    timeline.runUntil(4000);
    assert.deepEqual(seen, ["report", "report", "report"]);
  });

  it("the console stops the program until it is left", () => {
    const { hal, control, timeline } = createBench();
    let starts = 0;
    control.power.onStart(() => starts++);
    hal.clock.alarmAt(100, () => assert.fail("the program runs on"));
    hal.system.openConsole();
    assert.throws(() => hal.radio.advertise(ADVERTISING), /console/);
    timeline.runUntil(1000);
    control.console.leave();
    timeline.runUntil(2000);
    assert.equal(starts, 1);
    hal.radio.advertise(ADVERTISING);
  });

  it("a press reaches the program from the loop", () => {
    const { hal, control, timeline } = createBench();
    let presses = 0;
    hal.button.onPress(() => presses++);
    control.button.press();
    assert.equal(presses, 0);
    timeline.runUntil(1);
    assert.equal(presses, 1);
  });
});

describe("simulated crypto", () => {
  const { crypto } = createBench().hal;
  const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

  it("gives each hash memory of its own", () => {
    const inputs = Array.from({ length: 600 }, (_, n) => new Uint8Array(n % 70).fill(n));
    const hashes = inputs.map((input) => crypto.sha256(input));
    hashes.forEach((hash, n) => {
      assert.deepEqual(hash, new Uint8Array(createHash("sha256").update(inputs[n]!).digest()), `${n}`);
      hash.fill(0);
    });
  });

  it("hashes and sums as published", () => {
    // FIPS 180-2 B.1; the check value of CRC-32 (IEEE 802.3).
    assert.deepEqual(
      crypto.sha256(crypto.fromByteString("abc")),
      bytesOf("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    );
    assert.equal(crypto.crc32(crypto.fromByteString("123456789")), 0xcbf43926);
    const erased = new Uint8Array(1024).fill(0xff);
    assert.equal(crypto.crc32(erased), crc32(erased));
    assert.equal(crypto.crc32(erased.fill(0xfe, 1023)), crc32(erased));
  });

  it("seals with AES-128-CCM so that the peer opens it, and refuses wrong lengths", () => {
    const key = bytesOf("000102030405060708090a0b0c0d0e0f");
    const nonce = bytesOf("00112233445566778899aabbcc");
    const plain = bytesOf("a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7");
    const sealed = crypto.ccmSeal(key, nonce, plain, 4);
    assert.equal(sealed.length, 28);
    const opener = createDecipheriv("aes-128-ccm", key, nonce, { authTagLength: 4 });
    opener.setAuthTag(sealed.subarray(24));
    assert.deepEqual(new Uint8Array(opener.update(sealed.subarray(0, 24))), plain);
    opener.final();
    assert.throws(() => crypto.ccmSeal(key, nonce.subarray(1), plain, 4), RangeError);
    assert.throws(() => crypto.ccmSeal(key.subarray(1), nonce, plain, 4), RangeError);
    assert.throws(() => crypto.ccmSeal(key, nonce, plain, 5), RangeError);
  });

  it("converts byte strings and base64 both ways, and refuses what is none", () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    assert.deepEqual(crypto.fromByteString(crypto.toByteString(all)), all);
    assert.equal(crypto.toByteString(all.buffer), crypto.toByteString(all));
    assert.equal(crypto.toByteString(all.subarray(65, 67)), "AB");
    assert.equal(crypto.toByteString("A\xc8\xffB"), "A\xc8\xffB");
    const shared = new Uint8Array(new SharedArrayBuffer(6));
    shared.set([0, 65, 200, 255, 66, 1]);
    assert.equal(byteStringOf(shared, 1, 5), "A\xc8\xffB");
    assert.throws(() => crypto.fromByteString("ệ"), RangeError);
    assert.deepEqual(crypto.fromBase64("AQI="), new Uint8Array([1, 2]));
    for (const wrong of ["AQI", "AQ I=", "A===", "AQI=\n", "A-I="])
      assert.equal(crypto.fromBase64(wrong), undefined, wrong);
  });

  it("gives each seed its own bytes", () => {
    const other = createSimulatedHal({
      timeline: createTimeline(),
      pageBytes: 4096,
      pageCount: 4,
      seed: 2,
      chipId: "00",
    });
    assert.notDeepEqual(crypto.randomBytes(32), other.hal.crypto.randomBytes(32));
  });
});
