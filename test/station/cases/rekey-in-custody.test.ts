import assert from "node:assert/strict";
import { openBoxes, resealAll } from "../../../src/station/cases/officer.js";
import { rekeyToken } from "../../../src/station/register/rekey-token.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { systemTimers } from "../../../src/station/reading/serial-line.js";
import type { Store } from "../../../src/station/store/store.js";
import { allRecords } from "../all-records.js";
import {
  START_DAY,
  createTokenBench,
  cutAfter,
  officer,
  otherOfficer,
  putPreparedLog,
  recovery,
} from "../custody-bench.js";
import { isIn, type ProblemOf } from "../../words/problem-in.js";

import { CONTACT, SERIAL, by, createCustody, request, type Custody } from "./custody-stations.js";

/** By name: a test runner may hold the class twice. */
const codeOf = (code: ProblemOf<"sync">) => (error: unknown) => isIn("sync", error, code);

describe("a re-key and re-sealing in custody", function () {
  this.timeout(180_000);
  let custody: Custody;
  let folder: Custody["folder"];
  let authority: Store;
  let village: Store;
  beforeEach(async () => {
    custody = await createCustody();
    ({ folder, authority, village } = custody);
  });
  afterEach(() => folder.remove());
  const readToken = (hours?: number) => custody.readToken(hours);
  const bringUp = () => custody.bringUp();

  describe("a re-key", () => {
    const rekey = (token: ReturnType<typeof createTokenBench>, line = token.open(), identity = officer) =>
      rekeyToken({
        store: authority,
        line,
        timers: systemTimers,
        utcNowMs: token.utcNowMs,
        officer: identity,
        reason: "trước khi công bố",
      });

    it("gives the next generation boxes; records before and after open", async () => {
      const { token } = await readToken(2);
      assert.deepEqual(await rekey(token), { serial: SERIAL, generation: 2, left: [] });
      assert.deepEqual(await authority.wrappedSecrets(), []);
      token.live(2);
      await token.sync(village);
      await bringUp();
      const generations = new Set((await allRecords(authority)).map(({ generation }) => generation));
      assert.ok(generations.has(1) && generations.has(2));
      const trace = await runTrace(authority, request(), by());
      assert.equal(trace.unreadable, 0);
      assert.equal(trace.sealedRecords, 0);
      assert.ok(trace.ownRecords > 2 * 4);
      assert.equal((await openBoxes(authority, recovery, "log", SERIAL)).length, 2);
      assert.ok((await authority.ledger()).some(({ action, reason }) => action === "rekey" && reason !== ""));
    });

    it("is finished by doing it again, wherever the line was cut", async () => {
      const { token } = await readToken(1);
      for (const bytes of [60, 330, 480]) {
        const before = await openBoxes(authority, officer, "log", SERIAL);
        await rekey(token, cutAfter(token.open(), bytes)).catch(() => rekey(token));
        token.live(1);
        const summary = await token.sync(authority, { officer: by() });
        await token.sync(village);
        const after = await openBoxes(authority, officer, "log", SERIAL);
        assert.equal(summary.conflicting, 0);
        assert.ok(after.length > before.length, `cut after ${bytes} bytes`);
        const identity = (await authority.tokens()).find(({ serial }) => serial === SERIAL)!;
        assert.equal(identity.records > 0, true);
      }
      const trace = await runTrace(authority, request(), by());
      assert.deepEqual([trace.unreadable, trace.sealedRecords], [0, 0]);
    });

    it("that a wrong computer began is done anew by a right one: the secrets that wait are replaced", async () => {
      const { token } = await readToken(1);
      let boxed = 0;
      const store: Store = {
        ...authority,
        async putUnwrapped(...of) {
          await authority.putUnwrapped(...of);
          boxed++;
        },
      };
      const order = (utcNowMs: () => number) =>
        rekeyToken({
          ...{ store, line: token.open(), timers: systemTimers, officer, reason: "thử", askDate: () => true },
          utcNowMs,
        });
      const logBox = async () => (await openBoxes(authority, officer, "log", SERIAL)).at(-1)!.content;
      // The power of the computer fails where both secrets are boxed and the token has not taken them into use.
      const fails = order(() => {
        if (boxed === 2) throw new Error("power");
        return token.utcNowMs() + 20 * 86_400_000;
      });
      await assert.rejects(fails, /power/);
      const wrong = await logBox();
      assert.deepEqual([wrong.generation, wrong.day], [2, START_DAY + 20]);
      assert.equal((await order(token.utcNowMs)).generation, 2);
      const right = await logBox();
      assert.deepEqual([right.generation, right.day], [2, START_DAY]);
      assert.notDeepEqual(right.key, wrong.key);
      token.live(2);
      const summary = await token.sync(authority, { officer: by() });
      assert.ok(summary.added > 0);
      const trace = await runTrace(authority, request(), by());
      assert.deepEqual([trace.unreadable, trace.sealedRecords], [0, 0]);
      assert.ok(trace.ownRecords > 4, `${trace.ownRecords} records`);
    });

    it("is not done with the key of an officer who has no box, nor on a token of practice", async () => {
      const { token } = await readToken(1);
      const before = folder.bytes("authority.sqlite");
      await assert.rejects(rekey(token, token.open(), otherOfficer), codeOf("unknown-token"));
      const practice = createTokenBench(11);
      await assert.rejects(rekey(practice), /nobody prepared/);
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
    });
  });

  describe("re-sealing", () => {
    it("leaves nothing to who left, nor days that are past keeping, nor the old boxes' bytes in the file", async () => {
      const { token } = await readToken(1);
      await bringUp();
      const late = { ...CONTACT, serial: 78 };
      const page = { id: Buffer.alloc(12, 1), slot: 40, rssi: [-50, -50, -50, -50, -50, -50] };
      await putPreparedLog(authority, authority, late, START_DAY + 40, [page]);
      const old = await authority.boxes();
      const [logBefore] = await openBoxes(authority, officer, "log", SERIAL);
      const today = START_DAY + 40;
      const keep = [otherOfficer, recovery];
      const { boxes, fromDay } = await resealAll(authority, officer, keep, today);
      assert.deepEqual([boxes, fromDay], [6, today - 30]);
      assert.equal((await openBoxes(authority, officer, "log")).length, 0);
      const moved = await openBoxes(authority, otherOfficer, "log", SERIAL);
      assert.equal(moved[0]!.content.day, today - 30);
      assert.notDeepEqual(moved[0]!.content.key, logBefore!.content.key);
      const file = folder.bytes("authority.sqlite");
      for (const { box } of old) assert.equal(file.indexOf(Buffer.from(box.subarray(80))), -1);
      // The administrator's key is the same: the token still obeys.
      const summary = await token.sync(authority, { officer: by(otherOfficer), isCheckOnly: true });
      assert.equal(summary.role, "admin");
    });

    it("does not follow a computer whose clock runs ahead", async () => {
      await readToken(1);
      await bringUp();
      const { fromDay } = await resealAll(authority, officer, [officer, recovery], START_DAY + 1000);
      assert.equal(fromDay, START_DAY + 1 - 30);
    });

    it("leaves nobody behind: a key that lacks one box changes nothing", async () => {
      await readToken(1);
      const alone = { ...CONTACT, serial: 79 };
      await putPreparedLog(authority, village, alone, START_DAY, [], [recovery]);
      const before = folder.bytes("authority.sqlite");
      await assert.rejects(
        resealAll(authority, officer, [otherOfficer, recovery], START_DAY),
        /does not open every box/,
      );
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
      await resealAll(authority, recovery, [otherOfficer, recovery], START_DAY);
    });
  });
});
