/**
 * Training: a second station beside the first, at an address of its own, on a store of its own in a folder that goes with
 * it. It knows neither the first one's store nor its keys, so nothing that is done there reaches them.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context, Hono } from "hono";
import { problem } from "../../words/problem.js";
import { type Store, openStore } from "../store/store.js";
import { oneTimePin } from "../store/staff/pin.js";
import type { ApiError } from "./api.js";
import type { TokenSource } from "./reading/readings.js";
import type { LocalServer } from "./serve-locally.js";
import type { TrainingNote } from "./staff/staff-api.js";

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

/** As it stands before the names of files, and over what is in them. */
export const TRAINING_FILE = "TAP-HUAN-";
export const TRAINING_TITLE = "TẬP HUẤN: người và thẻ trong danh sách này đều là bịa";

export type Training = ReturnType<typeof createTraining>;

/** @param start  begins to serve a station */
export function createTraining(
  make: () => Promise<TrainingVillage>,
  start: (options: TrainingStation) => Promise<LocalServer & { newUrl(): string }>,
) {
  let end = () => Promise.resolve();
  let queue: Promise<unknown> = Promise.resolve();

  async function open(homeUrl: string): Promise<string> {
    await end();
    const folder = mkdtempSync(join(tmpdir(), "bztoken-training-"));
    const removeFolder = () => rmSync(folder, { recursive: true, force: true });
    const store = await openStore(join(folder, "training.sqlite"));
    try {
      const village = await make();
      await village.issueAll(store);
      const pin = oneTimePin();
      const signedIn = await store.addFirstAccount(ACCOUNT, pin, Date.now());
      const station = await start({
        store,
        sources: village.sources,
        signedIn,
        training: { pin, homeUrl },
      });
      end = async () => {
        end = () => Promise.resolve();
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
    /** Begins anew, with new people; where one was running, it ends. Returns an address for a browser, good once. */
    open(homeUrl: string): Promise<string> {
      const opened = queue.then(() => open(homeUrl));
      queue = opened.catch(() => undefined);
      return opened;
    },
    close: () => queue.then(() => end()),
  };
}

/** @param training  undefined: there is none to be had */
export function addTraining(app: Hono, training: Training | undefined): void {
  app.post("/api/session/training", async (context) => {
    if (training === undefined)
      return context.json(problem("station/request/no-page") satisfies ApiError, 404);
    return context.json({ url: await training.open(new URL("/", context.req.url).href) });
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
