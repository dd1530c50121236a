/** Breaks the log on purpose, one way at a time, and shows that its suite notices. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { build } from "esbuild";

interface Mutant {
  name: string;
  file: string;
  /** Must stand in the file exactly once. */
  from: string;
  to: string;
}

const MUTANTS: Mutant[] = [
  {
    name: "believes headers without their CRC",
    file: "scan.ts",
    from: "crypto.crc32(opening) !== residue",
    to: "false",
  },
  {
    name: "does not read back what it programs",
    file: "verified-flash.ts",
    from: "if (crypto.toByteString(flash.read(address, bytes.length)) === crypto.toByteString(bytes)) return true;",
    to: "return true;",
  },
  {
    name: "does not read back what it erases",
    file: "verified-flash.ts",
    from: "if (isErased(page * flash.pageBytes, flash.pageBytes)) return true;",
    to: "return true;",
  },
  {
    name: "erases a day too early",
    file: "ring.ts",
    from: "(sequences[next] === 0 || days[next]! < expiryDay)",
    to: "(sequences[next] === 0 || days[next]! <= expiryDay)",
  },
  {
    name: "keeps the open page of a wearer who meets no one",
    file: "log.ts",
    from: "if (headSequence > 0 && headDay < expiryDay) return openPage(today, false);",
    to: "",
  },
  {
    name: "seals twice at one position after a restart",
    file: "log.ts",
    from: "if (isResumed) markRestart();",
    to: "isResumed = false;",
  },
  {
    name: "reuses a page sequence",
    file: "ring.ts",
    from: "options.minPageSequence : headSequence + 1",
    to: "options.minPageSequence : Math.max(headSequence, 1)",
  },
  {
    name: "goes on in a page whose rest is not erased",
    file: "log.ts",
    from: "if (!verified.isErased(slotsAddress + used * SLOT_BYTES, rest)) used = recordsPerPage;",
    to: "void rest;",
  },
  {
    name: "goes on in a page that was closed",
    file: "log.ts",
    from: "verified.isErased(headerAddress + CLOSE_OFFSET, CLOSE_BYTES);",
    to: "CLOSE_BYTES > 0;",
  },
  {
    name: "believes a page that looks erased",
    file: "ring.ts",
    from: "const isGood = verified.erase(options.firstPage + page);",
    to: "const isGood = verified.isErased(addressOf(page), pageBytes) || verified.erase(options.firstPage + page);",
  },
  {
    name: "believes a clean mark that was cut",
    file: "scan.ts",
    from: "const isWhole = (run ^ getU16(mark, 2)) === 0xffff;",
    to: "const isWhole = scan.isMarked;",
  },
  {
    name: "erases a page under the head that proves it erased",
    file: "ring.ts",
    from: "if (isBad(page) || !verified.isErased(addressOf(page), pageBytes)) continue;",
    to: "if (!isBad(page) && !verified.isErased(addressOf(page), pageBytes)) erase(page); if (isBad(page)) continue;",
  },
  {
    name: "puts two days into one page",
    file: "log.ts",
    from: "day !== headDay || ",
    to: "",
  },
  {
    name: "forgets over a restart that all was made void",
    file: "scan.ts",
    from: "if (opening[11]! > 127 && sequence > logStart) logStart = sequence;",
    to: "",
  },
  {
    name: "tries a bad page again and again",
    file: "ring.ts",
    from: "if (!isGood) badPages.push(page);",
    to: "void isGood;",
  },
  {
    name: "erases the newest page before the oldest",
    file: "ring.ts",
    from: "const page = ahead(cleanStart, clean + 1);",
    to: "const page = ahead(head, pageCount - 1 - clean);",
  },
  {
    name: "keeps old keys in the state pages",
    file: "state-store.ts",
    from: "if (page !== current && (erasedPages & (1 << page)) === 0) erase(page);",
    to: "",
  },
  {
    name: "gives up the old state before the new one is whole",
    file: "state-store.ts",
    from: "if (!program(page, stored)) continue;",
    to: "if (before >= 0) erase(before); if (!program(page, stored)) continue;",
  },
  {
    name: "erases a state page under a mark that says it is erased",
    file: "state-store.ts",
    from: "if (isMarked && !isRevoked) {",
    to: "if (false as boolean) {",
  },
];

/** Most telling first, because the first failure ends a run. */
const SUITE = ["log", "state-store", "guarantees", "property", "power-loss"].map(
  (name) => `./test/log/${name}.test.ts`,
);

/** Runs the log's suite on the log as it is, or with one patch. Returns whether it passed, and what it said. */
async function runSuite(folder: string, mutant?: Mutant): Promise<{ passed: boolean; output: string }> {
  const outfile = join(folder, `suite-${mutant === undefined ? "whole" : MUTANTS.indexOf(mutant)}.mjs`);
  let patched = 0;
  await build({
    stdin: {
      contents: SUITE.map((file) => `import "${file}";`).join("\n"),
      resolveDir: process.cwd(),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outfile,
    logLevel: "silent",
    plugins: [
      {
        name: "mutant",
        setup(hooks) {
          hooks.onLoad({ filter: /src[\\/]log[\\/][^\\/]*\.ts$/ }, ({ path }) => {
            if (mutant === undefined || basename(path) !== mutant.file) return undefined;
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
  const run = spawnSync(process.execPath, [mocha, "--no-config", "--bail", "--timeout", "120000", outfile], {
    encoding: "utf8",
    timeout: 300_000,
  });
  return { passed: run.status === 0, output: run.stdout + run.stderr };
}

describe(`the log's suite against ${MUTANTS.length} mutants`, function () {
  this.timeout(20 * 60_000);
  let folder: string;
  before(() => void (folder = mkdtempSync(join(tmpdir(), "bztoken-mutants-"))));
  after(() => rmSync(folder, { recursive: true }));

  it("passes on the log as it is", async () => {
    const { passed, output } = await runSuite(folder);
    assert(passed, output);
  });

  for (const mutant of MUTANTS) {
    it(`catches a log that ${mutant.name}`, async () => {
      const { passed } = await runSuite(folder, mutant);
      assert(!passed, "it passed");
    });
  }
});
