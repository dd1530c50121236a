/** Whether a folder for staff is as it was made. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../words/user-error.js";

/** Written by build/folders; in the form of `sha256sum`. */
const SUMS = "SHA256SUMS";
const MOST_NAMED = 5;

/** Number of files that are as they were. `UserError` that names those that are missing or changed. */
export function requireWhole(folder: string): number {
  const rows = read(folder, SUMS)?.toString("utf8").trimEnd().split("\n");
  if (rows === undefined) throw new UserError("station/desktop/no-list", { file: join(folder, SUMS) });
  const wrong = rows.flatMap((row) => {
    const [, sum, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(row) ?? [undefined, "", row];
    const bytes = read(folder, path!);
    const isRight = bytes !== undefined && createHash("sha256").update(bytes).digest("hex") === sum;
    return isRight ? [] : [path!];
  });
  if (wrong.length > 0) {
    const files = wrong.slice(0, MOST_NAMED).join(", ");
    throw new UserError("station/desktop/not-whole", { count: wrong.length, files });
  }
  return rows.length;
}

function read(folder: string, path: string): Buffer | undefined {
  try {
    return readFileSync(join(folder, path));
  } catch {
    return undefined;
  }
}
