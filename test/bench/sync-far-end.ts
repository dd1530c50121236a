/**
 * The far end of the line for sync.ts, a process of its own: the token's server, or a program that sends bytes and does
 * nothing else, behind the simulated chip's USB (256 bytes a millisecond) in real time or as fast as the processor lets
 * it; or bytes straight into the terminal.
 */
import { openPty, type Pty } from "../../firmware/device/pty.js";
import { createTimeline, type Timeline } from "../../hal/simulated/timeline.js";
import { createSimulatedUsb, type UsbControl } from "../../hal/simulated/usb.js";
import { createServerBench, createTestLog, fillLog } from "../sync/bench.js";

/** What is handed to the terminal at a time. */
const PORTION_BYTES = 16_384;
/** The chip's time without a pace: such steps, as long as bytes flow. */
const STEP_MS = 64;

interface Chip {
  readonly usb: UsbControl;
  readonly timeline: Timeline;
}

const [kind, pace, records] = process.argv.slice(2);
const pty = await openPty();
if (kind === "terminal") copy(pty);
else connect(pty, kind === "token" ? createToken() : createCopier());
process.once("message", () => void pty.close().then(() => process.exit()));
process.send!(pty.path);

function createToken(): Chip {
  const log = createTestLog(Math.ceil(Number(records) / 127) + 2);
  fillLog(log, Number(records));
  return createServerBench(log);
}

/** A line with a number asks for so many bytes. */
function createCopier(): Chip {
  const timeline = createTimeline();
  const { usb, control } = createSimulatedUsb(timeline);
  const portion = new Uint8Array(PORTION_BYTES).fill(0xa5);
  let left = 0;
  usb.onReceive((request) => {
    left = Number(request);
    send();
  });
  function send(): void {
    left -= usb.send(portion.subarray(0, Math.min(left, PORTION_BYTES)));
    if (left > 0) timeline.at(timeline.nowMs() + 1, send);
  }
  return { usb: control, timeline };
}

function connect({ onData, write }: Pty, { usb, timeline }: Chip): void {
  let out: Uint8Array[] = [];
  usb.plug((bytes) => out.push(bytes));
  function flush(): boolean {
    if (out.length === 0) return false;
    write(Buffer.concat(out));
    out = [];
    return true;
  }

  if (pace === "real-time") {
    const aheadMs = timeline.nowMs() - performance.now();
    setInterval(() => {
      timeline.runUntil(performance.now() + aheadMs);
      flush();
    }, 1);
    return onData((bytes) => usb.write(bytes));
  }
  let isRunning = false;
  function run(): void {
    timeline.runUntil(timeline.nowMs() + STEP_MS);
    isRunning = flush();
    if (isRunning) setImmediate(run);
  }
  onData((bytes) => {
    usb.write(bytes);
    if (!isRunning) setImmediate(run);
    isRunning = true;
  });
}

function copy({ onData, write }: Pty): void {
  const portion = Buffer.alloc(PORTION_BYTES, 0xa5);
  onData((request) => {
    for (let left = Number(request.toString()); left > 0; left -= PORTION_BYTES) {
      write(portion.subarray(0, Math.min(left, PORTION_BYTES)));
    }
  });
}
