/** Running commands of `bztoken` for tests. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import type { Command } from "commander";
import sinon from "sinon";
import { isUserError } from "../../../src/words/user-error.js";
import { PROGRAM } from "../../whole-program.js";

/** The whole program, beside this one. `ended` has no code where a signal killed it. */
export function startProgram(args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [...PROGRAM, ...args], {
    env: { ...process.env, ...environment },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => (stdout += String(text)));
  child.stderr.on("data", (text) => (stderr += String(text)));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, stdout, stderr })),
  );
  return { child, ended };
}

/** Runs the whole program, with a wrong passphrase at hand: it says one line and ends with this code. */
export async function assertEnds(code: number, message: RegExp, ...args: string[]): Promise<void> {
  const { child, ended } = startProgram(args);
  child.stdin.end("sai mật khẩu\n");
  const { code: actual, stderr } = await ended;
  assert.equal(actual, code, `${args.join(" ")}: ${stderr}`);
  assert.match(stderr, message);
  assert.match(stderr, /^bztoken: [^\n]*\n$/, "one line, and no stack");
}

/** The whole program, as a person runs it, while this one waits. */
export function runProgram(...args: string[]) {
  return spawnSync(process.execPath, [...PROGRAM, ...args], { encoding: "utf8" });
}

/** Runs a command within this process: its JSON lines, and what it says on the side, line by line. */
export async function runAll(
  command: Command,
  args: readonly string[],
): Promise<{ printed: Record<string, unknown>[]; said: string[] }> {
  const written: Record<"stdout" | "stderr", string> = { stdout: "", stderr: "" };
  const stubs = (["stdout", "stderr"] as const).map((stream) =>
    sinon.stub(process[stream], "write").callsFake((chunk) => {
      written[stream] += String(chunk);
      return true;
    }),
  );
  try {
    await command.exitOverride().parseAsync([...args], { from: "user" });
  } finally {
    for (const stub of stubs) stub.restore();
  }
  const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");
  return {
    printed: linesOf(written.stdout).map((line) => JSON.parse(line) as Record<string, unknown>),
    said: linesOf(written.stderr),
  };
}

/** The JSON lines of a command. */
export async function run(command: Command, args: readonly string[]): Promise<Record<string, unknown>[]> {
  return (await runAll(command, args)).printed;
}

export async function assertRefused(
  command: Command,
  args: readonly string[],
  message: RegExp,
): Promise<void> {
  await assert.rejects(run(command, args), (error) => {
    assert(isUserError(error), `no UserError: ${String(error)}`);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
}
