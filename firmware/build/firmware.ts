/** `bztoken build`: check, bundle, weigh. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleProgram, type ModuleSize } from "./bundle.js";
import { checkProgram } from "./check.js";
import { BuildFailure } from "./problem.js";
import { putFile } from "./put-file.js";

/** What stands in for the board in the interpreter's Linux build: firmware/device/stand-ins. */
const STAND_INS = ["live", "stepped"];

/** DESIGN.md, budgets: two of them fit side by side into the flash. */
export const MAX_BUNDLE_BYTES = 48 * 1024;

export interface Firmware {
  readonly board: string;
  /** Size of the minified bundle. */
  readonly bytes: number;
  /** Where it was written, relative to the repository. */
  readonly file: string;
  /** Largest first. */
  readonly modules: readonly ModuleSize[];
}

/**
 * Builds the token's program for a board of flash.config.json and writes it to `.build/firmware/`, with the layouts of flash
 * that it was built for and what it needs to run in the interpreter's Linux build.
 * Throws `BuildFailure`: unknown board, types, language, or a bundle over the budget.
 */
export async function buildFirmware(root: string, board: string): Promise<Firmware> {
  const config = await readFile(join(root, "flash.config.json"), "utf8");
  const { boards } = JSON.parse(config) as { boards: object };
  if (!Object.hasOwn(boards, board)) {
    throw new BuildFailure(`no board ${board}: flash.config.json knows ${Object.keys(boards).join(", ")}`);
  }
  const problems = checkProgram(join(root, "firmware/tsconfig.json"), root);
  if (problems.length > 0) throw new BuildFailure("the program cannot run on the token", problems);
  const { code, modules } = await bundleProgram(join(root, "firmware/main.ts"), root, true);
  const bytes = Buffer.byteLength(code);
  if (bytes > MAX_BUNDLE_BYTES) {
    throw new BuildFailure(`the bundle has ${bytes} bytes, ${MAX_BUNDLE_BYTES} are allowed`);
  }
  const file = `.build/firmware/${board}.js`;
  await putFile(join(root, file), code);
  await putFile(join(root, ".build/firmware/flash.config.json"), config);
  for (const name of STAND_INS) {
    const standIn = await bundleProgram(join(root, `firmware/device/stand-ins/${name}.ts`), root, false);
    await putFile(join(root, `.build/firmware/${name}.js`), standIn.code);
  }
  return { board, bytes, file, modules };
}
