/** Does to one simulated token what may happen to a real one. Staff come with the station's own session. */
import { randomBytes } from "node:crypto";
import { contentsOfHandOver } from "../../src/custody/host/prepare.js";
import { stockEntry } from "../../src/custody/host/stock.js";
import { hostCustody, nodeHash } from "../../src/station/node-crypto.js";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import { type KeyRing, type Session, createSession } from "../../src/sync/host/session.js";
import { EMPTY_MV, LOW_MV } from "../../src/wearer/battery.js";
import type { SimulatedToken } from "../devices/simulated-token.js";
import type { Deed } from "./deeds.js";

const FULL_MV = 4_100;
/** A number of an authority's that nobody has. */
const SERIAL = 9_000_000;
const HOST_RANDOM_BYTES = 32;

/** @param utcMs  the true time */
export function createHands(
  { person, control, hal }: SimulatedToken,
  utcMs: () => number,
): (deed: Deed) => void {
  /** Of a token that was handed out: of staff who operate it, and of its administrator. */
  let staff: KeyRing = { operator: [], admin: [] };
  let officer: KeyRing | undefined;
  let isVisiting = false;

  /** One visit at a time; one that fails (time stands still, nobody presses) has done nothing. */
  async function visit(keys: KeyRing, use: (session: Session) => Promise<unknown>): Promise<void> {
    if (isVisiting || !control.power.isOn()) return;
    isVisiting = true;
    let onData: (bytes: Uint8Array) => void = () => {};
    let onClose: () => void = () => {};
    control.usb.plug(
      (bytes) => onData(bytes),
      () => onClose(),
    );
    const line = {
      write: control.usb.write,
      onData: (listener: typeof onData) => (onData = listener),
      onClose: (listener: typeof onClose) => (onClose = listener),
      close: control.usb.unplug,
    };
    const session = createSession(line, systemTimers, hostCustody);
    try {
      await session.enter(keys);
      await use(session);
    } catch {
      // The spectator sees that nothing has changed.
    } finally {
      session.close();
      isVisiting = false;
    }
  }

  async function handOut(): Promise<void> {
    if (officer !== undefined) return;
    await visit(staff, async (session) => {
      const handOver = await session.prepare(SERIAL + person, new Uint8Array(randomBytes(HOST_RANDOM_BYTES)));
      const admin = contentsOfHandOver(nodeHash, handOver)[2]!;
      officer = { operator: [], admin: [{ serial: admin.serial, key: admin.key }] };
      staff = { operator: [stockEntry(nodeHash, admin, 0)], admin: [] };
    });
    if (officer !== undefined) await visit(officer, async () => {});
  }

  function breakFlash(isBroken: boolean): void {
    for (let page = 0; page < hal.flash.pageCount; page++)
      control.flash.setFailure(page, "program", isBroken ? "ignored" : undefined);
  }

  const deeds: Record<Deed, () => void> = {
    charge() {
      control.battery.setFull(false);
      control.battery.setCharger(true);
    },
    fill() {
      control.battery.setCharger(true);
      control.battery.setFull(true);
    },
    unplug: () => control.battery.setCharger(false),
    lowBattery: () => control.battery.setMilliVolts(LOW_MV - 1),
    emptyBattery: () => control.battery.setMilliVolts(EMPTY_MV - 1),
    fullBattery: () => control.battery.setMilliVolts(FULL_MV),
    loseTime() {
      if (!control.power.isOn()) return;
      control.power.cut();
      control.power.restore();
    },
    setTime: () => void visit(officer ?? staff, (session) => session.setTime(utcMs)),
    breakFlash: () => breakFlash(true),
    mendFlash: () => breakFlash(false),
    handOut: () => void handOut(),
    read: () => void visit(staff, (session) => session.read({ from: 0, onChunk() {}, onConsentNeeded() {} })),
    warn: () => void visit(staff, (session) => session.warn(true)),
    clear: () => void visit(staff, (session) => session.warn(false)),
  };
  return (deed) => deeds[deed]();
}
