import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openPty } from "../../../firmware/device/pty.js";
import type { Identity } from "../../../src/custody/host/identity.js";
import { lockKeyFile } from "../../../src/custody/host/key-file.js";
import {
  configureToken,
  eraseToken,
  openConsole,
  warnToken,
  type Settings,
} from "../../../src/station/register/administer-token.js";
import { hostCustody, randomBytes, scrypt } from "../../../src/station/node-crypto.js";
import { packStock } from "../../../src/station/packs/down.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { systemTimers } from "../../../src/station/reading/serial-line.js";
import type { Store } from "../../../src/station/store/store.js";
import { createSession } from "../../../src/sync/host/session.js";
import {
  START_UTC_MS,
  commune,
  createFolder,
  createTokenBench,
  officer,
  otherOfficer,
  publicOf,
} from "../custody-bench.js";
import { isIn, type ProblemOf } from "../../words/problem-in.js";
import { PROGRAM } from "../../whole-program.js";

const SERIAL = 42;
const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
/** By name: a test runner may hold the class twice. */
const codeOf = (code: ProblemOf<"sync">) => (error: unknown) => isIn("sync", error, code);

describe("orders to a token in service", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let authority: Store;
  let village: Store;
  let token: ReturnType<typeof createTokenBench>;
  let packs = 0;
  beforeEach(async () => {
    folder = createFolder();
    authority = await folder.store("authority.sqlite");
    village = await folder.store("village.sqlite");
    token = createTokenBench();
    await token.prepare(authority, SERIAL);
    await giveStock();
  });
  afterEach(() => folder.remove());

  async function giveStock(): Promise<void> {
    const path = folder.path(`stock-${packs}.bzpack`);
    const nowMs = START_UTC_MS + packs++;
    await packStock(authority, path, {
      officer,
      reason: "ca bệnh mẫu",
      unit: commune,
      tokens: undefined,
      nowMs,
    });
    await takePack(village, path, commune, [publicOf(officer)], nowMs);
  }
  const order = (by: Identity = officer, bench = token) => ({
    store: authority,
    line: bench.open(),
    timers: systemTimers,
    utcNowMs: bench.utcNowMs,
    officer: by,
    reason: "bảo trì",
  });
  const configure = (settings: Settings) => configureToken(order(), settings);
  const check = () => token.sync(village, { isCheckOnly: true });
  const warn = async (isWarned: boolean, bench = token) =>
    warnToken(bench.open(), systemTimers, await village.unlockOperatingKeys(commune), isWarned, () =>
      bench.control.button.press(),
    );
  const lastEntry = async () => (await authority.ledger()).at(-1)!;

  it("a higher epoch shuts the stock file out, another opens again; twice changes nothing", async () => {
    await check();
    assert.equal((await configure({ epoch: 3 })).operatingEpoch, 3);
    assert.equal((await configure({ epoch: 3 })).operatingEpoch, 3);
    const { action, serial, reason } = await lastEntry();
    assert.deepEqual([action, serial, reason], ["configure", SERIAL, "bảo trì"]);
    await assert.rejects(check(), codeOf("unknown-token"));
    await giveStock();
    assert.equal((await check()).role, "operator");
    const before = folder.bytes("authority.sqlite");
    await assert.rejects(configure({ epoch: 2 }), /has epoch 3, which never falls/);
    assert.deepEqual(folder.bytes("authority.sqlite"), before);
    token.control.power.cut();
    token.control.power.restore();
    assert.equal((await configure({})).operatingEpoch, 3);
  });

  it("the reminder goes off and on by itself, and the epoch stays", async () => {
    await warn(true);
    assert.equal((await configure({ hasReminder: false })).isBlinkOff, true);
    const { isBlinkOff, operatingEpoch, isWarned } = await configure({ epoch: 1 });
    assert.deepEqual([isBlinkOff, operatingEpoch, isWarned], [true, 1, true]);
    assert.equal((await configure({ hasReminder: true })).isBlinkOff, false);
  });

  it("erasing takes the right number, no unread record without being told, and leaves a new token", async () => {
    token.addNeighbour(Buffer.alloc(12, 9), -50);
    token.live(2);
    const before = folder.bytes("authority.sqlite");
    await assert.rejects(eraseToken(order(), 43, true), /this is token 00000042, not 00000043/);
    await assert.rejects(eraseToken(order(), SERIAL, false), /no station has read: read it first/);
    assert.deepEqual(folder.bytes("authority.sqlite"), before);
    const { added } = await token.sync(village);
    assert.ok(added > 2);
    await eraseToken(order(), SERIAL, false);
    assert.equal((await lastEntry()).action, "erase");
    token.live(0.001);
    assert.notEqual(token.token().serial(), SERIAL);
    assert.deepEqual(token.records(), []);
    const { isPractice } = await token.sync(village);
    assert.equal(isPractice, true);
    const count = (await authority.ledger()).length;
    await assert.rejects(eraseToken(order(), SERIAL, true), /nobody prepared this token/);
    await assert.rejects(configure({ epoch: 9 }), /nobody prepared this token/);
    assert.equal((await authority.ledger()).length, count);
    await assert.rejects(token.prepare(authority, SERIAL), /was given to a token before/);
    assert.deepEqual(await token.prepare(authority, 44), { serial: 44, isNew: true });
  });

  it("another officer's key does nothing", async () => {
    const before = folder.bytes("authority.sqlite");
    await assert.rejects(configureToken(order(otherOfficer), { epoch: 5 }), codeOf("unknown-token"));
    await assert.rejects(eraseToken(order(otherOfficer), SERIAL, true), codeOf("unknown-token"));
    assert.deepEqual(folder.bytes("authority.sqlite"), before);
    assert.equal((await check()).serial, SERIAL);
  });

  it("an operator warns the wearer and stops it; a stranger does not", async () => {
    assert.equal(await warn(true), SERIAL);
    assert.equal(token.token().isWarned(), true);
    assert.deepEqual((await check()).warnings, [], "not without the wearer's press");
    assert.deepEqual((await token.sync(village)).warnings, [{ code: "warned" }]);
    const nobody = () => assert.fail("asked");
    await assert.rejects(warnToken(token.open(), systemTimers, [], false, nobody), codeOf("unknown-token"));
    assert.equal(token.token().isWarned(), true);
    assert.equal(await warn(false), SERIAL);
    assert.equal(token.token().isWarned(), false);
    const practice = createTokenBench(11);
    await warn(true, practice);
    assert.equal(practice.token().isWarned(), true);
  });

  it("the console opens to an officer who has the token's box, and to anybody before it is prepared", async () => {
    const open = async (bench: typeof token, by?: Identity) => {
      const session = createSession(bench.open(), systemTimers, hostCustody);
      try {
        await session.hello();
        const { utcNowMs } = bench;
        await openConsole(session, by && { store: authority, utcNowMs, reason: "mới", officer: by });
      } finally {
        session.close();
      }
    };
    const before = folder.bytes("authority.sqlite");
    await assert.rejects(open(token), /is in service: name an officer's key/);
    await assert.rejects(open(token, otherOfficer), /this key opens no box of it/);
    await open(createTokenBench(11));
    await open(createTokenBench(12), officer);
    assert.deepEqual(folder.bytes("authority.sqlite"), before);
    await open(token, officer);
    const { action, serial } = await lastEntry();
    assert.deepEqual([action, serial], ["console", SERIAL]);
  });

  describe("on the command line", function () {
    // Each that opens a key file works for it as long as a key file asks, and they do so side by side.
    this.timeout(180_000);
    const keyFiles = new Map<string, Uint8Array>();
    before(async () => {
      for (const [name, identity] of Object.entries({ an: officer, binh: otherOfficer, xa: commune }))
        keyFiles.set(name, await lockKeyFile(identity, "mật khẩu thử", scrypt, randomBytes));
    });
    let port: Awaited<ReturnType<typeof openPty>>;
    let clock: NodeJS.Timeout;
    beforeEach(async () => {
      port = await openPty();
      for (const [name, file] of keyFiles) writeFileSync(folder.path(`${name}.bzkey`), file);
      const { usb } = token.control;
      usb.plug((bytes) => port.write(bytes), () => {}); // prettier-ignore
      port.onData((bytes) => usb.write(bytes));
      // A wearer who presses as soon as the light asks; the token has no other reason to light it here.
      clock = setInterval(() => {
        token.timeline.runUntil(token.timeline.nowMs() + 20);
        if (token.control.indicator.isLit()) token.control.button.press();
      }, 5);
    });
    afterEach(async () => {
      clearInterval(clock);
      await port.close();
    });

    function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
      return new Promise((resolve) => {
        const child = spawn(process.execPath, [...PROGRAM, ...args], { cwd: REPOSITORY });
        let [stdout, stderr] = ["", ""];
        child.stdout.on("data", (data) => (stdout += String(data)));
        child.stderr.on("data", (data) => (stderr += String(data)));
        child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
        child.stdin.end("mật khẩu thử\n");
      });
    }
    const order = (command: string, key: string, ...more: string[]) =>
      run(
        ...[command, "--port", port.path, "--key", folder.path(`${key}.bzkey`), "--reason", "bảo trì"],
        ...["--store", folder.path("authority.sqlite"), ...more],
      );
    const warn = (...more: string[]) =>
      run(
        ...["warn", "--port", port.path, "--store", folder.path("village.sqlite")],
        ...["--unit", folder.path("xa.bzkey"), ...more],
      );

    it("does what it says, and says it in one line", async () => {
      const warned = await warn();
      assert.match(warned.stdout, /^token 00000042 warns its wearer\n$/);
      assert.match(warned.stderr, /^Press the button on the token to agree \(within a minute\)\n$/);
      assert.match((await warn("--clear")).stdout, /^token 00000042 warns no more\n$/);
      const configured = await order("configure", "an", "--epoch", "2", "--reminder", "off");
      assert.match(configured.stdout, /^token 00000042: operating key of epoch 2, reminder off\n/);
      const erased = await order("erase", "an", "--serial", "00000042", "--unread");
      assert.match(erased.stdout, /^token 00000042 is wiped/);
    });

    it("ends with a code that says why and one clear line where it does nothing", async () => {
      const before = folder.bytes("authority.sqlite");
      const refused: [ReturnType<typeof run>, RegExp, code?: number][] = [
        [order("configure", "an"), /nothing to change: give --epoch or --reminder/],
        [order("configure", "an", "--epoch", "70000"), /number from 0 to 65535/],
        [order("configure", "an", "--reminder", "maybe"), /Allowed choices are on, off/],
        [order("erase", "an"), /required option '--serial <n>' not specified/],
        [order("erase", "an", "--serial", "x"), /give the digits on the token's label/],
        [order("erase", "xa", "--serial", "42"), /is the key of a unit/, 4],
        [warn("--stock", "none"), /--stock and --key go together/],
        [warn("--stock", "none", "--key", "none"), /--unit unlocks the keys in the store/],
        [run("flash", "--port", "/dev/none", "--key", folder.path("an.bzkey")), /needs --reason/],
      ];
      for (const [ended, message, expected = 2] of refused) {
        const { code, stdout, stderr } = await ended;
        assert.deepEqual([code, stdout], [expected, ""], stderr);
        assert.match(stderr, message);
        assert.match(stderr, /^bztoken: [^\n]*\n$/);
      }
      // One after the other: the token has one port.
      for (const [key, serial, expected, message] of [
        ["binh", "42", 4, /no key that is held here fits this token/],
        ["an", "43", 2, /this is token 00000042, not 00000043/],
      ] as const) {
        const { code, stderr } = await order("erase", key, "--serial", serial, "--unread");
        assert.equal(code, expected);
        assert.match(stderr, message);
        assert.match(stderr, /^bztoken: [^\n]*\n$/);
      }
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
    });
  });
});
