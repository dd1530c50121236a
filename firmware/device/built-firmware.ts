/** What the build left in `.build/firmware` (firmware/build/firmware.ts). */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { InstallOptions } from "../boot/install.js";
import { UserError } from "../../src/words/user-error.js";

const FOLDER = ".build/firmware";

/** What tokens are made of; its program also runs in the interpreter's Linux build. */
const MAIN_BOARD = "XIAOBLE";
/** As the interpreter's Linux build calls itself. */
export const NO_HARDWARE = "LINUX";

export interface BuiltFirmware {
  readonly board: string;
  /** Relative to the root. */
  readonly file: string;
  /** Text of the bundle. */
  readonly program: string;
  /** Text of what starts it. */
  readonly loader: string;
  /** Its size. */
  readonly bytes: number;
}

export async function readFirmware(root: string, name = MAIN_BOARD): Promise<BuiltFirmware> {
  const board = name === NO_HARDWARE ? MAIN_BOARD : name;
  const program = await readBuilt(root, `${board}.js`);
  const loader = await readBuilt(root, `${board}-loader.js`);
  return { board, file: `${FOLDER}/${board}.js`, program, loader, bytes: Buffer.byteLength(program) };
}

/** The flash.config.json that the firmware was built with: no other layout fits it. */
export async function readLayouts(root: string): Promise<Pick<InstallOptions, "logFile" | "boards">> {
  return JSON.parse(await readBuilt(root, "flash.config.json"));
}

/** One of the entries in firmware/device/stand-ins. */
export function readStandIns(root: string, name: "live" | "stepped"): Promise<string> {
  return readBuilt(root, `${name}.js`);
}

async function readBuilt(root: string, name: string): Promise<string> {
  try {
    return await readFile(join(root, FOLDER, name), "utf8");
  } catch {
    throw new UserError("program/not-built", { file: `${FOLDER}/${name}` });
  }
}
