/** `bztoken build`: check, bundle, weigh. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleProgram, type ModuleSize } from "./bundle.js";
import { checkProgram } from "./check.js";
import { formatProblem } from "./problem.js";
import { UserError } from "../../src/words/user-error.js";

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
 * Throws `UserError`: unknown board, types, language, or a bundle over the budget.
 */
export async function buildFirmware(root: string, board: string): Promise<Firmware> {
  const { boards } = JSON.parse(await readFile(join(root, "flash.config.json"), "utf8")) as {
    boards: object;
  };
  if (!Object.hasOwn(boards, board)) {
    throw new UserError("firmware/unknown-board", { board, boards: Object.keys(boards).join(", ") });
  }
  const problems = checkProgram(join(root, "firmware/tsconfig.json"), root);
  if (problems.length > 0)
    throw new UserError("firmware/cannot-run", { places: problems.map(formatProblem).join("\n") });
  const { code, modules } = await bundleProgram(join(root, "firmware/main.ts"), root, true);
  const bytes = Buffer.byteLength(code);
  if (bytes > MAX_BUNDLE_BYTES) {
    throw new UserError("firmware/too-large", { bytes, most: MAX_BUNDLE_BYTES });
  }
  const file = `.build/firmware/${board}.js`;
  await mkdir(join(root, ".build/firmware"), { recursive: true });
  // In one go: another build may be reading or writing it now.
  const unfinished = join(root, `${file}.${process.pid}`);
  await writeFile(unfinished, code);
  await rename(unfinished, join(root, file));
  return { board, bytes, file, modules };
}
