/** Reads plugged-in tokens, many at once, and tells how far each is. None waits for, or fails with, another. */
import type { Line, Timers } from "../../../sync/host/line.js";
import type { Reading, Readings, SourceInfo } from "../api.js";
import type { Store } from "../../store/store.js";
import { createQueue } from "../../reading/at-once.js";
import { syncToken } from "../../reading/sync-token.js";
import type { SignIn } from "../sign-in.js";
import { problemOf } from "../../../words/user-error.js";

/** A token that can be read: behind a serial port, or simulated. */
export interface TokenSource {
  id: string;
  label: string;
  open(): Promise<Line>;
  /** Of a simulated token that somebody has to plug in first; one without is always plugged in. */
  hands?: TokenHands;
}

/** What hands do to a token. */
export interface TokenHands {
  isPluggedIn(): boolean;
  plug(): void;
  /** Its line closes, whatever goes on there. */
  unplug(): void;
  press(): void;
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

/** As many as the largest usual hubs have ports. */
const AT_ONCE = 16;

/** What was read is told for a while after the token is gone. */
const KEPT = 200;

export function createReadings(services: ReadingServices) {
  /** Those that began last come first. */
  let readings: Reading[] = [];
  const queue = createQueue(AT_ONCE);

  async function read(source: TokenSource, reading: Reading, isDateRight: boolean): Promise<void> {
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
        isPressOptional: true,
        // The records are stored already: what is left to do is the clock, and no press is needed for that.
        ...(isDateRight ? { isCheckOnly: true, askDate: () => true } : {}),
      });
      reading.state = { stage: "finished", summary };
    } catch (error) {
      reading.state = { stage: "failed", error: problemOf(error) };
    }
  }

  return {
    current: (): Readings => ({ isRunning: readings.some((reading) => !isOver(reading)), readings }),
    /**
     * False, and nothing begins, if one of them is being read already.
     *
     * @param isDateRight  somebody at the desk says so; the tokens are checked then, not read
     */
    start(offered: readonly OfferedSource[], isDateRight: boolean): boolean {
      const ids = new Set(offered.map(({ info }) => info.id));
      if (readings.some((reading) => ids.has(reading.source.id) && !isOver(reading))) return false;
      const begun = offered.map(({ info, source }) => {
        const reading: Reading = { source: info, state: { stage: "waiting" } };
        return { source, reading };
      });
      const others = readings.filter(({ source }) => !ids.has(source.id));
      const kept = others.filter((reading, n) => n < KEPT || !isOver(reading));
      readings = [...begun.map(({ reading }) => reading), ...kept];
      for (const { source, reading } of begun) queue.add(() => read(source, reading, isDateRight));
      return true;
    },
  };
}

function isOver({ state }: Reading): boolean {
  return state.stage === "finished" || state.stage === "failed";
}
