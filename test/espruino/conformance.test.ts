import assert from "node:assert/strict";
import { join } from "node:path";
import { bundleProgram } from "../../firmware/build/bundle.js";
import type { Device } from "../../firmware/device/device.js";
import { conformanceSuite } from "../../hal/conformance/suite.js";
import { createFolder, describeEspruino, root, startTestDevice } from "./interpreter.js";

describeEspruino("Espruino's hardware conforms, in the real interpreter", (interpreter) => {
  const folder = createFolder();
  const results = new Map<string, string[]>();
  let device: Device;

  before(async function () {
    const { code } = await bundleProgram(join(root, "firmware/conformance/program.ts"), root, false);
    let finish: () => void = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    device = await startTestDevice({
      interpreter,
      folder: folder.path,
      program: code,
      onBench(line) {
        if (line === "trials done") finish();
        if (!line.startsWith("trial ")) return;
        const { name, failures } = JSON.parse(line.slice("trial ".length));
        results.set(name, failures);
      },
    });
    await finished;
  });
  after(async () => {
    await device?.stop();
    folder.remove();
  });

  for (const { name } of conformanceSuite) {
    it(name, () => assert.deepEqual(results.get(name), []));
  }
});
