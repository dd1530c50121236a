import assert from "node:assert/strict";
import { peekBox } from "../../../src/custody/host/boxes.js";
import { openBoxes } from "../../../src/station/cases/officer.js";
import { createCaseDesk } from "../../../src/station/server/case-desk.js";
import type { Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import {
  HOUR_MS,
  START_DAY,
  START_UTC_MS,
  createFolder,
  officer,
  otherOfficer,
  type PaperToken,
  paperToken,
  putPreparedLog,
} from "../custody-bench.js";
import { syntheticId } from "../synthetic-log.js";

const [F0, F1, F2, FAR] = [42, 77, 88, 99].map((serial) => paperToken(serial)) as [
  PaperToken,
  PaperToken,
  PaperToken,
  PaperToken,
];
const met = ({ baseId, createdDay }: PaperToken, slots: number[]) =>
  slots.map((slot) => ({
    id: syntheticId(baseId, createdDay, START_DAY * 96 + slot),
    ...{ slot, rssi: [-50, -50, -50, -50, -50, -50] },
  }));
const spoilt = (box: Uint8Array) => box.map((byte, i) => (i === box.length - 1 ? byte ^ 1 : byte));
const key = ({ serial }: PaperToken) => keyOfSerial(serial);

describe("F2 through the logs of confirmed F1s", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  const nowMs = START_UTC_MS + 30 * HOUR_MS;
  const by = { identity: officer, reason: "ca mẫu", nowMs };
  beforeEach(async () => {
    folder = createFolder();
    store = await folder.store("authority.sqlite");
    await putPreparedLog(store, store, F0, START_DAY, met(F1, [20, 21, 22, 23]));
    await putPreparedLog(store, store, F1, START_DAY, [
      ...met(F2, [40, 41, 42, 43]),
      ...met(F0, [20, 21, 22, 23]),
    ]);
    await putPreparedLog(store, store, F2, START_DAY, met(FAR, [50, 51, 52, 53]));
    await putPreparedLog(store, store, FAR, START_DAY, []);
  });
  afterEach(() => folder.remove());

  async function confirmed() {
    const request = { token: key(F0), onsetDay: localDayOf(START_UTC_MS), untilMs: nowMs };
    const trace = await runTrace(store, request, by);
    // Boxes of other logs are spoilt: whoever opened one would not get far.
    const watched = new Proxy(store, {
      get: (target, name: keyof Store) =>
        name === "boxes"
          ? async (...[recipient, kind, serial]: Parameters<Store["boxes"]>) =>
              (await target.boxes(recipient, kind, serial)).map(({ box, sinceDay }) => ({
                box: kind === "log" && peekBox(box).serial !== F1.serial ? spoilt(box) : box,
                sinceDay,
              }))
          : target[name],
    });
    const desk = createCaseDesk(watched, () => nowMs);
    const { workId } = await desk.of(trace, request.onsetDay, officer);
    const decide = (person: string) =>
      desk.act(workId, { do: "decide", person, status: "confirmed", note: "" });
    return { desk, workId, watched, decide };
  }

  it("are found; of logs only the F1's is opened, and the ledger counts it", async () => {
    const { desk, workId, watched, decide } = await confirmed();
    await decide(key(F1));
    await assert.rejects(openBoxes(watched, officer, "log"), /damaged|does not open/);
    const { content } = await desk.onward(workId, [key(F1)], { ...by, nowMs: nowMs + 1 });
    const contacts = content.onward[key(F1)]!.contacts;
    assert.deepEqual(
      contacts.map(({ tokens, isClose, seenBy }) => [tokens[0]!.serial, isClose, seenBy]),
      [
        [F0.serial, true, "f0"],
        [F2.serial, true, "f0"],
      ],
    );
    const entry = (await store.ledger()).filter(({ action }) => action === "trace").at(-1)!;
    assert.deepEqual([entry.caseId, entry.reason, entry.records, entry.tokens], [workId, "ca mẫu", 8, 4]);
    // It is kept with the case, over a trace done again.
    const again = await desk.reopen(workId, by);
    assert.deepEqual(again.content.onward, JSON.parse(JSON.stringify(content.onward)));
  });

  it("asks for who is confirmed alone, and for the right officer's key", async () => {
    const { desk, workId, decide } = await confirmed();
    await assert.rejects(desk.onward(workId, [key(F1)], by), /no token saw anything/);
    await decide(key(F1));
    await assert.rejects(desk.onward(workId, [key(F2)], by), /no token saw anything/);
    await assert.rejects(desk.onward(workId, [key(F1)], undefined), /is sealed/);
    await assert.rejects(
      desk.onward(workId, [key(F1)], { ...by, identity: otherOfficer }),
      /opens no box of token 00000077/,
    );
    assert.deepEqual(desk.current(workId).content.onward, {});
  });
});
