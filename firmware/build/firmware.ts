/** `bztoken build`: check, bundle, weigh. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleProgram, type ModuleSize } from "./bundle.js";
import { checkProgram } from "./check.js";
import { formatProblem } from "./problem.js";
import { putFile } from "./put-file.js";
import { PAGE_VERSION } from "../../src/log/format.js";
import { STATE_FORMAT } from "../../src/token/state.js";
import { SLOT_HEADER_BYTES } from "../../src/token/update/slots.js";
import { UserError } from "../../src/words/user-error.js";

/** What stands in for the board in the interpreter's Linux build: firmware/device/stand-ins. */
const STAND_INS = ["live", "stepped"];

/** DESIGN.md, budgets: two of them fit side by side into the flash, each with its slot's header. */
export const MAX_BUNDLE_BYTES = 48 * 1024 - SLOT_HEADER_BYTES;

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
 * Builds the token's program for a board of flash.config.json and writes it to `.build/firmware/`, with its loader, the layouts of flash
 * that it was built for, what a release says of it, and what it needs to run in the interpreter's Linux build.
 * Throws `UserError`: unknown board, types, language, or a bundle over the budget.
 */
export async function buildFirmware(root: string, board: string): Promise<Firmware> {
  const config = await readFile(join(root, "flash.config.json"), "utf8");
  const { boards } = JSON.parse(config) as { boards: object };
  if (!Object.hasOwn(boards, board)) {
    throw new UserError("firmware/unknown-board", { board, boards: Object.keys(boards).join(", ") });
  }
  const problems = checkProgram(join(root, "firmware/tsconfig.json"), root);
  if (problems.length > 0)
    throw new UserError("firmware/cannot-run", { places: problems.map(formatProblem).join("\n") });
  const { code, modules } = await bundleProgram(join(root, "firmware/main.ts"), root, true, { board });
  const bytes = Buffer.byteLength(code);
  if (bytes > MAX_BUNDLE_BYTES) {
    throw new UserError("firmware/too-large", { bytes, most: MAX_BUNDLE_BYTES });
  }
  const file = `.build/firmware/${board}.js`;
  await putFile(join(root, file), code);
  await putFile(join(root, ".build/firmware/flash.config.json"), config);
  const loader = await bundleProgram(join(root, "firmware/loader.ts"), root, true, { board });
  await putFile(join(root, `.build/firmware/${board}-loader.js`), loader.code);
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const formats = { firmwareVersion: version, stateFormat: STATE_FORMAT, pageVersion: PAGE_VERSION };
  await putFile(join(root, ".build/firmware/release.json"), JSON.stringify(formats));
  for (const name of STAND_INS) {
    const standIn = await bundleProgram(join(root, `firmware/device/stand-ins/${name}.ts`), root, false);
    await putFile(join(root, `.build/firmware/${name}.js`), standIn.code);
  }
  return { board, bytes, file, modules };
}
