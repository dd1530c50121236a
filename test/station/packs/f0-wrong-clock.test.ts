/** The list of cases where an F0's own clock was wrong: what it really sent, minute by minute, is the oracle. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { dailyKeyAt, firstSubKey, idOf, nextSubKey } from "../../../src/bluezone/ids.js";
import { ENTRY_BYTES } from "../../../src/custody/token/f0-list.js";
import { buildList } from "../../../src/custody/host/build-list.js";
import { nodeHash } from "../../../src/station/node-crypto.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { packDown } from "../../../src/station/packs/down.js";
import { createRedating } from "../../../src/station/clocks/redating.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import {
  HOUR_MS,
  START_DAY,
  START_UTC_MS,
  commune,
  createFolder,
  officer,
  putPreparedLog,
} from "../custody-bench.js";

const SERIAL = 77;
const TOKEN = keyOfSerial(SERIAL);
const MINUTE_MS = 60_000;
const SLOT_MS = 15 * MINUTE_MS;
const DAY_MS = 96 * SLOT_MS;
const FIRST_DAY = 20_000;
const UNTIL_DAY = 20_020;
const UNTIL_SLOT = 40;
const baseId = createHash("sha256").update("F0 with a wrong clock").digest();
const chain = {
  firstSubKey: (key: Uint8Array) => firstSubKey(nodeHash, key),
  nextSubKey: (key: Uint8Array) => nextSubKey(nodeHash, key),
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** IDs from a sub-key on. */
function idsFrom(subKey: Uint8Array, count: number): string[] {
  const ids: string[] = [];
  for (let key = subKey; ids.length < count; key = nextSubKey(nodeHash, key)) ids.push(hex(idOf(key)));
  return ids;
}

const days = new Map<number, string[]>();
/** The ID that the F0 holds for a slot since 1970. */
function idOfSlot(slot: number, createdDay = FIRST_DAY): string {
  const day = Math.floor(slot / 96);
  let ids = days.get(day);
  if (ids === undefined) {
    ids = idsFrom(firstSubKey(nodeHash, dailyKeyAt(nodeHash, baseId, day - createdDay)), 96);
    days.set(day, ids);
  }
  return ids[slot - day * 96]!;
}

/** Until `endMs` of the true time the clock was behind by `offsetMs`; after the last one it was right. */
interface Stretch {
  endMs: number;
  offsetMs: number;
}

/** "slot ID" of all that was on the air from `fromMs` to `toMs`. */
function onAir(stretches: readonly Stretch[], fromMs: number, toMs: number): Set<string> {
  const sent = new Set<string>();
  for (let nowMs = fromMs; nowMs < toMs; nowMs += MINUTE_MS) {
    const offsetMs = stretches.find(({ endMs }) => nowMs < endMs)?.offsetMs ?? 0;
    const own = Math.floor((nowMs - offsetMs) / SLOT_MS);
    if (own >= FIRST_DAY * 96) sent.add(`${Math.floor(nowMs / SLOT_MS)} ${idOfSlot(own)}`);
  }
  return sent;
}

/** "slot ID" of all that a list asks for. */
function askedFor(entries: Uint8Array): Set<string> {
  const asked = new Set<string>();
  for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
    const [low, high, first, last] = entries.subarray(at, at + 4);
    const ids = idsFrom(entries.slice(at + 4, at + ENTRY_BYTES), last! - first! + 1);
    ids.forEach((id, i) => asked.add(`${(low! + 256 * high!) * 96 + first! + i} ${id}`));
  }
  return asked;
}

/** Every second epoch: between two stretches the clock was right. Two in a row are what a wrong computer leaves. */
const correctionsOf = (stretches: readonly Stretch[]) =>
  stretches.map(({ endMs, offsetMs }, i) => ({
    ...{ token: TOKEN, generation: 1, epoch: 2 * i, isSure: true },
    offsetMs,
    untilMs: endMs - offsetMs,
  }));

describe("the list of cases, of an F0 whose clock was wrong", function () {
  this.timeout(180_000);

  it("asks for every ID that was on the air in the window, and for none that was not, but those of a right clock", () => {
    const offset = fc.oneof(
      fc.integer({ min: -120, max: 120 }),
      fc.integer({ min: -23 * 60, max: 5 * 24 * 60 }),
      fc.constantFrom(15, -15, 900, 1440, 2880),
    );
    const minute = fc.integer({ min: 0, max: 24 * 24 * 60 });
    const clocks = fc
      .array(fc.tuple(minute, offset), { maxLength: 4 })
      .map((all) =>
        all
          .sort(([a], [b]) => a - b)
          .map(([at, off]) => ({ endMs: FIRST_DAY * DAY_MS + at * MINUTE_MS, offsetMs: off * MINUTE_MS })),
      );
    const onset = fc.integer({ min: FIRST_DAY, max: UNTIL_DAY });
    fc.assert(
      fc.property(clocks, onset, (stretches, onsetDay) => {
        const wrongClocks = createRedating(correctionsOf(stretches)).wrongClocks(TOKEN);
        const box = { kind: "id" as const, serial: SERIAL, generation: 1, day: FIRST_DAY };
        const id = { ...box, key: new Uint8Array(baseId), wrapKey: new Uint8Array(32) };
        const listed = { id, onsetDay, untilDay: UNTIL_DAY, untilSlot: UNTIL_SLOT, wrongClocks };
        const asked = askedFor(buildList(nodeHash, chain, [listed], 1, 1).entries);

        const firstDay = Math.max(onsetDay - 3, UNTIL_DAY - 13);
        const untilMs = UNTIL_DAY * DAY_MS + (UNTIL_SLOT + 1) * SLOT_MS;
        const sent = onAir(stretches, firstDay * DAY_MS, untilMs);
        for (const one of sent) assert.ok(asked.has(one), `${one} is missing`);
        for (const one of asked) {
          const [slot, id_] = [Number(one.split(" ")[0]), one.split(" ")[1]];
          assert.ok(slot >= firstDay * 96 && slot * SLOT_MS < untilMs);
          // In a slot in which the clock was set it may have sent three IDs, or only two of them.
          const isChange = stretches.some(({ endMs }) => Math.floor(endMs / SLOT_MS) === slot);
          assert.ok(sent.has(one) || isChange || id_ === idOfSlot(slot), `${one} was never sent`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is made so from the corrections in the store", async () => {
    const folder = createFolder();
    try {
      const authority = await folder.store("authority.sqlite");
      const log = { serial: SERIAL, baseId, sealKey: baseId, createdDay: START_DAY - 2 };
      await putPreparedLog(authority, authority, log, START_DAY, [
        { id: Buffer.alloc(12, 1), slot: 40, rssi: [-60, -60, -60, -60, -60, -60] },
      ]);
      const nowMs = START_UTC_MS + 30 * HOUR_MS;
      // Ten hours slow until it was found out.
      const correction = { offsetMs: 10 * HOUR_MS, untilMs: START_UTC_MS - 10 * HOUR_MS };
      await authority.putCorrection(
        { token: TOKEN, generation: 1, epoch: 3, isSure: true, ...correction },
        nowMs,
      );
      const request = { token: TOKEN, onsetDay: localDayOf(START_UTC_MS), untilMs: nowMs };
      await runTrace(authority, request, { identity: officer, reason: "ca bệnh mẫu", nowMs });
      const options = {
        officer,
        reason: "ca bệnh mẫu",
        unit: commune,
        tokens: undefined,
        hasStock: false,
        fewestSlots: 1,
        nowMs,
      };
      await packDown(authority, folder.path("down"), options);
      const asked = askedFor((await authority.lastList())!.entries);
      days.clear();
      const slot = Math.floor(START_UTC_MS / SLOT_MS) - 8;
      const idOfTen = idOfSlot(slot - 40, START_DAY - 2);
      assert.ok(asked.has(`${slot} ${idOfTen}`), "what it sent two hours before");
      assert.ok(
        !asked.has(`${slot + 20} ${idOfSlot(slot - 20, START_DAY - 2)}`),
        "after that its clock was right",
      );
      days.clear();
    } finally {
      await folder.remove();
    }
  });
});
