/** A token in gate mode: who it tells of, what stays as it was, and that nothing of it is lost or logged. */
import assert from "node:assert/strict";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { isGateBeacon, PRESSED_FLAGS } from "../../src/token/gate/air.js";
import { GATE } from "../../src/token/state.js";
import { START_UTC_MS, createBench } from "./bench-token.js";
import { NO_KEYS, adminRing, atTheCable, failure, operatorRing, prepare, settle } from "./host.js";

const SLOT_MS = 900_000;
const DAY_MS = 86_400_000;
type Bench = ReturnType<typeof createBench>;

const setGate = (bench: Bench, isGate: boolean) =>
  atTheCable(bench, async (session) => {
    await session.enter(NO_KEYS);
    await session.setGateMode(isGate);
  });
const identify = (bench: Bench) =>
  atTheCable(bench, async (session) => {
    await session.enter(NO_KEYS);
    return session.identify();
  });

/** What the gate's PC is told, poll after poll, every `everyMs` for `ms`: without repetitions. */
async function watch(bench: Bench, ms: number, everyMs = 250): Promise<string[]> {
  return atTheCable(bench, async (session) => {
    const told: string[] = [];
    for (const untilMs = bench.timeline.nowMs() + ms; bench.timeline.nowMs() < untilMs;) {
      const { kind, isRightHere } = await session.pollGate();
      const text = kind === "nobody" ? "nobody" : `${kind} ${isRightHere ? "here" : "far"}`;
      if (told.at(-1) !== text) told.push(text);
      bench.timeline.runUntil(bench.timeline.nowMs() + everyMs);
    }
    return told;
  });
}

const advertOf = (n: number, flags: number) => {
  const advert = encodeAdvert(Uint8Array.from({ length: 12 }, (_, i) => n + i));
  advert[2] = flags;
  return advert;
};
const addressOf = (n: number, kind: string) =>
  `${[0xd0, n, 1, 2, 3, 4].map((byte) => byte.toString(16).padStart(2, "0")).join(":")} ${kind}`;
const IPHONE = {
  open: "02011A" + "110767A607ADD1172FA1C44BF573564E0000",
  asleep: "02011A" + "14FF4C000108" + "00".repeat(15),
  /** Another app's bit. */
  other: "02011A" + "14FF4C000102" + "00".repeat(15),
};

interface Sender {
  advert: Uint8Array;
  address: string;
  rssiDbm: number;
}
const pressed = (n: number, rssiDbm: number): Sender => ({
  advert: advertOf(n, PRESSED_FLAGS),
  address: addressOf(n, "random"),
  rssiDbm,
});
const unpressed = (n: number, rssiDbm: number): Sender => ({
  advert: advertOf(n, 2),
  address: addressOf(n, "random"),
  rssiDbm,
});
const android = (n: number, rssiDbm: number): Sender => ({
  advert: advertOf(n, 2),
  address: addressOf(n, "private-resolvable"),
  rssiDbm,
});
const iphone = (n: number, rssiDbm: number, state: keyof typeof IPHONE): Sender => ({
  advert: new Uint8Array(Buffer.from(IPHONE[state], "hex")),
  address: addressOf(n, "private-resolvable"),
  rssiDbm,
});

/** Sends every 120 ms for so long, from `inMs` on. */
function send(bench: Bench, sender: Sender, ms = 5000, inMs = 0): void {
  const fromMs = bench.timeline.nowMs() + inMs;
  for (let atMs = fromMs; atMs < fromMs + ms; atMs += 120)
    bench.timeline.at(atMs, () =>
      bench.control.radio.deliver(sender.advert.buffer as ArrayBuffer, sender.rssiDbm, {
        id: sender.address,
      }),
    );
}

async function createGateBench() {
  const bench = createBench();
  await setGate(bench, true);
  return bench;
}

describe("a token in gate mode", () => {
  it("says on the air that it is a gate, and not who it was", async () => {
    const bench = createBench();
    bench.timeline.runUntil(1000);
    const before = bench.control.radio.advertising()!;
    await setGate(bench, true);
    const gate = bench.control.radio.advertising()!;
    assert.equal(gate.payloads.length, 1);
    assert.ok(isGateBeacon(Buffer.from(gate.payloads[0]!).toString("latin1")));
    assert.notDeepEqual([...gate.address], [...before.address]);
    bench.timeline.runUntil(bench.timeline.nowMs() + 3 * SLOT_MS);
    assert.deepEqual(bench.control.radio.advertising(), gate, "no slot of a wearer begins");
    await setGate(bench, false);
    bench.timeline.runUntil(bench.timeline.nowMs() + SLOT_MS / 3);
    assert.equal(bench.control.radio.advertising()!.payloads[0]!.length, 23);
  });

  it("tells of a token that was pressed right here, for two seconds, once", async () => {
    const bench = await createGateBench();
    send(bench, pressed(1, -60));
    assert.deepEqual(await watch(bench, 8000), ["nobody", "token here", "nobody"]);
  });

  it("tells of each of several, however seldom it is asked", async () => {
    for (const everyMs of [100, 250, 900, 2500]) {
      const bench = await createGateBench();
      for (const n of [1, 2, 3]) send(bench, pressed(n, -50 - n));
      const told = await watch(bench, 14_000, everyMs);
      assert.deepEqual(
        told.filter((text) => text !== "nobody"),
        ["token here", "token here", "token here"],
        `every ${everyMs} ms: ${told.join()}`,
      );
    }
  });

  it("tells who pressed from too far, or too short, to come nearer or nothing", async () => {
    const bench = await createGateBench();
    send(bench, pressed(1, -80));
    assert.deepEqual(await watch(bench, 17_000), ["nobody", "token far", "nobody"]);
    send(bench, pressed(2, -50), 200);
    assert.deepEqual(await watch(bench, 5000), ["nobody"], "two packets");
    send(bench, pressed(3, 127));
    assert.deepEqual(await watch(bench, 5000), ["nobody"], "127 is no strength");
  });

  it("takes a second press for a passage only when the first is long over", async () => {
    const bench = await createGateBench();
    send(bench, pressed(1, -60));
    send(bench, pressed(1, -60), 5000, 7000);
    send(bench, pressed(1, -60), 5000, 25_000);
    const told = await watch(bench, 35_000);
    assert.equal(told.filter((text) => text === "token here").length, 2, told.join());
  });

  it("remembers the 32 devices that came last, however many there are", async () => {
    for (const [others, told] of [
      [31, ["token here", "nobody"]],
      [32, ["nobody"]],
    ] as const) {
      const bench = await createGateBench();
      send(bench, pressed(0, -60), 300);
      for (let n = 1; n <= others; n++) send(bench, android(n, -60), 100, 400 + 5 * n);
      bench.timeline.runUntil(bench.timeline.nowMs() + 600);
      assert.deepEqual(await watch(bench, 4000), told, `${others} others`);
    }
  });

  it("tells nothing of a token that nobody pressed, and of a phone that has the same advert", async () => {
    const bench = await createGateBench();
    for (let n = 0; n < 10; n++) send(bench, unpressed(n, -40), 20_000);
    assert.deepEqual(await watch(bench, 20_000), ["nobody"]);
    send(bench, android(1, -60));
    assert.deepEqual(await watch(bench, 5000), ["nobody", "android here", "nobody"]);
  });

  it("does not tell of the guard's phone again while it stays", async () => {
    const bench = await createGateBench();
    for (let n = 0; n < 8; n++) send(bench, android(1, -60), 15_000, 30_000 * n);
    const told = await watch(bench, 240_000, 500);
    assert.deepEqual(told, ["nobody", "android here", "nobody"]);
  });

  it("says of an iPhone whether the app is open, and asks no more of one that stays asleep", async () => {
    const bench = await createGateBench();
    send(bench, iphone(1, -55, "asleep"), 8000);
    send(bench, iphone(1, -50, "open"), 5000, 8000);
    assert.deepEqual(await watch(bench, 16_000), ["nobody", "iphone-asleep here", "iphone here", "nobody"]);
    send(bench, iphone(2, -55, "asleep"), 50_000);
    send(bench, pressed(1, -60), 5000, 4000);
    const told = await watch(bench, 55_000);
    // The one that was asleep before is remembered as well.
    assert.ok(told.includes("token here"), told.join());
    assert.equal(told.at(-1), "nobody");
    send(bench, iphone(3, -55, "other"));
    assert.deepEqual(await watch(bench, 5000), ["nobody"]);
  });

  it("answers without a session, and only as a gate's token", async () => {
    const bench = createBench();
    const poll = () => atTheCable(bench, (session) => session.pollGate());
    assert.equal(await failure(poll()), "refused");
    await setGate(bench, true);
    assert.deepEqual(await poll(), { kind: "nobody", isRightHere: false });
    await setGate(bench, false);
    assert.equal(await failure(poll()), "refused");
  });

  it("is set by an administrator only", async () => {
    const bench = createBench();
    const authority = await prepare(bench, 42);
    await atTheCable(bench, async (session) => {
      await session.enter(operatorRing(authority));
      await assert.rejects(session.setGateMode(true), /administrator/);
    });
    await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      await session.setGateMode(true);
      assert.ok((await session.identify()).isGate);
      // What a station does with any token that it checks.
      await session.configure({ epoch: 1, isBlinkOff: false });
      assert.ok((await session.identify()).isGate);
    });
  });

  it("logs nothing, and keeps what it logged before", async () => {
    const bench = createBench({ startUtcMs: Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS });
    bench.hearUntil(new Uint8Array(12).fill(5), -60, bench.hal.clock.utcMs() + 3.5 * SLOT_MS);
    await setGate(bench, true);
    settle(bench);
    const before = bench.records();
    assert.equal(before.length, 4, "the slot under way, too");
    for (let n = 0; n < 20; n++) send(bench, n % 2 ? pressed(n, -60) : android(n, -60), 3600_000, n * 1000);
    bench.timeline.runUntil(bench.timeline.nowMs() + 2 * DAY_MS);
    assert.deepEqual(bench.records(), before);
    await setGate(bench, false);
    bench.hearUntil(new Uint8Array(12).fill(6), -60, bench.hal.clock.utcMs() + 3 * SLOT_MS);
    const after = bench.records();
    assert.deepEqual(after.slice(0, 4), before);
    assert.ok(after.length >= 6 && after.slice(4).every(({ id }) => id[0] === 6));
  });

  it("stays one after a power cut at any write of the order, or stays what it was", async () => {
    const seen = new Set<boolean>();
    const ends = ["none", "half", "words", "weak", "all"] as const;
    for (const [cut, program] of Array.from({ length: 6 }, (_, n) => n + 1).flatMap((n) =>
      ends.map((end) => [n, end] as const),
    )) {
      const bench = createBench();
      bench.control.flash.cutPowerAt(cut, { program, erase: "mixed", seed: cut });
      // The program that lost its power must not go on: what it asks for throws.
      await setGate(bench, true).catch(() => {});
      if (bench.control.power.isOn()) bench.control.power.cut();
      bench.control.power.restore();
      settle(bench);
      const { isGate } = await identify(bench);
      seen.add(isGate);
      const isBeacon = bench.control.radio
        .advertising()
        ?.payloads.some((one) => isGateBeacon(Buffer.from(one).toString("latin1")));
      assert.equal(isBeacon ?? false, isGate, `cut ${cut}, ${program}`);
      await setGate(bench, !isGate);
      assert.equal((await identify(bench)).isGate, !isGate);
    }
    assert.equal(seen.size, 2, "both were seen");
  });

  it("works without a known time, and is a gate at once after a loss of power", async () => {
    const bench = createBench({});
    await setGate(bench, true);
    bench.control.power.cut();
    bench.control.power.restore();
    settle(bench);
    send(bench, pressed(1, -60));
    assert.deepEqual(await watch(bench, 6000), ["nobody", "token here", "nobody"]);
    await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      await session.setTime(() => START_UTC_MS);
    });
    assert.equal(bench.token().slot(), undefined);
    await setGate(bench, false);
    assert.notEqual(bench.token().slot(), undefined);
  });

  it("goes on with its keys and its time lived", async () => {
    const bench = await createGateBench();
    bench.timeline.runUntil(bench.timeline.nowMs() + 3 * DAY_MS);
    bench.control.power.cut();
    bench.control.power.restore();
    settle(bench);
    const { idDay, sealDay, livedS } = await identify(bench);
    const today = Math.floor((START_UTC_MS + 3 * DAY_MS) / DAY_MS);
    assert.deepEqual([idDay, sealDay], [today, today]);
    assert.ok(livedS > 71 * 3600, `${livedS} s`);
  });

  it("is silent once its battery is empty, and a gate again when it is charged", async () => {
    const bench = await createGateBench();
    bench.control.battery.setMilliVolts(3_299);
    bench.timeline.runUntil(bench.timeline.nowMs() + SLOT_MS + 1000);
    assert.equal(bench.control.radio.advertising(), undefined);
    bench.control.battery.setMilliVolts(3_900);
    bench.timeline.runUntil(bench.timeline.nowMs() + SLOT_MS + 1000);
    const { payloads } = bench.control.radio.advertising()!;
    assert.ok(isGateBeacon(Buffer.from(payloads[0]!).toString("latin1")));
  });

  it("is erased to a wearer's, and refuses a mode where the flash does not keep it", async () => {
    const bench = await createGateBench();
    for (let page = 0; page < 4; page++) bench.control.flash.setFailure(page, "program", "ignored");
    assert.equal(await failure(setGate(bench, false)), "memory-failed");
    assert.ok((await identify(bench)).isGate);
    for (let page = 0; page < 4; page++) bench.control.flash.setFailure(page, "program", undefined);
    await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      await session.erase((await session.identify()).serial);
    });
    settle(bench);
    assert.equal(bench.state().words[GATE], 0);
    assert.ok(!(await identify(bench)).isGate);
  });

  it("is not disturbed by any bytes on the air", async () => {
    const bench = await createGateBench();
    for (let n = 0; n < 3000; n++) {
      const advert = Uint8Array.from({ length: n % 32 }, (_, i) => (n * 7919 + i * 104_729) & 255);
      bench.timeline.at(bench.timeline.nowMs() + 3 * n, () =>
        bench.control.radio.deliver(advert.buffer, -50, {
          id: addressOf(n & 255, n & 1 ? "random" : "public"),
        }),
      );
    }
    send(bench, pressed(1, -60), 5000, 10_000);
    assert.deepEqual(await watch(bench, 18_000), ["nobody", "token here", "nobody"]);
  });
});
