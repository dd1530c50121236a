/** The Node that a folder brings along, from the npm registry's packages of it. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Platform, PLATFORMS } from "./platforms.js";
import pinned from "./runtimes.json" with { type: "json" };

export const NODE_VERSION = pinned.version;

/** Node's licence is in the package for Linux only; it is the same for both. */
const LICENCE = "LICENSE";

/**
 * Unpacked packages by platform, each as it was when it was pinned.
 *
 * @param folder  private, to work in
 * @throws Error where a package is not what was pinned
 */
export function fetchRuntimes(folder: string): Record<string, string> {
  return Object.fromEntries(
    PLATFORMS.map(({ name: platform }) => {
      const { name, integrity } = pinned.packages[platform];
      const into = join(folder, name);
      mkdirSync(into);
      const packed = execFileSync("npm", ["pack", "--silent", `${name}@${pinned.version}`], {
        cwd: into,
        encoding: "utf8",
      });
      const tarball = join(into, packed.trim());
      requireIntegrity(readFileSync(tarball), integrity, name);
      execFileSync("tar", ["-xzf", tarball, "-C", into, "--strip-components=1"]);
      return [platform, into];
    }),
  );
}

export function requireIntegrity(bytes: Uint8Array, integrity: string, name: string): void {
  const found = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (found !== integrity) throw new Error(`${name} is not what runtimes.json pins: ${found}`);
}

/** Puts Node and its licence into the folder. */
export function putRuntime(runtimes: Record<string, string>, { name, node }: Platform, folder: string): void {
  const runtime = join(folder, "runtime");
  mkdirSync(runtime);
  copyFileSync(join(runtimes[name]!, "bin", node), join(runtime, node));
  copyFileSync(join(runtimes["linux"]!, LICENCE), join(runtime, LICENCE));
}
