/** Keeps what a test makes the program do to files within one folder, whatever paths the program was given. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname, join, resolve, sep } from "node:path";

type Functions = Record<string, (...args: unknown[]) => unknown>;

/** Those that take one path or, from the second list, change both that they take. */
const ONE_PATH = [
  ...["writeFile", "appendFile", "mkdir", "mkdtemp", "rm", "rmdir", "unlink", "truncate", "chmod", "lchmod"],
  ...["chown", "lchown", "utimes", "lutimes"],
];
const TWO_PATHS = ["rename", "link", "symlink", "copyFile", "cp"];
/** What changes a name does not follow a link that bears it. */
const OF_NAMES = ["rm", "rmdir", "unlink", "rename", "symlink", "link", "lchmod", "lchown", "lutimes"];
const BY_HANDLE = ["fchmod", "fchown", "ftruncate"];

/** @returns what was tried outside, and refused; and an end to it */
export function keepWithin(folder: string): { tried: string[]; end: () => void } {
  const root = fs.realpathSync(folder);
  const tried: string[] = [];
  /** Node itself keeps what it took while this lasted: `rmSync` takes `rmdirSync` once and for all. */
  let isOver = false;
  const before: [Functions, string, Functions[string]][] = [];

  /** A link within the folder may lead out of it. */
  function realOf(path: string): string {
    try {
      return fs.realpathSync(path);
    } catch {
      const above = dirname(path);
      return above === path ? path : join(realOf(above), path.slice(above.length));
    }
  }
  function require(call: string, path: unknown): void {
    if (isOver || typeof path === "number") return;
    const named = resolve(path instanceof URL ? path.pathname : String(path));
    const real = OF_NAMES.includes(call) ? join(realOf(dirname(named)), basename(named)) : realOf(named);
    if (real === root || real.startsWith(root + sep)) return;
    tried.push(`${call} ${real}`);
    throw Object.assign(new Error(`EACCES: outside the test's folder: ${call} ${real}`), { code: "EACCES" });
  }
  function replace(of: Functions, name: string, check: (...args: unknown[]) => void): void {
    const original = of[name];
    if (original === undefined) return;
    before.push([of, name, original]);
    of[name] = (...args) => {
      check(...args);
      return original.apply(of, args);
    };
  }

  const sync = fs as unknown as Functions;
  const later = fs.promises as unknown as Functions;
  const each = (name: string, check: (...args: unknown[]) => void) => {
    replace(sync, name, check);
    replace(sync, `${name}Sync`, check);
    replace(later, name, check);
  };
  const isRead = (flags: unknown) => flags === undefined || flags === "r" || flags === fs.constants.O_RDONLY || typeof flags === "function"; // prettier-ignore
  for (const name of ONE_PATH) each(name, (path) => require(name, path));
  for (const name of TWO_PATHS) {
    each(name, (from, to) => {
      if (name === "rename" || name === "link") require(name, from);
      require(name, to);
    });
  }
  each("open", (path, flags) => isRead(flags) || require("open", path));
  replace(sync, "createWriteStream", (path) => require("createWriteStream", path));
  if (process.platform === "linux") {
    for (const name of BY_HANDLE)
      each(name, (handle) => require(name, fs.readlinkSync(`/proc/self/fd/${String(handle)}`)));
  }
  syncBuiltinESMExports();
  return {
    tried,
    end() {
      isOver = true;
      for (const [of, name, original] of before) of[name] = original;
      syncBuiltinESMExports();
    },
  };
}
