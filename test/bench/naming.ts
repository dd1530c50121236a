/**
 * Whose the IDs are that an F0 heard in 14 days: `npx tsx test/bench/naming.ts [TOKENS] [MOST_S]`. The tokens' ID boxes are opened, their keys moved
 * on to the days of the case, and all IDs derived on all cores. Beside it Bluezone's way, one query for each ID and its time in an
 * SQL table of what was heard. 5,000 tokens may take 3 s, and 100,000
 * a minute, of a machine that does nothing else.
 *
 * It runs bundled, as staff run the program: from sources a thread takes ten times as long to start.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildProgram } from "../../build/program.js";
import { repositoryRoot } from "../../src/station/repository-root.js";

const root = repositoryRoot();
// Inside the repository, so that the packages are found.
mkdirSync(join(root, ".build"), { recursive: true });
const folder = mkdtempSync(join(root, ".build/bench-"));
try {
  await buildProgram(root, folder, "test/bench/naming.program.ts");
  const command = [join(folder, "naming.program.mjs"), ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, command, { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
