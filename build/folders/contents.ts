/** What a folder holds: checksums of all its files, and whose work they are. */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NODE_VERSION } from "./runtime.js";

/** In the form of `sha256sum`, which checks it with `-c`; `bztoken open --check` does it on Windows too. */
export const SUMS = "SHA256SUMS";
export const LICENCES = "LICENCES.txt";

/** Paths of all files below `folder`, in order, with slashes. */
export function filesIn(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .flatMap((entry) => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? filesIn(folder, path) : [path];
    })
    .sort();
}

/** Writes both lists. */
export function putContents(folder: string): void {
  writeFileSync(join(folder, LICENCES), licencesOf(folder));
  const sums = filesIn(folder).map((path) => {
    const sum = createHash("sha256")
      .update(readFileSync(join(folder, path)))
      .digest("hex");
    return `${sum}  ${path}\n`;
  });
  writeFileSync(join(folder, SUMS), sums.join(""));
}

interface Manifest {
  name: string;
  version: string;
  license?: string;
}

function licencesOf(folder: string): string {
  const files = filesIn(folder);
  const rows = files.flatMap((path) => {
    const at = /^program\/(node_modules\/.*\/|node_modules\/[^/]+\/)?package\.json$/.exec(path);
    if (at === null || !/(^program|node_modules\/(@[^/]+\/)?[^/]+)\/package\.json$/.test(path)) return [];
    const { name, version, license } = JSON.parse(readFileSync(join(folder, path), "utf8")) as Manifest;
    if (license === undefined) throw new Error(`${name} ${version} names no licence`);
    const home = path.slice(0, -"package.json".length);
    const text = files.find(
      (file) => file.startsWith(home) && /^(licen[cs]e|copying)/i.test(file.slice(home.length)),
    );
    return [[`${name} ${version}`, license, text ?? path]];
  });
  rows.push([`Node.js ${NODE_VERSION}`, "MIT and others", "runtime/LICENSE"]);
  const width = (column: number) => Math.max(...rows.map((row) => row[column]!.length)) + 2;
  const [first, second] = [width(0), width(1)];
  const lines = rows.map(([what, licence, text]) => what!.padEnd(first) + licence!.padEnd(second) + text!);
  const head = "What this folder is made of, under which licence, and where its text lies.";
  return [head, "Fonts in the program's pages: see program/THIRD-PARTY.md.", "", ...lines, ""].join("\r\n");
}
