/** Who takes their consent back is deleted wherever packs brought them, and no pack brings them in again. */
import assert from "node:assert/strict";
import { addRecords } from "../../../src/station/store/records.js";
import { EMPTY_ENTRY } from "../../../src/station/store/registry/households.js";
import type { Store } from "../../../src/station/store/store.js";
import { START_UTC_MS, commune, stranger } from "../custody-bench.js";

import { type Exchange, SERIAL, WHO, createExchange } from "./exchange.js";

describe("a withdrawal, in packs", function () {
  this.timeout(180_000);
  let exchange: Exchange;
  let village: Store;
  let authority: Store;
  let id: string;
  beforeEach(async () => {
    exchange = await createExchange();
    ({ village, authority } = exchange);
    ({ id } = (await village.issues())[0]!.person);
  });
  afterEach(() => exchange.remove());
  const packedUp = (isWhole = true) => exchange.packedUp(isWhole);
  const take = (path: string) => exchange.take(path);
  const down = () => exchange.down();

  async function addPage(store: Store, calendarDay: number, source: string | null): Promise<void> {
    const chunk = {
      pageSequence: calendarDay,
      sealDay: calendarDay,
      calendarDay,
      livedHours: 1,
      generation: 1,
    };
    const records = new Uint8Array(32).fill(calendarDay % 251);
    const ofToken = await store.tokenOf(SERIAL);
    await store.write((tx) => addRecords(tx, ofToken, { ...chunk, position: 0, records }, source));
  }
  const names = async (store: Store) => (await store.issues()).map(({ person }) => person.name);
  const standing = async (store: Store) =>
    (await store.tokens()).find(({ serial }) => serial === SERIAL)?.standing;

  it("goes up: the person is deleted there, and an older pack does not bring them back", async () => {
    const older = await packedUp();
    await take(await packedUp());
    assert.deepEqual(await names(authority), [WHO.name]);
    await village.withdraw(id, exchange.nowMs());
    await take(await packedUp());
    assert.deepEqual(await names(authority), []);
    assert.equal(await standing(authority), "found");
    assert.match(await take(older), /took their consent back \(person 1, issue 1\)/);
    assert.deepEqual(await names(authority), []);
  });

  it("takes their words out of notes there, where nobody is asked", async () => {
    await take(await packedUp());
    const house = { unit: "Thôn 9", address: "Ngõ 1", team: "", people: 2, note: `cạnh nhà ${WHO.name}` };
    await authority.addHousehold(house, undefined, exchange.nowMs());
    await village.withdraw(id, exchange.nowMs());
    await take(await packedUp());
    const [walked] = await authority.walk({ fromDay: 0, day: 100_000 });
    assert.equal(walked!.note, "cạnh nhà [đã xoá]");
  });

  it("of several people takes all their words out, of one text and of namesakes too", async () => {
    const living = { ...EMPTY_ENTRY, unit: "Thôn 9" };
    const [hoa, namesake] = [await village.addEntry({ ...living, name: "Lê Thị Hoa" }), await village.addEntry({ ...living, name: "Lê Thị Hoa" })]; // prettier-ignore
    for (const [serial, person] of [
      [SERIAL + 1, hoa],
      [SERIAL + 2, namesake],
    ] as const)
      // prettier-ignore
      await village.issueToken(await village.tokenOf(serial), { id: person }, exchange.nowMs());
    await take(await packedUp());
    const note = `${WHO.name} và Lê Thị Hoa đến, ${WHO.name} về trước`;
    await authority.addHousehold({ unit: "Thôn 9", address: "Ngõ 1", team: "", people: 2, note }, undefined, exchange.nowMs()); // prettier-ignore
    for (const person of [hoa, id, namesake]) await village.withdraw(person, exchange.nowMs());
    await take(await packedUp());
    const [walked] = await authority.walk({ fromDay: 0, day: 100_000 });
    assert.equal(walked!.note, "[đã xoá] và [đã xoá] đến, [đã xoá] về trước");
    const acts = (await authority.ledger()).map(({ action, records }) => ({ action, records }));
    assert.deepEqual(acts.filter(({ action }) => action === "strike"), [{ action: "strike", records: 1 }]); // prettier-ignore
  });

  it("goes up before the person does: nobody ever knows them there", async () => {
    const older = await packedUp();
    await village.withdraw(id, exchange.nowMs());
    await take(await packedUp());
    await take(older);
    assert.deepEqual(await names(authority), []);
  });

  it("comes down: the unit deletes its person, too, and its next pack has them no more", async () => {
    await take(await packedUp());
    await authority.withdraw(id, exchange.nowMs());
    assert.match(await take(await packedUp()), /took their consent back/);
    assert.deepEqual(await names(authority), []);
    await down();
    assert.deepEqual([await names(village), await standing(village)], [[], "found"]);
    assert.doesNotMatch(await take(await packedUp()), /consent/);
  });

  it("takes the logs that the same unit brought, and none that others did", async () => {
    const unit = Buffer.from(commune.fingerprint).toString("hex");
    await take(await packedUp());
    const day = Math.floor(START_UTC_MS / 86_400_000);
    await addPage(authority, day, unit);
    await addPage(authority, day + 1, null);
    await village.withdraw(id, exchange.nowMs());
    await take(await packedUp());
    const left = await authority.write((tx) => tx.selectFrom("pages").select("calendar_day").execute());
    assert.deepEqual(left.map(({ calendar_day }) => Number(calendar_day)), [day + 1]); // prettier-ignore
  });

  it("of another unit's person counts for nothing", async () => {
    await take(await packedUp());
    const told = await exchange.told(
      "up",
      stranger,
      { withdrawal: { id, at_ms: START_UTC_MS } },
      { withdrawal: { id: "not an id", at_ms: START_UTC_MS } },
    );
    assert.match(told, /withdrawal 1[^]*withdrawal 1/);
    assert.deepEqual(await names(authority), [WHO.name]);
    await take(await packedUp());
    assert.deepEqual(await names(authority), [WHO.name]);
  });
});
