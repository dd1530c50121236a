import { crc32 } from "node:zlib";
import flashConfig from "../../flash.config.json" with { type: "json" };
import packageJson from "../../package.json" with { type: "json" };
import { layoutText } from "../../src/custody/token/release.js";
import type { TokenConfig } from "../../src/token/config.js";

/** A board of flash.config.json, as the simulated hardware and the token on it need it. */
export interface SimulatedBoard {
  geometry: { pageBytes: number; pageCount: number };
  tokenConfig: TokenConfig;
}

export function simulatedBoard(name: keyof typeof flashConfig.boards): SimulatedBoard {
  const board = flashConfig.boards[name];
  return {
    // The Storage page with the file's header is no part of the region (hal.ts).
    geometry: { pageBytes: board.pageBytes, pageCount: board.regionPages - 1 },
    tokenConfig: {
      firmwareVersion: packageJson.version,
      retentionDays: flashConfig.retentionDays,
      statePages: board.statePages,
      digestPages: board.digestPages,
      listPages: board.listPages,
      firmwarePages: board.firmwarePages,
      reservedPages: board.reservedPages,
      clockBoundPpm: board.clockBoundPpm,
      boot: 0,
      layoutCrc: crc32(layoutText(name, board)),
    },
  };
}
