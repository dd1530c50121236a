import { isUserError } from "../../words/user-error.js";
import { STORE_DAYS } from "../store/kept-days.js";
import { expireBackups } from "../backup/station-backup.js";
import { systemTimers } from "../reading/serial-line.js";
import type { Store } from "../store/store.js";
import { createApp } from "./app.js";
import type { WhatTokensBuy } from "./coverage/buys-api.js";
import type { TokenSource } from "./reading/readings.js";
import type { TrainingNote } from "./staff/staff-api.js";
import { type TrainingVillage, createTraining } from "./training.js";
import type { KeyChange } from "./key-desk/change-desk.js";
import { type LocalServer, serveLocally } from "./serve-locally.js";
import { readPage } from "./serve-page.js";
import { type Sessions, createSessions } from "./session.js";
import { createSignIn } from "./sign-in.js";

export type { TokenHands, TokenSource } from "./reading/readings.js";

const DAY_MS = 86_400_000;
/** Logs and keys of back-ups live days: an hour more is nothing. */
const EXPIRY_MS = 3_600_000;

/** What serves at an address, and whom it let in. */
export interface Served {
  server: LocalServer;
  sessions: Sessions;
}

export interface Station extends LocalServer {
  /** Ends its work, but for the server: something else is to answer there. */
  leave(): Promise<void>;
  /** A new address for a browser, good once and for some minutes; the one before it works no more. */
  newUrl(): string;
}

export interface StationOptions {
  store: Store;
  /** 0 takes any free port. */
  port: number;
  /** Simulated tokens to offer beside the serial ports; none by default. */
  sources?: readonly TokenSource[];
  /** False hides this computer's serial ports. */
  hasSerialPorts?: boolean;
  /** Account that whoever opens the address is signed in with, for a village that is nobody's; by default nobody is. */
  signedIn?: string;
  /** Makes a village to train on; without it there is no training. */
  makeTrainingVillage?: () => Promise<TrainingVillage>;
  /** Simulates what more tokens would bring; without it the page does not offer that. */
  whatTokensBuy?: WhatTokensBuy | undefined;
  /** This station is for training. */
  training?: TrainingNote;
  /** The page says that the store lies on the disk as it is. */
  warnsOfPlainStore?: boolean;
  /** What served at this address before. */
  inPlaceOf?: Served | undefined;
  /** Undefined: the store has no key of its own. */
  keyChange?: KeyChange | undefined;
  /** What the station holds to be the time; the computer's clock by default. */
  utcNowMs?: () => number;
  /** When this program was made: a computer's date before it is wrong. */
  builtMs?: number;
}

/** Serves the staff page on loopback only. `UserError` where the port is taken. */
export async function startStation(options: StationOptions): Promise<Station> {
  const { inPlaceOf } = options;
  const sessions = inPlaceOf?.sessions ?? createSessions(() => performance.now(), options.signedIn);
  const training =
    options.makeTrainingVillage &&
    createTraining(options.makeTrainingVillage, (ground) =>
      startStation({
        ...{ ...ground, port: 0, hasSerialPorts: false, builtMs: options.builtMs ?? 0 },
        whatTokensBuy: options.whatTokensBuy,
      }),
    );
  const app = createApp({
    training,
    whatTokensBuy: options.whatTokensBuy,
    trainingNote: options.training,
    warnsOfPlainStore: options.warnsOfPlainStore ?? false,
    keyChange: options.keyChange,
    store: options.store,
    page: readPage("station"),
    sessions,
    signIn: createSignIn(options.store),
    sources: options.sources ?? [],
    hasSerialPorts: options.hasSerialPorts ?? true,
    timers: systemTimers,
    utcNowMs: options.utcNowMs ?? Date.now,
    builtMs: options.builtMs ?? 0,
  });
  const server = inPlaceOf?.server ?? (await serveLocally(app, options.port));
  inPlaceOf?.server.swap(app);
  const expire = async () => {
    const nowMs = (options.utcNowMs ?? Date.now)();
    await options.store.dropExpiredPages(Math.floor(nowMs / DAY_MS), STORE_DAYS);
    await expireBackups(options.store, nowMs);
  };
  await expire().catch((error: unknown) => {
    // Another program is writing: an hour later is early enough.
    if (!isUserError(error, "station/store/busy")) throw error;
  });
  const expiring = setInterval(() => void expire().catch(() => undefined), EXPIRY_MS);
  expiring.unref();
  const leave = async () => {
    clearInterval(expiring);
    await training?.close();
  };
  const close = async () => {
    await leave();
    await server.close();
  };
  return { ...server, leave, close, newUrl: () => new URL(sessions.newPath(), server.url).href };
}
