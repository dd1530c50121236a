/** Passphrases: typed without being shown, or the first line of standard input. */
import { createInterface } from "node:readline";
import { UserError } from "../../words/user-error.js";
import { isStrong } from "./passphrase-strength.js";
import { type Problem, problem, wordsOf } from "../../words/problem.js";
import { printable } from "../text/printable.js";

/** Below this a stolen key file is soon open, whatever scrypt costs and whatever the characters are. */
export const MIN_PASSPHRASE_CHARACTERS = 12;

/** The passphrase of a key file that there is. */
export async function askPassphrase(what: string | Problem): Promise<string> {
  const passphrase = process.stdin.isTTY
    ? await typed(`Passphrase of ${printable(typeof what === "object" ? wordsOf(what, "en") : what)}: `)
    : await firstLine();
  if (passphrase === "") {
    throw new UserError("command/no-passphrase", { what });
  }
  return passphrase;
}

/** The code on the sheet of an encrypted store; only at a terminal. */
export function askCode(): Promise<string> {
  return typed("Code from the sheet: ");
}

/** A passphrase for a new key file, or a new one for an old; a person types it twice. Old ones go on opening theirs. */
export async function askNewPassphrase(path: string): Promise<string> {
  const passphrase = await askPassphrase(problem("word/passphrase/new", { path }));
  if ([...passphrase.normalize("NFC")].length < MIN_PASSPHRASE_CHARACTERS) {
    throw new UserError("command/short-passphrase", { least: MIN_PASSPHRASE_CHARACTERS });
  }
  if (!(await isStrong(passphrase))) throw new UserError("command/weak-passphrase");
  if (process.stdin.isTTY && (await typed("Once more: ")) !== passphrase) {
    throw new UserError("command/passphrases-differ");
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
          return reject(new UserError("command/given-up"));
        }
        line = key === "\u007f" || key === "\b" ? [...line].slice(0, -1).join("") : line + key;
      }
    }
    stdin.on("data", onKeys);
  });
}
