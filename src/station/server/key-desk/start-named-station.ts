/** A station on the store of a name: before it is open, whoever has the address brings the key; then it can get another one. */
import { AsyncResource } from "node:async_hooks";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { Hono } from "hono";
import { problem } from "../../../words/problem.js";
import { UserError, isUserError } from "../../../words/user-error.js";
import { isServer } from "../../store/database/server-address.js";
import { changeStoreKey } from "../../store/encryption/change-key.js";
import type { StoreKey } from "../../store/encryption/store-key.js";
import { type Store, openStore } from "../../store/store.js";
import { createKeyDesk, isPlainOrNew } from "./key-desk.js";
import { createKeyMaker } from "./key-maker.js";
import { serveLocally } from "../serve-locally.js";
import { readPage } from "../serve-page.js";
import { createSessions } from "../session.js";
import { type Station, type StationOptions, startStation } from "../start-station.js";

export interface NamedStationOptions extends Omit<StationOptions, "store" | "inPlaceOf" | "keyChange"> {
  path: string;
  /** A plain store stays as it is, and nobody is asked for a key. */
  isPlain?: boolean;
  /** As soon as it is open. */
  onOpen?: (store: Store) => Promise<void>;
}

export type NamedStation = Omit<Station, "leave">;

/** Closing it closes the store. */
export async function startNamedStation(options: NamedStationOptions): Promise<NamedStation> {
  const { path, isPlain = false, onOpen, ...rest } = options;
  const utcNowMs = rest.utcNowMs ?? Date.now;
  const sessions = createSessions(() => performance.now(), rest.signedIn);
  const server = await serveLocally(createWaiting(), rest.port);
  const maker = createKeyMaker(path);
  let close = server.close;

  // What it sets going is nobody's, whoever asked for another key.
  const start = AsyncResource.bind(async (store: Store): Promise<void> => {
    try {
      const hasOwnKey = !isServer(path) && !isPlain;
      const station = await startStation({
        ...{ ...rest, store, inPlaceOf: { server, sessions } },
        warnsOfPlainStore: store.key === undefined && !isServer(path),
        keyChange: hasOwnKey ? { maker, run: (after) => change(station, store, after) } : undefined,
      });
      close = () => station.close().then(() => store.close());
    } catch (error) {
      await store.close();
      throw error;
    }
  });

  /** Whoever asks meanwhile is told to wait. Where it fails, the store goes on under the key that it has. */
  async function change(station: Station, store: Store, after: StoreKey): Promise<void> {
    const before = store.key;
    await station.leave();
    server.swap(createWaiting());
    await store.close();
    close = server.close;
    const changed = await changeStoreKey(path, { before, after }, utcNowMs()).catch(
      async (error: unknown) => {
        const reopen = (key: StoreKey | undefined) => openStore(path, { mayCreate: false, key });
        // The old key opens it, unless only the ledger could not be written.
        await start(await reopen(before).catch(() => reopen(after)));
        throw error;
      },
    );
    await start(changed);
  }

  async function open(store: Store): Promise<void> {
    await onOpen?.(store);
    await start(store);
  }

  async function openOrAsk(): Promise<void> {
    if (isServer(path) || isPlain || !isPlainOrNew(path)) {
      try {
        return await open(await openStore(path));
      } catch (error) {
        if (!isUserError(error, "station/store-key")) throw error;
      }
    }
    await requireSound(path);
    server.swap(createKeyDesk({ path, maker, page: readPage("station"), sessions, utcNowMs, onOpen: open }));
  }

  try {
    await openOrAsk();
  } catch (error) {
    await server.close();
    throw error;
  }
  return {
    ...server,
    close: () => close(),
    newUrl: () => new URL(sessions.newPath(), server.url).href,
  };
}

/** While there is no store that could answer. */
function createWaiting(): Hono {
  return new Hono().all("*", (context) => context.json(problem("station/store-key/changing"), 423));
}

/** What would be wrong with it once it has a key is said before anybody makes one. */
async function requireSound(path: string): Promise<void> {
  if (!existsSync(dirname(path))) throw new UserError("station/store/not-openable", { path });
  if (existsSync(path) && isPlainOrNew(path)) await (await openStore(path)).close();
}
