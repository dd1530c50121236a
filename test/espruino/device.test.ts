import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { TX_POWER_DBM } from "../../src/contacts/record.js";
import { livingProcesses, runCommand, startCommand } from "./command-line.js";
import { createFolder, describeEspruino } from "./interpreter.js";

const ADVERT = Buffer.from(encodeAdvert(new Uint8Array(12).fill(0x42))).toString("hex");
/** A slot of 15 minutes passes in 15 s. */
const SPEED = "60";
const SLOT_AND_FLUSH_MS = 22_000;

describeEspruino("bztoken device", (interpreter) => {
  const folder = createFolder();
  const store = join(folder.path, "store.sqlite");
  after(() => folder.remove());

  function sync(port: string) {
    return runCommand("sync", "--port", port, "--store", store, "--json");
  }

  it("boots, logs, loses its power, and is read over its serial port; twice changes nothing", async () => {
    const device = startCommand(
      ...["device", "--interpreter", interpreter, "--pty", "--trace"],
      ...["--speed", SPEED, "--dir", join(folder.path, "token")],
    );
    try {
      const [, port] = await device.says(/^port: (\S+)$/m);
      device.child.stdin.write(`near ${ADVERT} -60\n`);
      await new Promise((resolve) => setTimeout(resolve, SLOT_AND_FLUSH_MS));
      device.child.stdin.write("power-cycle\n");
      await device.says(/program\s[^]*program\s/, "stderr");
      const first = JSON.parse((await sync(port!)).stdout);
      assert.ok(first.received >= 1, `${first.received} records`);
      assert.equal(first.added, first.received);
      const second = JSON.parse((await sync(port!)).stdout);
      assert.equal(second.added, 0);
      assert.equal(second.serial, first.serial);
    } finally {
      device.child.kill("SIGTERM");
      const { exitCode } = await device.ended;
      assert.equal(exitCode, 0);
      assert.equal(await livingProcesses(device.child.pid!), "");
    }
  });

  it("advertises with the plug in, blinks at a press, refuses lines it does not know and quits", async () => {
    const device = startCommand("device", "--interpreter", interpreter, "--trace");
    const [, port] = await device.says(/^port: (\S+)$/m);
    await device.says(new RegExp(`^air (c|d|e|f)\\S+ ${TX_POWER_DBM} \\d+ \\S+`, "m"), "stderr");
    device.child.stdin.write("press\n");
    await device.says(/^led 1[^]*^led 0/m, "stderr");
    device.child.stdin.write("juggle\n");
    await device.says(/unknown line "juggle"/, "stderr");
    device.child.stdin.write("quit\n");
    assert.equal((await device.ended).exitCode, 0);
    assert.equal(existsSync(port!), false, "the port is gone");
  });

  it("says in one line that there is no interpreter", async () => {
    const { exitCode, stdout, stderr } = await runCommand("device", "--interpreter", "/no/such/espruino");
    assert.deepEqual([exitCode, stdout], [2, ""]);
    assert.match(stderr, /^bztoken: no interpreter at \/no\/such\/espruino: .*\n$/);
  });
});
