/**
 * Training: a second station beside the first, at an address of its own, on a store of its own in a folder that goes with
 * it. It knows neither the first one's store nor its keys, so nothing that is done there reaches them.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Context, Hono } from "hono";
import { z } from "zod";
import { problem } from "../../words/problem.js";
import { type Store, openStore } from "../store/store.js";
import { oneTimePin } from "../store/staff/pin.js";
import type { ApiError } from "./api.js";
import type { TokenSource } from "./reading/readings.js";
import type { LocalServer } from "./serve-locally.js";
import { TRAINING_MODES, type TrainingAnswer, type TrainingNote } from "./staff/staff-api.js";

/** Made-up people with simulated tokens, from whoever can make them. */
export interface TrainingVillage {
  sources: readonly TokenSource[];
  /** Registers its people and their tokens. */
  issueAll(store: Store): Promise<void>;
}

export interface TrainingStation {
  store: Store;
  sources: readonly TokenSource[];
  signedIn: string;
  training: TrainingNote;
}

const ACCOUNT = "Tập huấn";
/** The number of the process that made it, and what `mkdtemp` adds, follow. */
const FOLDER = "bztoken-training-";

/** The only place for a training station's back-ups: nothing made up gets among the real ones. */
export function trainingBackups(store: Pick<Store, "path">): string {
  return join(dirname(store.path), "USB");
}

/** As it stands before the names of files, and over what is in them. */
export const TRAINING_FILE = "TAP-HUAN-";
/** Before the name of the unit that a report is of. */
export const TRAINING_MARK = "TẬP HUẤN: ";
export const TRAINING_TITLE = "TẬP HUẤN: người và thẻ trong danh sách này đều là bịa";

export type Training = ReturnType<typeof createTraining>;

/** @param start  begins to serve a station */
export function createTraining(
  make: () => Promise<TrainingVillage>,
  start: (options: TrainingStation) => Promise<LocalServer & { newUrl(): string }>,
) {
  let end = () => Promise.resolve();
  let running: { newUrl(): string } | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function open(homeUrl: string): Promise<string> {
    await end();
    sweepFolders();
    const folder = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`));
    const removeFolder = () => rmSync(folder, { recursive: true, force: true });
    const store = await openStore(join(folder, "training.sqlite"));
    try {
      const village = await make();
      await village.issueAll(store);
      mkdirSync(trainingBackups(store));
      await store.putSettings(
        { ...(await store.settings()), backupFolder: trainingBackups(store) },
        Date.now(),
      );
      const pin = oneTimePin();
      const signedIn = await store.addFirstAccount(ACCOUNT, pin, Date.now());
      const station = await start({
        store,
        sources: village.sources,
        signedIn,
        training: { pin, homeUrl },
      });
      running = station;
      end = async () => {
        end = () => Promise.resolve();
        running = undefined;
        await station.close();
        await store.close();
        removeFolder();
      };
      return station.newUrl();
    } catch (error) {
      await store.close();
      removeFolder();
      throw error;
    }
  }

  return {
    /** Asks first where somebody trains already, who would lose what they did; an address for a browser is good once. */
    open(homeUrl: string, mode: (typeof TRAINING_MODES)[number]): Promise<TrainingAnswer> {
      const opened = queue.then(async (): Promise<TrainingAnswer> => {
        if (running === undefined || mode === "anew") return { url: await open(homeUrl) };
        return mode === "join" ? { url: running.newUrl() } : { isRunning: true };
      });
      queue = opened.catch(() => undefined);
      return opened;
    },
    close: () => queue.then(() => end()),
  };
}

/** Those of programs that were killed. */
function sweepFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${FOLDER}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

const trainingInput = z.object({ mode: z.enum(TRAINING_MODES) });

/** @param training  undefined: there is none to be had */
export function addTraining(app: Hono, training: Training | undefined): void {
  app.post("/api/session/training", async (context) => {
    if (training === undefined)
      return context.json(problem("station/request/no-page") satisfies ApiError, 404);
    const { mode } = trainingInput.parse(await context.req.json());
    return context.json(await training.open(new URL("/", context.req.url).href, mode));
  });
}

/** Whatever leaves a training station says so in its name. */
export function markFiles(context: Context): void {
  const disposition = context.res.headers.get("Content-Disposition");
  if (disposition === null) return;
  context.res.headers.set(
    "Content-Disposition",
    disposition.replace('filename="', `filename="${TRAINING_FILE}`),
  );
}
