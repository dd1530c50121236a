/** `bztoken people` and `bztoken units`. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { peopleCommand } from "../../../src/station/commands/register/people.js";
import { unitsCommand } from "../../../src/station/commands/register/units.js";
import { assertRefused, run } from "./run-command.js";

describe("commands of the register", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bz-register-commands-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content?: string) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  };
  const store = () => ["--store", file("store.sqlite")];

  it("show a list, take it in only when told to, find people and give them out again", async () => {
    const list = file(
      "ds.csv",
      "Họ và tên,Năm sinh,Thôn\nLê Thị An,1990,Thôn 1\nTrần Văn Bình,1985,Thôn 2\n",
    );
    const json = [...store(), "--json"];
    const [plan] = (await run(peopleCommand(), ["import", list, ...json])) as unknown as {
      verdict: string;
    }[][];
    assert.deepEqual(plan!.map(({ verdict }) => verdict), ["new", "new"]); // prettier-ignore
    assert.deepEqual(await run(peopleCommand(), ["list", ...json]), [[]]);
    assert.deepEqual(await run(peopleCommand(), ["import", list, "--write", ...json]), [
      { added: 2, changed: 0, same: 0, skipped: 0, issued: 0 },
    ]);
    await assertRefused(
      peopleCommand(),
      ["import", list, "--write", ...json],
      /2 people may be in the register already/,
    );
    const doubles = ["import", list, "--write", "--doubles", "update", ...json];
    assert.equal((await run(peopleCommand(), doubles))[0]!["changed"], 2);
    const [found] = (await run(peopleCommand(), ["list", "le", "an", ...json])) as unknown as {
      name: string;
    }[][];
    assert.deepEqual(found!.map(({ name }) => name), ["Lê Thị An"]); // prettier-ignore
    await assertRefused(peopleCommand(), ["export", "--out", list, ...store()], /ds\.csv/);
  });

  it("refuse a wrong row whole, and a file that is not there", async () => {
    const list = file("ds.csv", "Họ và tên,Năm sinh\nLê An,1990\nLê Sai,31/02/1990\n");
    await assertRefused(
      peopleCommand(),
      ["import", list, "--write", ...store(), "--json"],
      /1 rows are wrong and nothing was imported/,
    );
    assert.deepEqual(await run(peopleCommand(), ["list", ...store(), "--json"]), [[]]);
    await assertRefused(peopleCommand(), ["import", file("none.csv"), ...store()], /none\.csv/);
    await assertRefused(unitsCommand(), ["import", list, ...store()], /no column is headed/);
    assert.ok(readFileSync(list).length > 0);
  });
});
