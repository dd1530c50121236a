/** Asks a gate's token again and again who is there, and takes the line up anew where it was lost. */
import type { GateSight } from "../../sync/host/decode.js";
import type { Line, Timers } from "../../sync/host/line.js";
import { createSession } from "../../sync/host/session.js";
import type { Problem } from "../../words/problem.js";
import { problemOf } from "../../words/user-error.js";
import { hostCustody } from "../node-crypto.js";

/** Quick enough that nobody waits for the page. */
const POLL_MS = 300;
/** A plug that was pulled takes its time; and a passage that was told is over by then. */
const AGAIN_MS = 3000;

/** What a person who passes carries. */
export type Carried = "token" | "android" | "iphone";

export interface GateWatch {
  /** Closes the line; nothing is told any more. */
  stop(): void;
}

export interface GateListener {
  /** Whenever it changes. */
  onSight(sight: GateSight): void;
  /** Once for each person who may pass. */
  onPassage(carried: Carried): void;
  /** No port, no token, no gate's token: it is tried again. */
  onTrouble(trouble: Problem): void;
}

/** Undefined where nobody may pass for this. */
export function carriedIn({ kind, isRightHere }: GateSight): Carried | undefined {
  return isRightHere && kind !== "nobody" && kind !== "iphone-asleep" ? kind : undefined;
}

/** @param open  the line to the gate's token */
export function watchGate(open: () => Promise<Line>, timers: Timers, listener: GateListener): GateWatch {
  let isStopped = false;
  let cancel = () => {};
  let close = () => {};
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const stop = timers.after(ms, resolve);
      cancel = () => {
        stop();
        resolve();
      };
    });

  async function listen(): Promise<void> {
    const session = createSession(await open(), timers, hostCustody);
    close = () => session.close();
    try {
      await session.hello();
      let before: GateSight | undefined;
      while (!isStopped) {
        const sight = await session.pollGate();
        const carried = carriedIn(sight);
        // The token tells a passage for two seconds, and of nobody before the next one.
        const isNew = before === undefined || carriedIn(before) === undefined;
        if (carried !== undefined && isNew && !isStopped) listener.onPassage(carried);
        if (before?.kind !== sight.kind || before.isRightHere !== sight.isRightHere) listener.onSight(sight);
        before = sight;
        await pause(POLL_MS);
      }
    } finally {
      session.close();
    }
  }

  async function watch(): Promise<void> {
    while (!isStopped) {
      await listen().catch((error: unknown) => {
        if (!isStopped) listener.onTrouble(problemOf(error));
      });
      if (!isStopped) await pause(AGAIN_MS);
    }
  }

  void watch();
  return {
    stop() {
      isStopped = true;
      cancel();
      close();
    },
  };
}
