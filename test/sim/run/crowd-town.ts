/** 196 people on a grid of a metre for an hour, in step and through the exact air, with whole tokens. */
import { NOT_HEARD } from "../../../src/contacts/record.js";
import { createEngine } from "../../../sim/run/engine.js";
import { recordsOf } from "../../../sim/devices/heard.js";
import { parseScenario, scenarioNamed } from "../../../sim/scenarios/scenario.js";

const SLOT_MS = 900_000;
const HOUR_MS = 3_600_000;
const FROM_MINUTE = 600;

export interface CrowdOptions {
  side: number;
  minutes: number;
  packetLoss?: number;
  seed?: number;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

export function crowdScenario({ side, minutes, packetLoss = 0 }: CrowdOptions) {
  const steps = Array.from({ length: side * side }, (_, n) => ({
    person: n + 1,
    minute: 0,
    xM: n % side,
    yM: Math.floor(n / side),
  }));
  return parseScenario({
    ...scenarioNamed("office-grid"),
    people: side * side,
    packetLoss,
    population: { kind: "positions", isIndoors: true, fromMinute: FROM_MINUTE, minutes, steps },
  });
}

export function liveInCrowd(options: CrowdOptions) {
  const { side, minutes, seed = 1 } = options;
  const people = side * side;
  const engine = createEngine(crowdScenario(options), seed);
  /** Whose ID it is. */
  const whose = new Map<string, number>();
  const fromMs = FROM_MINUTE * 60_000;
  for (let ms = SLOT_MS / 2; ms < fromMs + minutes * 60_000 + SLOT_MS; ms += SLOT_MS) {
    engine.runUntil(ms);
    for (const { token, person } of engine.tokens) whose.set(hex(token.slot()!.identity.id), person);
  }
  engine.runUntil(fromMs + minutes * 60_000 + HOUR_MS);
  /** By listener and sender: windows heard, by number. */
  const windows = engine.tokens.map(() => new Map<number, Set<number>>());
  let records = 0;
  for (const simulated of engine.tokens)
    for (const { slot, record } of recordsOf(simulated)) {
      const sender = whose.get(hex(record.id));
      if (sender === undefined) continue;
      records++;
      const heard = windows[simulated.person]!;
      const own = heard.get(sender) ?? new Set<number>();
      heard.set(sender, own);
      record.rssiDbm.forEach((level, window) => {
        if (level !== NOT_HEARD) own.add(4 * slot + window);
      });
    }
  const squareOf = (a: number, b: number) =>
    ((a % side) - (b % side)) ** 2 + (Math.floor(a / side) - Math.floor(b / side)) ** 2;
  const heardBy = (a: number, b: number) => windows[a]!.get(b) ?? new Set<number>();
  /** Shares of pairs at most so far apart, by the windows that one of two logs has at least. */
  function pairs(mostM: number) {
    let all = 0;
    let any = 0;
    let three = 0;
    for (let a = 0; a < people; a++)
      for (let b = 0; b < a; b++) {
        if (squareOf(a, b) > mostM * mostM) continue;
        const both = new Set([...heardBy(a, b), ...heardBy(b, a)]).size;
        all++;
        if (both >= 1) any++;
        if (both >= 3) three++;
      }
    return { all, any: any / all, three: three / all };
  }
  /** Of each one's nearest neighbours, the share in the own log; of those at one distance all count. */
  function nearest(count: number): number {
    let all = 0;
    let logged = 0;
    for (let a = 0; a < people; a++) {
      const others = Array.from({ length: people }, (_, b) => b).filter((b) => b !== a);
      others.sort((b, c) => squareOf(a, b) - squareOf(a, c));
      for (const b of others.slice(0, count)) {
        all++;
        if (heardBy(a, b).size > 0) logged++;
      }
    }
    return logged / all;
  }
  const counters = engine.tokens.map(({ control }) => control.radio.counters());
  return {
    pairs,
    nearest,
    records,
    reportsHeard: counters.reduce((sum, { reportsHeard }) => sum + reportsHeard, 0),
    reportsLost: counters.reduce((sum, { reportsLost }) => sum + reportsLost, 0),
  };
}
