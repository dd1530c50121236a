/** One token's way along the line, from whatever it is when it is plugged in (LINE.md). */
import type { TokenIdentity } from "../../sync/host/decode.js";
import type { Line } from "../../sync/host/line.js";
import { createSession, type Session } from "../../sync/host/session.js";
import { UserError, isUserError } from "../../words/user-error.js";
import { hostCustody } from "../node-crypto.js";
import {
  confirmOneOf,
  prepareToken,
  type Prepared,
  type PrepareOptions,
  type PrepareStep,
} from "../register/prepare-token.js";
import { formatSerial } from "../serial-number.js";
import type { NumberRange } from "../store/custody/preparations.js";
import type { TokenProgram } from "./token-program.js";

/** A program that was just written is started by the board itself, within a second or two. */
const START_PAUSE_MS = 500;
const START_TRIES = 20;

/** Where a token is plugged in. */
export interface LinePort {
  /** Stays the same while a token is plugged in, whatever its path. */
  id: string;
  /** As the system calls it now. */
  path(): Promise<string>;
  open(): Promise<Line>;
}

export interface OneTokenOptions extends Omit<PrepareOptions, "open" | "serial" | "chipId" | "onStep"> {
  numbers: NumberRange;
  program: TokenProgram;
}

export type LineStep = "look" | "program" | PrepareStep;

export interface Progress {
  step: LineStep;
  /** Once it has one. */
  serial: number | undefined;
}

/** What answers at a port: nothing, a token that is in service, or one that tells who it is. */
type Found = "bare" | "in-service" | TokenIdentity;

/** Brings the token at the port into stock, wherever its preparation was cut off. Fails with `UserError`. */
export async function bringIntoStock(
  port: LinePort,
  options: OneTokenOptions,
  tell: (progress: Progress) => void,
): Promise<Prepared> {
  const { store, utcNowMs, numbers } = options;
  tell({ step: "look", serial: undefined });
  let found = await look(port, options);
  if (isWithoutProgram(found, options)) {
    tell({ step: "program", serial: undefined });
    await options.program.put(await port.path());
    found = await lookAfterStart(port, options);
  }
  if (found === "bare") throw new UserError("sync/not-a-token");
  if (found === "in-service") {
    tell({ step: "proof", serial: undefined });
    return confirmInService(port, options);
  }
  const { chipId } = found;
  const serial = await store.numberFor(chipId, numbers, utcNowMs());
  if (serial === undefined) throw new UserError("station/line/no-number");
  if (found.isHandedOver && found.serial !== serial) {
    throw new UserError("station/line/of-another", { serial: formatSerial(found.serial) });
  }
  return prepareToken({
    ...options,
    ...{ open: port.open, serial, chipId },
    onStep: (step) => tell({ step, serial }),
  });
}

/** Handed over, it opens no console to anybody: it is finished with the program that it has. */
function isWithoutProgram(found: Found, { program }: OneTokenOptions): boolean {
  if (typeof found === "string") return found === "bare";
  return !found.isHandedOver && found.firmwareVersion !== program.version;
}

async function withSession<T>(
  port: LinePort,
  { timers }: OneTokenOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = createSession(await port.open(), timers, hostCustody);
  try {
    return await use(session);
  } finally {
    session.close();
  }
}

function look(port: LinePort, options: OneTokenOptions): Promise<Found> {
  return withSession(port, options, async (session) => {
    try {
      await session.hello();
      await session.enter({ operator: [], admin: [] });
    } catch (error) {
      if (isUserError(error, "sync/not-a-token")) return "bare";
      if (isUserError(error, "sync/unknown-token")) return "in-service";
      throw error;
    }
    return session.identify();
  });
}

async function lookAfterStart(port: LinePort, options: OneTokenOptions): Promise<Found> {
  const { timers, program } = options;
  for (let attempt = 1; ; attempt++) {
    await new Promise((resolve) => void timers.after(START_PAUSE_MS, () => resolve(undefined)));
    const isLast = attempt === START_TRIES;
    try {
      const found = await look(port, options);
      const isOther = isWithoutProgram(found, options);
      if (!isOther) return found;
      if (isLast && typeof found !== "string") {
        const versions = { found: found.firmwareVersion, wanted: program.version };
        throw new UserError("station/line/other-program", versions);
      }
    } catch (error) {
      // A port that is not back yet.
      if (isLast || !isUserError(error, "sync")) throw error;
    }
    if (isLast) throw new UserError("station/line/not-started");
  }
}

/** It may be one whose preparation was cut off at its very end; only its own key tells. */
async function confirmInService(port: LinePort, options: OneTokenOptions): Promise<Prepared> {
  const { store, officer } = options;
  const unproven = await store.unproven();
  if (unproven.length === 0) throw new UserError("station/in-service/prepared");
  if (officer === undefined) {
    throw new UserError("station/line/which", { tokens: unproven.map(formatSerial).join(", ") });
  }
  const serial = await withSession(port, options, async (session) => {
    await session.hello();
    return confirmOneOf(session, { ...options, officer }, unproven);
  });
  if (serial === undefined) throw new UserError("station/in-service/prepared");
  return { serial, isNew: false };
}
