import { type ChildProcess, spawn } from "node:child_process";
import { repositoryRoot } from "../../src/station/repository-root.js";
import { PROGRAM } from "../whole-program.js";

export interface WatchProgram {
  url: string;
  output: () => string;
  end(): Promise<number>;
}

/** `bztoken watch` in a process of its own, as a user starts it. */
export async function startWatch(...options: string[]): Promise<WatchProgram> {
  const command = [...PROGRAM, "watch", "--port", "0", ...options];
  const program: ChildProcess = spawn(process.execPath, command, { cwd: repositoryRoot() });
  let output = "";
  const url = new Promise<string>((resolve, reject) => {
    const note = (chunk: Buffer) => {
      output += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(output);
      if (found !== null) resolve(found[0]);
    };
    program.stdout!.on("data", note);
    program.stderr!.on("data", note);
    program.once("exit", () => reject(new Error(output)));
  });
  const hasEnded = new Promise<number>((resolve) => program.once("exit", (code) => resolve(code ?? -1)));
  return {
    url: await url,
    output: () => output,
    end() {
      program.kill("SIGINT");
      program.kill("SIGTERM");
      return hasEnded;
    },
  };
}
