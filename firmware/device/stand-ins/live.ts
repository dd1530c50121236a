/**
 * `.boot0` of the interpreter's Linux build for life in real time, or a multiple of it: runs before the token's bundle
 * and puts in place what the chip has and Linux lacks. The other end is firmware/device/device.ts.
 */
import { installAir } from "./air.js";
import { openBenchLine, report } from "./bench-line.js";
import { installChip } from "./chip.js";

/**
 * Holds, as JSON, how much faster than the host's clock the chip's runs, and what it is ahead of that in seconds. It
 * outlives a reset, not the power.
 */
const CLOCK_FILE = "clock";

/** When in a window the neighbours that stay near are heard: in the token's own bursts adverts come every 120 ms. */
const HEARD_AT_MS = [30, 150];

interface ChipClock {
  readonly speed: number;
  aheadSeconds: number;
}

interface Neighbour {
  readonly data: Uint8Array;
  readonly rssiDbm: number;
}

const fs = require("fs");
const hostTime = getTime;
const hostTimeout = setTimeout;
const clock = JSON.parse(fs.readFileSync(CLOCK_FILE)) as ChipClock;
global.getTime = function () {
  return hostTime() * clock.speed + clock.aheadSeconds;
};
global.setTime = function (seconds: number) {
  clock.aheadSeconds = seconds - hostTime() * clock.speed;
  fs.writeFileSync(CLOCK_FILE, JSON.stringify(clock));
};
global.setTimeout = function (run: () => void, delayMs: number) {
  return hostTimeout(run, delayMs / clock.speed);
};

let neighbours: Neighbour[] = [];
const air = installAir(function () {
  for (const delayMs of HEARD_AT_MS) setTimeout(hearNeighbours, delayMs);
}, Promise);
const chip = installChip(function () {
  return hostTime() * clock.speed * 1000;
});
// For a program that tests the hardware's side from inside (firmware/conformance); the token's has no use for it.
global.bench = { air: air, chip: chip, report: report };

function hearNeighbours(): void {
  for (const neighbour of neighbours) air.deliver(neighbour.data, neighbour.rssiDbm);
}

function neighbour(words: string[]): Neighbour {
  return { data: E.toUint8Array(atob(words[1]!)), rssiDbm: parseInt(words[2]!) };
}

openBenchLine(function (words) {
  switch (words[0]) {
    case "advert":
      if (!air.deliver(neighbour(words).data, neighbour(words).rssiDbm)) report("unheard");
      break;
    case "near":
      neighbours.push(neighbour(words));
      break;
    case "alone":
      neighbours = [];
      break;
    case "press":
      chip.press();
      break;
    case "usb":
      chip.setUsbOpen(words[1] === "1");
      break;
    case "battery":
      chip.setBattery(parseInt(words[1]!), words[2] === "1", words[3] === "1");
      break;
  }
});
