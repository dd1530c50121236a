/** Builds all that `bztoken` runs on, into `.build`; the package ships it, so that nobody who installs it builds anything. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { buildFirmware } from "../firmware/build/firmware.js";
import { repositoryRoot } from "../src/station/repository-root.js";
import { copyConsole } from "./console.js";
import { buildPages } from "./pages.js";

const root = repositoryRoot();
// Names of its files hold a hash: those of an earlier build would stay.
await rm(join(root, ".build"), { recursive: true, force: true });
await Promise.all([buildProgram(), buildPages(root), buildFirmware(root, "XIAOBLE"), copyConsole(root)]);

/** The command line. What is put in: when it was made, because no computer's date before that is right. */
async function buildProgram(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ["src/bztoken.ts"],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    splitting: true,
    outdir: ".build",
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
    define: { BUILT_MS: String(Date.now()) },
  });
}
