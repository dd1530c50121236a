/** Reads plugged-in tokens, one after the other, and tells how far it is. */
import type { Line, Timers } from "../../sync/host/line.js";
import type { Reading, Readings, SourceInfo } from "./api.js";
import type { Store } from "../store/store.js";
import { syncToken } from "../reading/sync-token.js";
import type { SignIn } from "./sign-in.js";
import { problemOf } from "../../words/user-error.js";

/** A token that can be read: behind a serial port, or simulated. */
export interface TokenSource {
  id: string;
  label: string;
  open(): Promise<Line>;
}

export interface ReadingServices {
  store: Store;
  signIn: SignIn;
  timers: Timers;
  utcNowMs: () => number;
  /** When this program was made; 0: it does not know. */
  builtMs: number;
}

export interface OfferedSource {
  info: SourceInfo;
  source: TokenSource;
}

export function createReadings(services: ReadingServices) {
  let readings: Reading[] = [];
  let isRunning = false;

  async function readAll(offered: readonly OfferedSource[], isDateRight: boolean): Promise<void> {
    for (const [index, { source }] of offered.entries()) {
      const reading = readings[index]!;
      try {
        reading.state = { stage: "connecting" };
        const operatingKeys = await services.signIn.operatingKeys();
        const line = await source.open();
        const onProgress = (progress: Reading["state"]) => (reading.state = progress);
        const summary = await syncToken({
          ...services,
          line,
          onProgress,
          ...(operatingKeys && { operatingKeys }),
          // The records are stored already: what is left to do is the clock, and no press is needed for that.
          ...(isDateRight ? { isCheckOnly: true, askDate: () => true } : {}),
        });
        reading.state = { stage: "finished", summary };
      } catch (error) {
        reading.state = { stage: "failed", error: problemOf(error) };
      }
    }
    isRunning = false;
  }

  return {
    current: (): Readings => ({ isRunning, readings }),
    /**
     * False if a reading is under way already.
     *
     * @param isDateRight  somebody at the desk says so; the tokens are checked then, not read
     */
    start(offered: readonly OfferedSource[], isDateRight: boolean): boolean {
      if (isRunning) return false;
      isRunning = true;
      readings = offered.map(({ info }) => ({ source: info, state: { stage: "waiting" } }));
      void readAll(offered, isDateRight);
      return true;
    },
  };
}
