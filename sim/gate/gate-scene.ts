/** People at a gate, with tokens or phones: the tokens' own program, the air of the town, and what the gate's PC is told. */
import type { Advertising, Peer } from "../../hal/hal.js";
import { byteStringOf } from "../../hal/simulated/crypto.js";
import { type SimulatedControl, createSimulatedHal } from "../../hal/simulated/hal.js";
import { draw } from "../../hal/simulated/random.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { createStateStore } from "../../src/log/state-store.js";
import { FLAG_WARNED, GATE as POLL } from "../../src/sync/messages.js";
import { type GateSight, decodeGate } from "../../src/sync/host/decode.js";
import { createFrameParser } from "../../src/sync/host/frame.js";
import { requestLine } from "../../src/sync/host/request-line.js";
import { FLAGS, GATE, createState } from "../../src/token/state.js";
import { createToken } from "../../src/token/token.js";
import { createAir } from "../air/air.js";
import { type Channel, createChannel } from "../air/channel.js";
import { type Airwaves, createPresentAdverts } from "../devices/on-air.js";
import { airwavesOf, createPhones } from "../devices/phones.js";
import { simulatedBoard } from "../devices/simulated-board.js";
import { type DeviceKind, LEFT, WORN } from "../town/carrying.js";

/** Number of the gate's own token, which lies on the counter; the others' follow. */
const GATE_NUMBER = 0;
const START_UTC_MS = Date.UTC(2020, 7, 8);
/**
 * From one person who steps up to the next: the gate has forgotten the press before, and the token, which is the next person's as well,
 * does not leave out the press for the sake of the one before (SCHEDULE.md). No part of a slot, so that presses fall everywhere in it.
 */
const TURN_MS = 31_000;
/** How long a person waits for the page. */
const PATIENCE_MS = 6000;
const POLL_MS = 250;
/** Between people who stand in a queue. */
const QUEUE_CM = 100;

export interface GateScene {
  seed: number;
  /** What each has; the first one is who steps up, the others stand behind. */
  devices: readonly DeviceKind[];
  distancesCm: readonly number[];
  /** Numbers, from 0, of those who press when the person steps up. */
  pressing: readonly number[];
  /** Share of the time in which phones have the app open. */
  openShare?: number;
  packetLoss: number;
  turns: number;
}

/** Of all turns. */
export interface GateCounts {
  turns: number;
  /** Somebody was let pass. */
  green: number;
  /** Somebody was told to come nearer, or to open the app, and nobody let pass. */
  hinted: number;
  /** Who stepped up pressed a token that warns, and its LED showed no more than that it is alive. */
  discreet: number;
}

/** Each turn other people, of other builds, who carry it otherwise, step up: whatever is drawn for a pair is drawn anew. */
export function watchGate(scene: GateScene): GateCounts {
  const { seed, devices, distancesCm, packetLoss } = scene;
  const people = devices.length + 1;
  const timeline = createTimeline();
  const channel = createChannel(draw(seed, 1));
  const present = createPresentAdverts(people);
  const peers = new Map<string, Peer>();
  const phones = createPhones({
    devices: ["none", ...devices],
    startUtcMs: START_UTC_MS,
    seed: draw(seed, 2),
    openShare: scene.openShare,
  });
  const air = createAir({
    ...{ seed: draw(seed, 3), people, channel, packetLoss, isExact: true },
    findNeighbours: neighboursOf(channel, devices, distancesCm),
    airwaves: withPeers(airwavesOf(phones, present), peers),
  });
  const { geometry, tokenConfig } = simulatedBoard("LINUX");

  function addToken(number: number): { control: SimulatedControl; lights: () => number } {
    const chipId = number.toString(16).padStart(16, "0").toUpperCase();
    const options = { timeline, ...geometry, seed: draw(draw(seed, 4), number), chipId };
    const { hal, control } = createSimulatedHal({ ...options, startUtcMs: START_UTC_MS });
    const state = createState(hal.crypto, chipId, undefined);
    if (number === GATE_NUMBER) state.words[GATE] = 1;
    else state.words[FLAGS]! |= FLAG_WARNED;
    createStateStore(hal.flash, hal.crypto, 0, tokenConfig.statePages).save(state.bytes);
    control.radio.onChange((advertising) => {
      if (advertising !== undefined) peers.set(byteStringOf(advertising.payloads[0]!), peerOf(advertising));
      present.change(number, timeline.nowMs(), advertising);
    });
    control.radio.takeWindows((startMs, endMs) => air.hear(number, startMs, endMs));
    const set = hal.indicator.set;
    let lights = 0;
    hal.indicator.set = (isLit) => {
      if (isLit) lights++;
      set(isLit);
    };
    createToken(hal, tokenConfig);
    return { control, lights: () => lights };
  }

  const gate = addToken(GATE_NUMBER).control;
  const tokens = devices.map((device, n) => (device === "token" ? addToken(n + 1) : undefined));
  const poll = pollerOf(gate, (ms) => timeline.runUntil(timeline.nowMs() + ms));

  const counts = { turns: scene.turns, green: 0, hinted: 0, discreet: 0 };
  for (let turn = 1; turn <= scene.turns; turn++) {
    timeline.runUntil(turn * TURN_MS);
    for (const n of scene.pressing) tokens[n]!.control.button.press();
    const lightsBefore = tokens[0]?.lights() ?? 0;
    let isGreen = false;
    let isHinted = false;
    while (timeline.nowMs() < turn * TURN_MS + PATIENCE_MS) {
      const { kind, isRightHere } = poll();
      if (kind !== "nobody" && kind !== "iphone-asleep" && isRightHere) isGreen = true;
      else if (kind !== "nobody") isHinted = true;
      timeline.runUntil(timeline.nowMs() + POLL_MS);
    }
    if (isGreen) counts.green++;
    else if (isHinted) counts.hinted++;
    if (tokens[0] !== undefined && tokens[0].lights() === lightsBefore + 1) counts.discreet++;
  }
  return counts;
}

/** The gate's PC, in virtual time. */
function pollerOf(gate: SimulatedControl, pass: (ms: number) => void): () => GateSight {
  const parser = createFrameParser();
  let payload = new Uint8Array(0);
  let request = 0;
  gate.usb.plug((bytes) => {
    for (const frame of parser.push(bytes)) payload = frame.payload.slice();
  });
  return () => {
    request = (request % 255) + 1;
    gate.usb.write(requestLine(POLL, request, new Uint8Array(0), undefined));
    pass(5);
    const sight = decodeGate(payload);
    if (sight === undefined) throw new Error("The gate's token gave no answer");
    return sight;
  };
}

function peerOf({ address }: Advertising): Peer {
  return { id: `${[...address].map((byte) => byte.toString(16).padStart(2, "0")).join(":")} random` };
}

/** With the address that a token has at the moment, and another one for the phone of each who steps up: they tell the two kinds apart. */
function withPeers(airwaves: Airwaves, tokens: ReadonlyMap<string, Peer>): Airwaves {
  return {
    before(person, ms) {
      const state = airwaves.before(person, ms);
      if (state === undefined) return state;
      const peer = tokens.get(state.payloads[0]!) ?? { id: `${person} of turn ${Math.floor(ms / TURN_MS)}` };
      return { ...state, peer };
    },
    changeBefore: (person, ms) => airwaves.changeBefore(person, ms),
  };
}

/** Between the gate and everybody, and between those who stand in the queue. */
function neighboursOf(channel: Channel, devices: readonly DeviceKind[], distancesCm: readonly number[]) {
  const people = devices.length + 1;
  const neighbours = {
    isAway: false,
    count: people - 1,
    senders: new Int32Array(people),
    levelDbm: new Float64Array(people),
    spots: new Int32Array(people),
  };
  /** Others step up each turn. */
  const soul = (number: number, turn: number) => (number === GATE_NUMBER ? 0 : turn * people + number);
  const wearingDb = (number: number, turn: number) =>
    channel.wearingDb(soul(number, turn), number === GATE_NUMBER ? LEFT : WORN);
  const distanceOf = (a: number, b: number) =>
    a === GATE_NUMBER ? distancesCm[b - 1]! : b === GATE_NUMBER ? distancesCm[a - 1]! : QUEUE_CM;
  return (listener: number, ms: number) => {
    const turn = Math.floor(ms / TURN_MS);
    let count = 0;
    for (let sender = 0; sender < people; sender++) {
      if (sender === listener) continue;
      const spot = channel.spotOf(soul(listener, turn), soul(sender, turn), turn);
      neighbours.senders[count] = sender;
      neighbours.spots[count] = spot;
      neighbours.levelDbm[count++] =
        channel.meanDbm(distanceOf(listener, sender)) +
        wearingDb(listener, turn) +
        wearingDb(sender, turn) +
        channel.shadowDb(spot);
    }
    return neighbours;
  };
}
