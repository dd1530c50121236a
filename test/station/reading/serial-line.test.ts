import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPty, type Pty } from "../../../firmware/device/pty.js";
import { hostCustody } from "../../../src/station/node-crypto.js";
import { listPorts, openSerialLine, systemTimers } from "../../../src/station/reading/serial-line.js";
import { createSession } from "../../../src/sync/host/session.js";
import { ADMIN, createServerBench, createTestLog, fillLog, recordsIn, recordsOf } from "../../sync/bench.js";
import { problemIn, type ProblemOf } from "../../words/problem-in.js";
import { isUserError } from "../../../src/words/user-error.js";

const failsWith = (code: ProblemOf<"sync">) => (error: unknown) => {
  assert(isUserError(error, "sync"), String(error));
  assert.equal(problemIn("sync", error), code);
  return true;
};

describe("station: a serial line", () => {
  let pty: Pty;
  const open = async () => await openSerialLine(pty.path);

  beforeEach(async () => {
    pty = await openPty();
  });
  afterEach(() => pty.close());

  /** A token at the pty's other end, in real time. */
  function attachToken(log: ReturnType<typeof createTestLog>): NodeJS.Timeout {
    const { timeline, usb } = createServerBench(log);
    usb.plug((bytes) => pty.write(bytes));
    pty.onData((bytes) => usb.write(bytes));
    return setInterval(() => timeline.runUntil(timeline.nowMs() + 20), 1);
  }

  it("reads a token", async () => {
    const log = createTestLog();
    fillLog(log, 700);
    const clock = attachToken(log);
    const line = await open();
    const session = createSession(line, systemTimers, hostCustody);
    try {
      await session.hello();
      await session.enter(ADMIN);
      const records: string[] = [];
      await session.read({ from: 0, onChunk: (chunk) => records.push(...recordsIn(chunk)) });
      assert.deepEqual(records, recordsOf(log));
    } finally {
      clearInterval(clock);
      session.close();
    }
  });

  it("tells within seconds that nobody answers", async () => {
    const session = createSession(await open(), systemTimers, hostCustody);
    const startMs = systemTimers.nowMs();
    await assert.rejects(session.hello(), failsWith("not-a-token"));
    assert(systemTimers.nowMs() - startMs < 10_000);
    session.close();
  });

  it("closes when the port vanishes, and a call under way fails", async () => {
    const log = createTestLog();
    fillLog(log, 700);
    const clock = attachToken(log);
    const session = createSession(await open(), systemTimers, hostCustody);
    await session.hello();
    await session.enter(ADMIN);
    clearInterval(clock);
    const reading = assert.rejects(session.identify(), failsWith("line-closed"));
    pty.close();
    await reading;
  });

  it("tells what keeps it from opening", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bztoken-line-"));
    const file = join(folder, "file");
    writeFileSync(file, "");
    await assert.rejects(openSerialLine(join(folder, "none")), failsWith("port-missing"));
    await assert.rejects(openSerialLine(file), failsWith("port-failed"));
    await assert.rejects(openSerialLine(folder), failsWith("port-failed"));
    rmSync(folder, { recursive: true });

    const first = await open();
    await assert.rejects(open(), failsWith("port-busy"));
    const closed = new Promise<void>((resolve) => first.onClose(resolve));
    first.close();
    await closed;
    (await open()).close();
  });

  it("lists ports on any computer", async () => {
    for (const port of await listPorts()) assert.notEqual(port.path, "");
  });
});
