import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whyNotOpen } from "../../../src/station/reading/port-trouble.js";
import { openSerialLine } from "../../../src/station/reading/serial-line.js";
import { problemIn } from "../../words/problem-in.js";

describe("why a port does not open", () => {
  const failure = new Error(
    "Error: Permission denied Cannot lock port, cannot open /dev/serial/by-id/usb-Clock_1",
  );
  const path = "/dev/serial/by-id/usb-Clock_busy_no such file";
  const because = (probed: { code: string } | { isTerminal: boolean }) =>
    whyNotOpen(path, failure, () => Promise.resolve(probed));

  it("is told by the system's code, whatever words stand in the path or the library's sentence", async () => {
    for (const [probed, code, message] of [
      [{ code: "ENOENT" }, "port-missing", /plug the token in/],
      [{ code: "ENXIO" }, "port-missing", /plug the token in/],
      [{ code: "EBUSY" }, "port-busy", /in use by another program/],
      [{ code: "EACCES" }, "port-failed", /you may not open port .* group dialout/],
      [{ code: "EPERM" }, "port-failed", /you may not open port/],
      [{ code: "EISDIR" }, "port-failed", /is no serial port/],
      [{ isTerminal: false }, "port-failed", /is no serial port/],
      [{ isTerminal: true }, "port-busy", /in use by another program/],
      [{ code: "EMFILE" }, "port-failed", /cannot be opened/],
    ] as const) {
      const error = await because(probed);
      assert.equal(problemIn("sync", error), code, JSON.stringify(probed));
      assert.match(error.message, message);
    }
  });

  it("of a folder or a file with such a name is that it is no port", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bz-Clock-busy-"));
    writeFileSync(join(folder, "usb-Clock_1"), "");
    mkdirSync(join(folder, "lock"));
    for (const name of ["usb-Clock_1", "lock"]) {
      await assert.rejects(openSerialLine(join(folder, name)), (error: Error) => {
        assert.equal(problemIn("sync", error), "port-failed");
        assert.match(error.message, /is no serial port/);
        return true;
      });
    }
    rmSync(folder, { recursive: true });
  });
});
