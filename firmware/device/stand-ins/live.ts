/**
 * `.boot0` of the interpreter's Linux build for life in real time: runs before the token's bundle and puts in place
 * what the chip has and Linux lacks.
 */
import { installAir } from "./air.js";
import { openBenchLine, report } from "./bench-line.js";
import { installChip } from "./chip.js";

/** Holds what the chip's counter is ahead of the host's clock, in seconds; it outlives a reset, not the power. */
const CLOCK_FILE = "clock";

const fs = require("fs");
const hostTime = getTime;
let aheadSeconds = parseFloat(fs.readFileSync(CLOCK_FILE));
global.getTime = function () {
  return hostTime() + aheadSeconds;
};
global.setTime = function (seconds: number) {
  aheadSeconds = seconds - hostTime();
  fs.writeFileSync(CLOCK_FILE, "" + aheadSeconds);
};
// The counter that measures what a change of address costs: here it costs nothing.
global.poke32 = function () {};
global.peek32 = function () {
  return 0;
};

const air = installAir();
const chip = installChip();
// For a program that tests the hardware's side from inside (firmware/conformance); the token's has no use for it.
global.bench = { air: air, chip: chip, report: report };
openBenchLine(function (words) {
  switch (words[0]) {
    case "advert":
      if (!air.deliver(E.toUint8Array(atob(words[1]!)), parseInt(words[2]!))) report("unheard");
      break;
    case "press":
      chip.press();
      break;
    case "usb":
      chip.setUsbOpen(words[1] === "1");
      break;
    case "battery":
      chip.setBattery(parseInt(words[1]!), words[2] === "1");
      break;
  }
});
