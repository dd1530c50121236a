/* Runs in the interpreter: what the log costs there, in turns of an empty loop. The flash is in memory, as large as the XIAO's. */
import { createCrypto } from "../../hal/espruino/crypto.js";
import { ringPages } from "../../src/log/layout.js";
import { createLog } from "../../src/log/log.js";
import { boards } from "../../flash.config.json";
import { createFixedSealer } from "../log/support/fixed-sealer.js";

const XIAO = boards.XIAOBLE;
const PAGE_COUNT = ringPages(XIAO, XIAO.regionPages - 1);
const DAY = 20000;

/**
 * Costs about as much as the chip's own flash: headers are found in two steps (the interpreter searches arrays from
 * their start), and only the page written last has slots; they hold what was in the page before until `body` is filled.
 * All others that have a header hold 64 records: their end is found with the most steps.
 */
const body = new Uint8Array(XIAO.pageBytes).fill(255);
function createMemoryFlash() {
  const pageBytes = XIAO.pageBytes;
  const rows = [];
  const erased = new Uint8Array(1024).fill(255);
  const full = new Uint8Array(1024);
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
      const header = rows[(page / 21) | 0][page % 21];
      if (offset + length <= 32) return header.subarray(offset, offset + length);
      if (page === bodyPage) return body.subarray(offset, offset + length);
      return header[0] === 255 || offset >= 32 + 64 * 32
        ? erased.subarray(0, length)
        : full.subarray(0, length);
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

function secondsOf(run) {
  const start = getTime();
  run();
  return getTime() - start;
}

/** As `turnsOf` for what must be prepared each time: the least of `tries`, because it is too short for a processor's clock. */
function leastTurnsOf(tries, prepare, run) {
  let least = 1e9;
  let empty = 1e9;
  for (let i = 0; i < tries; i++) {
    prepare();
    least = Math.min(least, secondsOf(run));
    empty = Math.min(empty, secondsOf(emptyLoop) / 50000);
  }
  return least / empty;
}

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
    onErase: function (firstSequence, records) {
      figures.erasedRecords = records;
    },
  });
}

/** The days of a token that has lived since day 0. */
function daysOf(day) {
  return { sealDay: day, calendarDay: day, livedHours: (day * 24) & 0xffff };
}

/** Sealing and appending, within pages; what a new page costs is measured apart. */
function measureAppend() {
  const flash = createMemoryFlash();
  const log = mount(flash);
  const pages = 8;
  figures.seal = 0;
  figures.append = 0;
  for (let page = 1; page <= pages; page++) {
    body.fill(255);
    const days = daysOf(DAY + page);
    log.append(days, plain);
    figures.append +=
      turnsOf(log.recordsPerPage - 2, function () {
        log.append(days, plain);
      }) / pages;
    let position = 0;
    figures.seal +=
      turnsOf(log.recordsPerPage - 2, function () {
        sealer.seal(page, position++, plain);
      }) / pages;
  }
}

/** All else, on pages of the XIAO's size and number. A record each day fills the ring. */
function measureRing() {
  const flash = createMemoryFlash();
  let log = mount(flash);
  let day = DAY;
  let days = daysOf(day);
  log.append(days, plain);
  // All pages are unknown at first, so each step erases one and reads it back.
  figures.erase = turnsOf(PAGE_COUNT - 2, function () {
    log.tend(days);
  });
  while (log.tend(days));
  figures.newPage = leastTurnsOf(
    30,
    function () {
      log.close();
      days = daysOf(++day);
    },
    function () {
      log.append(days, plain);
    },
  );
  figures.closePage = leastTurnsOf(
    10,
    function () {
      body.fill(255);
      days = daysOf(++day);
      for (let i = 0; i < log.recordsPerPage; i++) log.append(days, plain);
    },
    log.close,
  );
  while (day < DAY + PAGE_COUNT + 10) {
    days = daysOf(++day);
    log.append(days, plain);
    log.tend(days);
  }
  figures.pages = log.nextPageSequence() - log.firstSequence() / log.recordsPerPage;
  body.fill(255);
  days = daysOf(++day);
  for (let i = 0; i < 90; i++) log.append(days, plain);
  figures.mount = turnsOf(6, function () {
    log = mount(flash);
  });
  while (log.tend(days));
  figures.tendIdle = turnsOf(300, function () {
    log.tend(days);
  });
  figures.read16 = turnsOf(200, function () {
    log.read(log.firstSequence() + 40 * log.recordsPerPage, 16);
  });
  const later = daysOf(log.read(log.firstSequence(), 1).sealDay + 1001 + 60);
  // Steps that count the records of a page, and steps that erase it, in turn.
  const least = [1e9, 1e9];
  let empty = 1e9;
  for (let step = 0; step < 40; step++) {
    const seconds = secondsOf(function () {
      log.tend(later);
    });
    least[step & 1] = Math.min(least[step & 1], seconds);
    empty = Math.min(empty, secondsOf(emptyLoop) / 50000);
  }
  figures.countExpired = least[0] / empty;
  figures.eraseExpired = least[1] / empty;
}

measureAppend();
measureRing();
print("figures " + JSON.stringify(figures));
