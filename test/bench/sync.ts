/**
 * How fast a token's log is read over a pseudo-terminal: `npx tsx test/bench/sync.ts` (a minute). A full log of 48,000
 * records goes from the simulated token, in a process of its own, to the station's serial line; beside it a raw copy of as
 * many bytes over the same line. The line is the simulated chip's USB and the terminal: at the pace of USB (the budget is about
 * this one), and as fast as the processor lets it. With ESPRUINO set to the path of Espruino's Linux build, the
 * interpreter's server too, with a smaller log, beside the same raw copy.
 */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "../../firmware/build/bundle.js";
import { startDevice } from "../../firmware/device/device.js";
import { openPty } from "../../firmware/device/pty.js";
import { nodeHash } from "../../src/station/node-crypto.js";
import { repositoryRoot } from "../../src/station/repository-root.js";
import { openSerialLine, systemTimers } from "../../src/station/reading/serial-line.js";
import type { Line } from "../../src/sync/host/line.js";
import { createSession } from "../../src/sync/host/session.js";
import { ADMIN } from "../sync/bench.js";

const RECORDS = 48_000;
/** The interpreter's log: 20 pages of 1 KB, as its flash has them. */
const INTERPRETER_RECORDS = 620;
const ROUNDS = 3;
const LEAST_RATIO = 0.8;

interface Reading {
  readonly bytes: number;
  readonly seconds: number;
}

const rate = ({ bytes, seconds }: Reading) => bytes / seconds;
const medianOf = (readings: Reading[]) =>
  [...readings].sort((a, b) => rate(a) - rate(b))[readings.length >> 1]!;

/** Reads a whole log; the handshake before does not count. */
async function readLog(line: Line, records: number): Promise<Reading> {
  let bytes = 0;
  const onData: Line["onData"] = (listener) =>
    line.onData((data) => {
      bytes += data.length;
      listener(data);
    });
  const session = createSession({ ...line, onData }, systemTimers, { hash: nodeHash, random: randomBytes });
  await session.enter(ADMIN);
  bytes = 0;
  const startMs = performance.now();
  const result = await session.read({ from: 0, onChunk() {} });
  const seconds = (performance.now() - startMs) / 1000;
  if (result.recordsRead !== records || result.repeats > 0) throw new Error(`read ${JSON.stringify(result)}`);
  return { bytes, seconds };
}

/** Asks for so many bytes and counts them. */
function copyRaw(line: Line, bytes: number): Promise<Reading> {
  return new Promise((resolve) => {
    let left = bytes;
    const startMs = performance.now();
    line.onData((data) => {
      left -= data.length;
      if (left === 0) resolve({ bytes, seconds: (performance.now() - startMs) / 1000 });
    });
    line.write(new TextEncoder().encode(`${bytes}\n`));
  });
}

type FarEnd = "token" | "copier" | "terminal";
type Pace = "real-time" | "unpaced";

async function withFarEnd<T>(kind: FarEnd, pace: Pace, use: (line: Line) => Promise<T>): Promise<T> {
  const farEnd = fileURLToPath(new URL("sync-far-end.ts", import.meta.url));
  const child = fork(farEnd, [kind, pace, `${RECORDS}`]);
  const [path] = (await once(child, "message")) as [string];
  const line = await openSerialLine(path);
  try {
    return await use(line);
  } finally {
    line.close();
    child.send("end");
    await once(child, "exit");
  }
}

/** A full log and its raw copy in turns, so that what else the machine does meets both; the medians. */
async function compare(pace: Pace, copier: FarEnd): Promise<{ reading: Reading; copy: Reading }> {
  const readings: Reading[] = [];
  const copies: Reading[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    readings.push(await withFarEnd("token", pace, (line) => readLog(line, RECORDS)));
    copies.push(await withFarEnd(copier, pace, (line) => copyRaw(line, readings[0]!.bytes)));
  }
  return { reading: medianOf(readings), copy: medianOf(copies) };
}

async function withInterpreter<T>(interpreter: string, use: (line: Line) => Promise<T>): Promise<T> {
  const root = repositoryRoot();
  const folder = await mkdtemp(join(tmpdir(), "bztoken-bench-"));
  const pty = await openPty();
  try {
    const { code } = await bundleProgram(join(root, "test/bench/sync.program.js"), root, false);
    const onData = pty.write;
    const device = await startDevice({
      ...{ interpreter, folder, root, program: code, keepsTime: true, speed: 1 },
      onData,
      onBench: () => {},
    });
    pty.onData(device.write);
    const line = await openSerialLine(pty.path);
    try {
      return await use(line);
    } finally {
      line.close();
      await device.stop();
    }
  } finally {
    await pty.close();
    await rm(folder, { recursive: true });
  }
}

function row(records: number, reading: Reading, raw: Reading): Record<string, string | number> {
  return {
    records,
    bytes: reading.bytes,
    seconds: reading.seconds.toFixed(3),
    "bytes/s": Math.round(rate(reading)),
    "raw bytes/s": Math.round(rate(raw)),
    ratio: (rate(reading) / rate(raw)).toFixed(3),
  };
}

const paced = await compare("real-time", "copier");
const unpaced = await compare("unpaced", "copier");
const terminal = await withFarEnd("terminal", "unpaced", (line) => copyRaw(line, unpaced.copy.bytes));
const rows: Record<string, Record<string, string | number>> = {
  "simulated token, USB's pace": row(RECORDS, paced.reading, paced.copy),
  "simulated token, unpaced": row(RECORDS, unpaced.reading, unpaced.copy),
  "the same, beside the terminal alone": row(RECORDS, unpaced.reading, terminal),
};
const interpreter = process.env.ESPRUINO;
if (interpreter) {
  const slow = await withInterpreter(interpreter, (line) => readLog(line, INTERPRETER_RECORDS));
  rows["interpreter (its own pace)"] = row(INTERPRETER_RECORDS, slow, paced.copy);
}
console.log(`medians of ${ROUNDS}; raw: as many bytes, copied over the same line`);
console.table(rows);
if (!interpreter) console.log("the interpreter was not measured: ESPRUINO does not name it");
if (rate(paced.reading) / rate(paced.copy) < LEAST_RATIO) {
  console.error(
    `The budget is broken: at least ${LEAST_RATIO} of the raw line's speed with the simulated token`,
  );
  process.exitCode = 1;
}
