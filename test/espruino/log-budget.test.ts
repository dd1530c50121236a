import assert from "node:assert/strict";
import { join } from "node:path";
import { bundleProgram } from "../../firmware/build/bundle.js";
import { runScript } from "../../firmware/device/interpreter.js";
import { createFolder, describeEspruino, root } from "./interpreter.js";

describeEspruino("the log's budgets, in turns of an empty loop of the real interpreter", (interpreter) => {
  const folder = createFolder();
  let figures: Record<string, number>;

  before(async function () {
    this.timeout(120_000);
    const { code } = await bundleProgram(join(root, "test/espruino/log-budget.program.js"), root, false);
    const output = await runScript(interpreter, folder.path, code);
    const line = output.split("\n").find((one) => one.includes("figures "));
    assert(line, output);
    figures = JSON.parse(line.slice(line.indexOf("{")));
    for (const [name, turns] of Object.entries(figures)) console.log(`      ${name} ${Math.round(turns)}`);
  });
  after(() => folder.remove());

  it("seals, appends and reads back a record in 150, of which the log takes 75", () => {
    assert(figures.append! <= 150);
    assert(figures.append! - figures.seal! <= 75);
  });
  it("mounts a full log in 25,000", () => {
    assert(figures.pages! >= 388, `the ring holds ${figures.pages} pages only`);
    assert(figures.mount! <= 25_000);
  });
  it("takes no step of more than 500 (100 ms on the chip) for a new page or for housekeeping", () => {
    assert.equal(figures.erasedRecords, 64);
    for (const step of [
      "closePage",
      "newPage",
      "erase",
      "countExpired",
      "eraseExpired",
      "tendIdle",
      "read16",
    ]) {
      assert(figures[step]! <= 500, `${step}: ${figures[step]}`);
    }
  });
});
