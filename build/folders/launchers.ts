/** What people click on and read, at the top of a folder: as each system wants its text files. */
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Platform, PlatformName } from "./platforms.js";

const GUIDE = "HUONG-DAN.html";
const EXECUTABLE = 0o755;

export function putLaunchers(root: string, platform: Platform, version: string, folder: string): void {
  const own = join(root, "build/folders");
  for (const name of [platform.start, ...platform.files]) {
    const from = join(own, name.startsWith("icon.") ? name : `${platform.name}/${name}`);
    if (isText(name)) writeFileSync(join(folder, name), textFor(readFileSync(from, "utf8"), name));
    else copyFileSync(from, join(folder, name));
  }
  chmodSync(join(folder, platform.start), EXECUTABLE);
  const guide = readFileSync(join(own, GUIDE), "utf8");
  writeFileSync(join(folder, GUIDE), guideFor(guide, platform.name).replaceAll("{version}", version));
}

const isText = (name: string) => /\.(cmd|ps1|sh)$/.test(name);

/** Windows wants CRLF; its PowerShell reads UTF-8 only behind a byte order mark, and its command line none before. */
export function textFor(text: string, name: string): string {
  if (name.endsWith(".sh")) return text;
  return (name.endsWith(".ps1") ? "\ufeff" : "") + text.replace(/\r?\n/g, "\r\n");
}

/** Leaves out what is for other systems: it stands between `<!-- windows -->` and `<!-- end -->`. */
export function guideFor(guide: string, platform: PlatformName): string {
  return guide.replace(/ *<!-- (\w+) -->\n([^]*?) *<!-- end -->\n/g, (_, name: string, part: string) =>
    name === platform ? part : "",
  );
}
