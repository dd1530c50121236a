/** Readings that begin at once: nobody is turned away, in a new store least of all. */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../../src/station/store/store.js";

/** Time for the processes to load the program. */
const START_MS = 5_000;
/** Time for one try; what takes longer begins the next late, and meets fewer others. */
const EVERY_MS = 700;
const TRIES = 12;
const SERIALS = [1, 2, 3];

describe("readings that begin at once", function () {
  this.timeout(180_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "bz-race-"))));
  after(() => rmSync(folder, { recursive: true }));

  function openAt(fromMs: number, serial: number): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const args = [folder, serial, fromMs, EVERY_MS, TRIES].map(String);
      const child = fork(new URL("store-opener.ts", import.meta.url), args, {
        execArgv: ["--import", "tsx"],
      });
      child.once("error", reject);
      child.once("message", (told) => resolve(told as string[]));
      child.once("exit", (code) => reject(new Error(`ended with ${code} and no word`)));
    });
  }

  it(`into a new store all store their records (${TRIES} tries of ${SERIALS.length} processes)`, async () => {
    const fromMs = Date.now() + START_MS;
    const told = await Promise.all(SERIALS.map((serial) => openAt(fromMs, serial)));
    assert.deepEqual(told, SERIALS.map(() => Array.from({ length: TRIES }, () => "done"))); // prettier-ignore
    for (let n = 0; n < TRIES; n++) {
      const store = await openStore(join(folder, `${n}.sqlite`));
      assert.deepEqual((await store.tokens()).map(({ records }) => records), SERIALS.map(() => 10)); // prettier-ignore
      await store.close();
    }
  });
});
