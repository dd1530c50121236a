/** `npm run baseline`: takes the scores as they are now for the baseline, and prints what has changed. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import {
  BASELINE_FILE,
  type Baseline,
  computeBaseline,
  describeDifferences,
  differences,
} from "./baseline.js";

async function update(): Promise<void> {
  const old = existsSync(BASELINE_FILE) ? (JSON.parse(readFileSync(BASELINE_FILE, "utf8")) as Baseline) : {};
  const now = await computeBaseline();
  const all = differences(old, now);
  if (all.length === 0) {
    console.log("The baseline holds: nothing has changed.");
    return;
  }
  writeFileSync(BASELINE_FILE, `${JSON.stringify(now, null, 2)}\n`);
  console.log(
    `${describeDifferences(all)}\n${all.length} numbers changed; the baseline is the new ones now.`,
  );
}

void update();
