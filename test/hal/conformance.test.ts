import assert from "node:assert/strict";
import { SEEK_LIMIT_MS } from "../../hal/hal.js";
import type { TrialPhone, World } from "../../hal/conformance/trial.js";
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
  const phones = new Map<string, TrialPhone>();
  control.radio.takeReads(({ id }) => {
    const { behaviour, value } = phones.get(id)!;
    if (behaviour === "silent") return { soughtMs: SEEK_LIMIT_MS, linkedMs: 0, value: undefined };
    const linkedMs = behaviour === "hangs" ? Infinity : 100;
    return { soughtMs: 200, linkedMs, value: behaviour === "answers" ? value : undefined };
  });
  const world: World = {
    deliver(data, rssiDbm, phone) {
      if (phone !== undefined) phones.set(phone.id, phone);
      control.radio.deliver(new Uint8Array(data).buffer, rssiDbm, phone && { id: phone.id });
    },
    onAir: () => control.radio.advertising(),
    press: control.button.press,
    setCharger(isPlugged, isFull) {
      if (!isPlugged) control.battery.setCharger(false);
      control.battery.setFull(isFull);
      if (isPlugged) control.battery.setCharger(true);
    },
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
