/* Runs in the interpreter: what reading the log over USB costs there, in turns of an empty loop. */
import { createCrypto } from "../../hal/espruino/crypto.js";
import { createHmac } from "../../src/custody/token/hmac.js";
import { signedBytes } from "../../src/custody/token/guard.js";
import {
  CHALLENGE,
  HELLO,
  PROTECTION_MAC,
  PROTECTION_NONE,
  PROTOCOL_VERSION,
  PROVE,
  READ,
} from "../../src/sync/messages.js";
import { createFullLog, serveLog } from "./sync-server.js";
import { printFigures, turnsOf, turnsOfLong } from "./turns.js";

const FULL_PAGES = 40;
/** What the chip's transmit buffer takes at a time. */
const PORTION_BYTES = 255;

const crypto = createCrypto();
const log = createFullLog(crypto, FULL_PAGES);
const records = FULL_PAGES * log.recordsPerPage;

/** The server's alarm: it never has more than one. */
let next;
let receive;
let takes = 0;
let sends = 0;
/** The last frame, as far as it was taken at once. */
let frame;
const key = crypto.sha256(new Uint8Array(1));
const clock = {
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
};
const usb = {
  isOpen: function () {
    return true;
  },
  onReceive: function (listener) {
    receive = listener;
  },
  send: function (bytes) {
    sends++;
    frame = bytes;
    return bytes.length > takes ? takes : bytes.length;
  },
};
serveLog(crypto, log, key, clock, usb);

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

function lineOf(message) {
  const bytes = new Uint8Array(message.length + 4);
  bytes.set(message);
  new DataView(bytes.buffer).setUint32(message.length, crypto.crc32(message), true);
  return "\n" + btoa(bytes) + "\n";
}

function plainLine(type, body) {
  const message = new Uint8Array(4 + body.length);
  message.set([PROTOCOL_VERSION, PROTECTION_NONE, type, 1]);
  message.set(body, 4);
  return lineOf(message);
}

/** A session as administrator, who needs no press of the wearer's. */
function enter() {
  const transcript = new Uint8Array(34);
  transcript[1] = 2;
  ask(plainLine(CHALLENGE, transcript.subarray(1, 18)), 2000);
  transcript.set(frame.subarray(8, 24), 18);
  const hmac = createHmac(crypto, key);
  transcript[0] = 0x51;
  ask(plainLine(PROVE, hmac.sign(transcript).subarray(0, 16)), 2000);
  transcript[0] = 0x52;
  return createHmac(crypto, hmac.sign(transcript));
}

/** Lines of a read of everything, each with its counter. */
function readLines(count, session) {
  const lines = [];
  for (let counter = 1; counter <= count; counter++) {
    const message = new Uint8Array(26);
    message.set([PROTOCOL_VERSION, PROTECTION_MAC, READ, 1, counter]);
    message.set([255, 255], 16);
    const command = message.subarray(0, 18);
    message.set(session.sign(signedBytes(0x53, counter, command)).subarray(0, 8), 18);
    lines.push(lineOf(message));
  }
  return lines;
}

const reads = readLines(50, enter());
const hello = plainLine(HELLO, []);
const figures = {};
figures.hello = turnsOf(25, function () {
  ask(hello, PORTION_BYTES);
});
const whole = turnsOfLong(function () {
  ask(reads.shift(), 2000);
});
figures.frames = sends;
figures.frameTakenWhole = whole / FULL_PAGES;
const portions = turnsOfLong(function () {
  ask(reads.shift(), PORTION_BYTES);
});
figures.frameInPortions = portions / FULL_PAGES;
figures.recordInPortions = portions / records;
figures.logReadOnly = turnsOf(25, function () {
  log.read(0, 32);
});
printFigures(figures);
