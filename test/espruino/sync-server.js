/* For programs that run in the interpreter: a token that is nothing but a log of full pages and the server that gives it away. */
import { boards, logFile } from "../../flash.config.json";
import { createFlash } from "../../hal/espruino/flash.js";
import { firstRingPage, ringPages } from "../../src/log/layout.js";
import { createLog } from "../../src/log/log.js";
import { createSyncServer } from "../../src/sync/token/server.js";
import { createFixedSealer } from "../log/support/fixed-sealer.js";

const DAYS = { sealDay: 20000, calendarDay: 20000, livedHours: 0 };

/** A log on the board's own flash with so many full pages. */
export function createFullLog(crypto, pages) {
  const layout = boards.LINUX;
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
  for (let n = 0; n < pages * log.recordsPerPage; n++) log.append(DAYS, new Uint8Array(24));
  return log;
}

/** Serves `log` to whoever knows the one key. */
export function serveLog(crypto, log, key, clock, usb) {
  createSyncServer({
    clock: clock,
    usb: usb,
    crypto: crypto,
    log: log,
    keyOf: function () {
      return key;
    },
    onEntered: function () {},
    onChunk: function () {},
    isTimeKnown: function () {
      return true;
    },
  });
}
