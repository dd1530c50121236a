/** A token on simulated hardware, with what the tests of it need around. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Hal } from "../../hal/hal.js";
import { createSimulatedHal } from "../../hal/simulated/hal.js";
import { createTimeline, type Timeline } from "../../hal/simulated/timeline.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { decodeRecord } from "../../src/contacts/record.js";
import { openRecord } from "../../src/custody/host/open-record.js";
import { createRecordKeys, practiceLog } from "../../src/custody/host/case-keys.js";
import { createStateStore } from "../../src/log/state-store.js";
import { ccmOpen } from "../../src/station/node-crypto.js";
import { HALF_WIDTHS_MS, type SlotPlan } from "../../src/token/schedule.js";
import { createState } from "../../src/token/state.js";
import { createToken } from "../../src/token/token.js";
import type { TokenConfig } from "../../src/token/config.js";
import type { Token } from "../../src/token/token.js";

export const CONFIG: TokenConfig = {
  firmwareVersion: "0.1.0",
  retentionDays: 21,
  statePages: 4,
  digestPages: 2,
  listPages: 2,
  firmwarePages: 0,
  reservedPages: 0,
  clockBoundPpm: 50,
  boot: 0,
  layoutCrc: 0,
};
export const START_UTC_MS = Date.UTC(2020, 7, 8, 9, 7, 30);

export function createBench(
  options: {
    startUtcMs?: number;
    seed?: number;
    chipId?: string;
    pageCount?: number;
    driftPpm?: number;
    /** What runs at each start; undefined: no program. */
    boot?: (hal: Hal) => Token | undefined;
    /** Shared with others. */
    timeline?: Timeline;
  } = { startUtcMs: START_UTC_MS },
) {
  const timeline = options.timeline ?? createTimeline();
  const { hal, control } = createSimulatedHal({
    timeline,
    pageBytes: 1024,
    pageCount: options.pageCount ?? 120, // room for 21 days of 96 records
    seed: options.seed ?? 7,
    driftPpm: options.driftPpm ?? 0,
    chipId: options.chipId ?? "00112233AABBCCDD",
    ...(options.startUtcMs === undefined ? {} : { startUtcMs: options.startUtcMs }),
  });
  watchNonces(hal);
  const neighbours = new Set<{ advert: ArrayBuffer; rssiDbm: number }>();
  const { listen } = hal.radio;
  hal.radio.listen = (windowMs, onReport, onEnd) => {
    listen(windowMs, onReport, onEnd);
    let n = 0;
    for (const { advert, rssiDbm } of neighbours)
      timeline.at(timeline.nowMs() + (++n * windowMs) / (neighbours.size + 1), () =>
        control.radio.deliver(advert, rssiDbm),
      );
  };

  /** A neighbour of which an advert is heard in every window that opens from now on. */
  function addNeighbour(id: Uint8Array, rssiDbm: number) {
    const neighbour = { advert: encodeAdvert(id).buffer as ArrayBuffer, rssiDbm };
    neighbours.add(neighbour);
    return neighbour;
  }

  let token: Token | undefined;
  const boot = options.boot ?? (() => createToken(hal, CONFIG));
  control.power.onStart(() => (token = boot(hal)));
  control.power.cut();
  control.power.restore();
  if (options.startUtcMs !== undefined) hal.clock.setUtc(options.startUtcMs, "set");
  timeline.runUntil(timeline.nowMs());

  return {
    timeline,
    hal,
    control,
    token: () => token!,
    runUntilUtc: (utcMs: number) => timeline.runUntil(timeline.nowMs() + utcMs - hal.clock.utcMs()),
    state: () =>
      createState(
        hal.crypto,
        hal.system.chipId(),
        createStateStore(hal.flash, hal.crypto, 0, CONFIG.statePages).load()!,
      ),
    /** Pages of the log as they are read, oldest first. */
    *pages() {
      const log = token!.log;
      let sequence = log.firstSequence();
      for (let chunk = log.read(sequence, 1000); chunk !== undefined; chunk = log.read(sequence, 1000)) {
        yield { ...chunk, slots: chunk.records.length / 32 };
        sequence = chunk.nextSequence;
      }
    },
    /** Every record of the log that `content` opens. */
    records(content = practiceLog(token!.serial(), token!.createdDay())) {
      const log = token!.log;
      const keyOf = createRecordKeys(hal.crypto, content);
      const found = [];
      let sequence = log.firstSequence();
      for (let chunk = log.read(sequence, 50); chunk !== undefined; chunk = log.read(sequence, 50)) {
        for (let n = 0; n < chunk.records.length / 32; n++) {
          const place = {
            serial: token!.serial(),
            generation: chunk.generation,
            pageSequence: chunk.pageSequence,
            position: chunk.position + n,
          };
          const plain = openRecord(
            ccmOpen,
            keyOf(chunk.sealDay)!,
            place,
            chunk.records.slice(n * 32, n * 32 + 28),
          );
          // A slot may be the mark of a restart instead of a record.
          if (plain !== undefined) found.push({ day: chunk.calendarDay, ...decodeRecord(plain) });
        }
        sequence = chunk.nextSequence;
      }
      return found;
    },
    /** Runs to `utcMs` beside a neighbour that is heard in every window. */
    hearUntil(id: Uint8Array, rssiDbm: number, utcMs: number) {
      const neighbour = addNeighbour(id, rssiDbm);
      while (hal.clock.utcMs() < utcMs) timeline.runUntil(timeline.nowMs() + utcMs - hal.clock.utcMs());
      neighbours.delete(neighbour);
    },
    addNeighbour,
  };
}

/** Half width of a slot's bursts; 0 without any. Each end is moved by up to 0.2 s of its own. */
export function widthOf({ changesMs }: SlotPlan): number {
  const halfMs = changesMs.length < 8 ? 0 : (changesMs[2]! - changesMs[1]!) / 2;
  return halfMs === 0 ? 0 : HALF_WIDTHS_MS.find((width) => Math.abs(width - halfMs) <= 200)!;
}

/** From now on what is to come at once comes `stepMs` later, as on a chip that is busy. */
export function slowDown(
  { hal: { clock } }: Pick<ReturnType<typeof createBench>, "hal">,
  stepMs: number,
): void {
  const alarmAt = clock.alarmAt;
  clock.alarmAt = (dueMs, run) => {
    const nowMs = clock.uptimeMs();
    return alarmAt(dueMs > nowMs ? dueMs : nowMs + stepMs, run);
  };
}

/** Throws where a key seals under the same nonce twice, whatever happens to the token. */
function watchNonces(hal: Hal): void {
  const seal = hal.crypto.ccmSeal;
  const used = new Set<string>();
  hal.crypto.ccmSeal = (key, nonce, plain, tagBytes) => {
    const pair = Buffer.from([...key, ...nonce]).toString("hex");
    assert.ok(
      !used.has(pair) || key.every((byte) => byte === 0),
      `nonce ${pair.slice(32)} twice under one key`,
    );
    used.add(pair);
    return seal(key, nonce, plain, tagBytes);
  };
}

/** The ID of a slot, straight from the reference: SHA-256 chains and twelve picked bytes. */
export function referenceId(baseId: Uint8Array, createdDay: number, day: number, slot: number): string {
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
  let key = Buffer.from(baseId);
  for (let d = createdDay; d < day; d++) key = sha256(key);
  let subKey = sha256(Buffer.concat([key, Buffer.from("bluzonesubkey")]));
  for (let s = 0; s < slot; s++) subKey = sha256(subKey);
  const picked = [0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30].map((i) => subKey[i]!);
  return Buffer.from(picked).toString("hex");
}
