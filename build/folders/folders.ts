/** `npm run folders`: an offline folder for each kind of computer, as a zip in `.folders` (INSTALL.md). */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../../src/station/repository-root.js";
import { madeMs } from "../program.js";
import { filesIn, putContents } from "./contents.js";
import { putLaunchers } from "./launchers.js";
import { PLATFORMS, type Platform } from "./platforms.js";
import { packProgram, putProgram } from "./program.js";
import { fetchRuntimes, putRuntime } from "./runtime.js";
import { zipFolder } from "./zip.js";

const OUT = ".folders";

/** Name of the folder in the zip, and of the zip: a newer one lies beside an older one. */
export const nameOf = (version: string, { name }: Platform) => `may-doc-the-${version}-${name}-x64`;

async function makeFolders(root: string): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const work = mkdtempSync(join(tmpdir(), "bztoken-folders-"));
  mkdirSync(join(root, OUT), { recursive: true });
  try {
    const tarball = packProgram(root, work);
    const runtimes = fetchRuntimes(work);
    for (const platform of PLATFORMS) {
      const name = nameOf(version, platform);
      const folder = join(work, name);
      mkdirSync(folder);
      putRuntime(runtimes, platform, folder);
      putProgram(root, tarball, platform, folder);
      putLaunchers(root, platform, version, folder);
      putContents(folder);
      const zip = join(OUT, `${name}.zip`);
      await zipFolder(folder, name, join(root, zip), new Date(madeMs()));
      const megabytes = (statSync(join(root, zip)).size / 1e6).toFixed(1);
      console.log(`${zip}: ${filesIn(folder).length} files, ${megabytes} MB`);
    }
  } finally {
    rmSync(work, { recursive: true });
  }
}

await makeFolders(repositoryRoot());
