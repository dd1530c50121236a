import type { Store } from "../../src/station/store/store.js";
import type { TokenSource } from "../../src/station/server/reading/readings.js";
import { hostCustody } from "../../src/station/node-crypto.js";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import { keepPracticeSecrets } from "../../src/station/reading/sync-token.js";
import { createSession } from "../../src/sync/host/session.js";
import type { Line } from "../../src/sync/host/line.js";
import { parseScenario, scenarioNamed } from "../scenarios/scenario.js";
import { villageSources } from "./village-sources.js";
import { createVillage } from "./village.js";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const VIETNAM_UTC_OFFSET_MS = 7 * HOUR_MS;

export interface DemoOptions {
  people: number;
  /** Whole days before today that the village has lived. */
  days: number;
  seed: number;
  /** Real time: the village has arrived at it when it is shown, and follows it whenever a token is plugged in. */
  utcNowMs: () => number;
  onHour: (hour: number, hours: number) => void;
}

export interface DemoVillage {
  /** Every token of the village, ready to be plugged in. */
  sources: TokenSource[];
  /**
   * Does to the store what preparing and issuing the tokens would have done: their secrets (practice tokens hand them
   * out) and their wearers. No log is read.
   */
  issueAll(store: Store): Promise<void>;
}

/** A village whose today is today, so that its tokens can lie beside real ones. */
export async function createDemoVillage(options: DemoOptions): Promise<DemoVillage> {
  const { people, days, seed, utcNowMs, onHour } = options;
  const today = Math.floor((utcNowMs() + VIETNAM_UTC_OFFSET_MS) / DAY_MS);
  const startUtcMs = (today - days) * DAY_MS - VIETNAM_UTC_OFFSET_MS;
  const startsAt = new Date(startUtcMs + VIETNAM_UTC_OFFSET_MS).toISOString().replace(".000Z", "+07:00");
  const village = createVillage(
    parseScenario({ ...scenarioNamed("village"), people, days: days + 1, startsAt }),
    seed,
  );
  const follow = () => village.runUntil(Math.max(village.nowMs(), utcNowMs() - startUtcMs));
  const hours = Math.floor((utcNowMs() - startUtcMs) / HOUR_MS);
  for (let hour = 1; hour <= hours; hour++) {
    village.runUntil(hour * HOUR_MS);
    onHour(hour, hours);
    await new Promise(setImmediate);
  }
  follow();
  const wearers = village.wearers();

  function open(index: number): Line {
    follow();
    return village.plug(index);
  }

  return {
    sources: villageSources(village, follow),
    async issueAll(store) {
      for (const { index, name, household } of wearers) {
        let token: string;
        const session = createSession(open(index), systemTimers, hostCustody);
        try {
          token = await keepPracticeSecrets(session, store);
        } finally {
          session.close();
        }
        await store.issueToken(token, { name, unit: `Hộ ${household + 1}`, phone: null }, startUtcMs);
      }
    },
  };
}
