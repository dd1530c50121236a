import type { Store } from "../store/store.js";
import { note } from "./print.js";

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
  noteAccess(store);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Says so where others of this computer can read the store, or could. */
export function noteAccess({ path, access }: Pick<Store, "path" | "access">): void {
  if (access === "tightened") {
    note(`bztoken: others on this computer could read ${path}; from now on only you can`);
  }
  if (access === "open") {
    note(
      `bztoken: others on this computer can read ${path}, and it is not yours to mend: have its owner do so`,
    );
  }
}
