/** Really different bundles, brought to tokens in the real interpreter by its own loader: taken, tried, kept, rolled back. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { bundleProgram } from "../../firmware/build/bundle.js";
import { startStepped, type SteppedDevice } from "../../firmware/device/stepped.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { buildRelease, releaseTagFor } from "../../src/custody/host/build-release.js";
import { layoutText } from "../../src/custody/token/release.js";
import { PAGE_VERSION } from "../../src/log/format.js";
import { hostCustody } from "../../src/station/node-crypto.js";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import { type Session, createSession } from "../../src/sync/host/session.js";
import { STATE_FORMAT } from "../../src/token/state.js";
import { practiceAdmin } from "../token/update/slots-bench.js";
import { describeEspruino, root } from "./interpreter.js";

const START_UTC_MS = Date.UTC(2020, 7, 8, 9, 7, 30);
const SLOT_MS = 900_000;
const ADVERT = encodeAdvert(new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]));
const NO_KEYS = { operator: [], admin: [] };
const BUNDLES = ["0.1.0", "0.2.0", "0.3.0"] as const;
type Version = (typeof BUNDLES)[number];

const config = JSON.parse(readFileSync(join(root, "flash.config.json"), "utf8"));
/** The Linux build's flash is 256 KB: with two slots of 48 KB a short ring is left. */
const LAYOUT = { ...config.boards.LINUX, regionPages: 190, firmwarePages: 96 } as typeof config.boards.LINUX;
const PAGE_BYTES: number = LAYOUT.pageBytes;
const SLOT_BYTES = (LAYOUT.firmwarePages / 2) * PAGE_BYTES;

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
let lastNumber = 1_700_000_000;

function addressedTo(serial: number, firmwareVersion: string, code: string) {
  const { head, code: bytes } = buildRelease(
    { sha256 } as never,
    (data) => crc32(data),
    Buffer.from(code, "latin1"),
    {
      ...{ firmwareVersion, number: ++lastNumber, stateFormat: STATE_FORMAT, pageVersion: PAGE_VERSION },
      ...{ layoutCrc: crc32(layoutText("LINUX", LAYOUT)), mayBeOlder: false },
    },
  );
  return { head, code: bytes, tag: releaseTagFor({ sha256 } as never, practiceAdmin(serial), head) };
}

describeEspruino("an update in the interpreter", (interpreter) => {
  let programs: Record<Version, string>;
  let loader: string;

  /** Each keeps records for another number of days, and says so. */
  before(async function () {
    this.timeout(120_000);
    const build = async (entry: string, firmwareVersion: string, retentionDays: number) => {
      const flashConfig = { ...config, retentionDays, boards: { LINUX: LAYOUT } };
      return (await bundleProgram(join(root, entry), root, true, { flashConfig, firmwareVersion })).code;
    };
    const texts = await Promise.all(BUNDLES.map((version, n) => build("firmware/main.ts", version, 21 - n)));
    programs = Object.fromEntries(BUNDLES.map((version, n) => [version, texts[n]])) as Record<
      Version,
      string
    >;
    loader = await build("firmware/loader.ts", "0", 21);
    assert.equal(new Set(texts).size, 3);
  });

  interface Token {
    device: SteppedDevice;
    folder: string;
    reports: string[];
  }

  async function withToken(name: string, use: (token: Token) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "bztoken-update-"));
    const reports: string[] = [];
    const device = await startStepped({
      ...{ interpreter, folder, root, loader },
      layout: LAYOUT,
      program: programs["0.1.0"],
      chipId: `00112233-${name}`,
      random: hostCustody.random(65_536),
      startUtcMs: START_UTC_MS,
      onBench: (line) => reports.push(line),
    });
    try {
      await device.surround([ADVERT], -60);
      await use({ device, folder, reports });
    } finally {
      await device.stop();
    }
  }

  function talk<T>({ device }: Token, use: (session: Session) => Promise<T>): Promise<T> {
    return device.talk(async (line) => {
      const session = createSession(line, systemTimers, hostCustody);
      await session.enter(NO_KEYS);
      return use(session);
    });
  }

  const identify = (token: Token) => talk(token, (session) => session.identify());

  async function update(token: Token, version: string, code: string): Promise<void> {
    const { serial } = await identify(token);
    await talk(token, (session) => session.sendProgram(addressedTo(serial, version, code)));
    await token.device.run(3000);
    await token.device.surround([ADVERT], -60);
  }

  const told = async (token: Token) => {
    const { firmwareVersion, retentionDays, bootSlot, isOnTrial } = await identify(token);
    return [firmwareVersion, retentionDays, bootSlot, isOnTrial];
  };

  /** Of the ring: what lies between list and slots. */
  function ringOf({ folder }: Token): Buffer {
    const flash = readFileSync(join(folder, "espruino.flash"));
    const first = 1 + LAYOUT.statePages + LAYOUT.digestPages + LAYOUT.listPages;
    const end = LAYOUT.regionPages - LAYOUT.firmwarePages - LAYOUT.reservedPages;
    return flash.subarray(first * PAGE_BYTES, end * PAGE_BYTES);
  }

  it("goes from one bundle to another and on to a third, and each logs", async function () {
    this.timeout(600_000);
    await withToken("00000001", async (token) => {
      await token.device.run(2 * SLOT_MS);
      assert.deepEqual(await told(token), ["0.1.0", 21, "storage", false]);
      const { nextSequence } = await identify(token);
      const before = ringOf(token);
      await update(token, "0.2.0", programs["0.2.0"]);
      assert.deepEqual(await told(token), ["0.2.0", 20, "first", true]);
      const after = ringOf(token);
      const changed = before.findIndex((byte, at) => byte !== 0xff && byte !== after[at]);
      assert.equal(changed, -1, "what was logged stays as it was, byte for byte");
      await token.device.run(3 * SLOT_MS);
      assert.deepEqual(await told(token), ["0.2.0", 20, "first", false]);
      assert.ok((await identify(token)).nextSequence > nextSequence + 2);
      await update(token, "0.3.0", programs["0.3.0"]);
      await token.device.run(3 * SLOT_MS);
      assert.deepEqual(await told(token), ["0.3.0", 19, "second", false]);
      await token.device.losePower();
      assert.deepEqual(await told(token), ["0.3.0", 19, "second", false]);
    });
  });

  it("is cut short by a loss of power while it is written, and while it is tried, and the bundle before runs", async function () {
    this.timeout(600_000);
    await withToken("00000002", async (token) => {
      const { serial } = await identify(token);
      const release = addressedTo(serial, "0.2.0", programs["0.2.0"]);
      const stop = new Error("pulled");
      await talk(token, (session) =>
        session.sendProgram(release, (bytes) => {
          if (bytes > 20_000) throw stop;
        }),
      ).catch((error: unknown) => assert.equal(error, stop));
      await token.device.losePower();
      assert.deepEqual(await told(token), ["0.1.0", 21, "storage", false]);
      await update(token, "0.2.0", programs["0.2.0"]);
      assert.deepEqual(await told(token), ["0.2.0", 20, "first", true]);
      await token.device.losePower();
      assert.deepEqual(await told(token), ["0.1.0", 21, "storage", false]);
    });
  });

  const record = `${PAGE_BYTES * (1 + LAYOUT.statePages + LAYOUT.digestPages + LAYOUT.listPages) + LAYOUT.storageBase}`;
  const ringEnd = `${PAGE_BYTES * (LAYOUT.regionPages - LAYOUT.firmwarePages - LAYOUT.reservedPages) + LAYOUT.storageBase}`;
  const cannotLog = `{const f=require("Flash"),w=f.write;f.write=(b,a)=>w.call(f,a>=${record}&&a<${ringEnd}&&a%1024>=32?new Uint8Array(4):b,a)}`;
  for (const [what, prefix, runMs, isTried] of [
    ["throws while it starts", `throw new Error("bad");`, 0, false],
    ["is no program at all", `)]}`, 0, false],
    ["boots and cannot log", cannotLog, 3 * SLOT_MS, true],
  ] as const) {
    it(`is rolled back where the bundle ${what}`, async function () {
      this.timeout(600_000);
      await withToken("00000003", async (token) => {
        await token.device.run(2 * SLOT_MS);
        const before = await identify(token);
        await update(token, "0.2.0", prefix + programs["0.2.0"]);
        if (isTried) assert.deepEqual(await told(token), ["0.2.0", 20, "first", true]);
        await token.device.run(runMs);
        assert.deepEqual(await told(token), ["0.1.0", 21, "storage", false]);
        await token.device.surround([ADVERT], -60);
        await token.device.run(2 * SLOT_MS);
        const after = await identify(token);
        assert.equal(after.firstSequence, before.firstSequence);
        assert.ok(after.nextSequence > before.nextSequence, "it goes on logging");
      });
    });
  }

  it("brings two bundles to ten tokens, cut and resumed in between: none is lost, none is half", async function () {
    this.timeout(1_800_000);
    for (let n = 0; n < 10; n++) {
      await withToken(`0000010${n}`, async (token) => {
        await token.device.run(SLOT_MS);
        const { serial } = await identify(token);
        const release = addressedTo(serial, "0.2.0", programs["0.2.0"]);
        // The line goes n tenths of the way, and power once more elsewhere.
        const cutAt = (n / 10) * release.code.length;
        const stop = new Error("pulled");
        await talk(token, (session) =>
          session.sendProgram(release, (bytes) => {
            if (bytes > cutAt) throw stop;
          }),
        ).catch((error: unknown) => assert.equal(error, stop));
        if (n % 2 === 1) await token.device.losePower();
        let from = -1;
        await talk(token, (session) =>
          session.sendProgram(release, (bytes) => {
            if (from < 0) from = bytes;
          }),
        );
        assert.equal(from > 0, n % 2 === 0, "a line goes on where it was, power begins anew");
        await token.device.run(3000);
        await token.device.surround([ADVERT], -60);
        await talk(token, (session) => session.setTime(() => START_UTC_MS + 3 * SLOT_MS));
        await token.device.run(3 * SLOT_MS);
        assert.deepEqual(await told(token), ["0.2.0", 20, "first", false], `token ${n}`);
        await token.device.losePower();
        assert.deepEqual(await told(token), ["0.2.0", 20, "first", false], `token ${n}`);
      });
    }
  });

  it("fits: both slots hold the bundle, header and all", () => {
    for (const text of Object.values(programs)) assert.ok(text.length + 4 <= SLOT_BYTES - 128);
  });
});
