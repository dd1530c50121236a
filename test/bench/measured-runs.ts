import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

/** One transmitter heard by one receiver at one distance, without a break. */
export interface MeasuredRun {
  pair: string;
  tx: string;
  rx: string;
  context: string;
  distanceM: number;
  tS: number[];
  rssiDbm: number[];
}

const HEADER = "pair,tx,rx,context,t_s,rssi_dbm,distance_m";

/** The runs of a SIGHTINGS.csv[.gz] with their distances, which the estimator never sees; a new distance is a new run. */
export async function readMeasuredRuns(path: string): Promise<MeasuredRun[]> {
  const file = createReadStream(path);
  const input = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  file.on("error", (error) => input.destroy(error));
  const runs: MeasuredRun[] = [];
  let run = "";
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    line++;
    if (line === 1) {
      if (text !== HEADER) throw new Error(`${path}: the first line must be ${HEADER}`);
      continue;
    }
    const [pair, tx, rx, context, tS, rssiDbm, distanceM] = text.split(",") as string[];
    if (!(Number(distanceM) >= 0) || !Number.isFinite(Number(rssiDbm)) || !Number.isFinite(Number(tS)))
      throw new Error(`${path} line ${line} is no sighting: ${text}`);
    if (run !== `${pair},${distanceM}`) {
      run = `${pair},${distanceM}`;
      runs.push({
        pair: pair!,
        tx: tx!,
        rx: rx!,
        context: context!,
        distanceM: Number(distanceM),
        tS: [],
        rssiDbm: [],
      });
    }
    runs.at(-1)!.tS.push(Number(tS));
    runs.at(-1)!.rssiDbm.push(Math.round(Number(rssiDbm)));
  }
  return runs;
}
