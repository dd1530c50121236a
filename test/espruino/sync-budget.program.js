/* Runs in the interpreter: what reading the log over USB costs there, in turns of an empty loop. */
import { boards, logFile } from "../../flash.config.json";
import { createCrypto } from "../../hal/espruino/crypto.js";
import { createFlash } from "../../hal/espruino/flash.js";
import { createLog } from "../../src/log/log.js";
import { createSyncServer } from "../../src/sync/token/server.js";
import { median, printFigures } from "./turns.js";
import { createFixedSealer } from "../log/support/fixed-sealer.js";

const FULL_PAGES = 40;
/** What the chip's transmit buffer takes at a time. */
const PORTION_BYTES = 255;

const layout = boards.LINUX;
const crypto = createCrypto();
const log = createLog({
  flash: createFlash(layout, logFile),
  crypto: crypto,
  firstPage: layout.statePages + layout.digestPages,
  pageCount: layout.regionPages - 1 - layout.statePages - layout.digestPages,
  retentionDays: 1000,
  generation: 1,
  sealer: createFixedSealer(crypto, 42, 1, new Uint8Array(16)),
  minPageSequence: 0,
});
const records = FULL_PAGES * log.recordsPerPage;
for (let n = 0; n < records; n++) log.append(20000, new Uint8Array(24));

/** The server's alarm: it never has more than one. */
let next;
let receive;
let takes = 0;
let sends = 0;
createSyncServer({
  clock: {
    uptimeMs: function () {
      return 0;
    },
    alarmAt: function (at, run) {
      next = run;
      return 1;
    },
    cancelAlarm: function () {
      next = undefined;
    },
  },
  usb: {
    isOpen: function () {
      return true;
    },
    onReceive: function (listener) {
      receive = listener;
    },
    send: function (bytes) {
      sends++;
      return bytes.length > takes ? takes : bytes.length;
    },
  },
  crypto: crypto,
  log: log,
});

/** One line to the token, and all it does about it. */
function ask(line, portionBytes) {
  takes = portionBytes;
  sends = 0;
  receive(line);
  while (next) {
    const run = next;
    next = undefined;
    run();
  }
}

function line(type, body) {
  const message = new Uint8Array(8 + body.length);
  message.set([1, 0, type, 1]);
  message.set(body, 4);
  const crcAt = 4 + body.length;
  new DataView(message.buffer).setUint32(crcAt, crypto.crc32(message.subarray(0, crcAt)), true);
  return "\n" + btoa(message) + "\n";
}

/** A frame takes too long for the short pieces of turns.js, so here the processor's time counts: other programs run, too. */
function nanosecondsOf(times, run) {
  const start = parseInt(require("fs").readFileSync("/proc/self/schedstat"));
  for (let i = 0; i < times; i++) run();
  return (parseInt(require("fs").readFileSync("/proc/self/schedstat")) - start) / times;
}

function emptyLoop() {
  for (let i = 0; i < 50000; i++);
}

function turnsOf(times, run) {
  const rounds = [];
  for (let i = 0; i < 7; i++) {
    const before = nanosecondsOf(1, emptyLoop);
    const nanoseconds = nanosecondsOf(times, run);
    rounds.push((nanoseconds * 100000) / (before + nanosecondsOf(1, emptyLoop)));
  }
  return median(rounds);
}

const read = line(5, [0, 0, 0, 0, 0, 0, 0, 0, 255, 255]);
const hello = line(1, []);
const figures = {};
figures.hello = turnsOf(300, function () {
  ask(hello, PORTION_BYTES);
});
const whole = turnsOf(3, function () {
  ask(read, 2000);
});
figures.frames = sends;
figures.frameTakenWhole = whole / FULL_PAGES;
const portions = turnsOf(3, function () {
  ask(read, PORTION_BYTES);
});
figures.frameInPortions = portions / FULL_PAGES;
figures.recordInPortions = portions / records;
figures.logReadOnly = turnsOf(300, function () {
  log.read(0, 32);
});
printFigures(figures);
