/* Runs in the interpreter: what the log costs there, in turns of an empty loop. The flash is in memory, as large as the XIAO's. */
import { createCrypto } from "../../hal/espruino/crypto.js";
import { ringPages } from "../../src/log/layout.js";
import { createLog } from "../../src/log/log.js";
import { boards } from "../../flash.config.json";
import { createFixedSealer } from "../log/support/fixed-sealer.js";
import { createMemoryFlash } from "./memory-flash.js";
import { createSteps, printFigures, turnsOf, turnsOfLong, turnsOfStep } from "./turns.js";

const XIAO = boards.XIAOBLE;
const PAGE_COUNT = ringPages(XIAO, XIAO.regionPages - 1);
const HELD_RECORDS = 64;
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
    onErase: function (_firstSequence, records) {
      figures.erasedRecords = records;
    },
  });
}

/** The days of a token that has lived since day 0. */
function daysOf(day) {
  return { sealDay: day, calendarDay: day, livedHours: (day * 24) & 0xffff };
}

function newFlash() {
  return createMemoryFlash(XIAO.pageBytes, PAGE_COUNT, 0, HELD_RECORDS * 32);
}

/** Sealing and appending, within pages; what a new page costs is measured apart. */
function measureAppend() {
  const log = mount(newFlash());
  let day = DAY;
  let days = daysOf(day);
  figures.append = turnsOf(
    100,
    function () {
      log.append(days, plain);
    },
    function () {
      days = daysOf(++day);
      log.append(days, plain);
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
  let days = daysOf(day);
  log.append(days, plain);
  // All pages are unknown at first, so each step erases one and reads it back.
  figures.erase = turnsOfStep(function () {
    log.tend(days);
  });
  while (log.tend(days));
  figures.newPage = turnsOfStep(
    function () {
      log.turnPage(days);
    },
    function () {
      log.append(days, plain);
      log.close();
      days = daysOf(++day);
      // As the token does at the end of each slot: without it opening a page would also have to erase one.
      while (log.tend(days));
    },
  );
  figures.closePage = turnsOfStep(log.close, function () {
    days = daysOf(++day);
    for (let i = 0; i < log.recordsPerPage; i++) log.append(days, plain);
  });
  while (day < DAY + PAGE_COUNT + 10) {
    days = daysOf(++day);
    log.append(days, plain);
    log.tend(days);
  }
  figures.pages = log.nextPageSequence() - log.firstSequence() / log.recordsPerPage;
  days = daysOf(++day);
  for (let i = 0; i < 90; i++) log.append(days, plain);
  figures.mount = turnsOfLong(function () {
    log = mount(flash);
  });
  while (log.tend(days));
  figures.tendIdle = turnsOf(25, function () {
    log.tend(days);
  });
  figures.read16 = turnsOf(25, function () {
    log.read(log.firstSequence() + 40 * log.recordsPerPage, 16);
  });
  const later = daysOf(log.read(log.firstSequence(), 1).sealDay + 1001 + 60);
  // Steps that count the records of a page, and steps that erase it, in turn.
  const expiry = createSteps(2);
  for (let step = 0; step < 40; step++) {
    expiry.time(step & 1, function () {
      log.tend(later);
    });
  }
  figures.countExpired = expiry.turns()[0];
  figures.eraseExpired = expiry.turns()[1];
}

measureAppend();
measureRing();
printFigures(figures);
