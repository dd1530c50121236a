/** What a board can measure of itself through its console, without harming its log (HARDWARE.md, bench protocol). */
import { setTimeout as sleep } from "node:timers/promises";
import type { Console } from "./console.js";
import { beginsWithLog, reset } from "./install.js";
import type { Layout } from "./storage.js";

/** A figure, or why there is none. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** Null where it was not measured: `note` says why. */
  readonly value: number | null;
  readonly note: string;
}

export interface Measured {
  readonly board: string;
  /** As the interpreter names itself, "2v29.277". */
  readonly interpreter: string;
  readonly figures: readonly Figure[];
}

export interface MeasureOptions {
  readonly boards: Record<string, Layout>;
  readonly logFile: string;
  /** Analogue pin of the battery, and what its voltage is divided by. */
  readonly battery: { readonly pin: string; readonly divider: number };
  /** How long clock and radio are watched. */
  readonly seconds: number;
  /** Of this computer; goes on evenly. */
  readonly nowMs: () => number;
}

const TIMEOUT_MS = 30_000;
const LOOPS = 2_000;
const TIMES = 5;
const PROGRAM_BYTES = 256;

/**
 * Measures all that the interpreter lets be measured. The token's program ends meanwhile and has to be started again. Only the last page
 * of the reserve is written, and only where the log's file is in its place and that page is empty; it is left empty.
 */
export async function measure(console: Console, options: MeasureOptions): Promise<Measured> {
  const ask = (expression: string) => console.evaluate(expression, TIMEOUT_MS);
  const board = String(await ask("process.env.BOARD"));
  const interpreter = String(await ask("process.env.VERSION"));
  const figures: Figure[] = [];
  const add = (name: string, unit: string, value: number | null, note = "") =>
    figures.push({ name, unit, value, note });

  add("variables free, program running", "variables", Number(await ask("process.memory().free")));
  const restartedMs = options.nowMs();
  await reset(console);
  add("interpreter started anew, until its console answers", "ms", options.nowMs() - restartedMs);
  add("variables free, no program", "variables", Number(await ask("process.memory().free")));

  for (const [name, expression, each] of TIMED) {
    const times: number[] = [];
    for (let n = 0; n < TIMES; n++) times.push((Number(await ask(timed(expression))) * 1000) / each);
    const [least, middle, most] = [0, TIMES >> 1, TIMES - 1].map((n) => times.sort((a, b) => a - b)[n]!);
    add(name, "ms", middle!, `least ${figure(least!)}, most ${figure(most!)} of ${TIMES}`);
  }

  await addFlash(ask, console, options, board, add);
  await addClock(ask, options, add);
  await addRadio(ask, options, add);
  const { pin, divider } = options.battery;
  const level = await ask(`typeof ${pin}==="undefined"?null:analogRead(${pin})*E.getAnalogVRef()*${divider}`);
  if (typeof level === "number") add("battery, through its divider", "V", level, "compare with a voltmeter");
  else add("battery, through its divider", "V", null, "no such pin");
  return { board, interpreter, figures };
}

/** Name, code, how often it does what it is named after. */
const TIMED: readonly [name: string, code: string, each: number][] = [
  ["one turn of an empty loop", `for(let i=0;i<${LOOPS};i++);`, LOOPS],
  ["SHA-256 of 64 bytes", `for(let i=0;i<50;i++)h(b);`, 50],
];

const timed = (code: string) =>
  `(function(){let h=require("crypto").SHA256,b=new Uint8Array(64),t=getTime();${code}return getTime()-t})()`;

type Ask = (expression: string) => Promise<unknown>;
type Add = (name: string, unit: string, value: number | null, note?: string) => void;

const FLASH = ["erase of a page", `programming of ${PROGRAM_BYTES} bytes`, "reading of a page"] as const;

async function addFlash(ask: Ask, console: Console, options: MeasureOptions, board: string, add: Add) {
  const layout = options.boards[board];
  const leaveOut = (why: string) => FLASH.forEach((name) => add(`flash: ${name}`, "ms", null, why));
  if (layout === undefined) return leaveOut("flash.config.json does not know this board");
  if (!(await beginsWithLog(console, options.logFile, layout))) return leaveOut("no log's file in its place");
  const { storageBase, pageBytes, regionPages, reservedPages } = layout;
  const page = storageBase + (regionPages - 1) * pageBytes;
  const isEmpty = `(function(){for(let a=0;a<${pageBytes};a+=256){let b=f.read(256,${page}+a);for(let x of b)if(x!==255)return false}return true})()`;
  const flash = (code: string) => ask(`(function(){let f=require("Flash");return ${code}})()`);
  if (reservedPages < 1 || (await flash(isEmpty)) !== true)
    return leaveOut("the reserve's last page is not empty");
  const took = (code: string) => flash(`(function(){let t=getTime();${code};return (getTime()-t)*1000})()`);
  const times: number[][] = [[], [], []];
  for (let n = 0; n < TIMES; n++) {
    times[1]!.push(Number(await took(`f.write(new Uint8Array(${PROGRAM_BYTES}).fill(90),${page})`)));
    times[2]!.push(Number(await took(`f.read(${pageBytes},${page})`)));
    times[0]!.push(Number(await took(`f.erasePage(${page})`)));
  }
  if ((await flash(isEmpty)) !== true)
    throw new Error("the reserve's last page is not empty after its erase");
  FLASH.forEach((name, n) => {
    const sorted = times[n]!.sort((a, b) => a - b);
    const note = `least ${figure(sorted[0]!)}, most ${figure(sorted.at(-1)!)} of ${TIMES}`;
    add(`flash: ${name}`, "ms", sorted[TIMES >> 1]!, note);
  });
}

/** The board's clock against this computer's: of each end the quickest of several answers, which may be wrong by what it took. */
async function addClock(ask: Ask, { seconds, nowMs }: MeasureOptions, add: Add) {
  const look = async () => {
    let best = { boardMs: 0, hostMs: 0, tripMs: Infinity };
    for (let n = 0; n < TIMES; n++) {
      const sentMs = nowMs();
      const boardMs = Number(await ask("getTime()*1000"));
      const tripMs = nowMs() - sentMs;
      if (tripMs < best.tripMs) best = { boardMs, hostMs: sentMs + tripMs / 2, tripMs };
    }
    return best;
  };
  const first = await look();
  await sleep(seconds * 1000);
  const last = await look();
  const wentMs = last.hostMs - first.hostMs;
  const ppm = ((last.boardMs - first.boardMs) / wentMs - 1) * 1e6;
  const boundPpm = ((first.tripMs + last.tripMs) / 2 / wentMs) * 1e6;
  add(
    "clock ahead of this computer's",
    "ppm",
    ppm,
    `± ${figure(boundPpm)} by the line, over ${figure(wentMs / 1000)} s`,
  );
}

async function addRadio(ask: Ask, { seconds }: MeasureOptions, add: Add) {
  const name = "reports of adverts, listening all the time";
  if ((await ask('typeof NRF==="undefined"||!NRF.setScan')) === true)
    return add(name, "1/s", null, "no radio");
  await ask("E.getErrorFlags(),global.bzHeard=0,NRF.setScan(function(){bzHeard++},{active:false}),1");
  await sleep(seconds * 1000);
  const [heard, errors] = (await ask("(NRF.setScan(),[bzHeard,E.getErrorFlags()])")) as [number, string[]];
  add(
    name,
    "1/s",
    heard / seconds,
    `errors: ${errors.join(", ") || "none"}; BUFFER_FULL: the queue ran over`,
  );
}

/** Four digits are more than any of them is good for. */
export const figure = (value: number): string => String(Number(value.toPrecision(4)));
