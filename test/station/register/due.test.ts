import assert from "node:assert/strict";
import { createFolder, START_UTC_MS } from "../custody-bench.js";
import { dueForCheck } from "../../../src/station/register/due.js";
import { dueCommand } from "../../../src/station/commands/register/due.js";
import { run } from "../commands/run-command.js";

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
    const [none] = await run(dueCommand(), ["--store", path, "--days", "99999", "--json"]);
    assert.deepEqual(none, []);
  });
});
