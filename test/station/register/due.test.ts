import assert from "node:assert/strict";
import { createFolder, START_UTC_MS } from "../custody-bench.js";
import { dueForCheck, overdueLoans } from "../../../src/station/register/due.js";
import { dueCommand } from "../../../src/station/commands/register/due.js";
import { peopleCommand } from "../../../src/station/commands/register/people.js";
import { isoDay, localDayOf } from "../../../src/station/text/local-time.js";
import { assertRefused, run } from "../commands/run-command.js";

const DAY_MS = 86_400_000;

describe("tokens due for a check", () => {
  const folder = createFolder();
  after(() => folder.remove());

  it("are those in people's hands that nobody plugged in for so many days, the longest first", async () => {
    const store = await folder.store("due.sqlite");
    const nowMs = START_UTC_MS + 30 * DAY_MS;
    const issue = async (serial: number, daysAgo: number) => {
      const token = await store.tokenOf(serial);
      const person = { name: `Người Mẫu ${serial}`, unit: "Thôn 1", phone: "0905 000 111" };
      await store.issueToken(token, person, nowMs - daysAgo * DAY_MS);
      return token;
    };
    const check = (token: string, daysAgo: number) =>
      store.putReading(token, nowMs - daysAgo * DAY_MS, "operator", "{}", null);
    // Checked twice: the later time counts.
    const twice = await issue(1, 20);
    await check(twice, 19);
    await check(twice, 3);
    await check(await issue(2, 20), 7);
    await issue(3, 9);
    await check(await issue(4, 20), 12);
    await issue(5, 1);
    // In the drawer: nobody has to be called.
    await store.tokenOf(6);
    const due = (days: number) =>
      store
        .tokens()
        .then((tokens) => dueForCheck(tokens, nowMs, days).map(({ token, days }) => [token.serial, days]));
    assert.deepEqual(await due(7), [
      [4, 12],
      [3, 9],
      [2, 7],
    ]);
    assert.deepEqual(await due(10), [[4, 12]]);
    assert.equal((await due(1)).length, 5);
  });

  it("are printed by the command, as many days as the store's settings say", async () => {
    const path = folder.path("due.sqlite");
    const [rows] = (await run(dueCommand(), ["--store", path, "--json"])) as unknown as {
      serial: number;
      phone: string;
    }[][];
    assert.deepEqual(
      rows!.map(({ serial }) => serial),
      [4, 3, 2, 1, 5],
    );
    assert.equal(rows![0]!.phone, "0905 000 111");
    const [none] = await run(dueCommand(), ["--store", path, "--days", "3650", "--json"]);
    assert.deepEqual(none, []);
  });
});

describe("loans", () => {
  const folder = createFolder();
  after(() => folder.remove());
  const today = localDayOf(START_UTC_MS);

  it("are overdue from the day after that agreed, the longest ago first, until the token is back", async () => {
    const store = await folder.store("loans.sqlite");
    const lend = async (serial: number, dueDay: number | null) => {
      const token = await store.tokenOf(serial);
      const person = { name: `Khách Mẫu ${serial}`, unit: "Khách sạn", phone: "0905 000 111" };
      await store.issueToken(token, person, START_UTC_MS - 20 * DAY_MS, { dueDay });
      return token;
    };
    await lend(1, today);
    const yesterdays = await lend(2, today - 1);
    await lend(3, today - 9);
    await lend(4, null);
    await store.issueToken(await store.tokenOf(5), { name: "An", unit: "", phone: null }, START_UTC_MS);
    const overdue = async (nowMs = START_UTC_MS) =>
      overdueLoans(await store.tokens(), nowMs).map(({ token, days }) => [token.serial, days]);
    assert.deepEqual(await overdue(), [[3, 9], [2, 1]]); // prettier-ignore
    assert.deepEqual(await overdue(START_UTC_MS + DAY_MS), [[3, 10], [2, 2], [1, 1]]); // prettier-ignore
    await store.takeBack(yesterdays, START_UTC_MS);
    assert.deepEqual(await overdue(), [[3, 9]]);
    const past = { dueDay: today - 1 };
    const who = { name: "Bình", unit: "", phone: null };
    await assert.rejects(store.issueToken(yesterdays, who, START_UTC_MS + 1, past), /day that has passed/);
  });

  it("go on with the token that replaces a lost one, which a relative collects; what the lost one heard stays theirs", async () => {
    const store = await folder.store("replaced.sqlite");
    const [lost, other] = [await store.tokenOf(1), await store.tokenOf(2)];
    const who = { name: "Khách Mẫu", unit: "Khách sạn", phone: null };
    const { id } = await store.issueToken(lost, who, START_UTC_MS - DAY_MS, { dueDay: today + 3 });
    const how = { consent: null, loan: null, collectedBy: "Lê Thị Mẫu" };
    await store.giveNumber(2, id, START_UTC_MS, { ...how, replaces: { token: lost, state: "lost" } });
    const [before, now] = await store.issues();
    assert.deepEqual([before!.token, before!.person.id, before!.toMs], [lost, id, START_UTC_MS]);
    assert.deepEqual([now!.token, now!.person.id, now!.collectedBy], [other, id, "Lê Thị Mẫu"]);
    const [first, second] = await store.tokens();
    assert.equal(first!.standing, "lost");
    assert.deepEqual([second!.standing, second!.loan], ["lent", { dueDay: today + 3 }]);
    const replaces = { token: lost, state: "broken" } as const;
    await assert.rejects(
      store.giveNumber(3, id, START_UTC_MS + 1, { ...how, replaces }),
      /not with this person/,
    );
    assert.equal((await store.issues()).length, 2, "nothing is half done");
  });

  it("are made, printed and taken back by commands", async () => {
    const store = await folder.store("commands.sqlite");
    const at = ["--store", folder.path("commands.sqlite"), "--json"];
    const day = localDayOf(Date.now());
    await store.addEntry({
      ...{ name: "Trần Văn Mẫu", unit: "Bến xe", phone: "0905 000 222", birthYear: null, sex: null, guardian: null },
      ...{ relativePhone: null, address: null, group: null, consent: null },
    }); // prettier-ignore
    const give = (...args: string[]) => run(peopleCommand(), ["give", ...args, ...at]);
    const lent = await give("7", "tran", "mau", "--due", isoDay(day + 1), "--consent", "self");
    assert.deepEqual(lent[0]!["loan"], { dueDay: day + 1 });
    await give("8", "tran mau", "--replaces", "7", "--because", "lost", "--collected-by", "Con gái");
    const [held] = (await store.tokens()).filter(({ holder }) => holder !== null);
    assert.deepEqual([held!.serial, held!.loan, held!.collectedBy], [8, { dueDay: day + 1 }, "Con gái"]);
    assert.deepEqual(await run(dueCommand(), ["--loans", ...at]), [[]]);
    await assertRefused(peopleCommand(), ["give", "9", "tran", "--due", "31/02", ...at], /is no date/);
    await assertRefused(
      peopleCommand(),
      ["give", "9", "tran", "--due", isoDay(day - 1), ...at],
      /has passed/,
    );
    await assertRefused(peopleCommand(), ["give", "9", "ai đó", ...at], /0 people of the register/);
    await assertRefused(
      peopleCommand(),
      ["give", "9", "tran", "--replaces", "7", ...at],
      /not with this person/,
    );
    await run(peopleCommand(), ["return", "8", ...at]);
    await assertRefused(peopleCommand(), ["return", "8", ...at], /nobody has this token/);
    const token = await store.tokenOf(8);
    const who = { name: "Khách Mẫu", unit: "", phone: null };
    await store.issueToken(token, who, Date.now() + 1, { dueDay: day });
    await store.write((tx) =>
      tx
        .updateTable("issues")
        .set({ due_day: day - 4 })
        .execute(),
    );
    const [rows] = (await run(dueCommand(), ["--loans", ...at])) as unknown as { days: number }[][];
    assert.deepEqual(rows!.map(({ days }) => days), [4]); // prettier-ignore
  });
});
