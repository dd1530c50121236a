import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../hal/simulated/random.js";
import { runCommand } from "./command-line.js";
import { createFolder, describeEspruino } from "./interpreter.js";

/** Made-up radio: runs of a second to two hours, at every strength, some with silences. */
function sightings(): string {
  const random = createRandom(3);
  const lines = ["pair,tx,rx,context,t_s,rssi_dbm,distance_m"];
  for (let run = 0; run < 40; run++) {
    const seconds = run === 7 ? 7200 : 1 + random.below(600);
    for (let tS = 0; tS < seconds; tS += 0.1 + random.unit() * (run % 5 === 0 ? 30 : 1)) {
      lines.push(`run ${run},,,,${tS.toFixed(3)},${-30 - random.below(75)},`);
    }
  }
  return lines.join("\n") + "\n";
}

describeEspruino("replay in the interpreter", (interpreter) => {
  it("gives the records of the simulated hardware, byte for byte as they lie in flash", async () => {
    const folder = createFolder();
    try {
      const file = join(folder.path, "sightings.csv");
      writeFileSync(file, sightings());
      const desktop = await runCommand("replay", file);
      const chip = await runCommand("replay", file, "--interpreter", interpreter);
      assert.equal(desktop.exitCode, 0, desktop.stderr);
      assert.equal(chip.exitCode, 0, chip.stderr);
      assert.ok(desktop.stdout.split("\n").length > 40, "a record or more for every run");
      assert.equal(chip.stdout, desktop.stdout);
    } finally {
      folder.remove();
    }
  });

  it("ends with one line where there is no interpreter", async () => {
    const { exitCode, stderr } = await runCommand(
      "replay",
      "sightings.csv",
      "--interpreter",
      "/no/such/program",
    );
    assert.equal(exitCode, 2);
    assert.match(stderr, /^bztoken: no interpreter at \/no\/such\/program.*\n$/);
  });
});
