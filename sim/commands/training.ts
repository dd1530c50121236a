import type { TrainingVillage } from "../../src/station/server/training.js";

/** Enough people to trace, and few enough to be there in seconds. */
const PEOPLE = 24;
const DAYS = 3;
const SEED = 7;

/** A village for the station's training mode. */
export async function createTrainingVillage(): Promise<TrainingVillage> {
  const { createDemoVillage } = await import("../run/demo-village.js");
  return createDemoVillage({ people: PEOPLE, days: DAYS, seed: SEED, utcNowMs: Date.now, onHour: () => {} });
}
