/** `bztoken build`: check, bundle, weigh. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleProgram, type ModuleSize } from "./bundle.js";
import { checkProgram } from "./check.js";
import { BuildFailure } from "./problem.js";

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
 * Builds the token's program for a board of flash.config.json and writes it to `.build/firmware/`.
 * Throws `BuildFailure`: unknown board, types, language, or a bundle over the budget.
 */
export async function buildFirmware(root: string, board: string): Promise<Firmware> {
  const { boards } = JSON.parse(await readFile(join(root, "flash.config.json"), "utf8")) as {
    boards: object;
  };
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
  await mkdir(join(root, ".build/firmware"), { recursive: true });
  // In one go: another build may be reading or writing it now.
  const unfinished = join(root, `${file}.${process.pid}`);
  await writeFile(unfinished, code);
  await rename(unfinished, join(root, file));
  return { board, bytes, file, modules };
}
