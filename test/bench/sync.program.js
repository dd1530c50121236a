/* Runs in the interpreter: a token that is nothing but a log of 20 full pages and the server that gives it away. */
import { createClock } from "../../hal/espruino/clock.js";
import { createCrypto } from "../../hal/espruino/crypto.js";
import { closeConsole } from "../../hal/espruino/system.js";
import { createUsb } from "../../hal/espruino/usb.js";
import { createFullLog, serveLog } from "../espruino/sync-server.js";

const crypto = createCrypto();
/** The administrator's key of test/sync/bench.ts. */
const key = new Uint8Array(32);
for (let i = 0; i < 32; i++) key[i] = 65 + i;
serveLog(crypto, createFullLog(crypto, 20), key, createClock(), createUsb());
closeConsole();
