/* Runs in the interpreter: a token that is nothing but a log of 20 full pages and the server that gives it away. */
import { boards, logFile } from "../../flash.config.json";
import { createClock } from "../../hal/espruino/clock.js";
import { createCrypto } from "../../hal/espruino/crypto.js";
import { createFlash } from "../../hal/espruino/flash.js";
import { closeConsole } from "../../hal/espruino/system.js";
import { createUsb } from "../../hal/espruino/usb.js";
import { firstRingPage, ringPages } from "../../src/log/layout.js";
import { createLog } from "../../src/log/log.js";
import { createSyncServer } from "../../src/sync/token/server.js";
import { createFixedSealer } from "../log/support/fixed-sealer.js";

const FULL_PAGES = 20;

const layout = boards.LINUX;
const crypto = createCrypto();
const log = createLog({
  flash: createFlash(layout, logFile),
  crypto: crypto,
  firstPage: firstRingPage(layout),
  pageCount: ringPages(layout, layout.regionPages - 1),
  retentionDays: 1000,
  generation: 1,
  sealer: createFixedSealer(crypto, 42, 1, new Uint8Array(16)),
  minPageSequence: 0,
});
const records = FULL_PAGES * log.recordsPerPage;
const days = { sealDay: 20000, calendarDay: 20000, livedHours: 0 };
for (let n = 0; n < records; n++) log.append(days, new Uint8Array(24));

/** The administrator's key of test/sync/bench.ts. */
const key = new Uint8Array(32);
for (let i = 0; i < 32; i++) key[i] = 65 + i;
createSyncServer({
  clock: createClock(),
  usb: createUsb(),
  crypto: crypto,
  log: log,
  keyOf: function () {
    return key;
  },
  onEntered: function () {},
  isTimeKnown: function () {
    return true;
  },
});
closeConsole();
