/** `bztoken flash` ends as every command that needs a token does; scripts that prepare many of them decide by it. */
import { join } from "node:path";
import { openPty } from "../../../firmware/device/pty.js";
import { repositoryRoot } from "../../../src/station/repository-root.js";
import { openSerialLine } from "../../../src/station/reading/serial-line.js";
import { assertEnds } from "../../station/commands/run-command.js";
import { startStandInBoard } from "../stand-in-board.js";

const flash = (code: number, message: RegExp, port: string, ...more: string[]) =>
  assertEnds(code, message, "flash", "--port", port, ...more);

describe("how bztoken flash ends", function () {
  this.timeout(180_000);

  it("2 for what was typed", async () => {
    await flash(2, /--port "99999" is no serial port/, "99999");
    await flash(2, /needs --reason/, "/dev/no-such-port", "--key", "an.bzkey");
  });

  it("3 for a board that cannot be reached", async () => {
    const busy = await openPty();
    const line = await openSerialLine(busy.path);
    const silent = await openPty();
    try {
      await Promise.all([
        flash(3, /there is no port \/dev\/no-such-port/, "/dev/no-such-port"),
        flash(3, /in use by another program/, busy.path),
        flash(3, /is no serial port/, join(repositoryRoot(), "package.json")),
        flash(3, /no answer from an Espruino console .*is this the right port\?/, silent.path),
      ]);
    } finally {
      line.close();
      await busy.close();
      await silent.close();
    }
  });

  it("5 for a board that must not be written to as it is", async () => {
    const board = await startStandInBoard();
    try {
      board.files.set("photos", Buffer.from("holidays"));
      await flash(5, /the board's flash holds photos but no log/, board.path);
    } finally {
      await board.close();
    }
  });
});

describe("how bztoken device ends", function () {
  this.timeout(180_000);

  it("2 where the interpreter is none, or its folder cannot be made", async () => {
    const device = (message: RegExp, ...args: string[]) => assertEnds(2, message, "device", ...args);
    await device(/no interpreter at no-such-file: /, "--interpreter", "no-such-file");
    await device(/no interpreter at \/bin\/true: /, "--interpreter", "/bin/true");
    const inFile = join(repositoryRoot(), "package.json", "token");
    await device(/cannot be started .*ENOTDIR/, "--interpreter", "/bin/true", "--dir", inFile);
  });
});
