import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import config from "../../flash.config.json" with { type: "json" };
import { isReserved } from "../../firmware/boot/storage.js";
import { runScript, startInterpreter } from "../../firmware/device/interpreter.js";
import { openPty } from "../../firmware/device/pty.js";
import { runCommand, startCommand } from "./command-line.js";
import { createFolder, describeEspruino, root } from "./interpreter.js";

const { pageBytes } = config.boards.LINUX;

describeEspruino("bztoken flash", (interpreter) => {
  const folder = createFolder();
  after(() => folder.remove());

  /** A bare board: the interpreter's console on a serial port. */
  async function withBoard(use: (port: string) => Promise<void>): Promise<void> {
    const pty = await openPty();
    const board = startInterpreter(interpreter, folder.path);
    board.onData(pty.write);
    pty.onData(board.write);
    try {
      await use(pty.path);
    } finally {
      await board.kill();
      await pty.close();
    }
  }

  function readFlash(offset: number, length: number): Uint8Array {
    const file = openSync(join(folder.path, "espruino.flash"), "r");
    const bytes = new Uint8Array(length);
    readSync(file, bytes, 0, length, offset);
    closeSync(file);
    return bytes;
  }

  function hasReservedLog(): boolean {
    return isReserved(readFlash(0, 32), config.logFile, config.boards.LINUX);
  }

  it("refuses a flash that begins with other files, and leaves it alone", async () => {
    await runScript(interpreter, folder.path, 'require("Storage").write("photos","holidays")');
    const before = readFileSync(join(folder.path, "espruino.flash"));
    await withBoard(async (port) => {
      const { exitCode, stdout, stderr } = await runCommand("flash", "--port", port);
      assert.deepEqual([exitCode, stdout], [5, ""]);
      assert.match(stderr, /^bztoken: the board's flash holds photos but no log .*--erase-log.*\n$/);
    });
    assert.deepEqual(readFileSync(join(folder.path, "espruino.flash")), before);
  });

  it("erases it where told to, reserves the log's file first and writes the program", async () => {
    await withBoard(async (port) => {
      const { exitCode, stdout } = await runCommand("flash", "--port", port, "--erase-log");
      assert.equal(exitCode, 0);
      assert.match(stdout, /^LINUX: \d+ bytes of firmware written, with a new log, clock set, started\n$/);
    });
    assert.ok(hasReservedLog());
    for (const [name, built] of [
      ["bztoken", "XIAOBLE.js"],
      [".bootcde", "XIAOBLE-loader.js"],
    ] as const) {
      const read = `print(btoa(require("Storage").read("${name}")))`;
      const written = Buffer.from(await runScript(interpreter, folder.path, read), "base64");
      assert.deepEqual(written, readFileSync(join(root, ".build/firmware", built)));
    }
  });

  it("keeps the log when the program is written again", async () => {
    const record = Buffer.from("what the token heard");
    const file = openSync(join(folder.path, "espruino.flash"), "r+");
    writeSync(file, record, 0, record.length, 70 * pageBytes);
    closeSync(file);
    await withBoard(async (port) => {
      const { stdout } = await runCommand("flash", "--port", port);
      assert.match(stdout, /its log and its clock kept/);
    });
    assert.ok(hasReservedLog());
    assert.deepEqual(Buffer.from(readFlash(70 * pageBytes, record.length)), record);
  });

  it("takes the line from a token in service, which then goes on with its log", async () => {
    const token = join(folder.path, "token");
    const store = join(folder.path, "store.sqlite");
    const device = startCommand("device", "--interpreter", interpreter, "--dir", token);
    try {
      const [, port = ""] = await device.says(/^port: (\S+)$/m);
      const sync = () => runCommand("sync", "--port", port, "--store", store, "--json");
      const { serial } = JSON.parse((await sync()).stdout);
      assert.match((await runCommand("flash", "--port", port)).stdout, /its log and its clock kept/);
      assert.equal(JSON.parse((await sync()).stdout).serial, serial);
    } finally {
      device.child.kill("SIGTERM");
      assert.equal((await device.ended).exitCode, 0);
    }
  });

  it("says in one line that nothing answers at the port, or that there is none", async () => {
    const pty = await openPty();
    try {
      const { exitCode, stderr } = await runCommand("flash", "--port", pty.path);
      assert.equal(exitCode, 3);
      assert.match(stderr, /^bztoken: no answer from an Espruino console at \S+ .*\n$/);
    } finally {
      await pty.close();
    }
    const { exitCode, stderr } = await runCommand("flash", "--port", "/dev/no-such-port");
    assert.equal(exitCode, 3);
    assert.match(stderr, /^bztoken: there is no port \/dev\/no-such-port.*\n$/);
  });
});
