import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { bundleProgram } from "../../firmware/build/bundle.js";
import { createFolder, describeEspruino, root } from "./interpreter.js";

const hash = (...parts: (Buffer | string)[]) => {
  const sha = createHash("sha256");
  for (const part of parts) sha.update(part);
  return sha.digest();
};

/** Every secret of a day, as CUSTODY.md derives them; the pads are what HMAC keeps of the page MAC key. */
function secretsOf(chainKey: Buffer): Record<string, Buffer> {
  const pageKey = hash(chainKey, "\x12");
  return {
    "chain key": chainKey,
    "record key": hash(chainKey, "\x11").subarray(0, 16),
    "page key": pageKey,
    "inner pad": Buffer.from(pageKey.map((byte) => byte ^ 0x36)),
    "outer pad": Buffer.from(pageKey.map((byte) => byte ^ 0x5c)),
  };
}

/** All that a process can write to, as it is now. */
function memoryOf(pid: number): Buffer[] {
  const memory = openSync(`/proc/${pid}/mem`, "r");
  try {
    return readFileSync(`/proc/${pid}/maps`, "utf8")
      .split("\n")
      .flatMap((line) => {
        const [, start, end] = /^(\w+)-(\w+) rw/.exec(line) ?? [];
        if (start === undefined || end === undefined || line.includes("[v")) return [];
        const bytes = Buffer.alloc(parseInt(end, 16) - parseInt(start, 16));
        readSync(memory, bytes, 0, bytes.length, parseInt(start, 16));
        return [bytes];
      });
  } finally {
    closeSync(memory);
  }
}

/**
 * Whether the bytes are anywhere. A variable of the interpreter's Linux build holds up to 23 bytes of a string, with its own
 * administration between; so pieces of eight bytes are looked for.
 */
function holds(memory: Buffer[], secret: Buffer): boolean {
  for (let at = 0; at + 8 <= secret.length; at += 8) {
    if (memory.some((bytes) => bytes.includes(secret.subarray(at, at + 8)))) return true;
  }
  return false;
}

describeEspruino("keys in the memory of the real interpreter", (interpreter) => {
  const today = secretsOf(hash("custody memory"));
  const tomorrow = secretsOf(hash(hash("custody memory"), "\x10"));
  const folder = createFolder();
  const images: Record<string, Buffer[]> = {};

  before(async function () {
    this.timeout(60_000);
    const { code } = await bundleProgram(join(root, "test/espruino/custody-memory.program.js"), root, false);
    await writeFile(join(folder.path, "script.js"), code);
    const child = spawn(interpreter, ["script.js"], { cwd: folder.path });
    await new Promise<void>((resolve, reject) => {
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => {
        output += chunk.toString("latin1");
        for (const name of ["today", "tomorrow"]) {
          if (output.includes(`sealed ${name}\r\n`) && !(name in images)) images[name] = memoryOf(child.pid!);
        }
        if ("tomorrow" in images) resolve();
      });
      child.on("exit", () => reject(new Error(output)));
    });
    child.kill("SIGKILL");
  });
  after(() => folder.remove());

  it("are found on their own day: the search sees what there is", () => {
    for (const name of ["chain key", "record key", "inner pad", "outer pad"]) {
      assert.ok(holds(images.today!, today[name]!), name);
      assert.ok(holds(images.tomorrow!, tomorrow[name]!), name);
    }
  });

  for (const [name, secret] of Object.entries(today)) {
    it(`are gone on the next day: ${name}`, () => assert.ok(!holds(images.tomorrow!, secret)));
  }
});
