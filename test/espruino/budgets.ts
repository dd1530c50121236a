import assert from "node:assert/strict";
import { join } from "node:path";
import config from "../../flash.config.json" with { type: "json" };
import { reserveStatement } from "../../firmware/boot/storage.js";
import { bundleProgram } from "../../firmware/build/bundle.js";
import { runScript } from "../../firmware/device/interpreter.js";
import { createFolder, root } from "./interpreter.js";

/** The interpreter makes as many variables as the chip has, as firmware/device/stand-ins/chip.ts does it. */
const MAKE_ROOM = "new Uint8Array(300000);process.memory();";

/**
 * Runs a program of this folder in the interpreter, on a flash with the log's file reserved, and returns what it prints as
 * "figures {…}".
 */
export async function runProgram(interpreter: string, program: string): Promise<Record<string, unknown>> {
  const folder = createFolder();
  try {
    const { code } = await bundleProgram(join(root, "test/espruino", program), root, false);
    await runScript(interpreter, folder.path, reserveStatement(config.logFile, config.boards.LINUX));
    const output = await runScript(interpreter, folder.path, MAKE_ROOM + code);
    const [, json] = /figures (\{.*\})/.exec(output) ?? [];
    if (json === undefined) throw new Error(`no figures: ${output}`);
    return JSON.parse(json);
  } finally {
    folder.remove();
  }
}

/** The figures of a program that uses turns.js; each is shown in the test's output. */
export async function measure(interpreter: string, program: string): Promise<Record<string, number>> {
  const figures = (await runProgram(interpreter, program)) as Record<string, number>;
  for (const [name, figure] of Object.entries(figures)) show(name, figure);
  return figures;
}

export function show(name: string, figure: number): void {
  console.log(`      ${name} ${figure < 100 ? figure.toFixed(1) : Math.round(figure)}`);
}

export function expectAtMost(figures: Record<string, number>, name: string, bound: number): void {
  const figure = figures[name];
  assert.ok(figure !== undefined && figure <= bound, `${name} is ${figure?.toFixed(1)}, the budget ${bound}`);
}
