import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { filesIn } from "./contents.js";

const EXECUTABLE = 0o100755;
const PLAIN = 0o100644;
const ANY_MAY_RUN = 0o111;

/** Packs `folder` under the name `top`. The same files give the same bytes: all have one time, and two kinds of rights. */
export async function zipFolder(folder: string, top: string, file: string, mtime: Date): Promise<void> {
  const zip = new ZipFile();
  for (const path of filesIn(folder)) {
    const from = join(folder, path);
    const mayRun = ((await stat(from)).mode & ANY_MAY_RUN) !== 0;
    zip.addFile(from, `${top}/${path}`, { mtime, mode: mayRun ? EXECUTABLE : PLAIN });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}
