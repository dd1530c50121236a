/** `bztoken derive`: what an officer's program on another computer starts here for a case. */
import { buffer } from "node:stream/consumers";
import { Command } from "commander";
import { print } from "../../command-line/print.js";
import { UserError } from "../../../words/user-error.js";

export function deriveCommand(): Command {
  return new Command("derive")
    .description(
      "derive IDs for a case on this computer: an officer's program starts it by BZTOKEN_HELPERS and gives it the task",
    )
    .action(async () => {
      const { decodeTask, encodeAnswer } = await import("../../tracing/id-helpers.js");
      const { findOnCores } = await import("../../tracing/id-search.js");
      const task = decodeTask(await buffer(process.stdin));
      if (task === undefined) throw new UserError("station/helper/no-task");
      print(...encodeAnswer(task.ids, await findOnCores(new Set(task.ids), task.subKeys)));
    });
}
