/** Running commands of `bztoken` for tests. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Command } from "commander";
import sinon from "sinon";
import { isUserError } from "../../../src/words/user-error.js";

/** The whole program, as a person runs it. */
export function runProgram(...args: string[]) {
  const tsx = join("node_modules", "tsx", "dist", "cli.mjs");
  return spawnSync(process.execPath, [tsx, join("src", "bztoken.ts"), ...args], { encoding: "utf8" });
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
