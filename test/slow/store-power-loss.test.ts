/**
 * The station's PC is switched off, or its program killed, while a token is read into the store. What the store acknowledged is
 * there afterwards, nothing is there twice, and the store opens. `CUTS` says how many of each; 200 by default.
 */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context } from "mocha";
import { openStore, type Store } from "../../src/station/store/store.js";
import { allRecords } from "../station/all-records.js";
import { STRACE, type DiskAct, diskAfter, parseTrace } from "./support/disk-trace.js";
import { chunkOf, linesOf, TOKEN } from "./support/import-log.js";

const CUTS = Number(process.env.CUTS ?? 200);
const CHUNKS = 60;
const PROGRAM = fileURLToPath(new URL("support/import.program.ts", import.meta.url));
const command = (path: string, chunks: number) => ["--import", "tsx", PROGRAM, path, String(chunks)];

/** Skips the test where there is no strace; with REQUIRE_STRACE=1 that is an error. */
function needStrace(suite: Context): void {
  if (spawnSync("strace", ["-V"]).status === 0) return;
  if (process.env["REQUIRE_STRACE"] === "1") throw new Error("no strace");
  console.log("      skipped: no strace (Debian package strace)");
  suite.skip();
}

/** The same each time. */
function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Acknowledged chunks are there whole, and nothing twice or of elsewhere. */
async function assertSound(store: Store, acknowledged: number): Promise<void> {
  const found = (await allRecords(store)).map(
    ({ pageSequence, position, sealed }) =>
      `${pageSequence}/${position} ${Buffer.from(sealed).toString("hex")}`,
  );
  const expected = Array.from({ length: CHUNKS }, (_, n) => linesOf(n)).flat();
  assert.equal(new Set(found).size, found.length, "nothing is there twice");
  assert.deepEqual(
    found.slice().sort(),
    expected.slice(0, found.length).sort(),
    "all is of the log, in order",
  );
  assert.ok(
    found.length >= linesOf(0).length * acknowledged,
    `${found.length} records, ${acknowledged} chunks acknowledged`,
  );
  assert.equal(found.length % linesOf(0).length, 0, "a chunk is there whole or not at all");
}

/** And it goes on as if nothing had been. */
async function assertGoesOn(store: Store): Promise<void> {
  if ((await store.tokens()).length === 0) return;
  await store.startSync(TOKEN, 2, 0, 0, 0);
  for (let n = 0; n < CHUNKS; n++) await store.addChunk(TOKEN, 2, chunkOf(n));
  assert.equal((await allRecords(store)).length, CHUNKS * linesOf(0).length);
}

describe("a store under import", function () {
  this.timeout(0);
  let folder: string;
  before(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), "bz-import-")))));
  after(() => rmSync(folder, { recursive: true }));

  it(`loses nothing it acknowledged when its program is killed, ${CUTS} times`, async () => {
    const dice = createDice(1);
    const path = join(folder, "killed.sqlite");
    let most = 0;
    let under = 0;
    for (let cut = 0; cut < CUTS; cut++) {
      const child = spawn(process.execPath, command(path, CHUNKS), { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      const waitMs = 400 * dice();
      await new Promise<void>((resolve) => {
        child.stdout.on("data", (text: Buffer) => {
          if (said === "") setTimeout(() => child.kill("SIGKILL"), waitMs);
          said += text.toString();
        });
        child.on("close", () => resolve());
      });
      const acknowledged = (said.match(/^has \d+$/gm) ?? []).length;
      if (acknowledged < CHUNKS) under++;
      most = Math.max(most, acknowledged);
      const store = await openStore(path);
      await assertSound(store, acknowledged);
      await store.close();
      if (cut % 4 === 3) rmSync(path);
    }
    assert.ok(under > CUTS / 4 && most > 0, `${under} were killed in the middle, ${most} chunks at most`);
  });

  it(`loses nothing it acknowledged when the power goes, ${CUTS} times, whatever the disk had not synced`, async function () {
    needStrace(this);
    const home = join(folder, "home");
    const log = join(folder, "trace");
    mkdirSync(home);
    const path = join(home, "store.sqlite");
    execFileSync("strace", [...STRACE, "-o", log, process.execPath, ...command(path, CHUNKS)], {
      stdio: "ignore",
    });
    const acts = parseTrace(readFileSync(log, "latin1"), home);
    const said = acts.filter((act) => act.do === "say");
    assert.ok(said.length >= CHUNKS + 2 && acts.length > 10 * CHUNKS, `${acts.length} acts were seen`);

    const dice = createDice(2);
    const lost: [number, string][] = [];
    for (let cut = 0; cut < CUTS; cut++) {
      const until = Math.floor(dice() * (acts.length + 1));
      const before = acts.slice(0, until);
      const share = [0, 0.5, 0.9][cut % 3]!;
      const spot = join(folder, `cut-${cut}`);
      mkdirSync(spot);
      for (const [name, bytes] of diskAfter(before, () => dice() < share))
        writeFileSync(join(spot, name), bytes);
      try {
        await assertAfterCut(before, join(spot, "store.sqlite"), cut % 10 === 0);
      } catch (error) {
        lost.push([until, String(error).slice(0, 300)]);
      }
      rmSync(spot, { recursive: true });
    }
    assert.deepEqual(lost, []);
  });

  async function assertAfterCut(before: readonly DiskAct[], path: string, isToGoOn: boolean): Promise<void> {
    const acknowledged = before.filter((act) => act.do === "say" && act.text.startsWith("has ")).length;
    const store = await openStore(path);
    try {
      await assertSound(store, acknowledged);
      if (isToGoOn) await assertGoesOn(store);
    } finally {
      await store.close();
    }
  }
});
