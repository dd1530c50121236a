import assert from "node:assert/strict";
import type { World } from "../../hal/conformance/trial.js";
import { runTrials } from "../../hal/conformance/trial.js";
import { conformanceSuite } from "../../hal/conformance/suite.js";
import { createSimulatedHal } from "../../hal/simulated/hal.js";
import { createTimeline } from "../../hal/simulated/timeline.js";

const VIRTUAL_HOUR_MS = 3_600_000;

describe("simulated hardware conforms", () => {
  const timeline = createTimeline();
  const { hal, control } = createSimulatedHal({
    timeline,
    pageBytes: 4096,
    pageCount: 8,
    seed: 1,
    chipId: "0123456789ABCDEF",
  });
  let received = "";
  const world: World = {
    deliver: (data, rssiDbm) => control.radio.deliver(new Uint8Array(data).buffer, rssiDbm),
    onAir: () => control.radio.advertising(),
    press: control.button.press,
    setPortOpen(isOpen) {
      if (isOpen) control.usb.plug((bytes) => (received += Buffer.from(bytes).toString("latin1")));
      else control.usb.unplug();
    },
    hostSends: (chunk) => control.usb.write(Buffer.from(chunk, "latin1")),
    hostReceived: () => received,
  };
  const results = new Map<string, string[]>();
  let isDone = false;
  runTrials(
    conformanceSuite,
    hal,
    world,
    (name, failures) => results.set(name, failures),
    () => (isDone = true),
  );
  timeline.runUntil(VIRTUAL_HOUR_MS);

  for (const { name } of conformanceSuite) {
    it(name, () => assert.deepEqual(results.get(name), []));
  }
  it("to the end of the suite", () => assert.ok(isDone));
});
