import type { Store } from "../store/store.js";

/** Where a commune reads tokens into, unless told otherwise. */
export const DEFAULT_STORE = "bluezone.sqlite";

/** Where an authority keeps boxes, unless told otherwise; never the store that a commune reads into. */
export const DEFAULT_AUTHORITY_STORE = "authority.sqlite";

/** Opens a store that must be there, or may be made, and closes it in any case. */
export async function withStore<T>(
  path: string,
  mayCreate: boolean,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const { openStore } = await import("../store/store.js");
  const store = await openStore(path, { mayCreate });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
