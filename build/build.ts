/** Builds all that `bztoken` runs on, into `.build`; the package ships it, so that nobody who installs it builds anything. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { buildFirmware } from "../firmware/build/firmware.js";
import { repositoryRoot } from "../src/station/repository-root.js";
import { copyConsole } from "./console.js";
import { buildPages } from "./pages.js";
import { buildProgram } from "./program.js";

/** Those that tokens can be made of. */
const BOARDS = ["XIAOBLE", "JOLTJS"];

const root = repositoryRoot();
// Names of its files hold a hash: those of an earlier build would stay.
await rm(join(root, ".build"), { recursive: true, force: true });
await Promise.all([buildProgram(root, ".build"), buildPages(root), buildBoards(), copyConsole(root)]);

/** One after another: they share the files that are no board's. */
async function buildBoards(): Promise<void> {
  for (const board of BOARDS) await buildFirmware(root, board);
}
