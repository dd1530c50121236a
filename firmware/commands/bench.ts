import { join } from "node:path";
import { Command } from "commander";
import { BATTERY_DIVIDER, BATTERY_PIN } from "../../hal/espruino/board.js";
import { serialPort, wholeNumber } from "../../src/station/command-line/options.js";
import { type JsonOptions, jsonOption, report } from "../../src/station/command-line/print.js";
import type { Measured } from "../boot/measure.js";
import { askTokenForConsole } from "./flash.js";

interface BenchOptions extends JsonOptions {
  port: string;
  seconds: number;
  out: string;
}

/** `bztoken bench`: what a board measures of itself (HARDWARE.md). */
export function benchCommand(): Command {
  return new Command("bench")
    .description(
      "measure a board over USB and write a dated report; its log stays, its program is started anew",
    )
    .requiredOption("--port <path>", "serial port of the board, for example COM3 or /dev/ttyACM0", serialPort)
    .option("--seconds <n>", "how long clock and radio are watched", wholeNumber(1, 86_400), 60)
    .option("--out <folder>", "where the report goes", ".")
    .addOption(jsonOption())
    .action(async (options: BenchOptions) => {
      const { NO_HARDWARE, readLayouts } = await import("../device/built-firmware.js");
      const { repositoryRoot } = await import("../../src/station/repository-root.js");
      const { writeNewFile } = await import("../../src/station/new-file.js");
      const { PUBLIC_MODE } = await import("../../src/station/private-file.js");
      const { openConsole } = await import("../boot/console.js");
      const { measure } = await import("../boot/measure.js");
      const root = repositoryRoot();
      const { logFile, boards } = await readLayouts(root);
      await askTokenForConsole(options.port);
      const espruino = await openConsole(root, options.port);
      const measured = await measure(espruino, {
        ...{ logFile, boards, seconds: options.seconds },
        battery: { pin: BATTERY_PIN, divider: BATTERY_DIVIDER },
        nowMs: () => performance.now(),
      })
        // The token's program goes on.
        .finally(() => espruino.evaluate("setTimeout(load,200)"))
        .finally(espruino.close);
      const atUtc = new Date().toISOString();
      const result = { atUtc, isHardware: measured.board !== NO_HARDWARE, ...measured };
      const base = join(options.out, `bench-${measured.board}-${atUtc.slice(0, 19).replaceAll(":", "")}`);
      const markdown = markdownOf(result);
      for (const [ending, text] of [
        ["md", markdown],
        ["json", `${JSON.stringify(result, null, 2)}\n`],
      ] as const)
        await writeNewFile(`${base}.${ending}`, [Buffer.from(text)], PUBLIC_MODE);
      report(
        options,
        { ...result, file: `${base}.md` },
        ...markdown.trimEnd().split("\n"),
        `${base}.md, .json`,
      );
    });
}

type Result = Measured & { atUtc: string; isHardware: boolean };

function markdownOf({ atUtc, isHardware, board, interpreter, figures }: Result): string {
  const rows = figures.map(
    ({ name, unit, value, note }) =>
      `| ${name} | ${value === null ? "not measured" : Number(value.toPrecision(4))} | ${unit} | ${note} |`,
  );
  return [
    `# ${board}, Espruino ${interpreter}, ${atUtc}`,
    "",
    ...(isHardware
      ? []
      : ["**No hardware: the interpreter's Linux build. These figures say nothing of a board.**", ""]),
    "| what | value | unit | note |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
