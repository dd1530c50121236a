import assert from "node:assert/strict";
import { openConsole } from "../../firmware/boot/console.js";
import { install, type Installed } from "../../firmware/boot/install.js";
import { createRandom } from "../../hal/simulated/random.js";
import { repositoryRoot } from "../../src/station/repository-root.js";
import { startStandInBoard, STAND_IN_BOARDS, type Mishaps, type StandInBoard } from "./stand-in-board.js";
import { UserError, isUserError } from "../../src/words/user-error.js";

const PROGRAM = Array.from({ length: 400 }, (_, line) => `function line${line}(){}`).join("\n");

const LOADER = "start()";

/** Installs on a board that nothing was written to, or on what `before` left there. */
async function installOn(
  mishaps: Mishaps,
  before: (board: StandInBoard) => void = () => {},
  isErasing = false,
): Promise<{ board: StandInBoard; result: Installed | UserError }> {
  const board = await startStandInBoard(mishaps);
  try {
    before(board);
    const console = await openConsole(repositoryRoot(), board.path, 1000);
    const result = await install(console, {
      logFile: "bzlog",
      boards: STAND_IN_BOARDS,
      firmwareOf: () => Promise.resolve({ program: PROGRAM, loader: LOADER }),
      isErasing,
      utcMs: Date.now,
    })
      .catch((error: unknown) => {
        if (isUserError(error)) return error;
        throw error;
      })
      .finally(console.close);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { board, result };
  } finally {
    await board.close();
  }
}

function assertInstalled({ board, result }: { board: StandInBoard; result: unknown }): void {
  assert.deepEqual(result, { board: "XIAOBLE", bytes: PROGRAM.length, isNewLog: true });
  assert.deepEqual(
    [...board.files.keys()],
    ["bzlog", "bztoken", ".bootcde"],
    "the log's file first, the loader last",
  );
  assert.equal(board.files.get("bzlog")!.length, 3 * 4096 - 32);
  assert.equal(board.files.get("bztoken")!.toString("latin1"), PROGRAM);
  assert.equal(board.files.get(".bootcde")!.toString("latin1"), LOADER);
  assert.ok(Math.abs(board.clock()! - Date.now() / 1000) < 3, `clock ${board.clock()}`);
  assert.ok(board.hasStarted());
}

describe("installing over a console", function () {
  this.timeout(180_000);

  it("waits for an erase that takes longer than the package allows for an acknowledgement", async () => {
    const slowness = (expression: string) => (expression.includes("eraseAll") ? 5500 : 0);
    const photos = (board: StandInBoard) => board.files.set("photos", Buffer.from("holidays"));
    assertInstalled(await installOn({ slowness }, photos, true));
  });

  it("sends again what lost a byte, came twice or was changed on the way", async () => {
    const random = createRandom(3);
    const harmed = new Set([2, 7, 9, 12]);
    const onTheWay = (bytes: Buffer, packet: number) => {
      if (!harmed.delete(packet) || bytes.length < 8) return bytes;
      const at = 5 + random.below(bytes.length - 5);
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
      switch (packet) {
        case 2: // the packet waits for a byte that never comes
          return Buffer.concat([before, after]);
        case 7: // its start is lost, so all of it is typed text
          return bytes.subarray(1);
        case 9: // one byte too many
          return Buffer.concat([before, bytes.subarray(at, at + 1), bytes.subarray(at)]);
        default: // still an expression, another one
          return Buffer.concat([before, Buffer.from("0"), after]);
      }
    };
    assertInstalled(await installOn({ onTheWay, packetRunsOutMs: 800 }));
    assert.equal(harmed.size, 0, "all mishaps happened");
  });

  it("takes its time where the board is slow to answer each time", async () => {
    assertInstalled(await installOn({ slowness: () => 150 }));
  });

  it("writes nothing to a flash with other files", async () => {
    const { board, result } = await installOn({}, (one) => one.files.set("photos", Buffer.from("holidays")));
    assert.ok(result instanceof UserError);
    assert.match(result.message, /holds photos but no log/);
    assert.deepEqual([...board.files.keys()], ["photos"]);
  });
});
