import assert from "node:assert/strict";
import { join } from "node:path";
import config from "../../flash.config.json" with { type: "json" };
import { reserveStatement } from "../../firmware/boot/storage.js";
import { bundleProgram } from "../../firmware/build/bundle.js";
import { runScript } from "../../firmware/device/interpreter.js";
import { createFolder, describeEspruino, root } from "./interpreter.js";

/**
 * The chip has 14,000 variables from the start. The Linux build makes more whenever none is left; these programs, whose text
 * takes variables here and none on the chip, get as many at once as leave about as much room.
 */
const MAKE_ROOM = "new Uint8Array(600000);process.memory();";

/** A machine that is busy beside the test makes each figure larger, for some seconds. */
const MOST_ROUNDS = 8;

/** Of a program, by name. */
export type Figures = Record<string, number>;

/** What the figures must show, with the words for it. */
export type Budget = readonly [title: string, isKept: (figures: Figures) => boolean];

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

/** The least of each figure of a program that uses turns.js, over as many runs as it takes to keep the budgets. */
async function measure(interpreter: string, program: string, budgets: readonly Budget[]): Promise<Figures> {
  let least: Figures = {};
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const figures = (await runProgram(interpreter, program)) as Figures;
    for (const [name, turns] of Object.entries(least)) figures[name] = Math.min(turns, figures[name]!);
    least = figures;
    if (budgets.every(([, isKept]) => isKept(least))) break;
  }
  return least;
}

/** Tests of what a program of this folder measures, in turns of an empty loop; its figures are shown in the output. */
export function describeBudgets(title: string, program: string, budgets: readonly Budget[]): void {
  describeEspruino(`${title}, in turns of an empty loop of the real interpreter`, (interpreter) => {
    let figures: Figures;
    before(async function () {
      figures = await measure(interpreter, program, budgets);
      for (const [name, figure] of Object.entries(figures)) {
        console.log(`      ${name} ${figure < 100 ? figure.toFixed(1) : Math.round(figure)}`);
      }
    });
    for (const [budget, isKept] of budgets) {
      it(budget, () => assert.ok(isKept(figures), JSON.stringify(figures)));
    }
  });
}

/** All of these figures are there and none is above the bound. */
export function atMost(bound: number, ...names: string[]): (figures: Figures) => boolean {
  return (figures) => names.every((name) => figures[name]! <= bound);
}
