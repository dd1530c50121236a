/* Runs in the interpreter until it is killed: appends numbered records to the log on its own flash and says which it has. */
import { createCrypto } from "../../hal/espruino/crypto.js";
import { createFlash } from "../../hal/espruino/flash.js";
import { firstRingPage, ringPages } from "../../src/log/layout.js";
import { createLog } from "../../src/log/log.js";
import { createStateStore } from "../../src/log/state-store.js";
import { boards, logFile } from "../../flash.config.json";
import { TEST_KEY, createFixedSealer } from "../log/support/fixed-sealer.js";

const layout = boards.LINUX;
const crypto = createCrypto();
const flash = createFlash(layout, logFile);
const store = createStateStore(flash, crypto, 0, layout.statePages);
const state = store.load();
/** Set by the test: the number of the first record, and the day. */
const start = globalThis.START;
const days = { sealDay: start.day, calendarDay: start.day, livedHours: (start.day * 24) & 0xffff };
const log = createLog({
  flash: flash,
  crypto: crypto,
  firstPage: firstRingPage(layout),
  pageCount: ringPages(layout, flash.pageCount),
  retentionDays: 21,
  generation: 1,
  sealer: createFixedSealer(crypto, 42, 1, TEST_KEY),
  minPageSequence: state === undefined ? 0 : new Uint32Array(state.buffer)[0],
});

function bytesOf(number, length) {
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setUint32(0, number, true);
  return bytes;
}

print("state " + (state === undefined ? 0 : new Uint32Array(state.buffer)[1]));
let number = start.number;
function step() {
  const sequence = log.append(days, bytesOf(number, 24));
  print("appended " + number + " " + sequence);
  number++;
  log.tend(days);
  if (number % 50 === 0) {
    const saved = new Uint32Array([log.nextPageSequence(), number]);
    store.save(new Uint8Array(saved.buffer));
    print("saved " + number);
  }
  setTimeout(step, 0);
}
step();
