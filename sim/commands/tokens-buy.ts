import type { WhatTokensBuy } from "../../src/station/server/coverage/buys-api.js";

const SEED = 7;
/** The first of them does the work, so that the station goes on answering. */
const WORKERS = 2;

/** For the station's screen of coverage: a commune with the unit's figures. */
export const whatTokensBuy: WhatTokensBuy = async ({ population, covered }, onProgress) => {
  const { nextTokens } = await import("../coverage/next-tokens.js");
  const { loadScenario } = await import("../scenarios/scenario.js");
  const scenario = loadScenario("commune");
  return nextTokens({ scenario, population, covered, seed: SEED, workers: WORKERS, onProgress });
};
