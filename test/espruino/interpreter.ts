/** The real interpreter for tests: its path in ESPRUINO. Without it they are skipped, or fail with REQUIRE_ESPRUINO=1. */
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFirmware } from "../../firmware/build/firmware.js";
import { repositoryRoot } from "../../src/station/repository-root.js";
import { startDevice, type Device, type DeviceOptions } from "../../firmware/device/device.js";

export const root = repositoryRoot();

// What `bztoken` runs is what the sources say.
if (process.env.ESPRUINO) before(() => buildFirmware(root, "XIAOBLE"));

/** `describe` for tests that need the interpreter; `body` gets its path. */
export function describeEspruino(title: string, body: (interpreter: string) => void): void {
  const interpreter = process.env.ESPRUINO;
  if (interpreter) {
    describe(title, () => body(interpreter));
  } else if (process.env.REQUIRE_ESPRUINO === "1") {
    it(title, () => {
      throw new Error("REQUIRE_ESPRUINO is set, but ESPRUINO does not name the interpreter");
    });
  } else {
    it.skip(`${title} (set ESPRUINO to the path of Espruino's Linux build)`);
  }
}

/** The token's very bundle, as `bztoken build` makes it. */
export async function readBundle(): Promise<string> {
  const { file } = await buildFirmware(root, "XIAOBLE");
  return readFile(join(root, file), "utf8");
}

/** A folder of its own for a test, removed by `remove`. */
export function createFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "bztoken-espruino-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** `startDevice` with what most tests do not care about. */
export function startTestDevice(
  options: Pick<DeviceOptions, "interpreter" | "folder" | "program"> & Partial<DeviceOptions>,
): Promise<Device> {
  return startDevice({ root, keepsTime: false, speed: 1, onData: () => {}, onBench: () => {}, ...options });
}
