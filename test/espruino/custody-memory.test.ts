import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, readdirSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { bundleProgram } from "../../firmware/build/bundle.js";
import { buildFirmware } from "../../firmware/build/firmware.js";
import { startStepped } from "../../firmware/device/stepped.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { contentsOfHandOver, unwrapSecret } from "../../src/custody/host/prepare.js";
import type { BoxContent } from "../../src/custody/host/boxes.js";
import { idOf } from "../../src/bluezone/ids.js";
import { decodeHandOver } from "../../src/custody/token/hand-over.js";
import { ccmOpen, hostCustody, nodeHash } from "../../src/station/node-crypto.js";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import { createSession, type Session } from "../../src/sync/host/session.js";
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

const DAY_MS = 86_400_000;
const DAY = 18_500;

/** The process that runs in a folder. */
function pidIn(folder: string): number {
  for (const name of readdirSync("/proc")) {
    try {
      if (/^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === folder) return Number(name);
    } catch {
      // ended meanwhile, or not ours
    }
  }
  throw new Error(`no process in ${folder}`);
}

/** All that lies in the token's flash: the files of its folder but for those of its stand-ins. */
function flashOf(folder: string): Buffer[] {
  const others = ["random.bin", "random.used", "air.bin", "clock"];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !others.includes(entry.name))
    .map(({ name }) => readFileSync(join(folder, name)));
}

/** Secrets of the n-th day of a generation, as CUSTODY.md derives them, and the ID of its last slot. */
function secretsOfDay(baseId: Uint8Array, sealKey: Uint8Array, n: number): Record<string, Buffer> {
  let chainKey = Buffer.from(sealKey);
  let dailyKey = Buffer.from(baseId);
  for (let day = 0; day < n; day++) {
    chainKey = hash(chainKey, "\x10");
    dailyKey = hash(dailyKey);
  }
  let subKey = hash(dailyKey, "bluzonesubkey");
  for (let slot = 0; slot < 95; slot++) subKey = hash(subKey);
  return {
    ...secretsOf(chainKey),
    "daily key": dailyKey,
    "last sub-key": subKey,
    "last ID": Buffer.from(idOf(subKey)),
  };
}

describeEspruino("keys of earlier days in the memory of the whole token", (interpreter) => {
  async function startToken() {
    const folder = mkdtempSync(join(tmpdir(), "bztoken-"));
    const { file } = await buildFirmware(root, "XIAOBLE");
    const device = await startStepped({
      interpreter,
      folder,
      root,
      program: readFileSync(join(root, file), "utf8"),
      chipId: "00112233-44556677",
      random: hostCustody.random(8192),
      startUtcMs: DAY * DAY_MS + 23 * 3_600_000,
    });
    const talk = <T>(use: (session: Session) => Promise<T>) =>
      device.talk((line) => use(createSession(line, systemTimers, hostCustody)));
    return { folder, device, talk };
  }

  it("is free of base ID, root and old keys days after a preparation and a re-key; flash too", async function () {
    const { folder, device, talk } = await startToken();
    try {
      const message = await talk(async (session) => {
        await session.enter({ operator: [], admin: [] });
        return session.prepare(42, hostCustody.random(32));
      });
      const [id, log, admin] = contentsOfHandOver(nodeHash, message) as [BoxContent, BoxContent, BoxContent];
      const rootKey = Buffer.from(message.subarray(76, 108));
      const asOfficer = <T>(use: (session: Session) => Promise<T>) =>
        talk(async (session) => {
          await session.enter({ operator: [], admin: [{ serial: 42, key: admin.key }] });
          return use(session);
        });
      const found = (secrets: Record<string, Buffer>) => {
        const everywhere = [...memoryOf(pidIn(folder)), ...flashOf(folder)];
        return Object.keys(secrets).filter((name) => holds(everywhere, secrets[name]!));
      };
      await device.run(5_000);
      await asOfficer((session) => session.identify());
      await device.run(3_605_000);
      const first = (n: number) => secretsOfDay(id.key, log.key, n);
      assert.deepEqual(found({ root: rootKey, ...first(0) }), [], "the day after the preparation");
      assert.ok(["chain key", "daily key"].every((name) => found(first(1)).includes(name)));

      const utcMs = (DAY + 1) * DAY_MS + 600_000;
      const wrapped = await asOfficer(async (session) => {
        const answer = await session.rekey(hostCustody.random(32), utcMs);
        await session.finishRekey(2, utcMs);
        return answer;
      });
      const newId = unwrapSecret(nodeHash, ccmOpen, id, wrapped.id);
      const newLog = unwrapSecret(nodeHash, ccmOpen, log, wrapped.log);
      const second = (n: number) => secretsOfDay(newId.key, newLog.key, n);
      const old = {
        ...{
          root: rootKey,
          "id wrap key": Buffer.from(id.wrapKey),
          "log wrap key": Buffer.from(log.wrapKey),
        },
        ...first(1),
      };
      await device.run(20_000);
      assert.deepEqual(found(old), [], "after the re-key");
      await device.run(DAY_MS);
      assert.deepEqual(found({ ...old, ...second(0) }), [], "the day after the re-key");
      assert.ok(found(second(1)).includes("chain key"));
      await device.run(DAY_MS);
      assert.deepEqual(found({ ...second(0), ...second(1) }), [], "two days after");
    } finally {
      await device.stop();
    }
  });

  it("are gone after midnight: seal chain, record, page and daily keys; today's are found", async function () {
    const { folder, device, talk } = await startToken();
    try {
      const handOver = await talk(async (session) => {
        await session.hello();
        await session.enter({ operator: [], admin: [] });
        return decodeHandOver(await session.secrets())!;
      });
      const neighbour = encodeAdvert(hostCustody.random(12));
      const secondsOf = (fromMs: number, toMs: number) =>
        Array.from({ length: Math.floor((toMs - fromMs) / 500) }, (_, n) => ({
          utcMs: fromMs + 500 * n,
          data: neighbour,
          rssiDbm: -60,
        }));
      const secretsOn = (n: number) => secretsOfDay(handOver.baseId, handOver.sealKey, n);
      const found = (memory: Buffer[], n: number) =>
        Object.entries(secretsOn(n))
          .filter(([, secret]) => holds(memory, secret))
          .map(([name]) => name);

      let at = DAY * DAY_MS + 23.2 * 3_600_000;
      const until = async (utcMs: number) => {
        await device.play(secondsOf(Math.max(at, utcMs - 1_800_000), utcMs), utcMs);
        at = utcMs;
      };
      await until((DAY + 1) * DAY_MS + 3_600_000);
      const first = memoryOf(pidIn(folder));
      assert.deepEqual(
        found(first, 1).sort(),
        ["chain key", "daily key", "inner pad", "outer pad", "record key"],
        "the search sees what there is",
      );
      await until((DAY + 1) * DAY_MS + 4 * 3_600_000);
      await until((DAY + 2) * DAY_MS + 20_000); // the flush is over, and nothing has come after it
      const second = memoryOf(pidIn(folder));
      assert.deepEqual(found(second, 1), [], "nothing of the day before");
      assert.ok(found(second, 2).includes("chain key"));
    } finally {
      await device.stop();
    }
  });
});
