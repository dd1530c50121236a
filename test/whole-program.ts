/** How tests start the whole program. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const built = process.env["BZTOKEN_PROGRAM"];

/** Arguments of Node: the sources; or what was built, where the environment names it, which starts four times as fast. */
export const PROGRAM: readonly string[] =
  built === undefined
    ? ["--import", import.meta.resolve("tsx"), fileURLToPath(new URL("../src/bztoken.ts", import.meta.url))]
    : [resolve(built)];
