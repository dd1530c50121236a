/** A token in the real interpreter, whose wearer presses when asked to, and staff with key files and the real command line. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Device } from "../../firmware/device/device.js";
import { openPty, type Pty } from "../../firmware/device/pty.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { dayOf, slotOf } from "../../src/bluezone/ids.js";
import { openStore, type Store } from "../../src/station/store/store.js";
import { syntheticId } from "../station/synthetic-log.js";
import { startFastCommand, type Outcome } from "./command-line.js";
import { createFolder, readBundle, startTestDevice } from "./interpreter.js";

/** A slot of 15 minutes passes in 15 s. */
const SPEED = 60;
const SLOT_AND_FLUSH_MS = 22_000;

export interface Neighbour {
  baseId: Buffer;
  createdDay: number;
}

/**
 * @param passphrases  of the key files `NAME.bzkey` in its folder
 */
export async function startWornToken<Name extends string>(
  interpreter: string,
  passphrases: Record<Name, string>,
) {
  const folder = createFolder();
  const path = (name: string) => join(folder.path, name);
  const pty: Pty = await openPty();
  /** From here on the token's clock and the computer's run fast, side by side. */
  const startMs = Date.now();
  const nowMs = () => startMs + (Date.now() - startMs) * SPEED;
  const reports: string[] = [];
  /** What went over the line, for a test to look at and to empty. */
  const wire = { fromToken: [] as Buffer[], fromHost: [] as Buffer[] };
  const device: Device = await startTestDevice({
    interpreter,
    folder: path("token"),
    program: await readBundle(),
    speed: SPEED,
    onData(data) {
      wire.fromToken.push(data);
      pty.write(data);
    },
    onBench: (line) => void reports.push(line),
  });
  pty.onData((data) => {
    wire.fromHost.push(data);
    device.write(data);
  });

  /** The command line with the passphrase of `name` on its standard input; the wearer may press when asked to. */
  async function run(name: Name | "", presses: boolean, ...words: string[]): Promise<Outcome> {
    const command = startFastCommand(startMs, SPEED, ...words);
    command.child.stdin.end(name === "" ? "" : `${passphrases[name]}\n`);
    if (presses) command.says(/Press the button/, "stderr").then(() => device.tell("press"), () => {}); // prettier-ignore
    return command.ended;
  }
  return {
    ...{ path, device, reports, wire, startMs, nowMs, run },
    port: ["--port", pty.path],
    bytes: (name: string) => readFileSync(path(name)),
    /** What a command prints that has to end well. */
    async works(name: Name | "", ...words: string[]): Promise<string> {
      const { exitCode, stdout, stderr } = await run(name, true, ...words);
      assert.equal(exitCode, 0, stderr);
      return stdout;
    },
    /** The command has to end with this code and one sentence. */
    async refuses(code: number, message: RegExp, name: Name | "", ...words: string[]): Promise<void> {
      const { exitCode, stdout, stderr } = await run(name, false, ...words);
      assert.deepEqual([exitCode, stdout], [code, ""], stderr);
      assert.match(stderr, message);
      assert.match(stderr, /^(Press the button[^\n]*\n)?bztoken: [^\n]*\n$/);
    },
    async withStore<T>(name: string, use: (store: Store) => Promise<T>): Promise<T> {
      const store = await openStore(path(name));
      try {
        return await use(store);
      } finally {
        await store.close();
      }
    },
    /** They stay beside the token for 22 minutes, or longer on a busy machine: parts of three slots, under the middle one's ID. */
    async meet(...neighbours: Neighbour[]): Promise<void> {
      const slot = dayOf(nowMs()) * 96 + slotOf(nowMs()) + 1;
      for (const { baseId, createdDay } of neighbours)
        device.near(encodeAdvert(syntheticId(baseId, createdDay, slot)), -50);
      await new Promise((resolve) => setTimeout(resolve, SLOT_AND_FLUSH_MS));
      device.tell("alone");
    },
    async stop(): Promise<void> {
      await device.stop();
      await pty.close();
      folder.remove();
    },
  };
}

export type WornToken<Name extends string> = Awaited<ReturnType<typeof startWornToken<Name>>>;
