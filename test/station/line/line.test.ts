/** The preparation line: what a cut leaves, how it goes on, and what is named (LINE.md). */
import assert from "node:assert/strict";
import { createRandom } from "../../../hal/simulated/random.js";
import { openBoxes } from "../../../src/station/cases/officer.js";
import { writeLabelSheet } from "../../../src/station/line/label-sheet.js";
import { createPreparationLine } from "../../../src/station/line/line.js";
import type { OneTokenOptions } from "../../../src/station/line/one-token.js";
import { packStock } from "../../../src/station/packs/down.js";
import type { Store } from "../../../src/station/store/store.js";
import { UserError, isUserError } from "../../../src/words/user-error.js";
import { RECIPIENTS, START_UTC_MS, commune, createFolder, officer } from "../custody-bench.js";
import { CONFIG } from "../../token/bench-token.js";
import { type Hub, type Mishap, VERSION, createHub } from "./hub.js";
import { check } from "./check-phase.js";
import { type Counted, type Trouble, issue, nothingCounted, prepare, runTokens } from "./many-tokens.js";
import { update } from "./update-phase.js";

const TOKENS = 30;
const NUMBERS = { first: 101, last: 9999 };
const NEVER: Trouble = { mishap: () => undefined, kill: () => undefined };

describe("a preparation line", function () {
  this.timeout(600_000);
  let folder: ReturnType<typeof createFolder>;
  let authority: Store;
  let cuts: number;
  beforeEach(async () => {
    cuts = 0;
    folder = createFolder();
    authority = await folder.store("authority.sqlite");
  });
  afterEach(() => folder.remove());

  /** Each board once on the line. */
  async function pass(hub: Hub, options: Partial<OneTokenOptions> = {}, boards = hub.boards) {
    const line = createPreparationLine(
      {
        ...{ store: authority, timers: hub.timers, utcNowMs: hub.utcNowMs, recipients: RECIPIENTS },
        ...{ numbers: NUMBERS, program: hub.program },
        ...options,
      },
      () => {},
    );
    for (const board of boards) line.take(board);
    await hub.settle(line.end());
    await hub.settle(hub.pause(100));
    return line.tally();
  }
  const newHub = (...versions: (string | undefined)[]) =>
    createHub(
      START_UTC_MS,
      versions.map((version, n) => ({ seed: 11 + n, version })),
    );
  const standings = async () =>
    (await authority.tokens()).map(({ serial, standing }) => ({ serial, standing }));
  const failureOf = ({ tokens }: Awaited<ReturnType<typeof pass>>, n = 0) => {
    const { state } = tokens[n]!;
    return state.stage === "failed" ? [state.step, state.error.code] : [state.stage];
  };
  /** A store that fails there. */
  const dyingAt = (call: keyof Store, store: Store): Store =>
    new Proxy(store, {
      get: (target, name) =>
        name === call ? () => Promise.reject(new Error("killed")) : (Reflect.get(target, name) as unknown),
    });

  it("brings bare boards and tokens of whatever version into stock, by the lowest numbers", async () => {
    const hub = newHub(undefined, "1.0.0", VERSION);
    const tally = await pass(hub);
    assert.deepEqual([tally.ready, tally.failed, tally.inWork], [3, 0, 0]);
    assert.deepEqual(tally.tokens.map(({ serial }) => serial).sort(), [101, 102, 103]);
    for (const [n, { serial }] of tally.tokens.entries()) {
      assert.equal(hub.boards[n]!.bench.token().serial(), serial);
      assert.equal(hub.boards[n]!.version(), VERSION);
    }
    assert.deepEqual(
      (await standings()).map(({ standing }) => standing),
      ["prepared", "prepared", "prepared"],
    );
    assert.equal((await openBoxes(authority, officer, "log")).length, 3);
  });

  /** One more bare board, cut once so, then plugged in again until it is in stock. */
  async function cutOnce(trouble: Partial<Trouble>): Promise<Counted> {
    const counted = nothingCounted();
    const serial = NUMBERS.first + cuts++;
    const hub = createHub(START_UTC_MS, [{ seed: serial, version: undefined }]);
    await prepare(counted, NUMBERS, { ...NEVER, ...trouble })({
      ...{ hub, authority, village: authority, folder, serials: new Map() },
      random: createRandom(1),
    });
    assert.deepEqual((await standings()).at(-1), { serial, standing: "prepared" });
    assert.equal((await standings()).length, cuts);
    assert.deepEqual([await authority.numbersUnderWay(), await authority.unproven()], [[], []]);
    counted.cables = hub.boards[0]!.mishaps();
    return counted;
  }
  const once = (what: Mishap) => cutOnce({ mishap: (round) => (round === 1 ? what : undefined) });

  it("goes on wherever the station was killed: at each call to its store, before and after", async () => {
    const all: Counted[] = [];
    for (let atCall = 1; ; atCall++) {
      const both = [];
      for (const isDone of [false, true])
        both.push(await cutOnce({ kill: (round) => (round === 1 ? { atCall, isDone } : undefined) }));
      all.push(...both);
      if (both.every(({ kills }) => kills === 0)) break;
    }
    assert.ok(all.length > 12, `${all.length} cuts`);
    // Among them those after the boxes, and those that leave a token in service which the store does not know as prepared.
    assert.ok(all.some(({ halfPrepared }) => halfPrepared > 0));
    assert.ok(all.some(({ confirmed }) => confirmed > 0));
  });

  it("goes on wherever power went in the token's flash, and wherever the cable was pulled out", async () => {
    let after = 1;
    while ((await once({ kind: "flash", after })).cables > 0) after += 6;
    assert.ok(after > 100, `${after} changes of flash`);
    after = 1;
    while ((await once({ kind: "line", after })).cables > 0) after += 60;
    assert.ok(after > 1000, `${after} bytes`);
  });

  it("prepares a token that was cut in its very first save, and so lost a state that held nothing", async () => {
    const hub = newHub(VERSION);
    const { hal, control } = hub.boards[0]!.bench;
    hub.live(60_000);
    for (let page = 0; page < CONFIG.statePages; page++) {
      hal.flash.erase(page);
      hal.flash.program(page * hal.flash.pageBytes, new Uint8Array(64).fill(0x12));
    }
    control.power.cut();
    control.power.restore();
    const tally = await pass(hub);
    assert.deepEqual([tally.ready, failureOf(tally)], [1, ["ready"]]);
  });

  it("names a token that is in stock already, one that is unsound, and one for which no number is left", async () => {
    const hub = newHub(VERSION, VERSION);
    const [prepared, other] = hub.boards;
    await pass(hub, {}, [prepared!]);
    assert.deepEqual(failureOf(await pass(hub, {}, [prepared!])), ["proof", "station/in-service/prepared"]);
    const full = { numbers: { first: 101, last: 101 } };
    assert.deepEqual(failureOf(await pass(hub, full, [other!])), ["look", "station/line/no-number"]);
    other!.bench.control.battery.setMilliVolts(3310);
    assert.deepEqual(failureOf(await pass(hub, {}, [other!])), ["self-test", "station/unsound-token"]);
    assert.deepEqual(await standings(), [{ serial: 101, standing: "prepared" }]);
  });

  it("names a token that another line has half prepared, and leaves it to that one", async () => {
    const hub = newHub(VERSION);
    const elsewhere = await folder.store("elsewhere.sqlite");
    const there = { numbers: { first: 500, last: 599 } };
    assert.deepEqual(failureOf(await pass(hub, { ...there, store: dyingAt("putBoxes", elsewhere) })), [
      "secrets",
      "program/fault",
    ]);
    assert.deepEqual(failureOf(await pass(hub)), ["look", "station/line/of-another"]);
    assert.deepEqual(await standings(), []);
    const tally = await pass(hub, { ...there, store: elsewhere });
    assert.deepEqual([tally.ready, tally.tokens[0]!.serial], [1, 500]);
  });

  it("names a board that takes no program, and goes on with the others", async () => {
    const hub = newHub(VERSION, undefined);
    const program = { version: VERSION, put: () => Promise.reject(new UserError("firmware/not-whole")) };
    const tally = await pass(hub, { program });
    assert.deepEqual([tally.ready, tally.failed], [1, 1]);
    assert.deepEqual(failureOf(tally, 1), ["program", "firmware/not-whole"]);
  });

  it("asks for an officer's key where a token was cut off at its very end, and gives it to no stock before", async () => {
    const hub = newHub(VERSION, VERSION);
    await pass(hub, { store: dyingAt("markPrepared", authority) });
    assert.deepEqual(await authority.unproven(), [101, 102]);
    assert.deepEqual(failureOf(await pass(hub)), ["proof", "station/line/which"]);
    const order = (tokens: Set<number> | undefined) => ({
      ...{ officer, reason: "thẻ của xã", unit: commune, tokens, nowMs: hub.utcNowMs() },
    });
    await assert.rejects(packStock(authority, folder.path("half"), order(new Set([102]))), (error) =>
      isUserError(error, "station/not-in-stock"),
    );
    await assert.rejects(packStock(authority, folder.path("half"), order(undefined)), (error) =>
      isUserError(error, "station/wrong-key/no-admin-box"),
    );
    const [one] = hub.boards;
    const tally = await pass(hub, { officer: { identity: officer, reason: "chuẩn bị dở" } }, [one!]);
    assert.deepEqual(tally.tokens[0]!.state, { stage: "ready", isNew: false });
    const { serial } = tally.tokens[0]!;
    assert.equal(one!.bench.token().serial(), serial);
    assert.equal((await packStock(authority, folder.path("stock"), order(undefined))).tokens, 1);
    assert.deepEqual(
      await authority.unproven(),
      [101, 102].filter((other) => other !== serial),
    );
  });

  it("puts each number on a sheet of labels once it is in stock", async () => {
    const hub = newHub(VERSION, VERSION);
    const issuer = { name: "Trung tâm Mẫu", phone: "0255 000 000" };
    const sheet = (name: string) => writeLabelSheet(authority, folder.path(name), issuer, "vi", START_UTC_MS);
    assert.deepEqual(await sheet("none.html"), []);
    await authority.numberFor("00000000000000FF", NUMBERS, START_UTC_MS);
    await pass(hub);
    assert.deepEqual(await sheet("one.html"), [102, 103]);
    const text = folder.bytes("one.html").toString("utf8");
    assert.match(text, /00000102[^]*00000103[^]*0255 000 000/);
    assert.doesNotMatch(text, /00000101/);
    assert.deepEqual(await sheet("two.html"), []);
  });

  it(`brings ${TOKENS} tokens into stock, to people and back, whatever is cut: none lost, none half`, async () => {
    const counted = await runTokens(TOKENS, 1, NUMBERS.first, (counts) => [
      ...[prepare(counts, NUMBERS), issue, check, update(counts)],
    ]);
    console.log(`      ${JSON.stringify({ ...counted, failures: [...counted.failures] })}`);
    assert.ok(counted.cables > TOKENS && counted.kills > 1, JSON.stringify(counted));
    assert.ok(counted.wentBack > 0 && counted.cutShort > 0, JSON.stringify(counted));
  });
});
