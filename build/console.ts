import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SCRIPTS } from "../firmware/boot/espruino-tools.js";
import { putFile } from "../firmware/build/put-file.js";

/**
 * The scripts of the `espruino` package that speak with an interpreter's console, as they are, with their licence. As a
 * dependency it would bring some 200 packages for Bluetooth and browsers, a few of which are compiled when installed.
 */
export async function copyConsole(root: string): Promise<void> {
  const from = dirname(createRequire(import.meta.url).resolve("espruino"));
  for (const name of [...SCRIPTS, "LICENSE"])
    await putFile(join(root, ".build/espruino", name), await readFile(join(from, name)));
}
