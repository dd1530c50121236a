/* Runs in the interpreter: Espruino's side of the hardware against a chip that answers as we like. Prints what it saw. */
import { createClock } from "../../hal/espruino/clock.js";
import { createFlash } from "../../hal/espruino/flash.js";
import { createRadio } from "../../hal/espruino/radio.js";
import { createUsb } from "../../hal/espruino/usb.js";
import { boards, logFile } from "../../flash.config.json";

const SET_S = 1612785600; // 2021-02-08 12:00 UTC
const TICKS_OF_100_MS = 3277;
const seen = {};

let chipS = 100;
global.getTime = function () {
  return chipS;
};
global.setTime = function (seconds) {
  chipS = seconds;
};
global.setTimeout = function () {
  return 1;
};
global.clearTimeout = function () {};

// ------------------------------------------------------------ the clock over a reset
let clock = createClock();
seen.stateAfterPowerOn = clock.timeState();
clock.setUtc(SET_S * 1000, "estimated");
seen.stateAfterResetOfEstimate = createClock().timeState();
clock.setUtc(SET_S * 1000, "set");
seen.stateAfterResetOfSet = createClock().timeState();
seen.utcAfterReset = createClock().utcMs();
seen.uptimeAfterReset = createClock().uptimeMs();

// ------------------------------------------------------------ what a change of address costs
let calls = [];
let ticks = TICKS_OF_100_MS;
global.poke32 = function () {};
global.peek32 = function () {
  return ticks;
};
global.NRF = {};
["sleep", "wake", "setAddress", "setTxPower", "setAdvertising", "setServices", "setScan"].forEach(
  function (name) {
    NRF[name] = function (argument) {
      calls.push(name + (name === "setScan" ? (argument ? " on" : " off") : ""));
      if (name === "setAddress") seen.address = argument;
    };
  },
);
clock = createClock();
const radio = createRadio(clock, undefined);
seen.atStart = calls.join();

function advertise(lastByte) {
  const before = clock.uptimeMs();
  calls = [];
  radio.advertise({
    address: new Uint8Array([0xc0, 1, 2, 0xab, 4, lastByte]),
    payloads: [new Uint8Array(23)],
    intervalMs: 500,
    txPowerDbm: 0,
  });
  return Math.round(clock.uptimeMs() - before);
}

radio.listen(
  1000,
  function () {},
  function () {},
);
seen.lostMs = advertise(7);
seen.changeInWindow = calls.join();
seen.utcMoved = Math.round(clock.utcMs() - SET_S * 1000);
seen.lostMsOfSameAddress = advertise(7);
seen.sameAddress = calls.join();
ticks = 0xffffff;
seen.lostMsOfNonsense = advertise(8);

// ------------------------------------------------------------ the reserved file
function refusal(layout, name) {
  try {
    createFlash(layout, name);
    return "taken";
  } catch (error) {
    return error.message;
  }
}
seen.flash = refusal(boards.LINUX, logFile);
seen.otherName = refusal(boards.LINUX, logFile + "x");
seen.shorterName = refusal(boards.LINUX, logFile.substr(0, 4));
seen.otherSize = refusal(Object.assign({}, boards.LINUX, { regionPages: 175 }), logFile);
seen.otherPlace = refusal(
  Object.assign({}, boards.LINUX, { storageBase: boards.LINUX.storageBase + 1024 }),
  logFile,
);

// ------------------------------------------------------------ a line that nobody reads
const usb = createUsb();
let written = 0;
let used = 0;
USB.isConnected = function () {
  return true;
};
USB.write = function (bytes) {
  written += bytes.length;
};
process.memory = function () {
  return { tx: { used: used, total: 256 } };
};
seen.sendToEmptyRing = [usb.send(new Uint8Array(600)), written];
used = 3;
seen.sendToUsedRing = [usb.send(new Uint8Array(600)), written];

print("figures " + JSON.stringify(seen));
