import { bundlePage } from "./bundle-page.js";
import { systemTimers } from "../reading/serial-line.js";
import type { Store } from "../store/store.js";
import { createApp } from "./app.js";
import type { TokenSource } from "./readings.js";
import { type LocalServer, serveLocally } from "./serve-locally.js";

export type { TokenSource } from "./readings.js";
export type { LocalServer as Station } from "./serve-locally.js";

export interface StationOptions {
  store: Store;
  /** 0 takes any free port. */
  port: number;
  /** Simulated tokens to offer beside the serial ports; none by default. */
  sources?: readonly TokenSource[];
  /** False hides this computer's serial ports. */
  hasSerialPorts?: boolean;
  /** What the station holds to be the time; the computer's clock by default. */
  utcNowMs?: () => number;
  /** When this program was made: a computer's date before it is wrong. */
  builtMs?: number;
}

/** Serves the staff page on loopback only. `UserError` where the port is taken. */
export async function startStation(options: StationOptions): Promise<LocalServer> {
  const app = createApp({
    store: options.store,
    page: await bundlePage(),
    sources: options.sources ?? [],
    hasSerialPorts: options.hasSerialPorts ?? true,
    timers: systemTimers,
    utcNowMs: options.utcNowMs ?? Date.now,
    builtMs: options.builtMs ?? 0,
  });
  return serveLocally(app, options.port);
}
