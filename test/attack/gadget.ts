/** A device without keys that speaks the protocol with the published practice key, and says of itself what it likes. */
import { createSimulatedClock } from "../../hal/simulated/clock.js";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createRandom } from "../../hal/simulated/random.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { createSimulatedUsb } from "../../hal/simulated/usb.js";
import { createLines } from "../../sim/devices/lines.js";
import { dayOf } from "../../src/bluezone/ids.js";
import { UPDATE_NOT_NOW } from "../../src/custody/token/release.js";
import { encodeHandOver } from "../../src/custody/token/hand-over.js";
import type { LogChunk } from "../../src/log/log.js";
import type { StoredChunk } from "../../src/station/store/store.js";
import type { TokenIdentity } from "../../src/sync/host/decode.js";
import { createSyncServer } from "../../src/sync/token/server.js";
import { BENCH_KEY, IDENTITY, RECORDS_PER_PAGE, describeIdentity } from "../sync/bench.js";
import { ramp } from "../sync/reference.js";
import { START_UTC_MS } from "../station/custody-bench.js";

const ROLE_BENCH = 3;
export const BASE_ID = new Uint8Array(32).fill(66);

export interface Claims {
  /** Each answer to IDENTIFY takes the next one; the last stays. */
  identities: Partial<TokenIdentity>[];
  /** In the order of their pages. */
  chunks?: readonly StoredChunk[];
  /** What it says that its clock was by before it was set; nothing: it was right. */
  clockWasBehindMs?: number;
}

export function createGadget(claims: Claims, startUtcMs = START_UTC_MS) {
  const { identities, chunks = [], clockWasBehindMs = 0 } = claims;
  const startDay = dayOf(startUtcMs);
  const timeline = createTimeline();
  const { clock } = createSimulatedClock(timeline, 0, startUtcMs);
  const { usb, control } = createSimulatedUsb(timeline);
  const crypto = createSimulatedCrypto(createRandom(1));
  let asked = 0;
  const said = () => ({
    ...IDENTITY,
    ...{ isPractice: true, isHandedOver: false, hasSaveFailed: false, failedSaves: 0, generation: 1 },
    ...{ timeState: "set" as const, utcMs: startUtcMs - clockWasBehindMs, lastSetUtcMs: startUtcMs },
    ...{ sealDay: startDay, idDay: startDay, recordsPerPage: RECORDS_PER_PAGE },
    ...{ firstSequence: 0, readMark: 0, clockFromSequence: 0, lostFromSequence: 0 },
    nextSequence: chunks.at(-1)?.nextSequence ?? 0,
    ...identities[Math.min(asked, identities.length - 1)],
  });
  createSyncServer({
    ...{ clock, usb, crypto },
    log: {
      nextSequence: () => said().nextSequence,
      read(sequence, most) {
        for (const chunk of chunks) {
          const start = chunk.pageSequence * RECORDS_PER_PAGE + chunk.position;
          const skipped = Math.max(0, sequence - start);
          const records = chunk.records.slice(32 * skipped, 32 * (skipped + most));
          if (records.length === 0) continue;
          const position = chunk.position + skipped;
          const nextSequence = start + skipped + records.length / 32;
          const isLast = chunk === chunks.at(-1) && records.length + 32 * skipped === chunk.records.length;
          return {
            ...chunk,
            ...{ records, position, livedHours: 0 },
            nextSequence: isLast ? chunk.nextSequence : nextSequence,
          } satisfies LogChunk;
        }
        return undefined;
      },
    },
    keyOf: (role) => (role === ROLE_BENCH ? BENCH_KEY : undefined),
    onEntered() {},
    isUnprepared: () => true,
    describe() {
      const numbers = describeIdentity(said());
      asked++;
      return numbers;
    },
    hasSaveFailed: () => false,
    setTime(utcMs) {
      const epoch = said().clockEpoch;
      const states = 2 + 256 * 2 + 65_536 * epoch + 16_777_216 * ((epoch + 1) & 0xff);
      return [utcMs - clockWasBehindMs, utcMs, 0, said().nextSequence, states];
    },
    confirm() {},
    onChunk() {},
    askForConsent() {},
    beginList: () => 0,
    putList: () => true,
    warn() {},
    selfTest: () => 0,
    openConsole() {},
    secrets: () =>
      encodeHandOver({
        ...{ serial: said().serial, generation: said().generation, day: startDay },
        ...{ baseId: BASE_ID, sealKey: BENCH_KEY, root: BENCH_KEY },
      }),
    prepare: (serial) =>
      encodeHandOver({
        ...{ serial, generation: 1, day: startDay },
        ...{ baseId: ramp(32, 1), sealKey: ramp(32, 70), root: ramp(32, 140) },
      }),
    rekey: () => undefined,
    finishRekey: () => false,
    configure: () => true,
    setGateMode: () => true,
    pollGate: () => undefined,
    beginUpdate: () => -UPDATE_NOT_NOW,
    putUpdate: () => -UPDATE_NOT_NOW,
    erase: () => false,
  });
  const lines = createLines(timeline);
  return { open: () => lines.open(control) };
}
