/** What several commands need of Node: hashing and reading files. */
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Crypto } from "../../hal/hal.js";
import { UserError } from "../station/user-error.js";

export const nodeHash: Pick<Crypto, "sha256"> = {
  sha256: (bytes) => new Uint8Array(hash("sha256", bytes, "buffer")),
};

/** The text of a UTF-8 file, without a byte order mark. `what` names the file's role in the error. */
export function readText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT"
        ? "there is no such file"
        : code === "EISDIR"
          ? "it is a folder"
          : (error as Error).message;
    throw new UserError(`cannot read the ${what} ${path}: ${reason}; check the path`);
  }
}
