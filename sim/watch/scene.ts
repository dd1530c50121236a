/** All that is to be seen of a town, put together change by change; a live one and a recorded one are the same here. */
import type { Change, Opening } from "./changes.js";
import { type Frame, STATE_LISTENS, STATE_ON, STATE_WARNED } from "./frames.js";
import type { Inside } from "./inside.js";
import { createLinks } from "./links.js";
import { type WatchedToken, createWatchedToken } from "./watched-token.js";

export interface Scene {
  nowMs(): number;
  apply(change: Change): void;
  /** What has changed since the last call. */
  takeFrame(): Frame;
  /** Everything; for somebody who comes later, together with the frames taken from now on. */
  fullFrame(): Frame;
  /** Undefined where the person has no token. */
  inside(person: number): Inside | undefined;
}

export function createScene(opening: Opening): Scene {
  const { people, log } = opening;
  const tokens = people.map(({ device }): WatchedToken | undefined =>
    device === "token" ? createWatchedToken(log.pages) : undefined,
  );
  const ids = { hex: [] as string[], person: [] as number[] };
  const links = createLinks(people.length);
  /** Flat lists of three: place, x, y. */
  const positions = new Int32Array(3 * people.length).fill(-1);
  const devicePositions = new Int32Array(3 * people.length).fill(-1);
  const carried = new Uint8Array(people.length);
  const isLit = new Uint8Array(people.length);
  let hasDevicePositions = false;
  let ms = 0;

  /** People of whom something has changed since the last frame. */
  const dirty = {
    people: new Set<number>(),
    devices: new Set<number>(),
    carried: new Set<number>(),
    lit: new Set<number>(),
    flashed: new Set<number>(),
    states: new Set<number>(),
  };

  function move(list: readonly number[] = [], into: Int32Array, moved: Set<number>, isOnAir: boolean): void {
    for (let i = 0; i < list.length; i += 4) {
      const person = list[i]!;
      into.set(list.slice(i + 1, i + 4), 3 * person);
      moved.add(person);
      if (isOnAir) links.onMove(person);
    }
  }

  /** Calls `run` with each entry of a flat list. */
  function each(list: readonly number[] | undefined, width: number, run: (...entry: number[]) => void): void {
    for (let i = 0; list !== undefined && i < list.length; i += width) run(...list.slice(i, i + width));
  }

  function light(person: number, lit: number): void {
    isLit[person] = lit;
    dirty.lit.add(person);
    if (lit === 0) return;
    dirty.flashed.add(person);
    tokens[person]?.onLight();
  }

  function hearAll(list: readonly number[] = []): void {
    for (let i = 0; i < list.length;) {
      const [listener, slot, window, count] = [list[i]!, list[i + 1]!, list[i + 2]!, list[i + 3]!];
      i += 4;
      tokens[listener]?.hear(slot, window, list, i, count);
      const heard = new Map<number, number>();
      for (const end = i + 3 * count; i < end; i += 3) {
        const person = ids.person[list[i]!]!;
        if (person >= 0) heard.set(person, Math.max(list[i + 1]!, heard.get(person) ?? -Infinity));
      }
      links.onWindow(listener, heard);
    }
  }

  const stateOf = (person: number) => {
    const token = tokens[person];
    if (token === undefined) return 0;
    return (
      (token.isOn() ? STATE_ON : 0) +
      (token.isListening() ? STATE_LISTENS : 0) +
      (token.isWarned() ? STATE_WARNED : 0)
    );
  };

  function positionsOf(who: Iterable<number>, from: Int32Array): number[] {
    const list: number[] = [];
    for (const person of who)
      list.push(person, from[3 * person]!, from[3 * person + 1]!, from[3 * person + 2]!);
    return list;
  }

  function pairsOf(who: Iterable<number>, valueOf: (person: number) => number): number[] {
    const list: number[] = [];
    for (const person of who) list.push(person, valueOf(person));
    return list;
  }

  function frameOf(changed: typeof dirty, changedLinks: number[]): Frame {
    const frame: Required<Frame> = {
      ms,
      people: positionsOf(changed.people, positions),
      devices: positionsOf(changed.devices, devicePositions),
      carried: pairsOf(changed.carried, (person) => carried[person]!),
      links: changedLinks,
      lit: pairsOf(changed.lit, (person) => isLit[person]!),
      flashed: [...changed.flashed],
      states: pairsOf(changed.states, stateOf),
    };
    const isTold = ([, value]: [string, number | number[]]) => typeof value === "number" || value.length > 0;
    return Object.fromEntries(Object.entries(frame).filter(isTold)) as unknown as Frame;
  }

  return {
    nowMs: () => ms,
    apply(change) {
      ms = change.ms;
      for (const [person, hex] of change.ids ?? []) {
        ids.person.push(person);
        ids.hex.push(hex);
      }
      hasDevicePositions ||= change.devices !== undefined;
      move(change.moved, positions, dirty.people, !hasDevicePositions);
      move(change.devices, devicePositions, dirty.devices, true);
      each(change.carried, 2, (person, how) => {
        carried[person!] = how!;
        dirty.carried.add(person!);
      });
      each(change.power, 2, (person, isOn) => {
        tokens[person!]?.setPower(isOn === 1, ms);
        links.onSilence(person!);
        light(person!, 0);
        dirty.states.add(person!);
      });
      each(change.slots, 6, (person, day, slot, id, timeState, aheadMs) => {
        tokens[person!]?.beginSlot(day!, slot!, id!, timeState!, aheadMs!);
        dirty.states.add(person!);
      });
      hearAll(change.heard);
      each(change.lit, 2, (person, lit) => light(person!, lit!));
      each(change.warned, 2, (person, isWarned) => {
        tokens[person!]?.setWarned(isWarned === 1);
        dirty.states.add(person!);
      });
      each(change.signals, 3, (person, pressed, charger) => tokens[person!]?.setSignals(pressed!, charger!));
      each(change.batteries, 3, (person, milliVolts, isCharging) =>
        tokens[person!]?.setBattery(milliVolts!, isCharging === 1),
      );
      each(change.pages, 5, (person, sequence, day, records, isClosed) =>
        tokens[person!]?.setPage({
          sequence: sequence!,
          day: day!,
          records: records!,
          isClosed: isClosed === 1,
        }),
      );
      each(change.erased, 2, (person, sequence) => tokens[person!]?.dropPagesBefore(sequence!));
    },
    takeFrame() {
      const frame = frameOf(dirty, links.takeChanges());
      for (const who of Object.values(dirty)) who.clear();
      return frame;
    },
    fullFrame() {
      const all = new Set(people.keys());
      const none = new Set<number>();
      const devices = hasDevicePositions ? all : none;
      const frame = { people: all, devices, carried: all, lit: all, flashed: none, states: all };
      return frameOf(frame, links.all());
    },
    inside: (person) => tokens[person]?.inside(person, carried[person]!, ms, ids),
  };
}
