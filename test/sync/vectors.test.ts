/** Both sides agree with the second implementation (make-vectors.ts) on every byte of every message. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createTimeline } from "../../hal/simulated/timeline.js";
import type { Line } from "../../src/sync/host/line.js";
import { createSession, type Session } from "../../src/sync/host/session.js";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createRandom } from "../../hal/simulated/random.js";
import type { SyncServices } from "../../src/sync/token/server.js";
import { createServerBench, createTestLog, custodyOf, recordsIn, settle, timersOf } from "./bench.js";
import { EXAMPLE, makeVectors, withheldWords, type VectorSession } from "./make-vectors.js";
import { ROLE, bytesOf, hex, unhex } from "./reference.js";
import { failsWith } from "./support.js";
import { problemIn } from "../words/problem-in.js";

const FILE = new URL("../vectors/sync.json", import.meta.url);
const PROTOCOL = new URL("../../src/sync/PROTOCOL.md", import.meta.url);
if (process.env.UPDATE_VECTORS === "1") writeFileSync(FILE, JSON.stringify(makeVectors(), null, 1) + "\n");
const sessions = JSON.parse(readFileSync(FILE, "utf8")) as VectorSession[];

/** The host says what the vectors say, and takes their answers. What it made of them, by call. */
async function runHost(
  session: VectorSession,
  calls: (host: Session) => Promise<unknown>[],
): Promise<unknown[]> {
  const timeline = createTimeline();
  let onData: (bytes: Uint8Array) => void = () => {};
  let asked = 0;
  const line: Line = {
    write(bytes) {
      const { name, line, frames } = session.vectors[asked++]!;
      assert.equal(Buffer.from(bytes).toString(), `\n${line}\n`, `${session.role}: ${name}`);
      timeline.at(timeline.nowMs() + 1, () => onData(unhex(frames)));
    },
    onData: (listener) => (onData = listener),
    onClose() {},
    close() {},
  };
  const random = (length: number) => (length === 1 ? Uint8Array.of(0) : unhex(session.hostNonce));
  const host = createSession(line, timersOf(timeline), { hash: custodyOf().hash, random });
  const key = { serial: EXAMPLE.serial, key: unhex(session.key) };
  const ring = {
    operator: session.role === "operator" ? [key] : [],
    admin: session.role === "admin" ? [key] : [],
  };
  const settled = settle(timeline, Promise.all([host.hello(), host.enter(ring), ...calls(host)]));
  const results = await settled;
  const rest = session.vectors.slice(asked).map(({ name }) => name);
  assert.deepEqual(
    rest,
    session.role === "operator" ? ["no-session", "unknown-type", "another-version"] : [],
  );
  return results.slice(2);
}

/** The token's server with the services of the examples. */
function createExampleToken({ role }: VectorSession) {
  const log = createTestLog();
  const { sealDay, calendarDay, livedHours } = EXAMPLE;
  EXAMPLE.plains.forEach((plain) => log.append({ sealDay, calendarDay, livedHours }, plain));
  let isMemoryFailing = false;
  const kept = <T>(answer: T) => (isMemoryFailing ? undefined : answer);
  const crypto = {
    ...createSimulatedCrypto(createRandom(1)),
    randomBytes: (length: number) => EXAMPLE.tokenNonce.slice(0, length),
  };
  const services: Partial<SyncServices> = {
    crypto,
    keyOf: (asked) => (asked === ROLE[role] ? Uint8Array.from(EXAMPLE.keys[role]) : undefined),
    isUnprepared: () => role === "bench",
    describe: (isWarningShown) =>
      isWarningShown ? EXAMPLE.identity : { ...EXAMPLE.identity, words: withheldWords() },
    setTime: (utcMs) => {
      if (utcMs !== EXAMPLE.utcMs) return EXAMPLE.refusedTimes.indexOf(utcMs) + 1;
      const [oldState, newState, oldEpoch, newEpoch] = EXAMPLE.timeChange.states as [
        number,
        number,
        number,
        number,
      ];
      return [
        ...EXAMPLE.timeChange.doubles,
        oldState + 256 * newState + 65_536 * oldEpoch + 16_777_216 * newEpoch,
      ];
    },
    selfTest: () => EXAMPLE.faults,
    hasSaveFailed: () => isMemoryFailing,
    rekey: (random, utcMs) => {
      assert.deepEqual([random, utcMs], [EXAMPLE.hostRandom, EXAMPLE.utcMs]);
      return kept(EXAMPLE.wrapped);
    },
    finishRekey: (generation, utcMs) => generation === 2 && utcMs === EXAMPLE.rekeyedUtcMs,
    secrets: () => EXAMPLE.handOver,
    prepare: () => EXAMPLE.handOver,
  };
  return {
    ...createServerBench(log, services),
    failMemory: (isFailing: boolean) => (isMemoryFailing = isFailing),
  };
}

const byName = (name: string) => sessions.find(({ vectors }) => vectors.some((one) => one.name === name))!;

describe("sync: vectors", () => {
  it("are what the second implementation computes", () => {
    assert.deepEqual(sessions, makeVectors());
  });

  it("have every type of message", () => {
    const types = sessions.flatMap(({ vectors }) => vectors.map(({ request }) => unhex(request)[2]!));
    for (let type = 1; type <= 20; type++) assert(types.includes(type), `type ${type}`);
  });

  it("are what the token answers, one after the other", () => {
    for (const session of sessions) {
      const token = createExampleToken(session);
      const received: number[] = [];
      token.usb.plug((bytes) => received.push(...bytes));
      for (const { name, line, frames } of session.vectors) {
        if (name === "read") assert(token.press());
        token.failMemory(name.endsWith("memory-failed"));
        token.usb.write(bytesOf(line + "\n"));
        token.timeline.runUntil(token.timeline.nowMs() + 50);
        assert.equal(hex(Uint8Array.from(received.splice(0))), frames, `${session.role}: ${name}`);
      }
    }
  });

  it("are what an operator's host says and understands", async () => {
    let asked = 0;
    const records: string[] = [];
    let days = {};
    const list = { head: EXAMPLE.listHead, entries: EXAMPLE.entries, tag: EXAMPLE.listTag };
    const codes: string[] = [];
    const refused = (call: Promise<unknown>) =>
      call.catch((error: unknown) => codes.push(problemIn("sync", error)));
    const { refusedTimes } = EXAMPLE;
    const [identity, clock, read] = await runHost(byName("identify"), (host) => [
      host.identify(),
      host.setTime(() => EXAMPLE.utcMs),
      host.read({
        from: 0,
        onChunk({ sealDay, calendarDay, livedHours, generation, ...rest }) {
          days = { sealDay, calendarDay, livedHours, generation };
          records.push(...recordsIn(rest));
        },
        onConsentNeeded: () => asked++,
      }),
      host.confirm(129),
      host.loadList(list),
      host.warn(true),
      host.selfTest().then((faults) => assert.deepEqual(faults, ["crypto", "flash", "state", "log"])),
      ...refusedTimes.map((utcMs) => refused(host.setTime(() => utcMs))),
      assert.rejects(host.configure({ epoch: 513, isBlinkOff: true }), /administrator/),
    ]);
    assert.deepEqual(identity, {
      ...{ serial: 42, firmwareVersion: "1.2.3" },
      ...{ isPractice: false, isCharging: true, isHandedOver: false, isBlinkOff: false, isGate: false },
      ...{ isWarningShown: false, isWarned: false, exposure: undefined },
      ...{ batteryMilliVolts: 3987, generation: 1, timeState: "set", utcMs: 1_596_877_650_000 },
      ...{ uptimeMs: 3_600_000, clockEpoch: 9, clockFromSequence: 128, lostFromSequence: 128 },
      ...{ lastSetUtcMs: 1_596_800_000_000, lastCorrectionMs: -1000, recordsPerPage: 127 },
      ...{ firstSequence: 127, nextSequence: 129, readMark: 127, recordCapacity: 48_000, bootCount: 3 },
      ...{ lostRecords: 4, overwrittenPages: 5, flashErrors: 6, badPages: 7, neighboursDropped: 9 },
      ...{ listState: "checked", listNumber: 77 },
      ...{ operatingEpoch: 258, retentionDays: 21, windowsPerSlot: 6 },
      ...{ windowMs: 4000, advertIntervalMs: 160, txPowerDbm: -20 },
      ...{
        livedS: 240_000_007,
        failedSaves: 258,
        clockBoundPpm: 300,
        startFaults: [],
        hangs: 0,
        chipId: "0123ABCDF0000001",
      },
      losses: { expired: 300, overwritten: 70_001, unwritten: 3, leftOut: 513 },
      ...{ isStateLost: true, hasSaveFailed: false, isLogAtEnd: true, sealDay: 18_483, idDay: 18_484 },
      ...{ bootSlot: "unknown" as const, isOnTrial: false },
    });
    assert.deepEqual(clock, {
      ...{ oldState: "set", oldUtcMs: 1_596_877_650_000, newState: "set", newUtcMs: EXAMPLE.utcMs },
      ...{ oldEpoch: 9, newEpoch: 10, fromSequence: 127, endSequence: 129, roundTripMs: 1 },
    });
    assert.deepEqual(read, { nextSequence: 129, recordsRead: 2, repeats: 0 });
    assert.deepEqual([asked, records.length], [1, 2]);
    assert.deepEqual(days, { sealDay: 18_483, calendarDay: 18_482, livedHours: 1100, generation: 1 });
    assert.deepEqual(codes, ["time-refused", "time-needs-keys", "time-needs-keys", "time-refused"]);
  });

  it("are what an administrator's host says and understands", async () => {
    const rekey = (host: Session) => host.rekey(EXAMPLE.hostRandom, EXAMPLE.utcMs + 0.75);
    const [, wrapped] = await runHost(byName("rekey"), (host) => [
      assert.rejects(rekey(host), failsWith("memory-failed")),
      rekey(host),
      host.configure({ epoch: 513, isBlinkOff: true }),
      host.finishRekey(2, EXAMPLE.rekeyedUtcMs + 0.75),
    ]);
    assert.deepEqual(wrapped, { id: EXAMPLE.wrapped.slice(0, 68), log: EXAMPLE.wrapped.slice(68) });
    await runHost(byName("console"), (host) => [host.openConsole()]);
    await runHost(byName("erase"), (host) => [host.erase(EXAMPLE.serial)]);
    await runHost(byName("gate-mode"), (host) => [host.setGateMode(true)]);
    const [sight] = await runHost(byName("gate"), (host) => [host.pollGate()]);
    assert.deepEqual(sight, { kind: "token", isRightHere: true });
  });

  it("are what a host on the bench says and understands", async () => {
    const results = await runHost(byName("secrets"), (host) => [
      host.secrets(),
      host.prepare(EXAMPLE.serial, EXAMPLE.hostRandom),
    ]);
    assert.deepEqual(results, [EXAMPLE.handOver, EXAMPLE.handOver]);
  });

  it("are the examples of PROTOCOL.md", () => {
    const examples = readFileSync(PROTOCOL, "utf8").split("## Worked examples")[1]!;
    const known = sessions.flatMap(({ vectors }) => vectors);
    const lines = examples.match(/^ {4}[A-Za-z0-9+/]{8,}=*$/gm)!.map((text) => text.trim());
    assert(lines.length >= 4);
    // Names of parts stand to the left of the bytes, apart from them by two spaces.
    const bytes = examples.replace(/^ {4,6}\D.*? {2,}/gm, "").replace(/\s/g, "");
    for (const line of lines) {
      const vector = known.find((one) => one.line === line);
      assert(vector, `${line} is no vector`);
      assert(bytes.includes(vector.request + vector.frames), vector.name);
    }
  });
});
