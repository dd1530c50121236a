/** A station on the store of a name: before it is open, whoever has the address brings the key. */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { UserError, isUserError } from "../../../words/user-error.js";
import { isServer } from "../../store/database/server-address.js";
import { type Store, openStore } from "../../store/store.js";
import { createKeyDesk, isPlainOrNew } from "./key-desk.js";
import { type LocalServer, serveLocally } from "../serve-locally.js";
import { readPage } from "../serve-page.js";
import { createSessions } from "../session.js";
import { type Station, type StationOptions, startStation } from "../start-station.js";

export interface NamedStationOptions extends Omit<StationOptions, "store" | "inPlaceOf"> {
  path: string;
  /** A plain store stays as it is, and nobody is asked for a key. */
  isPlain?: boolean;
  /** As soon as it is open. */
  onOpen?: (store: Store) => Promise<void>;
}

/** Closing it closes the store. */
export async function startNamedStation(options: NamedStationOptions): Promise<Station> {
  const { path, isPlain = false, onOpen, ...rest } = options;
  const start = async (store: Store, served?: StationOptions["inPlaceOf"]): Promise<Station> => {
    try {
      await onOpen?.(store);
      const warnsOfPlainStore = store.key === undefined && !isServer(path);
      const station = await startStation({ ...rest, store, warnsOfPlainStore, inPlaceOf: served });
      return { ...station, close: () => station.close().then(() => store.close()) };
    } catch (error) {
      await store.close();
      throw error;
    }
  };

  if (isServer(path) || isPlain || !isPlainOrNew(path)) {
    try {
      return await start(await openStore(path));
    } catch (error) {
      if (!isUserError(error, "station/store-key")) throw error;
    }
  }
  await requireSound(path);
  const sessions = createSessions(() => performance.now());
  let station: Station | undefined;
  const desk: LocalServer = await serveLocally(
    createKeyDesk({
      ...{ path, page: readPage("station"), sessions },
      onOpen: async (store) => {
        station = await start(store, { server: desk, sessions });
      },
    }),
    rest.port,
  );
  return {
    ...desk,
    close: async () => (station ?? desk).close(),
    newUrl: () => new URL(sessions.newPath(), desk.url).href,
  };
}

/** What would be wrong with it once it has a key is said before anybody makes one. */
async function requireSound(path: string): Promise<void> {
  if (!existsSync(dirname(path))) throw new UserError("station/store/not-openable", { path });
  if (existsSync(path) && isPlainOrNew(path)) await (await openStore(path)).close();
}
