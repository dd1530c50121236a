import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync, readdirSync, writeSync } from "node:fs";
import { join } from "node:path";
import config from "../../flash.config.json" with { type: "json" };
import { startInterpreter } from "../../firmware/device/interpreter.js";
import { openPty } from "../../firmware/device/pty.js";
import { runCommand } from "./command-line.js";
import { createFolder, describeEspruino } from "./interpreter.js";

const { pageBytes, regionPages } = config.boards.LINUX;
const FLASH = ["flash: erase of a page", "flash: programming of 256 bytes", "flash: reading of a page"];

interface Report {
  isHardware: boolean;
  board: string;
  interpreter: string;
  figures: { name: string; unit: string; value: number | null; note: string }[];
}

describeEspruino("bztoken bench", (interpreter) => {
  const folder = createFolder();
  after(() => folder.remove());
  const flashBytes = () => readFileSync(join(folder.path, "espruino.flash"));

  async function bench(
    ...words: string[]
  ): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
    const pty = await openPty();
    const board = startInterpreter(interpreter, folder.path);
    board.onData(pty.write);
    pty.onData(board.write);
    try {
      return await runCommand(words[0]!, "--port", pty.path, ...words.slice(1));
    } finally {
      await board.kill();
      await pty.close();
    }
  }
  const measured = async () => {
    const { exitCode, stdout, stderr } = await bench(
      "bench",
      "--seconds",
      "2",
      "--out",
      folder.path,
      "--json",
    );
    assert.equal(exitCode, 0, stderr);
    return JSON.parse(stdout) as Report & { file: string };
  };
  const valueOf = ({ figures }: Report, name: string) => figures.find((one) => one.name === name)!;

  it("measures no flash where no log has its place, and writes nothing", async () => {
    const report = await measured();
    for (const name of FLASH) {
      assert.equal(valueOf(report, name).value, null);
      assert.equal(valueOf(report, name).note, "no log's file in its place");
    }
  });

  it("measures a board, leaves its flash as it was, and says that this is none", async () => {
    assert.equal((await bench("flash", "--erase-log")).exitCode, 0);
    const before = flashBytes();
    const report = await measured();
    assert.ok(flashBytes().equals(before), "every byte of flash is as it was");
    assert.deepEqual([report.isHardware, report.board], [false, "LINUX"]);
    assert.match(report.interpreter, /^2v\d+/);
    for (const name of [
      "variables free, no program",
      "interpreter started anew, until its console answers",
      "one turn of an empty loop",
      "SHA-256 of 64 bytes",
      ...FLASH,
    ])
      assert.ok(valueOf(report, name).value! > 0, name);
    assert.match(valueOf(report, "clock ahead of this computer's").note, /^± \d/);
    assert.equal(valueOf(report, "reports of adverts, listening all the time").note, "no radio");
    assert.equal(valueOf(report, "battery, through its divider").value, null);
    const text = readFileSync(report.file, "utf8");
    assert.match(text, /^\*\*No hardware: the interpreter's Linux build/m);
    assert.match(text, /^\| SHA-256 of 64 bytes +\| [\d.]+ \| ms/m);
    const written = readdirSync(folder.path).filter((name) => /^bench-LINUX-.*\.(md|json)$/.test(name));
    assert.ok(written.length >= 2);
  });

  it("leaves the reserve alone where something stands in it", async () => {
    const file = openSync(join(folder.path, "espruino.flash"), "r+");
    writeSync(file, Buffer.from("somebody's"), 0, 10, regionPages * pageBytes - 100);
    closeSync(file);
    const before = flashBytes();
    const report = await measured();
    assert.equal(valueOf(report, FLASH[0]!).note, "the reserve's last page is not empty");
    assert.ok(flashBytes().equals(before));
  });
});
