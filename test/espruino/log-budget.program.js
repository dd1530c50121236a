/* Runs in the interpreter: what the log costs there, in turns of an empty loop. The flash is in memory, as large as the XIAO's. */
import { createCrypto } from "../../hal/espruino/crypto.js";
import { createFlash } from "../../hal/espruino/flash.js";
import { createSealer } from "../../src/custody/token/sealer.js";
import { createLog } from "../../src/log/log.js";
import { boards, logFile } from "../../flash.config.json";

const XIAO = boards.XIAOBLE;
const PAGE_COUNT = XIAO.regionPages - 1 - XIAO.statePages - XIAO.digestPages;
const DAY = 20000;

/**
 * Costs about as much as the chip's own flash: headers are found in two steps (the interpreter searches arrays from
 * their start), and only the page written last has slots; they hold what was in the page before until `body` is filled.
 */
const body = new Uint8Array(XIAO.pageBytes).fill(255);
function createMemoryFlash() {
  const pageBytes = XIAO.pageBytes;
  const rows = [];
  const erased = new Uint8Array(1024).fill(255);
  let bodyPage = -1;
  for (let page = 0; page < PAGE_COUNT; page++) {
    if (page % 21 === 0) rows.push([]);
    rows[rows.length - 1].push(new Uint8Array(32).fill(255));
  }
  return {
    pageBytes: pageBytes,
    pageCount: PAGE_COUNT,
    read: function (address, length) {
      const page = (address / pageBytes) | 0;
      const offset = address & (pageBytes - 1);
      if (offset + length <= 32) return rows[(page / 21) | 0][page % 21].subarray(offset, offset + length);
      return page === bodyPage ? body.subarray(offset, offset + length) : erased.subarray(0, length);
    },
    program: function (address, bytes) {
      const page = (address / pageBytes) | 0;
      const offset = address & (pageBytes - 1);
      if (offset < 32) {
        rows[(page / 21) | 0][page % 21].set(bytes, offset);
      } else {
        bodyPage = page;
        body.set(bytes, offset);
      }
    },
    erase: function (page) {
      rows[(page / 21) | 0][page % 21].fill(255);
      if (page === bodyPage) bodyPage = -1;
    },
  };
}

/** Processor time of `run`: the host does other things too. */
function nanosecondsOf(run) {
  const start = parseInt(require("fs").readFileSync("/proc/self/schedstat"));
  run();
  return parseInt(require("fs").readFileSync("/proc/self/schedstat")) - start;
}

function emptyLoop() {
  for (let i = 0; i < 50000; i++);
}

/** Turns of an empty loop that `run` takes, in the mean of `times`. */
function turnsOf(times, run) {
  let empty = nanosecondsOf(emptyLoop);
  const nanoseconds = nanosecondsOf(function () {
    for (let i = 0; i < times; i++) run();
  });
  empty += nanosecondsOf(emptyLoop);
  return nanoseconds / times / (empty / 100000);
}

const crypto = createCrypto();
const sealer = createSealer(crypto, 42, 1, new Uint8Array(16));
const plain = new Uint8Array(24);
const figures = {};

/** For the ring, whose pages fill the interpreter's memory: its cipher then finds none. Costs nothing. */
const standIn = {
  seal: function () {
    return new Uint8Array(28);
  },
  pageMac: function () {
    return new Uint8Array(8);
  },
};

function mount(flash, firstPage, sealer) {
  return createLog({
    flash: flash,
    crypto: crypto,
    firstPage: firstPage,
    pageCount: flash.pageCount - firstPage,
    retentionDays: 1000,
    generation: 1,
    sealer: sealer,
    minPageSequence: 0,
  });
}

/** Appending, on the interpreter's own flash. */
function measureAppend() {
  const layout = boards.LINUX;
  const log = mount(createFlash(layout, logFile), layout.statePages + layout.digestPages, sealer);
  log.append(DAY, plain);
  while (log.tend(DAY));
  let position = 0;
  figures.seal = turnsOf(300, function () {
    sealer.seal(1, position++, plain);
  });
  // Within pages: a new one comes to 31 records here, to 127 on the XIAO, and is measured apart.
  figures.append = 0;
  const pages = 12;
  for (let page = 1; page <= pages; page++) {
    log.append(DAY + page, plain);
    while (log.tend(DAY + page));
    figures.append +=
      turnsOf(log.recordsPerPage - 2, function () {
        log.append(DAY + page, plain);
      }) / pages;
  }
}

/** All else, on pages of the XIAO's size and number. A record each day fills the ring. */
function measureRing() {
  const flash = createMemoryFlash();
  let log = mount(flash, 0, standIn);
  let day = DAY;
  while (day < DAY + PAGE_COUNT + 10) {
    log.append(day++, plain);
    log.tend(day);
  }
  figures.pages = log.nextPageSequence() - log.firstSequence() / log.recordsPerPage;
  figures.mount = turnsOf(3, function () {
    log = mount(flash, 0, standIn);
  });
  figures.newPage = turnsOf(40, function () {
    log.append(day++, plain);
  });
  for (let i = 0; i < 20; i++) log.tend(day);
  body.fill(255);
  day++;
  for (let i = 0; i < 90; i++) log.append(day, plain);
  figures.closePage = turnsOf(1, log.close);
  log.append(day + 1, plain);
  figures.mountInMidPage = turnsOf(3, function () {
    log = mount(flash, 0, standIn);
  });
  figures.eraseAhead = turnsOf(40, function () {
    log.append(day++, plain);
    log.tend(day);
  });
  while (log.tend(day));
  figures.tendIdle = turnsOf(300, function () {
    log.tend(day);
  });
  figures.read16 = turnsOf(200, function () {
    log.read(log.firstSequence() + 40 * log.recordsPerPage, 16);
  });
}

measureAppend();
measureRing();
print("figures " + JSON.stringify(figures));
