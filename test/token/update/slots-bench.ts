/** A token with two slots for programs, and a loader that runs what lies in them: programs are known by their text. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Hal } from "../../../hal/hal.js";
import { PowerLoss } from "../../../hal/simulated/flash.js";
import {
  type Release,
  type Released,
  buildRelease,
  releaseTagFor,
} from "../../../src/custody/host/build-release.js";
import { PRACTICE_SECRET } from "../../../src/custody/token/seal-format.js";
import type { BoxContent } from "../../../src/custody/host/boxes.js";
import { PAGE_VERSION } from "../../../src/log/format.js";
import { STATE_FORMAT } from "../../../src/token/state.js";
import { createToken, type Token } from "../../../src/token/token.js";
import { type Choice, FAILED_AT, chooseProgram, headerAddress } from "../../../src/token/update/slots.js";
import type { TokenConfig } from "../../../src/token/config.js";
import { CONFIG, START_UTC_MS, createBench } from "../bench-token.js";

export const PAGE_BYTES = 1024;
export const FIRMWARE_PAGES = 12;
export const LAYOUT_CRC = 0x1234abcd;
export const SLOT_CODE_BYTES = (FIRMWARE_PAGES / 2) * PAGE_BYTES - 128;
const RING_AND_STATE_PAGES = 60;

/** Of the token's program in Storage, and of those in slots: how it differs from the one that is whole. */
export type Flaw =
  /** Of each record that it programs into the log's pages only the first word arrives, as zeros. */
  | "cannot log"
  | "throws at its start"
  | "throws in a step"
  | "is deaf"
  | "cannot save"
  | "has a broken cipher"
  | "does nothing";

export interface Program {
  readonly firmwareVersion: string;
  readonly flaw?: Flaw;
}

export const FIRST: Program = { firmwareVersion: "0.1.0" };
export const HEALTHY: Program = { firmwareVersion: "0.2.0" };

/** The text that stands for a program: its description, and as much behind it as is wanted. */
export function textOf(program: Program, bytes = 1200): Buffer {
  const head = JSON.stringify(program);
  let text = `${head}\n`;
  for (let n = 0; text.length < bytes; n++)
    text += createHash("sha256").update(`${head}${n}`).digest("base64");
  return Buffer.from(text.slice(0, Math.max(bytes, head.length + 1)), "latin1");
}

/** Fails where the text is not all that stands for the program: no half one ever runs. */
function programOf(text: string): Program {
  const program = JSON.parse(text.split("\n")[0]!) as Program;
  const bare = text.replace(/\n+$/, "");
  assert.ok(bare === textOf(program, bare.length).toString("latin1").trimEnd(), "half a program runs");
  return program;
}

const hash = {
  sha256: (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest()),
};

/** The authority of a token that nobody prepared is everybody. */
export function practiceAdmin(serial: number): BoxContent {
  return {
    kind: "admin",
    serial,
    generation: 1,
    day: 0,
    key: new Uint8Array(Buffer.from(PRACTICE_SECRET, "latin1")),
  } as BoxContent;
}

let lastNumber = 1_700_000_000;

export function releaseOf(program: Program, changes: Partial<Released> = {}, bytes?: number): Release {
  return buildRelease(hash as never, (data) => crc32(data), textOf(program, bytes), {
    firmwareVersion: program.firmwareVersion,
    number: ++lastNumber,
    stateFormat: STATE_FORMAT,
    pageVersion: PAGE_VERSION,
    layoutCrc: LAYOUT_CRC,
    mayBeOlder: false,
    ...changes,
  });
}

export function addressed(release: Release, admin: BoxContent) {
  return { ...release, tag: releaseTagFor(hash as never, admin, release.head) };
}

/** The hardware as a program with that flaw uses it. */
function flawed(hal: Hal, flaw: Flaw | undefined, config: TokenConfig): Hal {
  const { flash } = hal;
  const ringFrom = (config.statePages + config.digestPages + config.listPages) * PAGE_BYTES;
  const stateTo = config.statePages * PAGE_BYTES;
  const ringTo = (flash.pageCount - FIRMWARE_PAGES) * PAGE_BYTES;
  const isRecord = (address: number) => address >= ringFrom && address < ringTo && address % PAGE_BYTES >= 32;
  switch (flaw) {
    case "throws at its start":
      throw new Error("the program throws at its start");
    case "cannot log":
      return {
        ...hal,
        flash: {
          ...flash,
          // What is programmed again at the start, with its own value, passes: it is to boot.
          program: (at, bytes) =>
            flash.program(
              at,
              isRecord(at) && flash.read(at, 4).every((byte) => byte === 0xff) ? new Uint8Array(4) : bytes,
            ),
        },
      };
    case "cannot save":
      return {
        ...hal,
        flash: { ...flash, program: (at, bytes) => (at < stateTo ? undefined : flash.program(at, bytes)) },
      };
    case "throws in a step":
      return {
        ...hal,
        flash: {
          ...flash,
          program(at, bytes) {
            // As the interpreter does it: the error is printed, and nothing else goes on from there.
            if (isRecord(at)) throw new StepThrew();
            flash.program(at, bytes);
          },
        },
        clock: {
          ...hal.clock,
          alarmAt: (at, run) =>
            hal.clock.alarmAt(at, () => {
              try {
                run();
              } catch (error) {
                if (!(error instanceof StepThrew)) throw error;
              }
            }),
        },
      };
    case "is deaf":
      return {
        ...hal,
        radio: {
          ...hal.radio,
          listen: (windowMs, _onReport, onEnd) => hal.radio.listen(windowMs, () => {}, onEnd),
        },
      };
    case "has a broken cipher":
      return {
        ...hal,
        crypto: { ...hal.crypto, ccmSeal: (_key, _nonce, plain, tag) => new Uint8Array(plain.length + tag) },
      };
    default:
      return hal;
  }
}

class StepThrew extends Error {}

/** How a bench's flash is shared out where it has slots. */
export const SLOTS_CONFIG: TokenConfig = {
  ...CONFIG,
  firmwarePages: FIRMWARE_PAGES,
  layoutCrc: LAYOUT_CRC,
};

export interface Start {
  program: Program;
  boot: number;
  isTrial: boolean;
}

/**
 * As firmware/loader.ts does it: what it chooses is started.
 *
 * @param first    the program in Storage
 * @param onStart  before the program runs
 */
export function startChosen(hal: Hal, first: Program, onStart: (start: Start) => void): Token | undefined {
  const { flash } = hal;
  const crcOf = (bytes: Uint8Array) => crc32(bytes);
  const chosen: Choice = chooseProgram(flash, SLOTS_CONFIG, crcOf, (at, length) =>
    crcOf(flash.read(at, length)),
  );
  const text = Buffer.from(flash.read(chosen.address, chosen.length)).toString("latin1");
  const program = chosen.boot === 1 ? first : programOf(text);
  onStart({ program, boot: chosen.boot, isTrial: chosen.isTrial });
  try {
    if (program.flaw === "does nothing") {
      hal.system.feedWatchdog();
      return undefined;
    }
    return createToken(flawed(hal, program.flaw, SLOTS_CONFIG), {
      ...SLOTS_CONFIG,
      firmwareVersion: program.firmwareVersion,
      boot: chosen.boot,
    });
  } catch (error) {
    if (error instanceof PowerLoss || chosen.boot === 1) throw error;
    flash.program(headerAddress(flash, SLOTS_CONFIG, chosen.boot) + FAILED_AT, new Uint8Array(4));
    hal.system.restart();
    return undefined;
  }
}

export function createSlotsBench(
  options: { hasLoader?: boolean; startUtcMs?: number; chipId?: string } = {},
) {
  const starts: Start[] = [];
  const boot = (hal: Hal) =>
    options.hasLoader === false
      ? createToken(hal, SLOTS_CONFIG)
      : startChosen(hal, FIRST, (start) => starts.push(start));

  const bench = createBench({
    startUtcMs: options.startUtcMs ?? START_UTC_MS,
    ...(options.chipId !== undefined && { chipId: options.chipId }),
    pageCount: RING_AND_STATE_PAGES + FIRMWARE_PAGES,
    boot,
  });
  return {
    ...bench,
    config: SLOTS_CONFIG,
    starts,
    /** The program that runs now. */
    running: () => starts.at(-1)!,
    /** The flash but for the slots. */
    besideSlots: () => bench.control.flash.image().slice(0, RING_AND_STATE_PAGES * PAGE_BYTES),
    /** The ring of the log alone. */
    ring: () =>
      bench.control.flash
        .image()
        .slice(
          (SLOTS_CONFIG.statePages + SLOTS_CONFIG.digestPages + SLOTS_CONFIG.listPages) * PAGE_BYTES,
          RING_AND_STATE_PAGES * PAGE_BYTES,
        ),
  };
}

export type SlotsBench = ReturnType<typeof createSlotsBench>;
