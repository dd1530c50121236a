/** The built program with what it depends on, as a folder for one kind of computer. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Platform } from "./platforms.js";

/** `npm pack`, which builds everything anew first. Returns the tarball's path. */
export function packProgram(root: string, into: string): string {
  const printed = execFileSync("npm", ["pack", "--json", "--pack-destination", into], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [{ filename }] = JSON.parse(printed) as [{ filename: string }];
  return join(into, filename);
}

/** Unpacks the program and installs the packages of the lock file beside it, those for `platform` among them. */
export function putProgram(root: string, tarball: string, platform: Platform, folder: string): void {
  const program = join(folder, "program");
  mkdirSync(program);
  execFileSync("tar", ["-xzf", tarball, "-C", program, "--strip-components=1"]);
  const lock = join(program, "package-lock.json");
  copyFileSync(join(root, "package-lock.json"), lock);
  const kind = [`--os=${platform.os}`, "--cpu=x64", "--libc=glibc"];
  execFileSync("npm", ["ci", "--omit=dev", "--ignore-scripts", "--silent", ...kind], { cwd: program });
  rmSync(lock);
  removeIdle(program, "node_modules", platform);
}

/** Never read by a running program; a third of all bytes, and half of the files, which Windows unpacks slowly. */
const IDLE = [
  /\.map$/,
  /\.[cm]?tsx?$/,
  /\.flow$/,
  // For pages; the program takes the module.
  /\.(iife|umd)\.c?js$/,
  // For systems with another C library than Node's own build needs.
  /^node_modules\/@libsql\/linux-x64-musl\//,
  /^node_modules\/(\.bin\/|\.package-lock\.json$)/,
];

/** @param path  of a file in the program's folder, with slashes */
export function isIdle(path: string, { prebuilds }: Platform): boolean {
  return (
    IDLE.some((pattern) => pattern.test(path)) || (path.includes("/prebuilds/") && !prebuilds.test(path))
  );
}

function removeIdle(program: string, folder: string, platform: Platform): void {
  for (const entry of readdirSync(join(program, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) removeIdle(program, path, platform);
    else if (isIdle(path, platform)) rmSync(join(program, path));
  }
  if (readdirSync(join(program, folder)).length === 0) rmSync(join(program, folder), { recursive: true });
}
