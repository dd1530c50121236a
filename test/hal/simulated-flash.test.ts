import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { ERASE_CUTS, PROGRAM_CUTS, cutProgram } from "../../hal/simulated/flash-cuts.js";
import { FlashMisuse, PowerLoss, createSimulatedFlash } from "../../hal/simulated/flash.js";
import { createRandom } from "../../hal/simulated/random.js";

const GEOMETRY = { pageBytes: 1024, pageCount: 4 };
const bytes = (length: number, value = 0x5a) => new Uint8Array(length).fill(value);

describe("simulated flash", () => {
  it("programs and erases, over the borders of its chunks", () => {
    const { flash } = createSimulatedFlash(GEOMETRY);
    flash.program(1024 + 200, bytes(600));
    assert.deepEqual(
      flash.read(1024 + 196, 608),
      Uint8Array.of(...bytes(4, 255), ...bytes(600), ...bytes(4, 255)),
    );
    assert.deepEqual(flash.read(1000, 224), bytes(224, 255));
    flash.erase(1);
    assert.deepEqual(flash.read(0, 4096), bytes(4096, 255));
  });

  it("throws on whatever hal.ts forbids", () => {
    const { flash } = createSimulatedFlash(GEOMETRY);
    flash.program(0, bytes(8));
    const misuses: (() => void)[] = [
      () => flash.program(2, bytes(4)),
      () => flash.program(8, bytes(6)),
      () => flash.program(8, bytes(0)),
      () => flash.program(1020, bytes(8)),
      () => flash.program(4096, bytes(4)),
      () => flash.program(-4, bytes(4)),
      () => flash.program(4, bytes(4, 0)),
      () => flash.read(4090, 8),
      () => flash.read(0.5, 4),
      () => flash.erase(4),
      () => flash.erase(-1),
    ];
    misuses.forEach((misuse) => assert.throws(misuse, FlashMisuse, String(misuse)));
    flash.program(0, bytes(8));
    assert.deepEqual(flash.read(0, 12), Uint8Array.of(...bytes(8), ...bytes(4, 255)));
  });

  it("tears a program into bits between the old ones and the new", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PROGRAM_CUTS),
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        fc.nat(),
        (cut, wanted, seed) => {
          const torn = cutProgram(cut, bytes(8, 255), wanted, createRandom(seed));
          torn.forEach((byte, i) => assert.equal(byte & wanted[i]!, wanted[i]));
          if (cut === "none") assert.deepEqual(torn, bytes(8, 255));
          if (cut === "all") assert.deepEqual(torn, wanted);
        },
      ),
    );
  });

  it("throws at the operation whose power is cut, and then at every call until power is back", () => {
    for (const erase of ERASE_CUTS) {
      const { flash, control } = createSimulatedFlash(GEOMETRY);
      flash.program(0, bytes(1024));
      flash.program(1024, bytes(4));
      control.cutPowerAt(2, { program: "half", erase, seed: 1 });
      flash.program(1028, bytes(4));
      assert.throws(() => flash.erase(0), PowerLoss);
      assert.throws(() => flash.read(1024, 8), PowerLoss);
      control.restorePower();
      assert.deepEqual(flash.read(1024, 8), bytes(8));
      if (erase === "none") assert.deepEqual(flash.read(0, 1024), bytes(1024));
      else if (erase === "all") flash.program(0, bytes(4));
      else {
        assert.throws(() => flash.program(0, bytes(4, 0x11)), /erase was cut/);
        flash.erase(0);
        flash.program(0, bytes(4));
      }
    }
  });

  it("reads a page whose erase was cut differently each time", () => {
    for (const cut of ["unstable", "nearly"] as const) {
      const { flash, control } = createSimulatedFlash(GEOMETRY);
      flash.program(0, bytes(1024));
      control.tear({ kind: "erase", page: 0 }, cut, 1);
      const reads = [1, 2, 3, 4].map(() => Buffer.from(flash.read(0, 1024)).toString("hex"));
      assert.equal(new Set(reads).size, 4);
      const erasedBytes = Buffer.from(reads[0]!, "hex").filter((byte) => byte === 0xff).length;
      assert(cut === "nearly" ? erasedBytes > 1000 : erasedBytes < 500);
    }
  });

  it("has cells that were programmed by half read right at first, and then not, unless they are programmed again", () => {
    let faded = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { flash, control } = createSimulatedFlash(GEOMETRY);
      for (const address of [0, 8])
        control.tear({ kind: "program", page: 0, address, bytes: bytes(8) }, "weak", seed);
      const fork = control.fork();
      assert.deepEqual(flash.read(8, 8), bytes(8));
      flash.program(8, flash.read(8, 8));
      for (let start = 0; start < 20; start++) control.restart();
      const read = flash.read(0, 16);
      read.forEach((byte, i) => assert.equal(byte & 0x5a, i < 8 ? byte & 0x5a : 0x5a));
      if (Buffer.compare(read.subarray(0, 8), bytes(8)) !== 0) faded++;
      fork.flash.erase(0);
      for (let start = 0; start < 20; start++) fork.control.restart();
      assert.deepEqual(fork.flash.read(0, 16), bytes(16, 255));
    }
    assert.equal(faded, 20);
  });

  it("fails where it is told to", () => {
    const { flash, control } = createSimulatedFlash(GEOMETRY);
    control.setFailure(0, "program", "half");
    flash.program(0, bytes(8));
    assert.deepEqual(flash.read(0, 8), Uint8Array.of(...bytes(4), ...bytes(4, 255)));
    control.setFailure(0, "program", "ignored");
    flash.program(4, bytes(4));
    assert.deepEqual(flash.read(4, 4), bytes(4, 255));
    control.setFailure(0, "erase", "ignored");
    flash.erase(0);
    assert.deepEqual(flash.read(0, 4), bytes(4));
    control.setFailure(0, "erase", undefined);
    flash.erase(0);
    assert.deepEqual(flash.read(0, 4), bytes(4, 255));
  });

  it("counts what each page bore", () => {
    const { flash, control } = createSimulatedFlash({
      ...GEOMETRY,
      timing: { eraseMs: 50, programWordMs: 0.5 },
    });
    flash.program(1024, bytes(8));
    flash.program(1032, bytes(4));
    flash.erase(1);
    flash.read(1020, 8);
    assert.equal(control.erasesOf(1), 1);
    assert.equal(control.erasesOf(0), 0);
    assert.deepEqual(control.totals(), {
      reads: 2,
      readBytes: 8,
      programs: 2,
      programmedBytes: 12,
      erases: 1,
      busyMs: 51.5,
    });
  });

  it("forks without a trace in either", () => {
    const { flash, control } = createSimulatedFlash(GEOMETRY);
    flash.program(0, bytes(4));
    control.tear({ kind: "erase", page: 2 }, "front", 1);
    const fork = control.fork();
    fork.flash.program(4, bytes(4));
    assert.deepEqual(flash.read(0, 8), Uint8Array.of(...bytes(4), ...bytes(4, 255)));
    flash.erase(0);
    assert.deepEqual(flash.read(0, 8), bytes(8, 255));
    assert.deepEqual(fork.flash.read(0, 8), bytes(8));
    assert.throws(() => fork.flash.program(2048, bytes(4)), /erase was cut/);
  });

  it("uses the memory of an erased page again, and nobody can tell", () => {
    const { flash, control } = createSimulatedFlash(GEOMETRY);
    flash.program(0, bytes(1024, 1));
    const fork = control.fork();
    flash.erase(0);
    flash.program(1024, bytes(8, 2));
    assert.deepEqual(fork.flash.read(0, 1024), bytes(1024, 1));
    flash.erase(1);
    flash.program(2048 + 4, bytes(4, 3));
    flash.program(3072 + 8, bytes(4, 4));
    const expected = bytes(4096, 255);
    expected.fill(3, 2048 + 4, 2048 + 8);
    expected.fill(4, 3072 + 8, 3072 + 12);
    assert.deepEqual(flash.read(0, 4096), expected);
    fork.flash.erase(0);
    fork.flash.program(0, bytes(4, 5));
    assert.deepEqual(flash.read(0, 4096), expected);
    flash.program(0, bytes(4, 6));
    assert.deepEqual(fork.flash.read(0, 8), Uint8Array.of(5, 5, 5, 5, 255, 255, 255, 255));
    assert.deepEqual(fork.flash.read(1024, 3072), bytes(3072, 255));
  });

  it("gives erased bytes to whoever reads them, whatever those before have written to theirs", () => {
    const { flash } = createSimulatedFlash({ pageBytes: 4096, pageCount: 2 });
    const erased = new Uint8Array(1024).fill(0xff);
    for (const address of [0, 1024, 4096]) {
      const read = flash.read(address, 1024);
      assert.deepEqual(read, erased);
      read.fill(0);
      assert.deepEqual(flash.read(address, 1024), erased);
    }
    flash.program(4, new Uint8Array([1, 2, 3, 4]));
    assert.deepEqual([...flash.read(0, 1024).subarray(0, 9)], [255, 255, 255, 255, 1, 2, 3, 4, 255]);
    assert.deepEqual(flash.read(4096, 1024), erased);
  });

  it("lives on in its file", () => {
    const folder = mkdtempSync(join(tmpdir(), "bztoken-flash-"));
    const file = join(folder, "flash.bin");
    const first = createSimulatedFlash({ ...GEOMETRY, file });
    first.flash.program(2048, bytes(300));
    first.flash.program(0, bytes(4));
    first.flash.erase(0);
    const second = createSimulatedFlash({ ...GEOMETRY, file });
    assert.deepEqual(second.control.image(), first.control.image());
    assert.deepEqual(second.flash.read(2048, 300), bytes(300));
    rmSync(folder, { recursive: true });
  });

  it("costs little untouched: 10,000 of them with one record each take less than 150 MB", () => {
    const before = process.memoryUsage();
    const all = Array.from({ length: 10_000 }, () =>
      createSimulatedFlash({ pageBytes: 4096, pageCount: 495 }),
    );
    all.forEach(({ flash }) => flash.program(4096 * 60, bytes(32)));
    const after = process.memoryUsage();
    const used = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    assert(used < 150e6, `${Math.round(used / 1e6)} MB`);
  });
});
