/** Passphrases: typed without being shown, or the first line of standard input. */
import { createInterface } from "node:readline";
import { UserError } from "../station/user-error.js";

/** Below this a stolen key file is soon open, whatever scrypt costs. */
export const MIN_PASSPHRASE_CHARACTERS = 8;

/** The passphrase of a key file that there is. */
export async function askPassphrase(what: string): Promise<string> {
  const passphrase = process.stdin.isTTY ? await typed(`Passphrase of ${what}: `) : await firstLine();
  if (passphrase === "") {
    throw new UserError(`no passphrase for ${what}: type it, or give it as the first line of standard input`);
  }
  return passphrase;
}

/** A passphrase for a new key file; a person types it twice. */
export async function askNewPassphrase(what: string): Promise<string> {
  const passphrase = await askPassphrase(`the new ${what}`);
  if ([...passphrase.normalize("NFC")].length < MIN_PASSPHRASE_CHARACTERS) {
    throw new UserError(
      `the passphrase is too short: take at least ${MIN_PASSPHRASE_CHARACTERS} characters, best four words or more`,
    );
  }
  if (process.stdin.isTTY && (await typed("Once more: ")) !== passphrase) {
    throw new UserError("the two passphrases differ: type them again, nothing was written");
  }
  return passphrase;
}

function firstLine(): Promise<string> {
  return new Promise((resolve) => {
    const input = createInterface({ input: process.stdin });
    input.once("line", (line) => {
      resolve(line);
      input.close();
    });
    input.once("close", () => resolve(""));
  });
}

/** Reads a line key by key, because a line editor would show it. */
function typed(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(prompt);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stdin.resume();
  return new Promise((resolve, reject) => {
    let line = "";
    const end = (): void => {
      stdin.off("data", onKeys);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write("\n");
    };
    function onKeys(keys: string): void {
      for (const key of keys) {
        if (key === "\r" || key === "\n" || key === "\u0004") {
          end();
          return resolve(line);
        }
        if (key === "\u0003") {
          end();
          return reject(new UserError("given up: nothing was changed"));
        }
        line = key === "\u007f" || key === "\b" ? [...line].slice(0, -1).join("") : line + key;
      }
    }
    stdin.on("data", onKeys);
  });
}
