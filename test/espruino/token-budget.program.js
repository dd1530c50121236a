/* Runs in the interpreter: the token in virtual time, among 300 neighbours for one slot. What each step costs, in turns. */
import { createEspruinoHal } from "../../hal/espruino/hal.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { createEncounterTable } from "../../src/contacts/encounter-table.js";
import { createToken } from "../../src/token/token.js";
import { boards, logFile } from "../../flash.config.json";
import { createMemoryFlash } from "./memory-flash.js";
import { createSteps, printFigures, putMemoryInOrder, quantile, turnsOf } from "./turns.js";

const NEIGHBOURS = 300;
/** Ten pages: so each slot that is measured begins on a new page, and its steps are the same as those of the others. */
const IN_SLOT = 310;
const ID_BYTES = 12;
const ID_OFFSET = 7;
const SLOT_S = 900;
const SLOTS = 12;
const SLOTS_PER_SAVE = 4;
/** More than there are steps after a slot. */
const MOST_STEPS = 400;
/** A region in which all of the crowd is kept: so many pages with two days of retention. */
const PAGES = 1200;
const RETENTION_DAYS = 2;

let nowS = 1612742400 + 1; // one second into a day
let timer; // the hardware's side never has more than one
let scan;
let isListening = false;

global.getTime = function () {
  return nowS;
};
global.setTime = function (seconds) {
  nowS = seconds;
};
global.setTimeout = function (run, delayMs) {
  timer = { run: run, dueS: nowS + delayMs / 1000 };
  return 1;
};
global.clearTimeout = function () {
  timer = undefined;
};
global.poke32 = function () {};
global.peek32 = function () {
  return 0;
};
function nothing() {}
global.NRF = {
  sleep: nothing,
  wake: nothing,
  setAddress: nothing,
  setTxPower: nothing,
  setAdvertising: nothing,
  setServices: nothing,
  setScan: function (run) {
    if (run) scan = run;
    isListening = !!run;
  },
  getBattery: function () {
    return 3.3;
  },
};
global.analogRead = function () {
  return 0.4;
};
global.digitalRead = function () {
  return 0;
};
global.setWatch = nothing;
global.pinMode = nothing;
global.digitalWrite = nothing;

const hal = createEspruinoHal({ layout: boards.LINUX, logFile: logFile });
const layout = boards.LINUX;
const pagesBeforeLog = layout.statePages + layout.digestPages + layout.listPages;
hal.flash = createMemoryFlash(layout.pageBytes, PAGES, pagesBeforeLog);
const token = createToken(hal, {
  firmwareVersion: "0.0.0",
  retentionDays: RETENTION_DAYS,
  statePages: boards.LINUX.statePages,
  digestPages: boards.LINUX.digestPages,
  listPages: boards.LINUX.listPages,
  firmwarePages: 0,
  reservedPages: 0,
  clockBoundPpm: boards.LINUX.clockBoundPpm,
});
// One advert whose ID changes: 300 of them would fill the interpreter's memory.
const advert = encodeAdvert(new Uint8Array(ID_BYTES));
const report = { data: advert.buffer, rssi: -60 };
const ids = new Uint8Array(IN_SLOT * ID_BYTES);
for (let i = 0; i < ids.length; i++) ids[i] = E.hwRand();
let neighbour = 0;

function turnToNext() {
  advert.set(ids.subarray(neighbour, neighbour + ID_BYTES), ID_OFFSET);
  neighbour += ID_BYTES;
}

function hearNext() {
  advert.set(ids.subarray(neighbour, neighbour + ID_BYTES), ID_OFFSET);
  neighbour += ID_BYTES;
  scan(report);
}

function rewind() {
  neighbour = 0;
}

/** Takes the next timer out, and time to it. */
function next() {
  const due = timer;
  timer = undefined;
  // A little later, as on a chip: a rest that is below what a double tells apart would come again and again.
  nowS = Math.max(due.dueS, nowS) + 1e-6;
  return due.run;
}

function step() {
  next()();
}

function awaitBoundary() {
  const boundaryS = nowS - (nowS % SLOT_S) + SLOT_S;
  while (timer.dueS < boundaryS) step();
}

function awaitWindow() {
  awaitBoundary();
  step();
  while (!isListening) step();
  rewind();
}

const figures = {};
const placing = turnsOf(NEIGHBOURS, turnToNext, rewind);
figures.firstSight = turnsOf(NEIGHBOURS, hearNext, awaitWindow) - placing;
figures.knownNeighbour = turnsOf(NEIGHBOURS, hearNext, rewind) - placing;

const onAir = {
  address: new Uint8Array([0xc0, 1, 2, 3, 4, 5]),
  payloads: [new Uint8Array(advert)],
  intervalMs: 120,
  txPowerDbm: 0,
};
hal.radio.advertise(onAir);
/** At a burst's begin or end: the address stays. */
figures.advertChange = turnsOf(
  100,
  function () {
    hal.radio.advertise(onAir);
  },
  nothing,
);

/** Once a quarter of an hour: the watchdog is fed, the battery looked at, and the next look set. */
figures.look = turnsOf(
  100,
  function () {
    hal.clock.cancelAlarm(hal.clock.alarmAt(hal.clock.uptimeMs() + 900000, nothing));
    hal.system.feedWatchdog();
    if (hal.battery.milliVolts() < 3300 && !hal.battery.isPowered()) throw new Error("empty");
  },
  nothing,
);

/** What happens in the slots' last seconds, which only the boundary was to do once. */
const ahead = createSteps(9);
const boundary = createSteps(1);
const flush = createSteps(MOST_STEPS);
/** What comes after the last record: digest, erases. And where the small state is saved as well. */
const end = createSteps(MOST_STEPS);
const endWithSave = createSteps(MOST_STEPS);
awaitBoundary();
while (!token.isIdle()) step();
for (let slot = 0; slot < SLOTS; slot++) {
  awaitWindow();
  while (neighbour < ids.length) hearNext();
  const boundaryS = nowS - (nowS % SLOT_S) + SLOT_S;
  while (timer.dueS < boundaryS - 2) step();
  putMemoryInOrder();
  for (let at = 0; timer.dueS < boundaryS; at++) ahead.time(at, next());
  const before = token.log.nextSequence();
  const isSaving = token.slot().slot % SLOTS_PER_SAVE === 0;
  const after = isSaving ? endWithSave : end;
  boundary.time(0, next());
  for (let at = 0; token.log.nextSequence() < before + IN_SLOT; at++) flush.time(at, next());
  for (let at = 0; !token.isIdle(); at++) after.time(at, next());
}

/** A slot of the crowd, as often as another: 310 neighbours of whom half are to stay. */
const choice = createSteps(240);
for (let round = 0; round < SLOTS; round++) {
  const table = createEncounterTable(hal.crypto, IN_SLOT, 0, false, 0, 2);
  rewind();
  for (let n = 0; n < IN_SLOT; n++) {
    table.openWindow(n % 4);
    turnToNext();
    table.hear(advert.buffer, -90 + (n % 37));
  }
  putMemoryInOrder();
  let isGoing = true;
  for (let at = 0; isGoing; at++) {
    choice.time(at, function () {
      isGoing = table.keepBest(IN_SLOT >> 1, IN_SLOT >> 2);
    });
  }
}

const flushSteps = flush.turns();
figures.slotBoundary = boundary.turns()[0];
ahead.turns().forEach(function (turns, at) {
  figures["aheadStep" + at] = turns;
});
figures.flushStep = quantile(flushSteps, 0.5);
figures.choiceStepLongest = quantile(choice.turns(), 1);
figures.flushStep95 = quantile(flushSteps, 0.95);
figures.digestStep = Math.max(quantile(flushSteps, 1), quantile(end.turns(), 1));
figures.saveStep = quantile(endWithSave.turns(), 1);
printFigures(figures);
