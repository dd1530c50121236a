/** The preparation line: ten tokens at once, each by itself, and a tally of them (LINE.md). */
import { createQueue } from "../reading/at-once.js";
import type { Problem } from "../../words/problem.js";
import { problemOf } from "../../words/user-error.js";
import { bringIntoStock, type LinePort, type LineStep, type OneTokenOptions } from "./one-token.js";

/** As many as the usual hub has ports. */
const AT_ONCE = 10;

export interface OnLine {
  port: string;
  /** Once it has one. */
  serial: number | undefined;
  state:
    | { stage: "waiting" }
    | { stage: "working"; step: LineStep }
    /** `isNew` false: it had been prepared to the end, and only its proof was missing. */
    | { stage: "ready"; isNew: boolean }
    | { stage: "failed"; step: LineStep; error: Problem };
}

export interface Tally {
  ready: number;
  failed: number;
  /** Waiting for their turn included. */
  inWork: number;
  /** The first that was plugged in comes first. */
  tokens: readonly OnLine[];
}

export interface PreparationLine {
  /** Takes the token at the port; one that is in work there already goes on. */
  take(port: LinePort): void;
  tally(): Tally;
  /** Takes none any more; resolves when none is in work. */
  end(): Promise<void>;
}

/**
 * @param onChange  a token is at another step, or over
 */
export function createPreparationLine(
  options: OneTokenOptions,
  onChange: (token: OnLine) => void,
): PreparationLine {
  const tokens: OnLine[] = [];
  const queue = createQueue(AT_ONCE);
  const inWork = new Map<string, Promise<void>>();
  let isEnding = false;

  async function work(port: LinePort, token: OnLine): Promise<void> {
    let step: LineStep = "look";
    if (isEnding) {
      tokens.splice(tokens.indexOf(token), 1);
      return;
    }
    try {
      token.port = await port.path();
      const { serial, isNew } = await bringIntoStock(port, options, (progress) => {
        step = progress.step;
        token.serial = progress.serial;
        token.state = { stage: "working", step };
        onChange(token);
      });
      token.serial = serial;
      token.state = { stage: "ready", isNew };
    } catch (error) {
      token.state = { stage: "failed", step, error: problemOf(error) };
    }
    inWork.delete(port.id);
    onChange(token);
  }

  const count = (...stages: OnLine["state"]["stage"][]) =>
    tokens.filter(({ state }) => stages.includes(state.stage)).length;

  return {
    take(port) {
      if (isEnding || inWork.has(port.id)) return;
      const token: OnLine = { port: port.id, serial: undefined, state: { stage: "waiting" } };
      tokens.push(token);
      const done = new Promise<void>((resolve) => {
        queue.add(() => work(port, token).finally(resolve));
      });
      inWork.set(port.id, done);
    },
    tally: () => ({
      ready: count("ready"),
      failed: count("failed"),
      inWork: count("waiting", "working"),
      tokens,
    }),
    async end() {
      isEnding = true;
      await Promise.all(inWork.values());
    },
  };
}
