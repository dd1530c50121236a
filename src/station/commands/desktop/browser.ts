/** Opens an address in the browser that the user of this computer has chosen. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { UserError } from "../../../words/user-error.js";

/** Some openers stay as long as the browser that they started; one that fails does so sooner. */
const FAILS_WITHIN_MS = 4_000;

/**
 * `UserError` where nothing opens it. On Linux an opener's arguments can be seen by other users of the computer for a moment: an
 * address works once, so whoever is too quick is noticed, and meets the sign-in page.
 */
export async function openBrowser(address: string): Promise<void> {
  const [command, ...words] = openerOf(process.platform, process.env);
  const opener = spawn(command!, [...words, address], { detached: true, stdio: "ignore", windowsHide: true });
  const hasOpened = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(true), FAILS_WITHIN_MS);
    const end = (isOpen: boolean) => {
      clearTimeout(timer);
      resolve(isOpen);
    };
    opener.once("error", () => end(false));
    opener.once("exit", (code) => end(code === 0));
  });
  opener.unref();
  if (!hasOpened) throw new UserError("station/desktop/no-browser", { address });
}

/** The command, which gets the address as its last argument. */
export function openerOf(
  system: NodeJS.Platform,
  { SystemRoot }: Readonly<Record<string, string | undefined>>,
): string[] {
  if (system !== "win32") return ["xdg-open"];
  // Not by `start`, whose shell would read signs in the address as its own.
  return [join(SystemRoot || "C:\\Windows", "System32", "rundll32.exe"), "url.dll,FileProtocolHandler"];
}
