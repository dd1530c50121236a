import assert from "node:assert/strict";
import { createDecipheriv } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { reserveStatement } from "../../firmware/boot/storage.js";
import { bundleProgram } from "../../firmware/build/bundle.js";
import { runScript, startInterpreter } from "../../firmware/device/interpreter.js";
import { createRandom } from "../../hal/simulated/random.js";
import { type CcmOpen, openRecord } from "../../src/custody/host/open-record.js";
import { firstRingPage, ringPages } from "../../src/log/layout.js";
import { parseRing } from "../../src/log/parse.js";
import { createFolder, describeEspruino, root } from "./interpreter.js";
import { TEST_KEY } from "../log/support/fixed-sealer.js";

const config = JSON.parse(readFileSync(join(root, "flash.config.json"), "utf8"));
const layout = config.boards.LINUX;
const FIRST_RING_PAGE = 1 + firstRingPage(layout);
const RING_PAGES = ringPages(layout, layout.regionPages - 1);
const RECORDS_PER_PAGE = layout.pageBytes / 32 - 1;
const LIVES = 30;
const DAY = 20_000;

const ccmOpen: CcmOpen = (key, nonce, sealed, tagBytes) => {
  const decipher = createDecipheriv("aes-128-ccm", key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    const plain = decipher.update(sealed.subarray(0, sealed.length - tagBytes));
    decipher.final();
    return new Uint8Array(plain);
  } catch {
    return undefined;
  }
};

/** Numbers of the records in the interpreter's flash file, by sequence number; read without the log's own code. */
function readFlashFile(folder: string): Map<number, number> {
  const file = new Uint8Array(readFileSync(join(folder, "espruino.flash")));
  const image = file.subarray(
    FIRST_RING_PAGE * layout.pageBytes,
    (FIRST_RING_PAGE + RING_PAGES) * layout.pageBytes,
  );
  const numbers = new Map<number, number>();
  for (const { pageSequence, generation, slots } of parseRing({ crc32 }, image, layout.pageBytes)) {
    slots.forEach((slot, position) => {
      if (slot.kind !== "record") return;
      const place = { serial: 42, generation, pageSequence, position };
      const plain = openRecord(ccmOpen, TEST_KEY, place, slot.sealed);
      assert(plain, `the record at ${pageSequence}/${position} does not open`);
      numbers.set(pageSequence * RECORDS_PER_PAGE + position, new DataView(plain.buffer).getUint32(0, true));
    });
  }
  return numbers;
}

describeEspruino("the log on Espruino's own flash, killed at random moments", (interpreter) => {
  it(`loses nothing acknowledged in ${LIVES} lives`, async function () {
    const folder = createFolder();
    const random = createRandom(7);
    const { code } = await bundleProgram(join(root, "test/espruino/log-restarts.program.js"), root, false);
    await runScript(interpreter, folder.path, reserveStatement(config.logFile, layout));
    const acknowledged = new Map<number, number>();
    let next = 1;
    let saved = 0;
    for (let life = 0; life < LIVES; life++) {
      const start = { number: next, day: DAY + Math.floor(life / 10) };
      const script = `global.START=${JSON.stringify(start)};\n${code}`;
      writeFileSync(join(folder.path, "life.js"), script);
      const device = startInterpreter(interpreter, folder.path, "life.js");
      let output = "";
      let hasFailed = false;
      device.onData((bytes) => {
        output += bytes.toString("latin1");
        hasFailed ||= output.includes("Uncaught");
      });
      const records = 1 + random.below(600);
      while (output.split("appended ").length <= records && !hasFailed) await sleep(5);
      await sleep(random.below(20));
      await device.kill();
      assert(!hasFailed, output.slice(output.indexOf("Uncaught")));
      for (const [, number, sequence] of output.matchAll(/appended (\d+) (-?\d+)\r?\n/g)) {
        assert(Number(sequence) >= 0, `record ${number} was refused`);
        acknowledged.set(Number(sequence), Number(number));
      }
      const state = Number(/state (\d+)/.exec(output)![1]);
      assert(state === saved || state === saved + 50 || life === 0, `state ${state} after ${saved}`);
      saved = state;
      for (const [, number] of output.matchAll(/saved (\d+)\r?\n/g)) saved = Number(number);
      // A number may be in flash without having been said; it is not used again.
      const found = readFlashFile(folder.path);
      next = Math.max(...acknowledged.values(), ...found.values()) + 1;
      const newest = Math.max(...found.keys());
      for (const [sequence, number] of acknowledged) {
        if (newest - sequence < (RING_PAGES - 2) * RECORDS_PER_PAGE)
          assert.equal(found.get(sequence), number);
      }
      const values = [...found.entries()].sort(([a], [b]) => a - b).map(([, number]) => number);
      values.forEach((number, i) => assert(i === 0 || number > values[i - 1]!, "records out of order"));
    }
    assert(
      acknowledged.size > RING_PAGES * RECORDS_PER_PAGE,
      "the lives were too short to go round the ring",
    );
    console.log(`      ${acknowledged.size} records acknowledged in ${LIVES} lives, 0 lost`);
    folder.remove();
  });
});

describeEspruino("a compaction of Espruino's Storage", (interpreter) => {
  it("leaves every byte of the log's region as it was, and does not write it", async function () {
    const folder = createFolder();
    const file = join(folder.path, "espruino.flash");
    const regionBytes = layout.regionPages * layout.pageBytes;
    await runScript(interpreter, folder.path, reserveStatement(config.logFile, layout));
    const image = readFileSync(file);
    for (let i = layout.pageBytes; i < regionBytes; i++) image[i] = (i * 31 + (i >> 8)) & 255;
    writeFileSync(file, image);
    const output = await runScript(
      interpreter,
      folder.path,
      `var S=require("Storage"),F=require("Flash");
       for(var i=0;i<40;i++)S.write("f"+(i%7),new Uint8Array(900+137*i).fill(i));
       for(i=0;i<7;i+=2)S.erase("f"+i);
       function written(){return parseInt(require("fs").readFileSync("/proc/self/io").split("wchar: ")[1])}
       var trash=S.getStats().trashBytes,start=written();
       S.compact();
       print(JSON.stringify([trash,S.getStats().trashBytes,S.list().length,written()-start]))`,
    );
    const [trashBefore, trashAfter, files, writtenBytes] = JSON.parse(output.slice(output.lastIndexOf("[")));
    assert(trashBefore > 10_000, "there was nothing to compact");
    assert.equal(trashAfter, 0);
    assert.equal(files, 1 + 3);
    // Each page rewritten is written twice: as erased, and with its bytes. The region alone would be more than this.
    const others = 262_144 - regionBytes;
    assert(writtenBytes > 0 && writtenBytes <= 2 * others, `${writtenBytes} bytes were written`);
    assert(2 * others < 2 * (regionBytes - layout.pageBytes));
    const after = readFileSync(file);
    assert(after.subarray(0, regionBytes).equals(image.subarray(0, regionBytes)), "the region changed");
    assert(!after.equals(image), "nothing was written at all");
    folder.remove();
  });
});
