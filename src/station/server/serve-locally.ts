import { serve, type ServerType } from "@hono/node-server";
import type { Hono } from "hono";
import type { AddressInfo } from "node:net";
import { UserError } from "../../words/user-error.js";

export interface LocalServer {
  url: string;
  port: number;
  /** From now on this answers instead. */
  swap(app: Hono): void;
  close(): Promise<void>;
}

/** Serves on loopback only; port 0 takes any free one. `UserError` where the port is taken. */
export async function serveLocally(app: Hono, wantedPort: number): Promise<LocalServer> {
  if (wantedPort > 65_535) throw new UserError("command/port-number", { port: wantedPort });
  let current = app;
  const fetch: Hono["fetch"] = (...args) => current.fetch(...args);
  const server = await new Promise<ServerType>((resolve, reject) => {
    const started = serve({ fetch, hostname: "127.0.0.1", port: wantedPort }, () => resolve(started));
    started.once("error", (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE" || error.code === "EACCES";
      reject(isTaken ? new UserError("station/port-taken", { port: wantedPort }) : error);
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    swap: (next) => {
      current = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
