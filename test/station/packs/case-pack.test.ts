import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { encodePublicFile } from "../../../src/custody/host/identity.js";
import type { Identity } from "../../../src/custody/host/identity.js";
import { contentOf, findCase, handOver } from "../../../src/station/cases/cases.js";
import { createCaseDesk } from "../../../src/station/server/case-desk.js";
import { packCase } from "../../../src/station/packs/case-pack.js";
import { linesOfContent, writePack } from "../../../src/station/packs/pack-file.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import type { Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { problemOf } from "../../../src/words/user-error.js";
import {
  HOUR_MS,
  START_DAY,
  START_UTC_MS,
  commune,
  createFolder,
  officer,
  otherOfficer,
  paperToken,
  putPreparedLog,
} from "../custody-bench.js";
import { syntheticId } from "../synthetic-log.js";

const [F0, F1] = [paperToken(42), paperToken(77)] as const;
const NOW_MS = START_UTC_MS + 30 * HOUR_MS;
const named = (identity: Identity) => [{ identity, file: encodePublicFile(identity) }];

describe("a case handed over", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  let id: string;
  const theCase = () => findCase(store, id);
  beforeEach(async () => {
    folder = createFolder();
    store = await folder.store("authority.sqlite");
    const heard = [20, 21, 22, 23].map((slot) => ({
      id: syntheticId(F1.baseId, F1.createdDay, START_DAY * 96 + slot),
      ...{ slot, rssi: [-50, -50, -50, -50, -50, -50] },
    }));
    await putPreparedLog(store, store, F0, START_DAY, heard);
    await putPreparedLog(store, store, F1, START_DAY, []);
    const request = { token: keyOfSerial(F0.serial), onsetDay: localDayOf(START_UTC_MS), untilMs: NOW_MS };
    const trace = await runTrace(store, request, { identity: officer, reason: "ca mẫu", nowMs: NOW_MS });
    id = trace.caseId!;
  });
  afterEach(() => folder.remove());

  /** Also where a file's name stands before it. */
  const failsWith = (code: string, run: () => Promise<unknown>) =>
    assert.rejects(run, (error) => JSON.stringify(problemOf(error)).includes(`"code":"${code}"`));

  it("in one store opens with the other officer's key alone, and the ledger has both", async () => {
    const before = contentOf(await theCase(), officer);
    await handOver(store, officer, await theCase(), otherOfficer, "đổi ca trực", NOW_MS);
    assert.deepEqual(contentOf(await theCase(), otherOfficer), before);
    await failsWith("custody/wrong-key/case", async () => contentOf(await theCase(), officer));
    const last = (await store.ledger()).at(-1)!;
    assert.deepEqual([last.action, last.caseId, last.reason], ["hand-over", id, "đổi ca trực"]);
    const [row] = await store.cases();
    assert.equal(row!.officer, Buffer.from(otherOfficer.fingerprint).toString("hex"));
  });

  it("that lies open on the page goes the same way, and is put away there", async () => {
    const desk = createCaseDesk(store, () => NOW_MS);
    await desk.reopen(id, { identity: officer, reason: "ca mẫu" });
    await desk.act(id, {
      do: "decide",
      person: keyOfSerial(F1.serial),
      status: "confirmed",
      note: "gọi rồi",
    });
    await failsWith("station/case/own", () => desk.give(id, officer, "đổi ca trực"));
    await failsWith("station/no-reason", () => desk.give(id, otherOfficer, ""));
    await desk.give(id, otherOfficer, "đổi ca trực");
    assert.throws(() => desk.current(id), /locked/);
    const { notes } = contentOf(await theCase(), otherOfficer);
    assert.equal(notes.work[keyOfSerial(F1.serial)]!.note, "gọi rồi");
    await failsWith("custody/wrong-key/case", () => desk.reopen(id, { identity: officer, reason: "ca mẫu" }));
  });

  it("stays where it is when it is given to a unit, to oneself, or by somebody else", async () => {
    const before = await theCase();
    const give = async (from: Identity, to: Identity) =>
      handOver(store, from, await theCase(), to, "đổi ca", 1);
    await failsWith("custody/wrong-role/case", () => give(officer, commune));
    await failsWith("station/case/own", () => give(officer, officer));
    await failsWith("custody/wrong-key/case", () =>
      give(otherOfficer, commune).catch(() => give(otherOfficer, officer)),
    );
    assert.deepEqual(await theCase(), before);
  });

  it("to another authority comes in a file: the receiver's own there, unchanged here", async () => {
    const there = await folder.store("other-province.sqlite");
    const path = folder.path("case.bz");
    await packCase(store, path, officer, await theCase(), otherOfficer, "chuyển tỉnh", NOW_MS);
    assert.match(await takePack(there, path, otherOfficer, named(officer), NOW_MS), new RegExp(id));
    const content = contentOf(await findCase(there, id), otherOfficer);
    assert.deepEqual(content, contentOf(await theCase(), officer));
    assert.equal(content.trace.contacts[0]!.tokens[0]!.serial, F1.serial);
    const taken = (await there.ledger()).at(-1)!;
    assert.deepEqual([taken.action, taken.caseId], ["take-over", id]);
    assert.equal((await store.ledger()).at(-1)!.action, "hand-over");
    // A second time it is there already, and what was written into it since is not lost.
    await failsWith("station/case/here", () => takePack(there, path, otherOfficer, [], NOW_MS));
  });

  it("is refused where it is for somebody else, signed by a unit, cut off or changed", async () => {
    const there = await folder.store("other-province.sqlite");
    const path = folder.path("case.bz");
    await packCase(store, path, officer, await theCase(), otherOfficer, "chuyển tỉnh", NOW_MS);
    await assert.rejects(takePack(there, path, officer, named(officer), NOW_MS));
    await assert.rejects(takePack(there, path, otherOfficer, [], NOW_MS), /unknown|not known|sender/i);
    const whole = readFileSync(path);
    for (const [name, bytes] of [
      ["cut", whole.subarray(0, whole.length - 70)],
      ["changed", whole.map((byte, i) => (i === whole.length - 200 ? byte ^ 1 : byte))],
    ] as const) {
      writeFileSync(folder.path(name), bytes);
      await assert.rejects(takePack(there, folder.path(name), otherOfficer, named(officer), NOW_MS));
    }
    async function* items(content: string, caseId: unknown = id): AsyncGenerator<object> {
      yield { case: { id: caseId, serial: 42, opened_ms: 5 } };
      yield { content: Buffer.from(content).toString("base64") };
    }
    const write = async (name: string, sender: Identity, lines: AsyncGenerator<object>) => {
      const address = { sender, receivers: [otherOfficer], madeMs: NOW_MS };
      await writePack(folder.path(name), "case", address, linesOfContent("case", lines));
      return folder.path(name);
    };
    const take = (from: string, sender: Identity) =>
      takePack(there, from, otherOfficer, named(sender), NOW_MS);
    const byUnit = await write("by-unit", commune, items("{}"));
    await failsWith("custody/wrong-role/sender", () => take(byUnit, commune));
    for (const [i, lines] of [items("{}"), items("no JSON"), items("[]"), items("{}", "../x")].entries()) {
      const file = await write(`bad-${i}`, officer, lines);
      await failsWith("station/case/not-one", () => take(file, officer));
    }
    assert.deepEqual(await there.cases(), []);
  });
});
