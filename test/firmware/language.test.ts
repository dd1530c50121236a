import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkProgram } from "../../firmware/build/check.js";
import { bundleProgram } from "../../firmware/build/bundle.js";
import { hoistFunctions } from "../../firmware/build/hoist.js";
import { formatProblem, type Problem } from "../../firmware/build/problem.js";
import { repositoryRoot } from "../../src/station/repository-root.js";
import { readLanguageTable } from "./language-table.js";
import { isUserError } from "../../src/words/user-error.js";

const root = repositoryRoot();

describe("the token's language", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bztoken-language-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Checks files as the device program is checked; problems carry the file's name only. */
  function check(sources: Record<string, string>): Problem[] {
    for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
    const files = [...Object.keys(sources), join(root, "firmware/typings/espruino.d.ts")];
    const config = { extends: join(root, "firmware/tsconfig.json"), files };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    return checkProgram(join(folder, "tsconfig.json"), folder);
  }

  for (const tsconfig of ["firmware", "firmware/conformance", "firmware/device/stand-ins"]) {
    it(`is kept by all that ${tsconfig} puts into the interpreter`, () => {
      assert.deepEqual(checkProgram(join(root, tsconfig, "tsconfig.json"), root).map(formatProblem), []);
    });
  }

  it("refuses each row of the table of what does not work", () => {
    const rows = readLanguageTable("Does not work");
    assert.ok(rows.length > 30);
    const sources = rows.map(({ code }, index) => [`row${index}.ts`, `export const probe: any = ${code};\n`]);
    const refused = new Set(check(Object.fromEntries(sources)).map((problem) => problem.file));
    const accepted = rows.filter((_, index) => !refused.has(`row${index}.ts`));
    assert.deepEqual(accepted, []);
  });

  it("accepts what the token's code is made of", () => {
    const problems = check({
      "good.ts": `
        export interface Counter { add(step: number): number }
        export function createCounter(start: number, label?: string): Counter {
          let sum = start;
          function note(text: string): string { return \`\${label ?? "sum"}: \${text}\`; }
          return { add(step) { sum += step; note("" + sum); return sum; } };
        }
        export function total(bytes: Uint8Array): number {
          let sum = 0;
          for (const byte of bytes) sum += byte;
          for (let i = 0; i < 2; i++) { const own = i; setTimeout(() => { sum += own; }, 1); }
          switch (sum) { case 0: return 1; default: return later() + sum; }
        }
        function later(): number { return "abc".indexOf("c") + (/^[a-z]+$/.test("x") ? 1 : 0); }
      `,
    });
    assert.deepEqual(problems, []);
  });

  it("names the file, the line and what to write instead", () => {
    const [problem] = check({ "bad.ts": "export const one = 1;\nexport const all = [...[one]];\n" });
    assert.ok(problem);
    assert.equal(formatProblem(problem), "bad.ts:2: no spread: use concat, push or apply");
  });

  it("refuses library functions the interpreter lacks, without advising another library", () => {
    const [problem] = check({ "bad.ts": "export const flat = [[1]].flat();\n" });
    assert.match(problem?.message ?? "", /'flat' does not exist.*interpreter has none/);
    assert.doesNotMatch(problem?.message ?? "", /target library/);
  });

  it("refuses what a function captures from a loop's head, but not what it copies", () => {
    const problems = check({
      "loop.ts": `export const runs: (() => number)[] = [];
        for (let i = 0; i < 3; i++) runs.push(() => i);
        for (const n of [1, 2]) { const own = n; runs.push(() => own); }
      `,
    });
    assert.deepEqual(
      problems.map(({ line }) => line),
      [2],
    );
  });

  it("refuses characters that do not fit into a byte", () => {
    const problems = check({ "wide.ts": 'export const wide = "ả";\nexport const byte = "\\xff";\n' });
    assert.deepEqual(
      problems.map(({ line }) => line),
      [1],
    );
  });

  it("moves functions to the start of their block, for an interpreter that does not hoist", () => {
    const code =
      "var a=f();{g();function g(){h();function h(){}}}function f(){return 1}(()=>{k();function k(){}})();";
    assert.equal(
      hoistFunctions(code),
      "function f(){return 1}var a=f();{function g(){function h(){}h();}g();}(()=>{function k(){}k();})();",
    );
  });

  it("bundles: lowers what can be lowered and names the line of what cannot", async () => {
    writeFileSync(join(folder, "good.ts"), "declare const a: any; export const b = a?.c ?? 2 ** a;\n");
    const { code, modules } = await bundleProgram(join(folder, "good.ts"), folder, false);
    assert.doesNotMatch(code, /\?\.|\?\?|\*\*/);
    assert.deepEqual(
      modules.map(({ path }) => path),
      ["good.ts"],
    );
    writeFileSync(join(folder, "bad.ts"), "\nexport const [c] = [1];\n");
    await assert.rejects(
      bundleProgram(join(folder, "bad.ts"), folder, false),
      (error) => isUserError(error) && /bad\.ts:2: /.test(error.message),
    );
  });

  it("gives short names to what is ours, keeps what the interpreter knows, in plain ASCII", async () => {
    const file = join(folder, "program.ts");
    writeFileSync(
      file,
      `interface Thing { readonly ownName: number; readonly length: number }
      declare const print: (...values: unknown[]) => void;
      function makeThing(): Thing { return { ownName: 1, length: 3 }; }
      function once(thing: Thing): number { return Math.floor(thing.ownName + thing.length + new Uint8Array(1).length); }
      print(once(makeThing()), "\\xff", [undefined].length);`,
    );
    const { code } = await bundleProgram(file, root, true);
    assert.doesNotMatch(code, /ownName/);
    assert.match(code, /length:3/);
    assert.match(code, /^[\x20-\x7e\n]*$/, "a file's bytes are the interpreter's characters");
    const printed: unknown[] = [];
    new Function("print", code)((...values: unknown[]) => printed.push(...values));
    assert.deepEqual(printed, [5, "\xff", 1]);
  });
});
