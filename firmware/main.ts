/** The token's program: the hardware, the token on it, and then the USB line to itself. */
import { closeConsole } from "../hal/espruino/system.js";
import { createEspruinoHal, type EspruinoOptions } from "../hal/espruino/hal.js";
import { createToken } from "../src/token/token.js";
import { layoutText } from "../src/custody/token/release.js";
import { boardLayout as board, logFile } from "./board-layout.js";
import { retentionDays } from "../flash.config.json";
import { version } from "../package.json";

const options: EspruinoOptions = {
  layout: board,
  logFile: logFile,
  // Bluezone's service, in every advert that carries an ID; an iPhone whose app is open; anything of Apple's, which may be an iPhone whose
  // app is in the background (src/bluezone/advert.ts).
  scanFilters: [
    { services: ["4e56"] },
    { services: ["00004e56-73f5-4bc4-a12f-17d1ad07a667"] },
    { manufacturerData: { 76: {} } },
  ],
};
createToken(createEspruinoHal(options), {
  firmwareVersion: version,
  retentionDays: retentionDays,
  statePages: board.statePages,
  digestPages: board.digestPages,
  listPages: board.listPages,
  firmwarePages: board.firmwarePages,
  reservedPages: board.reservedPages,
  clockBoundPpm: board.clockBoundPpm,
  boot: global.bootSlot || 0,
  layoutCrc: E.CRC32(layoutText(process.env.BOARD, board)),
});
closeConsole();
