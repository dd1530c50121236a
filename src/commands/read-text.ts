import { readFileSync } from "node:fs";
import { UserError } from "../station/user-error.js";

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
