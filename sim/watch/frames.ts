/** What the page is told of the map, and how it puts that together. Used on both sides of the wire; pure. */
import type { Nearness } from "../../src/contacts/judge.js";

/** What has changed on the map since the frame before; lists are flat, and left out where empty. */
export interface Frame {
  ms: number;
  /** person, place (-1: on the way), x, y in cm */
  people?: number[];
  /** The same for tokens and phones; empty for ever where nobody leaves theirs anywhere. */
  devices?: number[];
  /** person, how the device is carried (town/carrying.ts) */
  carried?: number[];
  /** two people, the lower number first; 0 = no link any more, otherwise a number of `LINKS` */
  links?: number[];
  /** person, 1 or 0: the LED is lit now */
  lit?: number[];
  /** People whose LED was lit at some time since the frame before. */
  flashed?: number[];
  /** person, sum of `STATE_` bits */
  states?: number[];
}

export const LINKS: readonly (Nearness | undefined)[] = [undefined, "far", "mid", "near"];

/** The token has power; knows the time and therefore listens; shows a warning. */
export const STATE_ON = 1;
export const STATE_LISTENS = 2;
export const STATE_WARNED = 4;

/** The map as the frames so far have made it. */
export interface View {
  ms: number;
  readonly place: Int32Array;
  readonly xCm: Int32Array;
  readonly yCm: Int32Array;
  /** Where devices are, as far as the frames have told. */
  readonly devicePlace: Int32Array;
  readonly deviceXCm: Int32Array;
  readonly deviceYCm: Int32Array;
  readonly carried: Uint8Array;
  readonly isLit: Uint8Array;
  readonly states: Uint8Array;
  /** By `linkKey`: a number of `LINKS`. */
  readonly links: Map<number, number>;
}

/** `devicePlace` of a device that is where its owner is. */
export const WITH_OWNER = -2;

const MAX_PEOPLE = 2 ** 20;

export function linkKey(a: number, b: number): number {
  return a < b ? a * MAX_PEOPLE + b : b * MAX_PEOPLE + a;
}

/** The two people of a link, the lower number first. */
export function linkEnds(key: number): [number, number] {
  return [Math.floor(key / MAX_PEOPLE), key % MAX_PEOPLE];
}

export function createView(people: number): View {
  return {
    ms: 0,
    place: new Int32Array(people).fill(-1),
    xCm: new Int32Array(people),
    yCm: new Int32Array(people),
    devicePlace: new Int32Array(people).fill(WITH_OWNER),
    deviceXCm: new Int32Array(people),
    deviceYCm: new Int32Array(people),
    carried: new Uint8Array(people),
    isLit: new Uint8Array(people),
    states: new Uint8Array(people),
    links: new Map(),
  };
}

export function applyFrame(view: View, frame: Frame): void {
  view.ms = frame.ms;
  const { people = [], devices = [], carried = [], links = [], lit = [], states = [] } = frame;
  setPositions(people, view.place, view.xCm, view.yCm);
  setPositions(devices, view.devicePlace, view.deviceXCm, view.deviceYCm);
  for (let i = 0; i < carried.length; i += 2) view.carried[carried[i]!] = carried[i + 1]!;
  for (let i = 0; i < lit.length; i += 2) view.isLit[lit[i]!] = lit[i + 1]!;
  for (let i = 0; i < states.length; i += 2) view.states[states[i]!] = states[i + 1]!;
  for (let i = 0; i < links.length; i += 3) {
    const key = linkKey(links[i]!, links[i + 1]!);
    if (links[i + 2] === 0) view.links.delete(key);
    else view.links.set(key, links[i + 2]!);
  }
}

function setPositions(list: readonly number[], place: Int32Array, xCm: Int32Array, yCm: Int32Array): void {
  for (let i = 0; i < list.length; i += 4) {
    const person = list[i]!;
    place[person] = list[i + 1]!;
    xCm[person] = list[i + 2]!;
    yCm[person] = list[i + 3]!;
  }
}
