import { serve, type ServerType } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import { bundlePage } from "./bundle-page.js";
import { systemTimers } from "../serial-line.js";
import type { Store } from "../store/store.js";
import { UserError } from "../user-error.js";
import { createApp } from "./app.js";
import type { TokenSource } from "./readings.js";

export type { TokenSource } from "./readings.js";

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
}

export interface Station {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Serves the staff page on loopback only. `UserError` where the port is taken. */
export async function startStation(options: StationOptions): Promise<Station> {
  const app = createApp({
    store: options.store,
    page: await bundlePage(),
    sources: options.sources ?? [],
    hasSerialPorts: options.hasSerialPorts ?? true,
    timers: systemTimers,
    utcNowMs: options.utcNowMs ?? Date.now,
  });
  const server = await new Promise<ServerType>((resolve, reject) => {
    const started = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: options.port }, () =>
      resolve(started),
    );
    started.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE" || error.code === "EACCES"
          ? new UserError(
              `port ${options.port} is taken: close the other program or choose another with --port`,
            )
          : error,
      );
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
