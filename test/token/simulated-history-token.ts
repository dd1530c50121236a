import type { NearPhone } from "../../firmware/device/stepped.js";
import { SEEK_LIMIT_MS } from "../../hal/hal.js";
import { createSimulatedHal } from "../../hal/simulated/hal.js";
import type { ReadOutcome } from "../../hal/simulated/radio.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { simulatedBoard } from "../../sim/devices/simulated-board.js";
import { createToken } from "../../src/token/token.js";
import { HISTORY_START_UTC_MS } from "./history.js";
import { atTheCable } from "./host.js";
import type { LedCall, WornToken } from "./worn.js";

/** After the opening of a window the neighbours are heard. */
export const HEARD_AFTER_MS = 100;
export const HEARD_DBM = -60;
export const HISTORY_CHIP_ID = "0011223344556677";

/** The token's own code on simulated hardware, with the flash of the interpreter's Linux build. */
export function createSimulatedHistoryToken(seed: number): WornToken {
  const { geometry, tokenConfig } = simulatedBoard("LINUX");
  const timeline = createTimeline();
  const { hal, control } = createSimulatedHal({ timeline, ...geometry, seed, chipId: HISTORY_CHIP_ID });
  let adverts: Uint8Array[] = [];
  let near: readonly NearPhone[] = [];
  const peerOf = ({ address, addressKind = "random" }: NearPhone) => ({ id: `${address} ${addressKind}` });
  control.radio.takeReads(({ id }) => outcomeOf(near.find((one) => peerOf(one).id === id)!));
  const listen = hal.radio.listen;
  hal.radio.listen = (windowMs, onReport, onEnd) => {
    listen(windowMs, onReport, onEnd);
    hal.clock.alarmAt(hal.clock.uptimeMs() + HEARD_AFTER_MS, () => {
      if (!control.radio.isListening()) return;
      for (const advert of adverts) control.radio.deliver(advert.buffer as ArrayBuffer, HEARD_DBM);
      for (const one of near) control.radio.deliver(one.advert.buffer as ArrayBuffer, HEARD_DBM, peerOf(one));
    });
  };
  const calls: LedCall[] = [];
  const { set } = hal.indicator;
  hal.indicator.set = (isLit) => {
    set(isLit);
    calls.push({ isLit, atMs: hal.clock.uptimeMs() });
  };
  control.power.onStart(() => createToken(hal, tokenConfig));
  control.power.cut();
  control.power.restore();
  hal.clock.setUtc(HISTORY_START_UTC_MS, "set");
  timeline.runUntil(0);

  return {
    nowMs: timeline.nowMs,
    async run(ms) {
      timeline.runUntil(timeline.nowMs() + ms);
    },
    async losePower(awayMs) {
      control.power.cut();
      timeline.runUntil(timeline.nowMs() + awayMs);
      control.power.restore();
    },
    async surround(given, phones = []) {
      adverts = given;
      near = phones;
    },
    plugIn: (use) => atTheCable({ timeline, control }, use),
    async press(afterMs = 0) {
      timeline.at(timeline.nowMs() + afterMs, control.button.press);
    },
    async setBattery(milliVolts, charger) {
      control.battery.setMilliVolts(milliVolts);
      if (charger === "none") control.battery.setCharger(false);
      control.battery.setFull(charger === "full");
      if (charger !== "none") control.battery.setCharger(true);
    },
    async breakFlash(isBroken) {
      for (let page = 0; page < geometry.pageCount; page++)
        control.flash.setFailure(page, "program", isBroken ? "ignored" : undefined);
    },
    async hang() {
      control.power.hang();
    },
    takeCalls: () => calls.splice(0),
    isOnAir: () => control.radio.advertising() !== undefined,
  };
}

/** As firmware/device/stand-ins/gatt.ts has it: connected after 200 ms, each answer after 50. */
function outcomeOf({ behaviour, value }: NearPhone): ReadOutcome {
  if (behaviour === "silent") return { soughtMs: SEEK_LIMIT_MS, linkedMs: 0, value: undefined };
  if (behaviour === "answers") return { soughtMs: 200, linkedMs: 150, value };
  return { soughtMs: 200, linkedMs: behaviour === "hangs" ? Infinity : 50, value: undefined };
}
