/* Runs in the interpreter: seals on one day, goes on to the next, then waits to be looked into. */
import { createCrypto } from "../../hal/espruino/crypto.js";
import { createDaySealer } from "../../src/custody/token/day-sealer.js";

const DAY = 20000;
const crypto = createCrypto();
// The key is made here, so that it does not stand in the program's text.
const sealer = createDaySealer(crypto, 42, 0, DAY, crypto.sha256(crypto.fromByteString("custody memory")));

function sealSome() {
  for (let position = 0; position < 20; position++) sealer.seal(sealer.day(), position, new Uint8Array(24));
  const page = new Uint8Array(50);
  page[6] = sealer.day() & 255;
  page[7] = sealer.day() >> 8;
  sealer.pageMac(1, page);
}

sealSome();
print("sealed " + "today");
setTimeout(function () {
  // Nothing is done after it: what it leaves behind must not be overwritten by chance.
  sealer.moveTo(DAY + 1);
  print("sealed " + "tomorrow");
  setInterval(function () {}, 1000);
}, 4000);
