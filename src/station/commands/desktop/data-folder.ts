/** Where the program that an icon starts keeps its data: apart from the program, which a newer one replaces. */
import { mkdirSync } from "node:fs";
import { posix, win32 } from "node:path";
import { UserError } from "../../../words/user-error.js";
import { PRIVATE_FOLDER_MODE } from "../../private-file.js";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * As each system wants it: the XDG base directory specification's XDG_DATA_HOME, Windows' LOCALAPPDATA, which does not roam to
 * other computers with its user.
 *
 * @param home  of the user
 */
export function dataFolder(system: NodeJS.Platform, environment: Environment, home: string): string {
  if (system === "win32") {
    const { LOCALAPPDATA } = environment;
    return win32.join(LOCALAPPDATA || win32.join(home, "AppData", "Local"), "Bluezone Token");
  }
  const { XDG_DATA_HOME } = environment;
  // The specification: what is no absolute path does not count.
  const data = XDG_DATA_HOME?.startsWith("/") ? XDG_DATA_HOME : posix.join(home, ".local/share");
  return posix.join(data, "bluezone-token");
}

/** Makes it where it is missing, for its user alone. `UserError` where that cannot be. */
export function makeDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER_MODE });
  } catch (error) {
    throw new UserError("station/desktop/no-data-folder", { path, why: (error as Error).message });
  }
}
