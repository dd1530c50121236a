import { readFileSync } from "node:fs";
import { UserError } from "../station/user-error.js";

/** The text of a UTF-8 file, without a byte order mark. `what` names the file's role in the error. */
export function readText(path: string, what: string): string {
  return Buffer.from(readBytes(path, what))
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}

/** A whole small file. */
export function readBytes(path: string, what: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
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
