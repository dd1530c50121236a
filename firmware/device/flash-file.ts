/** The interpreter's flash as `bztoken flash` leaves a board's, with the stand-ins before the program. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import {
  LOADER_FILE,
  type Layout,
  PROGRAM_FILE,
  reserveStatement,
  writeStatements,
} from "../boot/storage.js";
import { readFirmware, readLayouts, readStandIns } from "./built-firmware.js";
import { runScript } from "./interpreter.js";

/** Espruino runs it before the program. */
const STAND_INS_FILE = ".boot0";
/** Is there while power has not failed since a reset: as in stand-ins/chip.ts. */
export const RESET_FILE = "reset";

export interface FlashFileOptions {
  readonly interpreter: string;
  readonly folder: string;
  readonly root: string;
  readonly program: string;
  /** What starts it, and how the flash is shared out, where these are not what was built. */
  readonly loader?: string;
  readonly layout?: Layout;
  /** Which of the stand-ins' entries. */
  readonly standIns: "live" | "stepped";
  /** Of a new token; by default a number and random numbers of its own. */
  readonly identity?: Identity;
}

/** What stand-ins/chip.ts finds in bench.json. */
export interface Identity {
  /** As the chip prints its own: "00112233-44556677". */
  readonly chipId: string;
  /** File that the random numbers come from. */
  readonly random: string;
  /** File that says how many bytes of it were used. */
  readonly randomUsed?: string;
}

/** Makes the folder's flash, or brings the program in it up to date and leaves the log alone. Returns whether it is new. */
export async function prepareFlashFile(options: FlashFileOptions): Promise<boolean> {
  const { interpreter, folder, root, program } = options;
  const isNew = !existsSync(join(folder, "bench.json"));
  const { logFile, boards } = await readLayouts(root);
  const loader = options.loader ?? (await readFirmware(root)).loader;
  const standIns = await readStandIns(root, options.standIns);
  await runScript(
    interpreter,
    folder,
    [
      isNew ? reserveStatement(logFile, options.layout ?? boards.LINUX!) : "",
      updateStatement(STAND_INS_FILE, Buffer.from(standIns)),
      // First: an older program was all of this file, and makes room.
      updateStatement(LOADER_FILE, Buffer.from(loader)),
      updateStatement(PROGRAM_FILE, Buffer.from(program)),
    ].join(";\n"),
  );
  if (isNew) await writeFile(join(folder, "bench.json"), JSON.stringify(options.identity ?? ownIdentity()));
  return isNew;
}

function updateStatement(name: string, bytes: Uint8Array): string {
  const isOther = `E.CRC32(require("Storage").read("${name}")||"")!==${crc32(bytes)}`;
  return `if(${isOther}){${writeStatements(name, bytes).join(";")}}`;
}

function ownIdentity(): Identity {
  const half = () => randomBytes(4).toString("hex");
  return { chipId: `${half()}-${half()}`, random: "/dev/urandom" };
}
