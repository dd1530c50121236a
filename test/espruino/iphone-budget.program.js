/* Runs in the interpreter: what an iPhone costs the token's program, from its advert to the record, in turns of an empty loop. */
import { createEspruinoHal } from "../../hal/espruino/hal.js";
import { createEncounterTable } from "../../src/contacts/encounter-table.js";
import { createIphones } from "../../src/contacts/iphones.js";
import { IPHONE_CHARACTERISTIC, IPHONE_SERVICE } from "../../src/bluezone/advert.js";
import { boards, logFile } from "../../flash.config.json";
import { printFigures, turnsOf, turnsOfStep } from "./turns.js";

/** All that a slot keeps, each unlike the others. */
const IPHONES = 16;
const NEIGHBOURS = 100;
const BACKGROUND = new Uint8Array([
  2, 1, 26, 20, 255, 76, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);
const ID = new Uint8Array(12).fill(7);

function nothing() {}
global.setTimeout = function () {
  return 1;
};
global.clearTimeout = nothing;
global.poke32 = nothing;
global.NRF = { sleep: nothing, wake: nothing, setServices: nothing, setScan: nothing };
global.setWatch = nothing;
global.pinMode = nothing;
global.digitalWrite = nothing;

/** A promise that keeps its word at once, so that all steps of a read are timed as one. */
function kept(value) {
  return {
    then: function (use) {
      const next = use(value);
      return next && next.then ? next : kept(next);
    },
  };
}

const service = {
  getCharacteristic: function () {
    return kept(characteristic);
  },
};
const characteristic = {
  readValue: function () {
    return kept({ buffer: ID.buffer });
  },
};
const gatt = {
  connect: function () {
    return kept(gatt);
  },
  getPrimaryService: function () {
    return kept(service);
  },
  disconnect: function () {
    return kept(undefined);
  },
};

const hal = createEspruinoHal({ layout: boards.LINUX, logFile: logFile });
const peers = [];
for (let n = 0; n < IPHONES; n++) peers.push({ id: "4a:12:34:56:78:" + (16 + n) + " random", gatt: gatt });
const advert = hal.crypto.toByteString(BACKGROUND);
let iphones;
let table;
let turn = 0;

/** The slot of a crowd: so many tokens, and as many iPhones as it keeps but for one. */
function surround() {
  table = createEncounterTable(hal.crypto, NEIGHBOURS + IPHONES, 0, false, 0, 2, nothing);
  iphones = createIphones(hal.crypto, table);
  iphones.openWindow(0);
  turn = 0;
}

function hearNext() {
  iphones.hear(advert, -60, peers[turn]);
  turn = (turn + 1) % IPHONES;
}

const figures = {};
figures.firstAdvert = turnsOf(25, hearNext, surround);
figures.laterAdvert = turnsOf(25, hearNext);
figures.choice = turnsOfStep(iphones.next, function () {
  surround();
  while (turn < IPHONES - 1) hearNext();
});
let read = 0;
figures.read = turnsOfStep(function () {
  hal.radio.read(peers[0], IPHONE_SERVICE, IPHONE_CHARACTERISTIC, function (value) {
    if (value !== undefined) read++;
  });
}, nothing);
if (read === 0) throw new Error("nothing was read");
figures.settle = turnsOfStep(
  function () {
    iphones.settle(peers[IPHONES - 2], ID);
  },
  function () {
    surround();
    while (turn < IPHONES - 1) hearNext();
  },
);
if (table.count() !== 1) throw new Error("nothing was settled");
printFigures(figures);
