/** Stations that import at once into a shared store, each in a process of its own (`station.program.ts`). */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { asRole } from "../../station/store/postgres-server.js";
import { RECORDS_A_PAGE, type Province } from "./fill.js";

/** Above the pages that are there; further apart than a phase gets. */
const PAGES_A_PHASE = 10_000;

export function createImporting(url: string, { roles, tokensAStation }: Province) {
  /** Pages that the store acknowledged, by token. */
  const told = new Map<string, Set<number>>();
  let phase = 0;

  /** @returns records a second, of so many stations while something else is done */
  async function importing(count: number, during: () => Promise<void>): Promise<number> {
    const firstPage = 1_000 + PAGES_A_PHASE * phase++;
    let pages = 0;
    const children = roles.slice(0, count).map(({ name, password }, i) => {
      const args = [asRole(url, name, password), 1 + i * tokensAStation, tokensAStation, firstPage].map(
        String,
      );
      const child = fork(new URL("station.program.ts", import.meta.url), args, {
        execArgv: ["--import", "tsx"],
      });
      child.on("message", (message) => {
        if (message === "ready") return;
        if (typeof message === "string") throw new Error(message);
        const [token, page] = message as [string, number];
        pages++;
        told.set(token, (told.get(token) ?? new Set()).add(page));
      });
      return child;
    });
    await Promise.all(children.map((child) => once(child, "message")));
    const start = performance.now();
    for (const child of children) child.send("go");
    const ends = children.map(async (child) => {
      const [code] = (await once(child, "exit")) as [number];
      assert.equal(code, 0, "a station ended with an error");
    });
    await during();
    const elapsedS = (performance.now() - start) / 1000;
    const imported = pages;
    for (const child of children) child.send("stop");
    await Promise.all(ends);
    return (imported * RECORDS_A_PAGE) / elapsedS;
  }

  return { importing, told };
}
