/** Ten tokens in the interpreter, each at a port of its own, through the preparation line; power of two of them goes half-way. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { putProgram } from "../../firmware/commands/flash.js";
import type { Device } from "../../firmware/device/device.js";
import { openPty, type Pty } from "../../firmware/device/pty.js";
import { createPreparationLine, type OnLine } from "../../src/station/line/line.js";
import { namedPort } from "../../src/station/line/ports.js";
import { openSerialLine, systemTimers } from "../../src/station/reading/serial-line.js";
import { syncToken } from "../../src/station/reading/sync-token.js";
import { openStore, type Store } from "../../src/station/store/store.js";
import { RECIPIENTS, officer } from "../station/custody-bench.js";
import { createFolder, describeEspruino, readBundle, startTestDevice } from "./interpreter.js";

const TOKENS = 10;
/** Runs an earlier version of the program when it is plugged in. */
const OLD = 3;
/** Lose power, at their first time in that step. */
const CUT = new Map([
  [0, "proof"],
  [1, "secrets"],
]);
const by = { identity: officer, reason: "chuẩn bị dở" };

describeEspruino("a preparation line with ten tokens", (interpreter) => {
  const folder = createFolder();
  let store: Store;
  const ptys: Pty[] = [];
  const devices: Device[] = [];
  before(async () => {
    store = await openStore(join(folder.path, "authority.sqlite"));
    const program = await readBundle();
    const old = program.replace(`"${packageJson.version}"`, '"0.0.1"');
    assert.notEqual(old, program);
    for (let n = 0; n < TOKENS; n++) {
      const own = join(folder.path, `token-${n}`);
      mkdirSync(own);
      const pty = await openPty();
      const device = await startTestDevice({
        ...{ interpreter, folder: own, program: n === OLD ? old : program, onData: pty.write },
      });
      pty.onData(device.write);
      ptys.push(pty);
      devices.push(device);
    }
  });
  after(async () => {
    for (const device of devices) await device.stop();
    for (const pty of ptys) await pty.close();
    await store?.close();
    folder.remove();
  });

  it("brings all of them into stock, each once, and each proves it", async () => {
    const cut = new Map(CUT);
    const cuts: Promise<void>[] = [];
    const told: OnLine[] = [];
    const onChange = (token: OnLine) => {
      told.push({ ...token });
      const n = ptys.findIndex(({ path }) => path === token.port);
      const { state } = token;
      if (state.stage !== "working" || cut.get(n) !== state.step) return;
      cut.delete(n);
      cuts.push(devices[n]!.powerCycle());
    };
    const left = new Set(ptys.map(({ path }) => path));
    for (let round = 1; left.size > 0; round++) {
      assert.ok(round <= 4, JSON.stringify(told.slice(-3)));
      const line = createPreparationLine(
        {
          ...{ store, timers: systemTimers, utcNowMs: Date.now, recipients: RECIPIENTS, officer: by },
          ...{ numbers: { first: 1, last: 99 }, program: { version: packageJson.version, put: putProgram } },
        },
        onChange,
      );
      for (const path of left) line.take(namedPort(path));
      await line.end();
      await Promise.all(cuts);
      for (const { port, state } of line.tally().tokens) if (state.stage === "ready") left.delete(port);
    }
    assert.equal(cut.size, 0, "both were cut");
    assert.ok(
      told.some(
        ({ port, state }) =>
          port === ptys[OLD]!.path && state.stage === "working" && state.step === "program",
      ),
      "the old one got the program",
    );
    const numbers = Array.from({ length: TOKENS }, (_, n) => n + 1);
    const tokens = (await store.tokens()).map(({ serial, standing }) => [serial, standing]);
    assert.deepEqual(
      tokens,
      numbers.map((serial) => [serial, "prepared"]),
    );
    assert.deepEqual([await store.numbersUnderWay(), await store.unproven()], [[], []]);
    const proven: number[] = [];
    for (const { path } of ptys) {
      const summary = await syncToken({
        ...{ store, timers: systemTimers, utcNowMs: Date.now, officer: by, isCheckOnly: true },
        line: await openSerialLine(path),
      });
      assert.deepEqual([summary.role, summary.firmware], ["admin", packageJson.version]);
      proven.push(summary.serial);
    }
    assert.deepEqual(
      proven.sort((a, b) => a - b),
      numbers,
    );
  });
});
