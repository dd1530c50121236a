/* Runs in the interpreter: what the log costs there, in turns of an empty loop. The flash is in memory, as large as the XIAO's. */
import { createCrypto } from "../../hal/espruino/crypto.js";
import { createLog } from "../../src/log/log.js";
import { boards } from "../../flash.config.json";
import { createFixedSealer } from "../log/support/fixed-sealer.js";
import { createMemoryFlash } from "./memory-flash.js";
import { printFigures, turnsOf, turnsOfLong, turnsOfStep } from "./turns.js";

const XIAO = boards.XIAOBLE;
const PAGE_COUNT = XIAO.regionPages - 1 - XIAO.statePages - XIAO.digestPages - XIAO.listPages;
const DAY = 20000;

const crypto = createCrypto();
const sealer = createFixedSealer(crypto, 42, 1, new Uint8Array(16));
const plain = new Uint8Array(24);
const figures = {};

function mount(flash) {
  return createLog({
    flash: flash,
    crypto: crypto,
    firstPage: 0,
    pageCount: PAGE_COUNT,
    retentionDays: 1000,
    generation: 1,
    sealer: sealer,
    minPageSequence: 0,
  });
}

function newFlash() {
  return createMemoryFlash(XIAO.pageBytes, PAGE_COUNT, 0);
}

/** Sealing and appending, within pages; what a new page costs is measured apart. */
function measureAppend() {
  const log = mount(newFlash());
  let day = DAY;
  figures.append = turnsOf(
    100,
    function () {
      log.append(day, plain);
    },
    function () {
      log.append(++day, plain);
    },
  );
  let position = 0;
  figures.seal = turnsOf(100, function () {
    sealer.seal(1, position++, plain);
  });
}

/** All else, on pages of the XIAO's size and number. A record each day fills the ring. */
function measureRing() {
  const flash = newFlash();
  let log = mount(flash);
  let day = DAY;
  log.append(day, plain);
  // All pages are unknown at first, so each step erases one and reads it back.
  figures.erase = turnsOfStep(function () {
    log.tend(day);
  });
  while (log.tend(day));
  figures.newPage = turnsOfStep(
    function () {
      log.append(day, plain);
    },
    function () {
      log.close();
      day++;
    },
  );
  figures.closePage = turnsOfStep(log.close, function () {
    day++;
    for (let i = 0; i < log.recordsPerPage; i++) log.append(day, plain);
  });
  while (day < DAY + PAGE_COUNT + 10) {
    log.append(++day, plain);
    log.tend(day);
  }
  figures.pages = log.nextPageSequence() - log.firstSequence() / log.recordsPerPage;
  day++;
  for (let i = 0; i < 90; i++) log.append(day, plain);
  figures.mount = turnsOfLong(function () {
    log = mount(flash);
  });
  while (log.tend(day));
  figures.tendIdle = turnsOf(25, function () {
    log.tend(day);
  });
  figures.read16 = turnsOf(25, function () {
    log.read(log.firstSequence() + 40 * log.recordsPerPage, 16);
  });
}

measureAppend();
measureRing();
printFigures(figures);
