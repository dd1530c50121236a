/**
 * A hub in virtual time: boards that may be bare, lines that break, power that goes. What goes wrong follows from a seed.
 */
import { ERASE_CUTS, PROGRAM_CUTS } from "../../../hal/simulated/flash-cuts.js";
import { PowerLoss } from "../../../hal/simulated/flash.js";
import type { Random } from "../../../hal/simulated/random.js";
import { createTimeline } from "../../../hal/simulated/timeline.js";
import type { LinePort } from "../../../src/station/line/one-token.js";
import type { TokenProgram } from "../../../src/station/line/token-program.js";
import { hostCustody } from "../../../src/station/node-crypto.js";
import type { Line } from "../../../src/sync/host/line.js";
import { createSession } from "../../../src/sync/host/session.js";
import { UserError, isUserError } from "../../../src/words/user-error.js";
import { timersOf } from "../../sync/bench.js";
import { createBench } from "../../token/bench-token.js";
import { FIRMWARE_PAGES, type Start, startChosen } from "../../token/update/slots-bench.js";

export const VERSION = "2.0.0";
/** A program goes to a board in pieces. */
const PIECES = 8;
const PIECE_MS = 200;
const RING_AND_STATE_PAGES = 120;
const HANDOVER_MS = 500;
/** Between a cut and the plug that goes in again. */
const AWAY_MS = 2500;

/**
 * What goes wrong: the cable is pulled out after so many bytes from the token; power goes after so many milliseconds, or in so
 * many changes of flash.
 */
export interface Mishap {
  kind: "line" | "power" | "flash";
  after: number;
}

export interface Board extends LinePort {
  readonly bench: ReturnType<typeof createBench>;
  isThere(): boolean;
  /** Of a whole program that was flashed. */
  version(): string | undefined;
  /** Lets that happen once, from now on. */
  expect(mishap: Mishap): void;
  mishaps(): number;
  /** What its loader started, the last one last. */
  readonly starts: readonly Start[];
}

export type Hub = ReturnType<typeof createHub>;

/** @param boards  of each a seed, and the version of a program that is on it; undefined: it is bare */
export function createHub(
  startUtcMs: number,
  boards_: readonly { seed: number; version: string | undefined }[],
) {
  const timeline = createTimeline();
  const timers = timersOf(timeline);
  const pause = (ms: number) => new Promise<void>((resolve) => void timers.after(ms, resolve));

  function createBoard({ seed, version: before }: { seed: number; version: string | undefined }) {
    let version = before;
    const starts: Start[] = [];
    let isPluggedIn = true;
    let mishaps = 0;
    let bytesLeft = Infinity;
    const bench = createBench({
      timeline,
      seed,
      chipId: seed.toString(16).toUpperCase().padStart(16, "0"),
      pageCount: RING_AND_STATE_PAGES + FIRMWARE_PAGES,
      boot: (hal) =>
        version === undefined
          ? undefined
          : startChosen(hal, { firmwareVersion: version }, (start) => starts.push(start)),
    });
    const { usb, power, console, flash } = bench.control;

    function pullOut(): void {
      mishaps++;
      bytesLeft = Infinity;
      isPluggedIn = false;
      usb.unplug();
      timeline.at(timeline.nowMs() + AWAY_MS, () => (isPluggedIn = true));
    }

    function losePower(): void {
      if (!power.isOn()) return;
      pullOut();
      power.cut();
      timeline.at(timeline.nowMs() + AWAY_MS, power.restore);
    }

    const board: Board = {
      bench,
      id: `hub ${seed}`,
      path: () => Promise.resolve(board.id),
      isThere: () => isPluggedIn && power.isOn(),
      version: () => version,
      mishaps: () => mishaps,
      starts,
      async open() {
        if (!board.isThere()) throw new UserError("sync/port-missing", { path: board.id });
        if (usb.isPlugged()) throw new UserError("sync/port-busy", { path: board.id });
        let onData: (bytes: Uint8Array) => void = () => {};
        const onClose: (() => void)[] = [];
        usb.plug(
          (bytes) => {
            bytesLeft -= bytes.length;
            if (bytesLeft < 0) pullOut();
            else onData(bytes);
          },
          () => onClose.forEach((run) => run()),
        );
        const line: Line = {
          write: usb.write,
          onData: (listener) => (onData = listener),
          onClose: (listener) => void onClose.push(listener),
          close: usb.unplug,
        };
        return line;
      },
      expect({ kind, after }) {
        if (kind === "line") bytesLeft = after;
        else if (kind === "power") timeline.at(timeline.nowMs() + after, losePower);
        else {
          const program = PROGRAM_CUTS[(seed + after) % PROGRAM_CUTS.length]!;
          const erase = ERASE_CUTS[(seed + after) % ERASE_CUTS.length]!;
          flash.cutPowerAt(after, { program, erase, seed: seed + after });
        }
      },
    };

    /** As `bztoken flash` does: whole, or not at all. */
    async function putProgram(): Promise<void> {
      const session = createSession(await board.open(), timers, hostCustody);
      try {
        await session.hello();
        await session.enter({ operator: [], admin: [] });
        await session.openConsole();
        await pause(HANDOVER_MS);
      } catch (error) {
        if (!isUserError(error, "sync/not-a-token")) throw error;
      } finally {
        session.close();
      }
      const before = mishaps;
      version = undefined;
      for (let piece = 0; piece < PIECES; piece++) {
        await pause(PIECE_MS);
        if (mishaps !== before) throw new UserError("firmware/console/silent", { seconds: 5 });
      }
      version = VERSION;
      console.leave();
    }

    /** Power went inside a call to its flash, which works no more. */
    function noticePowerLoss(): void {
      try {
        bench.hal.flash.read(0, 1);
      } catch (error) {
        if (!(error instanceof PowerLoss)) throw error;
        losePower();
      }
    }

    return { board, putProgram, noticePowerLoss };
  }

  const all = boards_.map(createBoard);
  const boards = all.map(({ board }) => board);

  function next(): void {
    try {
      if (!timeline.runNext()) throw new Error("nothing more will happen");
    } catch (error) {
      if (!(error instanceof PowerLoss)) throw error;
      for (const { noticePowerLoss } of all) noticePowerLoss();
    }
  }

  const program: TokenProgram = {
    version: VERSION,
    put: (path) => all.find(({ board }) => board.id === path)!.putProgram(),
  };

  return {
    boards,
    timers,
    pause,
    program,
    utcNowMs: () => startUtcMs + timeline.nowMs(),
    look: () => Promise.resolve(boards.filter((board) => board.isThere())),
    /** Every token lives on for so long. */
    live(ms: number): void {
      const untilMs = timeline.nowMs() + ms;
      const alarm = timeline.at(untilMs, () => {});
      while (timeline.isPending(alarm)) next();
    },
    /** Lets time pass, an alarm at a time, until the promise is settled. */
    async settle<T>(promise: Promise<T>): Promise<T> {
      let isSettled = false;
      const note = () => void (isSettled = true);
      promise.then(note, note);
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (isSettled) return promise;
        next();
      }
    },
  };
}

/** More often none than one; in every step of a preparation or a reading. */
export function drawMishap(random: Random): Mishap | undefined {
  switch (random.below(5)) {
    case 0:
      return { kind: "line", after: random.below(1500) };
    case 1:
      return { kind: "power", after: random.below(8000) };
    case 2:
      return { kind: "flash", after: 1 + random.below(30) };
    default:
      return undefined;
  }
}

/** A program that is killed at one of its calls to the store, before or after it is done. Nothing comes back from then on. */
export function untilKilled<T extends object>(target: T, atCall: number, isDone: boolean) {
  let calls = 0;
  let kill = () => {};
  const killed = new Promise<void>((resolve) => (kill = resolve));
  const never = new Promise<never>(() => {});
  const mortal = new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => {
        calls++;
        if (calls > atCall) return never;
        if (calls < atCall) return member.apply(target, args) as unknown;
        if (isDone) await member.apply(target, args);
        kill();
        return never;
      };
    },
  });
  return { mortal, killed };
}
