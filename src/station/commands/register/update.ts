import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { Command } from "commander";
import { z } from "zod";
import { unlockOfficer } from "../../command-line/key-files.js";
import { serialPort } from "../../command-line/options.js";
import { readBytes, readText } from "../../command-line/read-text.js";
import { type JsonOptions, jsonOption, report } from "../../command-line/print.js";
import { DEFAULT_AUTHORITY_STORE, DEFAULT_STORE, withStore } from "../../command-line/with-store.js";
import { createProgress } from "../sync.js";
import { trialNote } from "../reports/sync-report.js";
import { formatSerial } from "../../serial-number.js";
import type { Release } from "../../../custody/host/build-release.js";
import { problem } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";

/** What a build leaves, each board's program in a file of its name. */
const BUILT = ".build/firmware";

interface UpdateOptions extends JsonOptions {
  port?: string;
  stage?: boolean;
  unit?: string;
  key?: string;
  reason?: string;
  bundle?: string;
  board: string;
  allowOlder?: boolean;
  store?: string;
}

const HELP = `
An officer stages a program for a unit and those below it (--stage --unit CODE --key FILE --reason TEXT): each of their tokens gets a tag,
without which it takes no program. From then on every check (bztoken sync, the page) of such a token brings it. --port alone does only that, with the
unit's key (--key); with an officer's key and --reason it releases the program for this one token and brings it.`;

/** `bztoken update`: a new program for tokens in service. */
export function updateCommand(): Command {
  return new Command("update")
    .description("bring tokens in service a new program, which proves itself or gives way; their logs stay")
    .option("--port <path>", "serial port of the token, for example COM3 or /dev/ttyACM0", serialPort)
    .option("--stage", "release the program for the tokens of a unit, instead")
    .option("--unit <code>", "code of the unit, with --stage; units below it count too")
    .option(
      "--key <keyfile>",
      "the officer's key file, who releases it; or the unit's, who brings what was staged",
    )
    .option("--reason <text>", "why it is released; the ledger keeps it")
    .option(
      "--bundle <file>",
      "the program, with release.json and flash.config.json beside it; default: what was built",
    )
    .option("--board <name>", "board of flash.config.json", "XIAOBLE")
    .option("--allow-older", "tokens whose program is newer take it, too")
    .option(
      "--store <file>",
      "the authority's store to release from; else the store that tokens are read into",
    )
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action((options: UpdateOptions) => {
      if (options.stage) return stage(options);
      if (options.port === undefined) throw new UserError("command/update/port-or-stage");
      return options.reason === undefined ? bringStaged(options) : releaseForOne(options);
    });
}

async function stage(options: UpdateOptions): Promise<void> {
  if (options.unit === undefined || options.key === undefined)
    throw new UserError("command/update/stage-needs");
  const { tokensOfUnit } = await import("../../coverage/tokens-of-unit.js");
  const { nextReleaseNumber, stageRelease } = await import("../../register/releases.js");
  const unit = options.unit;
  const { identity: officer, reason } = await unlockOfficer(options.key, options.reason);
  await withStore(options.store ?? DEFAULT_AUTHORITY_STORE, false, async (store) => {
    const serials = await tokensOfUnit(store, unit);
    const number = await nextReleaseNumber(store, Date.now());
    const { release, firmware } = await readRelease(options, number);
    const order = { store, officer, reason, utcNowMs: Date.now };
    const staged = await stageRelease(order, release, { number, firmware }, unit, serials);
    const without = serials.length - staged.length;
    report(
      options,
      { unit, firmware, number, tokens: staged },
      `program ${firmware} is staged for ${staged.length} tokens of ${unit}` +
        (without === 0 ? "" : `; ${without} are left out: this key has no box of them`),
    );
  });
}

/** What is staged, by whoever operates the token. */
async function bringStaged(options: UpdateOptions): Promise<void> {
  const { openSerialLine, systemTimers } = await import("../../reading/serial-line.js");
  const { bringRelease } = await import("../../register/releases.js");
  const { createSession } = await import("../../../sync/host/session.js");
  const { enterBelieved } = await import("../../register/believed-session.js");
  const { hostCustody } = await import("../../node-crypto.js");
  const { unlock } = await import("../../command-line/key-files.js");
  const unit = options.key === undefined ? undefined : await unlock(options.key, ["unit"]);
  await withStore(options.store ?? DEFAULT_STORE, false, async (store) => {
    const locked = unit === undefined ? [] : await store.unlockOperatingKeys(unit);
    const session = createSession(await openSerialLine(options.port!), systemTimers, hostCustody);
    const progress = await createProgress();
    try {
      await session.hello();
      const operator = [...locked, ...(await store.operatingKeys())];
      const believed = await enterBelieved(session, { operator, admin: [] });
      const identity = await believed.identify();
      const { serial } = identity;
      const firmware = await bringRelease(believed, store, identity, (fraction) =>
        progress.show({ stage: "update", serial, fraction }),
      );
      progress.stop();
      if (firmware === undefined)
        throw new UserError("station/release/nothing-staged", { serial: formatSerial(identity.serial) });
      tell(options, identity.serial, firmware);
    } finally {
      progress.stop();
      session.close();
    }
  });
}

/** An officer at the token: released for it alone, and brought to it. */
async function releaseForOne(options: UpdateOptions): Promise<void> {
  if (options.key === undefined) throw new UserError("command/update/stage-needs");
  const { openSerialLine, systemTimers } = await import("../../reading/serial-line.js");
  const { updateToken } = await import("../../register/administer-token.js");
  const { nextReleaseNumber } = await import("../../register/releases.js");
  const { identity: officer, reason } = await unlockOfficer(options.key, options.reason);
  await withStore(options.store ?? DEFAULT_AUTHORITY_STORE, false, async (store) => {
    const number = await nextReleaseNumber(store, Date.now());
    const { release, firmware } = await readRelease(options, number);
    const line = await openSerialLine(options.port!);
    const order = { store, line, timers: systemTimers, utcNowMs: Date.now, officer, reason };
    const progress = await createProgress();
    const serial = await updateToken(order, release, { number, firmware }, (serial, fraction) =>
      progress.show({ stage: "update", serial, fraction }),
    ).finally(progress.stop);
    tell(options, serial, firmware);
  });
}

function tell(options: UpdateOptions, serial: number, firmware: string): void {
  report(options, { serial, firmware }, `token ${formatSerial(serial)}: ${trialNote(firmware)}`);
}

const releaseFile = z.object({
  firmwareVersion: z.string().regex(/^\d{1,3}\.\d{1,3}\.\d{1,3}$/),
  stateFormat: z.number().int().min(1).max(255),
  pageVersion: z.number().int().min(1).max(255),
});
const layoutFile = z.object({ boards: z.record(z.string(), z.record(z.string(), z.number())) });

/** The program that was built, or another one that lies with what was built beside it. */
async function readRelease(
  { bundle, board, allowOlder }: UpdateOptions,
  number: number,
): Promise<{ release: Release; firmware: string }> {
  const { buildRelease } = await import("../../../custody/host/build-release.js");
  const { layoutText } = await import("../../../custody/token/release.js");
  const { nodeHash } = await import("../../node-crypto.js");
  const { repositoryRoot } = await import("../../repository-root.js");
  const file = bundle ?? join(repositoryRoot(), BUILT, `${board}.js`);
  const formats = readBeside(file, "release.json", releaseFile);
  const { boards } = readBeside(file, "flash.config.json", layoutFile);
  const layout = Object.hasOwn(boards, board) ? boards[board] : undefined;
  if (layout === undefined)
    throw new UserError("firmware/unknown-board", { board, boards: Object.keys(boards).join(", ") });
  const code = readBytes(file, problem("word/file/program"));
  const release = buildRelease(nodeHash, (bytes) => crc32(bytes), code, {
    ...{ number, mayBeOlder: allowOlder === true, layoutCrc: crc32(layoutText(board, layout)) },
    ...formats,
  });
  return { release, firmware: formats.firmwareVersion };
}

/** A file that the build wrote beside the program. */
function readBeside<T>(file: string, name: string, shape: z.ZodType<T>): T {
  const path = join(dirname(file), name);
  const text = readText(path, problem("word/file/program"));
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    throw new UserError("command/update/not-a-build", { path });
  }
}
