/** Every board of flash.config.json, as far as it can be checked without one. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import config from "../../flash.config.json" with { type: "json" };
import { buildFirmware, MAX_BUNDLE_BYTES } from "../../firmware/build/firmware.js";
import * as mainPins from "../../hal/espruino/board.js";
import { createRandom } from "../../hal/simulated/random.js";
import { createSimulatedHal } from "../../hal/simulated/hal.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { simulatedBoard } from "../../sim/devices/simulated-board.js";
import { lastingRecordsPerDay, ringPages } from "../../src/log/layout.js";
import { repositoryRoot } from "../../src/station/repository-root.js";
import { createToken, type Token } from "../../src/token/token.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";

const root = repositoryRoot();
type Name = keyof typeof config.boards;
const names = Object.keys(config.boards) as Name[];
const DAY_MS = 86_400_000;
const START_UTC_MS = Date.UTC(2020, 7, 8);
const MOST_STATE_PAGES = 30;
const FEWEST_DIGEST_PAGES = 16;
/** Espruino's header before each file of its Storage. */
const FILE_HEADER_BYTES = 32;

/** `chip.saved_code` of Espruino's boards/*.py at 2v29.277: where its Storage lies, and which variables it has. */
const STORAGE: Partial<
  Record<Name, { address: number; pageBytes: number; pages: number; variables: number }>
> = {
  XIAOBLE: { address: 0x60000000, pageBytes: 4096, pages: 512, variables: 14_000 },
  JOLTJS: { address: (245 - 100) * 4096, pageBytes: 4096, pages: 100, variables: 12_000 },
};
const boards = names.filter((name) => name in STORAGE);

describe("boards", function () {
  this.timeout(120_000);

  it("are those of a chip, and the interpreter's Linux build", () => {
    assert.deepEqual([...boards, "LINUX"], names);
  });

  for (const name of boards) {
    const board = config.boards[name];
    const storage = STORAGE[name]!;

    it(`${name}: region and program fit into Espruino's Storage`, () => {
      assert.deepEqual([board.storageBase, board.pageBytes], [storage.address, storage.pageBytes]);
      const left = (storage.pages - board.regionPages) * storage.pageBytes;
      assert.ok(left >= MAX_BUNDLE_BYTES + FILE_HEADER_BYTES, `${left} bytes beside the region`);
      assert.ok(board.firmwarePages * board.pageBytes >= 2 * MAX_BUNDLE_BYTES);
      assert.ok(board.statePages >= 4 && board.statePages <= MOST_STATE_PAGES);
      assert.ok(board.digestPages >= FEWEST_DIGEST_PAGES && board.listPages >= 2 && board.reservedPages > 0);
    });

    it(`${name}: as Espruino's own file says, where its sources are here`, function () {
      const interpreter = process.env.ESPRUINO;
      const file = interpreter && join(dirname(interpreter), `../boards/${name}.py`);
      if (!file || !existsSync(file)) return this.skip();
      const text = readFileSync(file, "utf8").replace(/#.*/g, "");
      const [, code = ""] = /["']saved_code["']\s*:\s*\{([^}]*)\}/.exec(text) ?? [];
      const valueOf = (key: string) =>
        /^[\d\s()*+x-]+/.exec(code.split(new RegExp(`["']${key}["']\\s*:\\s*`))[1] ?? "")![0];
      const product = (value: string) => {
        const [, top, less, times] = /\(\((\d+) - (\d+)\) \* (\d+)\)/.exec(value) ?? [];
        return top === undefined ? Number(value) : (Number(top) - Number(less)) * Number(times);
      };
      assert.equal(product(valueOf("address").trim()), storage.address);
      assert.equal(Number(valueOf("page_size")), storage.pageBytes);
      assert.equal(Number(valueOf("pages")), storage.pages);
      assert.match(text, new RegExp(`["']variables["']\\s*:\\s*${storage.variables}\\b`));
      assert.match(text, /-DNRF_USB=1/);
    });

    it(`${name}: HARDWARE.md says how much it keeps`, () => {
      const ring = ringPages(board, board.regionPages - 1);
      const recordsPerPage = board.pageBytes / 32 - 1;
      const lasting = lastingRecordsPerDay(ring, recordsPerPage, config.retentionDays);
      const row = new RegExp(`\\| ${name} +\\| (\\d+) +\\| ([\\d,]+) +\\| ([\\d,–]+) +\\|`);
      const said = row.exec(readFileSync(join(root, "HARDWARE.md"), "utf8"));
      const keeps = lasting === ring * recordsPerPage ? "–" : lasting.toLocaleString("en-US");
      assert.deepEqual(said?.slice(1), [`${ring}`, (ring * recordsPerPage).toLocaleString("en-US"), keeps]);
    });

    it(`${name}: the program builds, with its own flash and pins`, async () => {
      const { file, bytes } = await buildFirmware(root, name);
      assert.ok(bytes <= MAX_BUNDLE_BYTES, `${bytes} bytes`);
      const code = readFileSync(join(root, file), "utf8");
      for (const other of names)
        assert.equal(code.includes(other), other === name || other === "LINUX", other);
      const own = `../../hal/espruino/boards/${name}.js`;
      const hasOwn = existsSync(join(root, `hal/espruino/boards/${name}.ts`));
      const pins = hasOwn ? ((await import(own)) as typeof mainPins) : mainPins;
      for (const pin of [pins.LED_PIN, pins.BUTTON_PIN, pins.BATTERY_PIN])
        assert.ok(code.includes(`"${pin}"`), pin);
    });
  }

  it("each name every pin that the program knows", async () => {
    const main = Object.keys(mainPins).sort();
    for (const file of readdirSync(join(root, "hal/espruino/boards"))) {
      const own = (await import(`../../hal/espruino/boards/${file.replace(".ts", ".js")}`)) as object;
      assert.deepEqual(Object.keys(own).sort(), main, file);
    }
  });

  for (const name of names)
    it(`${name}: a token on its flash lives two days beside a neighbour, is cut and goes on`, () => {
      const { geometry, tokenConfig } = simulatedBoard(name);
      const timeline = createTimeline();
      const hardware = {
        timeline,
        ...geometry,
        seed: 5,
        chipId: "00112233AABBCCDD",
        startUtcMs: START_UTC_MS,
      };
      const { hal, control } = createSimulatedHal(hardware);
      const advert = encodeAdvert(new Uint8Array(12).fill(7)).buffer as ArrayBuffer;
      const { listen } = hal.radio;
      hal.radio.listen = (windowMs, onReport, onEnd) => {
        listen(windowMs, onReport, onEnd);
        timeline.at(timeline.nowMs() + windowMs / 2, () => control.radio.deliver(advert, -60));
      };
      let token: Token | undefined;
      control.power.onStart(() => (token = createToken(hal, tokenConfig)));
      control.power.cut();
      control.power.restore();
      hal.clock.setUtc(START_UTC_MS, "set");
      timeline.runUntil(2 * DAY_MS);
      const before = token!.log.nextSequence();
      assert.ok(before - token!.log.firstSequence() >= 180, `${before} records`);
      control.flash.cutPowerAt(1 + createRandom(3).below(3), { program: "words", erase: "mixed", seed: 1 });
      assert.throws(() => timeline.runUntil(2 * DAY_MS + 3_600_000));
      control.power.cut();
      control.power.restore();
      hal.clock.setUtc(START_UTC_MS + 2 * DAY_MS + 3_600_000, "set");
      timeline.runUntil(timeline.nowMs() + 2 * 3_600_000);
      assert.ok(token!.log.nextSequence() >= before + 7, "it goes on with its log");
    });
});
