/** Breaks source files on purpose, one way at a time, and shows that their suite notices. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

export interface Mutant {
  /** What the broken code does: "a log that …". */
  name: string;
  /** Below src. */
  file: string;
  /** Must stand in the file exactly once. */
  from: string;
  to: string;
}

/** Mutants of one file: name, what stands there, what stands there instead. */
export const mutantsOf = (file: string, mutants: [name: string, from: string, to: string][]): Mutant[] =>
  mutants.map(([name, from, to]) => ({ name, file, from, to }));

const SUITE_TIMEOUT_MS = 5 * 60_000;

/** Runs a suite on the code as it is, or with one patch. Returns whether it passed, and what it said. */
async function runSuite(
  suite: string[],
  outfile: string,
  mutant?: Mutant,
): Promise<{ passed: boolean; output: string }> {
  let patched = 0;
  await build({
    stdin: {
      contents: suite.map((file) => `import "./${file}";`).join("\n"),
      resolveDir: process.cwd(),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    outfile,
    logLevel: "silent",
    plugins: [
      {
        name: "mutant",
        setup(hooks) {
          hooks.onLoad({ filter: /src[\\/].*\.ts$/ }, ({ path }) => {
            if (mutant === undefined || path !== resolve("src", mutant.file)) return undefined;
            const parts = readFileSync(path, "utf8").split(mutant.from);
            assert.equal(parts.length, 2, `"${mutant.name}" does not apply to ${mutant.file} any more`);
            patched++;
            return { contents: parts.join(mutant.to), loader: "ts" };
          });
        },
      },
    ],
  });
  assert.equal(patched, mutant === undefined ? 0 : 1);
  const mocha = join("node_modules", "mocha", "bin", "mocha.js");
  const child = spawn(process.execPath, [mocha, "--no-config", "--bail", "--timeout", "120000", outfile], {
    timeout: SUITE_TIMEOUT_MS,
  });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  const code = await new Promise((done) => child.on("close", done));
  return { passed: code === 0, output };
}

/**
 * @param suite  test files, most telling first, because the first failure ends a run. `MUTANT=one,other` tries only the
 *               mutants whose name holds one of these texts.
 */
export function describeMutants(what: string, suite: string[], mutants: Mutant[]): void {
  describe(`the suite of ${what} against ${mutants.length} mutants`, function () {
    this.timeout(0);
    let folder: string;
    // Packages and vectors are found from there.
    before(() => void (folder = mkdtempSync(join("test", ".mutants-"))));
    after(() => rmSync(folder, { recursive: true }));

    it("passes on the code as it is", async () => {
      const { passed, output } = await runSuite(suite, join(folder, "whole.mjs"));
      assert(passed, output);
    });

    const only = (process.env.MUTANT ?? "").split(",");
    mutants.forEach((mutant, i) => {
      if (!only.some((text) => mutant.name.includes(text))) return;
      it(`catches ${what} that ${mutant.name}`, async () => {
        const { passed } = await runSuite(suite, join(folder, `${i}.mjs`), mutant);
        assert(!passed, "it passed");
      });
    });
  });
}
