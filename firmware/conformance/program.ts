/** The conformance suite in place of the token, in the interpreter's Linux build: Espruino's side of the hardware. */
import { createEspruinoHal } from "../../hal/espruino/hal.js";
import { closeConsole } from "../../hal/espruino/system.js";
import { conformanceSuite } from "../../hal/conformance/suite.js";
import { runTrials, type World } from "../../hal/conformance/trial.js";
import { boards, logFile } from "../../flash.config.json";

let received = "";
USB.write = function (bytes) {
  received += typeof bytes === "string" ? bytes : E.toString(bytes);
};

const world: World = {
  deliver: bench.air.deliver,
  onAir() {
    const current = bench.air.current();
    if (!current) return undefined;
    const digits = current.address.split(":").map(function (pair) {
      return parseInt(pair, 16);
    });
    return { address: new Uint8Array(digits), payloads: current.payloads };
  },
  press: bench.chip.press,
  setCharger(isPlugged, isFull) {
    // As the interpreter does it: from its event loop.
    setTimeout(function () {
      bench.chip.setBattery(3900, isPlugged && !isFull, isPlugged);
    }, 0);
  },
  setPortOpen: bench.chip.setUsbOpen,
  hostSends(chunk) {
    // As the interpreter does it: from its event loop.
    setTimeout(function () {
      USB.emit("data", chunk);
    }, 0);
  },
  hostReceived() {
    return received;
  },
};

runTrials(
  conformanceSuite,
  createEspruinoHal({ layout: boards.LINUX, logFile: logFile }),
  world,
  function (name, failures) {
    bench.report("trial " + JSON.stringify({ name: name, failures: failures }));
  },
  function () {
    bench.report("trials done");
  },
);
closeConsole();
