/** The icon on Linux: an entry among the applications, and one on the desktop. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ENTRY = "bluezone-token.desktop";
/** Desktops start only entries that may be run. */
const EXECUTABLE = 0o755;

/** By the Desktop Entry Specification 1.5. @param folder  that holds program, runtime and icon */
export function entryFor(folder: string): string {
  const run = [join(folder, "runtime/node"), join(folder, "program/.build/bztoken.mjs"), "open"];
  return [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Máy đọc thẻ",
    "Name[en]=Token reader",
    "Comment=Bluezone Token",
    `Exec=${run.map(quoted).join(" ")}`,
    `Icon=${escaped(join(folder, "icon.svg"))}`,
    "Terminal=false",
    "Categories=Office;",
    "",
  ].join("\n");
}

/** An argument of Exec: in quotes, with a backslash before what a shell would read, and % twice, for it begins a field. */
function quoted(argument: string): string {
  return escaped(`"${argument.replace(/["`$\\]/g, "\\$&").replaceAll("%", "%%")}"`);
}

/** Of any value: a backslash begins an escape. */
const escaped = (value: string) => value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

/**
 * Writes both entries, or writes them anew where they lead to another folder: that of an older program. What cannot be written is
 * left out, for the program runs without.
 */
export function putMenuEntry(folder: string, { home, data, config }: Places): void {
  const text = entryFor(folder);
  const desktop = desktopFolder(home, config);
  const applications = join(data, "applications");
  for (const place of [applications, ...(existsSync(desktop) ? [desktop] : [])]) {
    const path = join(place, ENTRY);
    try {
      if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
      mkdirSync(place, { recursive: true });
      writeFileSync(path, text, { mode: EXECUTABLE });
    } catch {
      continue;
    }
  }
}

interface Places {
  home: string;
  /** XDG_DATA_HOME, or what stands for it. */
  data: string;
  /** XDG_CONFIG_HOME, or what stands for it. */
  config: string;
}

/** As xdg-user-dirs keeps it: "Màn hình nền" on a Vietnamese system. */
function desktopFolder(home: string, config: string): string {
  try {
    const named = readFileSync(join(config, "user-dirs.dirs"), "utf8");
    const [, path] = /^XDG_DESKTOP_DIR="(.+)"$/m.exec(named) ?? [];
    if (path !== undefined) return path.replace(/^\$HOME\b/, home);
  } catch {
    // Nobody named it.
  }
  return join(home, "Desktop");
}
