/** What the build left in `.build/firmware` (firmware/build/firmware.ts). */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { InstallOptions } from "../boot/install.js";
import { UserError } from "../../src/words/user-error.js";

const FOLDER = ".build/firmware";

/** Runs on every board of flash.config.json; it is named after the one that tokens have. */
const BOARD = "XIAOBLE";

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

export async function readFirmware(root: string): Promise<BuiltFirmware> {
  const program = await readBuilt(root, `${BOARD}.js`);
  const loader = await readLoader(root);
  return { board: BOARD, file: `${FOLDER}/${BOARD}.js`, program, loader, bytes: Buffer.byteLength(program) };
}

export function readLoader(root: string): Promise<string> {
  return readBuilt(root, "loader.js");
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
