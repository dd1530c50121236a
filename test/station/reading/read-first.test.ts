/** Whatever a computer's clock says: first the records, then the token's clock, and nothing is lost to a date. */
import assert from "node:assert/strict";
import { encodePublicFile } from "../../../src/custody/host/identity.js";
import { resealAll } from "../../../src/station/cases/officer.js";
import { describeReading } from "../../../src/station/commands/reports/sync-report.js";
import { formatFingerprint } from "../../../src/station/fingerprint.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { rekeyToken } from "../../../src/station/register/rekey-token.js";
import { systemTimers } from "../../../src/station/reading/serial-line.js";
import type { Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import type { SyncOptions, SyncSummary } from "../../../src/station/reading/sync-token.js";
import { allRecords } from "../all-records.js";
import {
  HOUR_MS,
  START_DAY,
  START_UTC_MS,
  createFolder,
  createTokenBench,
  officer,
  otherOfficer,
  recovery,
} from "../custody-bench.js";

const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
const YEAR_MS = 365 * DAY_MS;
const SERIAL = 42;

describe("reading with a wrong clock", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  let token: ReturnType<typeof createTokenBench>;
  /** The true time, whatever the token's clock says. */
  let nowMs: () => number;
  beforeEach(async () => {
    folder = createFolder();
    store = await folder.store("store.sqlite");
    token = createTokenBench();
    nowMs = () => START_UTC_MS + token.timeline.nowMs();
    token.addNeighbour(Buffer.alloc(12, 9), -50);
  });
  afterEach(() => folder.remove());

  const live = (hours: number) => token.timeline.runUntil(token.timeline.nowMs() + hours * HOUR_MS);
  /** By a computer that is off by so much. */
  const sync = (offMs: number, options: Partial<SyncOptions> = {}, into = store) =>
    token.sync(into, { utcNowMs: () => nowMs() + offMs, ...options });
  const codes = ({ warnings }: SyncSummary) => warnings.map(({ code }) => code);
  const tokenMs = () => token.hal.clock.utcMs();
  const isDateRight = { askDate: () => true };
  function losePower(): void {
    token.control.power.cut();
    token.control.power.restore();
    live(0.01);
  }
  /** Records in the token's flash that no station confirmed. */
  const unread = () => token.records().length;

  for (const [what, offMs] of [
    ["29 days ahead", 29 * DAY_MS],
    ["a year behind", -YEAR_MS],
    ["three years ahead", 3 * YEAR_MS],
    ["in 2038", Date.UTC(2038, 0, 19) - START_UTC_MS],
  ] as const) {
    it(`stores every record of a token that lost its power, and leaves its clock alone: computer ${what}`, async () => {
      live(5);
      losePower();
      const held = unread();
      assert.ok(held >= 19);
      const before = tokenMs();
      const checked = await sync(offMs, { isCheckOnly: true });
      assert.ok(codes(checked).includes("date-in-doubt"));
      assert.equal(unread(), held, "a check erased records");
      const summary = await sync(offMs);
      assert.ok(summary.added >= held);
      assert.ok(codes(summary).includes("date-in-doubt"));
      assert.ok(Math.abs(tokenMs() - before) < HOUR_MS);
      const told = summary.warnings.find(({ code }) => code === "date-in-doubt");
      assert.ok(told?.code === "date-in-doubt" && told.source === "token");
      assert.ok(Math.abs(told.computerMs - nowMs() - offMs) < MINUTE_MS);
      assert.ok(Math.abs(told.otherMs - before) < HOUR_MS);
      // The right computer is believed at once: the token's guess is near it.
      assert.deepEqual(codes(await sync(0)), ["clock-estimated"]);
      assert.ok(Math.abs(tokenMs() - nowMs()) < 1000);
    });
  }

  it("asks a person, says both times, and sets the clock if the answer is yes", async () => {
    live(2);
    losePower();
    const asked: unknown[] = [];
    const summary = await sync(10 * DAY_MS, {
      askDate(doubt) {
        asked.push(doubt.source);
        return true;
      },
    });
    assert.deepEqual(asked, ["token"]);
    assert.deepEqual(codes(summary), ["clock-estimated"]);
    assert.ok(Math.abs(tokenMs() - nowMs() - 10 * DAY_MS) < 1000);
    assert.ok(summary.added > 0);
  });

  it("a computer from before the program was made is wrong, whatever anybody answers", async () => {
    live(2);
    const builtMs = START_UTC_MS - 30 * DAY_MS;
    const summary = await sync(Date.UTC(2009, 0, 1) - nowMs(), { builtMs, ...isDateRight });
    assert.ok(summary.added > 0);
    const told = summary.warnings.find(({ code }) => code === "date-in-doubt");
    assert.ok(told?.code === "date-in-doubt" && told.source === "program");
    assert.equal(told.otherMs, builtMs);
    assert.ok(Math.abs(tokenMs() - nowMs()) < 1000);
  });

  it("a computer behind its own last reading is in doubt, until the token agrees with it", async () => {
    live(1);
    await sync(0);
    live(1);
    assert.ok(codes(await sync(-5 * HOUR_MS)).includes("date-in-doubt"));
    assert.deepEqual(codes(await sync(0)), []);
  });

  it("one reading in 2038 does not keep the station in doubt", async () => {
    live(1);
    await sync(18 * YEAR_MS);
    live(1);
    const summary = await sync(0);
    assert.deepEqual(codes(summary), []);
    assert.deepEqual(await store.corrections(), []);
  });

  it("a token 85 s fast is set, near local midnight too", async () => {
    // 06:59:45 in Vietnam is a quarter of a minute before UTC midnight.
    const midnight = Math.ceil(START_UTC_MS / DAY_MS) * DAY_MS;
    live((midnight - 15_000 - nowMs()) / HOUR_MS);
    token.hal.clock.setUtc(nowMs() + 85_000, "set");
    live(0.001);
    const summary = await sync(0);
    assert.deepEqual(codes(summary), ["clock-drift"]);
    assert.ok(Math.abs(tokenMs() - nowMs()) < 1000);
  });

  describe("a token that was sent into the future", () => {
    it("comes back by whoever has it in hand, and its records are dated anew", async () => {
      live(3);
      const before = unread();
      await sync(YEAR_MS, isDateRight);
      live(3);
      assert.ok(tokenMs() > nowMs() + YEAR_MS - DAY_MS);
      const doubtful = await sync(0);
      assert.ok(codes(doubtful).includes("date-in-doubt"), "the computer is right, but nobody said so");
      assert.ok(doubtful.added > 0);
      const { warnings, serial } = await sync(0, { isCheckOnly: true, ...isDateRight });
      assert.deepEqual(warnings.map(({ code }) => code), ["clock-drift"]); // prettier-ignore
      live(0.01);
      assert.ok(Math.abs(tokenMs() - nowMs()) < 5000);
      live(3);
      const last = await sync(0);
      assert.deepEqual(codes(last), []);
      assert.ok((await allRecords(store)).length > before + 8);
      // Everything it heard lies on two true days.
      const f0 = { token: last.token, onsetDay: localDayOf(START_UTC_MS), untilMs: nowMs() + DAY_MS };
      const trace = await runTrace(store, f0);
      assert.deepEqual([trace.unreadable, trace.inDoubt], [0, 0]);
      assert.ok(trace.ownRecords >= 3 * 11, `${trace.ownRecords} of its records are in the window`);
      assert.equal(serial, last.serial);
    });

    async function prepared() {
      const authority = await folder.store("authority.sqlite");
      await token.prepare(authority, SERIAL);
      live(2);
      // An officer with a wrong computer sends it a year ahead.
      const by = { identity: officer, reason: "thử" };
      await sync(YEAR_MS, { officer: by, ...isDateRight }, authority);
      live(3);
      return { authority, by };
    }
    const f0 = () => ({
      token: keyOfSerial(SERIAL),
      onsetDay: localDayOf(nowMs()),
      untilMs: nowMs() + DAY_MS,
    });

    it("tells whose boxes open its new keys, too, where an officer left", async () => {
      const { authority, by } = await prepared();
      const all = [officer, otherOfficer, recovery];
      await authority.putKnownKeys(all.map(encodePublicFile), false);
      await resealAll(authority, officer, all, START_DAY);
      await resealAll(authority, officer, [officer, recovery], START_DAY);
      const told = describeReading(await sync(0, { officer: by, ...isDateRight }, authority)).join("\n");
      const who = formatFingerprint(otherOfficer.fingerprint);
      assert.match(told, new RegExp(`generation 2\\)\\. Note: ${who} had boxes of this token once`));
    });

    it("comes back by an officer's reading, with new keys and its records dated anew", async () => {
      const { authority, by } = await prepared();
      const summary = await sync(0, { officer: by, ...isDateRight }, authority);
      assert.deepEqual(codes(summary), ["clock-drift", "clock-rekeyed"]);
      assert.doesNotMatch(describeReading(summary).join("\n"), /had boxes of this token/);
      live(0.01);
      assert.ok(Math.abs(tokenMs() - nowMs()) < 5000);
      live(2);
      assert.deepEqual(codes(await sync(0, { officer: by }, authority)), []);
      const trace = await runTrace(authority, f0(), { ...by, nowMs: nowMs() });
      assert.deepEqual([trace.unreadable, trace.sealedRecords, trace.inDoubt], [0, 0, 0]);
      assert.ok(trace.ownRecords >= 7 * 4 - 3, `${trace.ownRecords} records`);
      assert.ok(
        (await authority.ledger()).some(({ action, reason }) => action === "rekey" && reason === "thử"),
      );
    });

    it("comes back by bztoken rekey, which asks about the date first", async () => {
      const { authority, by } = await prepared();
      const order = () => ({
        ...{ store: authority, line: token.open(), timers: systemTimers, utcNowMs: nowMs, officer },
        reason: "thử",
      });
      const before = folder.bytes("authority.sqlite");
      await assert.rejects(
        rekeyToken(order()),
        /this computer says .*, but the token says .*--date-is-right/,
      );
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
      assert.equal((await rekeyToken({ ...order(), ...isDateRight })).generation, 2);
      live(0.01);
      assert.ok(Math.abs(tokenMs() - nowMs()) < 5000);
      const { added } = await sync(0, { officer: by }, authority);
      assert.ok(added >= 3 * 4 - 1, "what it had not given before the new keys is read after them");
      const trace = await runTrace(authority, f0(), { ...by, nowMs: nowMs() });
      assert.deepEqual([trace.unreadable, trace.inDoubt], [0, 0]);
      assert.ok(trace.ownRecords >= 5 * 4 - 3, `${trace.ownRecords} records`);
    });

    it("that a commune reads keeps by how much it is off, and its records are dated by that", async () => {
      const { authority } = await prepared();
      const village = await folder.store("village.sqlite");
      const { packStock } = await import("../../../src/station/packs/down.js");
      const { takePack } = await import("../../../src/station/packs/take-pack.js");
      const { commune, publicOf } = await import("../custody-bench.js");
      const path = folder.path("stock");
      await packStock(authority, path, {
        officer,
        reason: "ca bệnh mẫu",
        unit: commune,
        tokens: undefined,
        nowMs: nowMs(),
      });
      await takePack(village, path, commune, [publicOf(officer)], nowMs());
      const summary = await sync(0, isDateRight, village);
      assert.deepEqual(codes(summary), ["clock-needs-keys"]);
      const [kept] = (await village.corrections()).filter(({ offsetMs }) => offsetMs < -300 * DAY_MS);
      assert.ok(kept !== undefined && kept.isSure);
      assert.ok(kept.untilMs > nowMs() + 10 * YEAR_MS, "it goes on being wrong, for it was left so");
      assert.ok(Math.abs(kept.offsetMs + YEAR_MS) < MINUTE_MS);
    });
  });

  it("a token set back before the day of its keys is traced in both logs: its records, and the IDs it sent", async () => {
    const other = createTokenBench(8, "0011223344556677");
    await other.sync(store, { utcNowMs: nowMs });
    await sync(0);
    // It is 30 hours fast, and has gone over to the keys of a later day.
    token.hal.clock.setUtc(nowMs() + 30 * HOUR_MS, "set");
    live(2);
    assert.deepEqual(codes(await sync(0)), ["clock-drift"]);
    live(2);
    // The neighbour hears what it sends now: the ID of its key's day.
    const heardMs = nowMs();
    other.timeline.runUntil(token.timeline.nowMs());
    other.addNeighbour(token.control.radio.advertising()!.payloads[0]!.slice(7, 19), -50);
    other.live(1);
    live(1);
    await sync(0);
    await other.sync(store, { utcNowMs: nowMs });
    const [key] = (await store.tokens())
      .filter(({ chipId }) => chipId === "00112233AABBCCDD")
      .map((one) => one.token);
    const onsetDay = localDayOf(START_UTC_MS);
    const f0 = { token: key!, onsetDay, untilMs: nowMs() + HOUR_MS, everyLog: true };
    const trace = await runTrace(store, f0);
    assert.deepEqual([trace.unreadable, trace.outOfTime > 4], [0, false]);
    assert.ok(trace.ownRecords >= 4 * 4, `${trace.ownRecords} of its records are in the window`);
    assert.equal(trace.contacts.length, 1);
    assert.ok(Math.abs(trace.contacts[0]!.firstMs - heardMs) < HOUR_MS / 2);
    const pages = (await allRecords(store)).filter(({ sealDay, calendarDay }) => sealDay !== calendarDay);
    assert.ok(pages.length >= 8, "its pages belong to another day than their key");
  });

  describe("a token that lay in a drawer", () => {
    /** Its power is gone for so long: no time passes on the token, all of it for everybody else. */
    function lieInDrawer(days: number): void {
      const trueMs = nowMs;
      token.control.power.cut();
      nowMs = () => trueMs() + days * DAY_MS;
      token.control.power.restore();
      live(0.01);
    }

    it("gives its old records, which are dropped and counted once the date is confirmed, not before", async () => {
      live(30);
      const held = unread();
      lieInDrawer(40);
      const doubtful = await sync(0);
      assert.ok(doubtful.added >= held, "no calendar erases anything on the token");
      assert.deepEqual(codes(doubtful), ["date-in-doubt", "old-records"]);
      const kept = doubtful.warnings.find(({ code }) => code === "old-records");
      assert.ok(kept?.code === "old-records" && !kept.isDropped);
      assert.ok((await allRecords(store)).length >= held);
      const summary = await sync(0, isDateRight);
      assert.deepEqual(codes(summary), ["clock-estimated", "old-records"]);
      const old = summary.warnings.find(({ code }) => code === "old-records");
      assert.ok(old?.code === "old-records" && old.isDropped && old.count >= held);
      assert.ok(old.fromDay >= Math.floor(START_UTC_MS / DAY_MS) && old.toDay <= old.fromDay + 2);
      assert.ok((await allRecords(store)).length <= 2);
      live(3);
      const next = await sync(0);
      assert.deepEqual(codes(next), []);
      assert.ok((await allRecords(store)).length >= 11);
    });

    it("counts only what came since the days were last known", async () => {
      live(3);
      assert.ok((await sync(0)).added >= 11);
      live(1);
      lieInDrawer(0);
      const { warnings, added } = await sync(29 * DAY_MS);
      const old = warnings.find(({ code }) => code === "old-records");
      assert.ok(old?.code === "old-records" && old.count === added && added <= 5, JSON.stringify(warnings));
      await sync(29 * DAY_MS, isDateRight);
      assert.ok((await allRecords(store)).length >= 11, "what was read in time stays");
    });

    it("keeps records that are young enough", async () => {
      live(30);
      const held = unread();
      lieInDrawer(15);
      const summary = await sync(0, isDateRight);
      assert.deepEqual(codes(summary), ["clock-estimated"]);
      assert.ok((await allRecords(store)).length >= held);
    });

    it("worn and unread for weeks, it gives what its own time kept, and nothing of that is dropped", async () => {
      live(26 * 24);
      const summary = await sync(0);
      assert.deepEqual(codes(summary), ["lost-expired"]);
      assert.ok(summary.losses.expired > 300);
      assert.ok((await allRecords(store)).length > 20 * 90);
    });
  });
});
