import { Command } from "commander";
import { UserError } from "../../src/words/user-error.js";
import { print, printJson } from "../../src/station/command-line/print.js";

const SHOWN_MODULES = 8;

/** `bztoken build`: the firmware bundle, checked against the token's language. */
export function buildCommand(): Command {
  return new Command("build")
    .description("build the token's firmware")
    .option("--board <name>", "board of flash.config.json", "XIAOBLE")
    .option("--json", "print {board, bytes, file, modules}")
    .action(async (options: { board: string; json?: boolean }) => {
      const { buildFirmware, MAX_BUNDLE_BYTES } = await import("../build/firmware.js").catch(
        sayWhatIsMissing,
      );
      const { repositoryRoot } = await import("../../src/station/repository-root.js");
      const firmware = await buildFirmware(repositoryRoot(), options.board);
      if (options.json) {
        printJson(firmware);
        return;
      }
      print(`${firmware.file}: ${firmware.bytes} of ${MAX_BUNDLE_BYTES} bytes`);
      for (const { path, bytes } of firmware.modules.slice(0, SHOWN_MODULES)) {
        print(`${String(bytes).padStart(7)}  ${path}`);
      }
    });
}

/** The package leaves out what builds, and an installation without the packages for development lacks those. */
function sayWhatIsMissing(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
  throw new UserError("firmware/no-builder");
}
