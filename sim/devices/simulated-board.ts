import flashConfig from "../../flash.config.json" with { type: "json" };
import packageJson from "../../package.json" with { type: "json" };
import type { TokenConfig } from "../../src/token/token.js";

/** A board of flash.config.json, as the simulated hardware and the token on it need it. */
export interface SimulatedBoard {
  geometry: { pageBytes: number; pageCount: number };
  tokenConfig: TokenConfig;
}

export function simulatedBoard(name: keyof typeof flashConfig.boards): SimulatedBoard {
  const { pageBytes, regionPages, statePages, digestPages, listPages } = flashConfig.boards[name];
  return {
    // The Storage page with the file's header is no part of the region (hal.ts).
    geometry: { pageBytes, pageCount: regionPages - 1 },
    tokenConfig: {
      firmwareVersion: packageJson.version,
      retentionDays: flashConfig.retentionDays,
      statePages,
      digestPages,
      listPages,
    },
  };
}
