import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM } from "../../whole-program.js";

function watch(...options: string[]) {
  const command = [...PROGRAM, "watch", "--port", "0", ...options];
  return spawnSync(process.execPath, command, { encoding: "utf8" });
}

describe("bztoken watch", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "bz-watch-command-"));
  after(() => rmSync(folder, { recursive: true }));
  const film = join(folder, "film.bzw");
  writeFileSync(film, "no film");

  const cases: [what: string, options: string[], problem: RegExp][] = [
    ["a file that is no recording", ["--replay", film], /film\.bzw cannot be played: it is no recording/],
    ["a recording to be changed", ["--replay", film, "--people", "9"], /--replay shows a recording as it is/],
    ["a file that is there already", ["--people", "2", "--record", film], /exists already/],
    ["a scenario that is not there", ["nowhere"], /no scenario "nowhere"/],
    ["a time that is none", ["--from", "25:00"], /Give a time such as 06:30/],
    ["too few people", ["--people", "1"], /people/],
  ];
  for (const [what, options, problem] of cases) {
    it(`refuses ${what} in one line`, () => {
      const { status, stdout, stderr } = watch(...options);
      assert.equal(status, 2);
      assert.match(stderr, problem);
      assert.equal(stderr.trim().split("\n").length, 1);
      assert.equal(stdout, "");
    });
  }
});
