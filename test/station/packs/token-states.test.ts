/** What became of tokens, told between a unit and the level above. */
import assert from "node:assert/strict";
import type { Store } from "../../../src/station/store/store.js";
import { START_UTC_MS, bind, commune, officer, stranger } from "../custody-bench.js";

import { type Exchange, MINUTE_MS, SERIAL, WHO, createExchange } from "./exchange.js";

const OTHERS = 43;

describe("what became of a token, in packs", function () {
  this.timeout(180_000);
  let exchange: Exchange;
  let village: Store;
  let authority: Store;
  let token: string;
  beforeEach(async () => {
    exchange = await createExchange();
    ({ village, authority, token } = exchange);
  });
  afterEach(() => exchange.remove());
  const up = () => exchange.up();
  const down = () => exchange.down();
  const told: Exchange["told"] = (...pack) => exchange.told(...pack);

  const standing = async (store: Store, serial = SERIAL) =>
    (await store.tokens()).find((one) => one.serial === serial)?.standing;
  const line = (serial: number) => ({
    ...{ token: "x", serial, chip_id: null, firmware: null, is_practice: 0, generation: 1, time_state: null },
    ...{ unread_records: 0, battery_mv: null, is_charging: null, clock_drift_ms: null, lost_records: 0 },
    ...{ last_read_ms: null, operating_epoch: null },
  });
  const state = (name: string, atMs: number, generation = 1) => ({
    ...{ at_ms: atMs, state: name, reason: "", generation },
  });

  it("goes up: whoever had it has it no more, there too; who collected another one is told", async () => {
    await up();
    assert.equal(await standing(authority), "issued");
    await village.putTokenState(token, "lost", "rơi ở chợ", START_UTC_MS + 10);
    await up();
    assert.equal(await standing(authority), "lost");
    assert.deepEqual(await authority.tokenStates(), await village.tokenStates());
    const { id } = await village.personOf(WHO);
    await bind(authority, [OTHERS]);
    const how = { consent: null, loan: { dueDay: 30_000 }, collectedBy: "Con gái", replaces: null };
    await village.giveNumber(OTHERS, id, START_UTC_MS + 20, how);
    await up();
    const other = (await authority.tokens()).find(({ serial }) => serial === OTHERS)!;
    assert.deepEqual([other.collectedBy, other.loan], ["Con gái", { dueDay: 30_000 }]);
  });

  it("comes down: one that was found elsewhere is found at its unit; nobody has it there any more", async () => {
    await up();
    await authority.putTokenState(token, "found", "ở trạm bên", START_UTC_MS + 30);
    await down();
    assert.equal(await standing(village), "found");
    assert.equal((await village.issues()).at(-1)!.toMs, START_UTC_MS + 30);
    await assert.rejects(village.issueToken(token, WHO, START_UTC_MS + 40), /wipe it/);
  });

  it("is the latest that was told, from above or below, whatever comes last", async () => {
    await village.putTokenState(token, "lost", "", START_UTC_MS + 10);
    await up();
    await village.putTokenState(token, "broken", "", START_UTC_MS + 30);
    await authority.putTokenState(token, "found", "", START_UTC_MS + 20);
    await down();
    assert.equal(await standing(village), "broken");
    await up();
    assert.equal(await standing(authority), "broken");
    await down();
    assert.deepEqual(await village.tokenStates(), await authority.tokenStates());
  });

  it("of another unit's token stays as it is, whatever a pack says, and nothing is told to others", async () => {
    await up();
    const hostile = { state: { token: "x", ...state("lost", START_UTC_MS + 50) } };
    assert.match(await told("up", stranger, { token: line(SERIAL) }, hostile), /00000042/);
    assert.equal(await standing(authority), "issued");
    assert.equal((await authority.tokenStates()).size, 0);
    // A unit's key signs nothing that comes down.
    const forged = { state: { serial: SERIAL, ...state("lost", START_UTC_MS + 50) } };
    await assert.rejects(told("down", stranger, forged), /signed by a unit/);
    assert.equal(await standing(village), "issued");
    const foreign = await authority.tokenOf(OTHERS);
    await authority.putTokenState(foreign, "broken", "", START_UTC_MS + 60);
    await down();
    assert.equal(await standing(village, OTHERS), undefined);
  });

  it("is not taken from the future, nor into stock without new secrets, nor as a word that nobody knows", async () => {
    await village.putTokenState(token, "lost", "", START_UTC_MS + 10);
    await up();
    const own = { token: line(SERIAL) };
    const later = { state: { token: "x", ...state("found", exchange.nowMs() + 10 * MINUTE_MS) } };
    assert.match(await told("up", commune, own, later), /state 1/);
    const stock = (generation: number, atMs: number) => ({
      state: { token: "x", ...state("stock", atMs, generation) },
    });
    const at = await authority.tokenStates();
    assert.match(await told("up", commune, own, { state: { token: "x", ...state("eaten", 5) } }), /state 1/);
    assert.equal(await standing(authority), "lost");
    assert.deepEqual(await authority.tokenStates(), at);
    // As the unit knew it when it was lost.
    await told("up", commune, own, { state: { token: "x", ...state("lost", START_UTC_MS + 15, 1) } });
    assert.match(await told("up", commune, own, stock(1, START_UTC_MS + 20)), /state 1/);
    assert.equal(await standing(authority), "lost");
    await told("up", commune, own, stock(2, START_UTC_MS + 20));
    assert.equal(await standing(authority), "stock");
    const fromAbove = { state: { serial: SERIAL, ...state("stock", exchange.nowMs() + 10 * MINUTE_MS, 9) } };
    assert.match(await told("down", officer, fromAbove), /state 1/);
    assert.equal(await standing(village), "lost");
  });
});
