/* Runs in the interpreter: the token in virtual time, among 300 neighbours for one slot. What each step costs, in turns. */
import { createEspruinoHal } from "../../hal/espruino/hal.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { createToken } from "../../src/token/token.js";
import { boards, logFile, retentionDays } from "../../flash.config.json";
import { median, percentile95, printFigures, turnsOf, turnsOnce } from "./turns.js";

const NEIGHBOURS = 300;
const ID_BYTES = 12;
const ID_OFFSET = 7;
const SLOT_S = 900;
const SLOTS = 4;

let nowS = 1612785600 + 1; // one second into a slot
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
  setScan: function (run) {
    if (run) scan = run;
    isListening = !!run;
  },
};
global.setWatch = nothing;
global.pinMode = nothing;
global.digitalWrite = nothing;

/** The next step of the token; returns the turns it took, undefined where the host interrupted it. */
function step() {
  const next = timer;
  timer = undefined;
  if (next.dueS > nowS) nowS = next.dueS;
  return turnsOnce(next.run);
}

const token = createToken(createEspruinoHal({ layout: boards.LINUX, logFile: logFile }), {
  firmwareVersion: "0.0.0",
  retentionDays: retentionDays,
  statePages: boards.LINUX.statePages,
  digestPages: boards.LINUX.digestPages,
  listPages: boards.LINUX.listPages,
  firmwarePages: boards.LINUX.firmwarePages,
  reservedPages: boards.LINUX.reservedPages,
});
// One advert whose ID changes: 300 of them would fill the interpreter's memory.
const advert = encodeAdvert(new Uint8Array(ID_BYTES));
const report = { data: advert.buffer, rssi: -60 };
const ids = new Uint8Array(NEIGHBOURS * ID_BYTES);
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

function note(list, turns) {
  if (turns !== undefined) list.push(turns);
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

const boundaries = [];
const steps = [];
for (let slot = 0; slot < SLOTS; slot++) {
  awaitWindow();
  while (neighbour < ids.length) hearNext();
  awaitBoundary();
  note(boundaries, step());
  const before = token.log.nextSequence();
  while (!token.isIdle()) note(steps, step());
  figures.recordsFlushed = token.log.nextSequence() - before;
}
figures.slotBoundary = median(boundaries);
figures.flushStep = median(steps);
figures.flushStep95 = percentile95(steps);
printFigures(figures);
