/** The key of a store that is open: an administrator gives it another one, as a stick or a sheet was lost, or its first. */
import { basename } from "node:path";
import type { Hono } from "hono";
import { z } from "zod";
import { UserError } from "../../../words/user-error.js";
import { destroyKey, findKeys, findSticks } from "../../store/encryption/key-places.js";
import type { StoreKey } from "../../store/encryption/store-key.js";
import type { Store } from "../../store/store.js";
import type { Sessions } from "../session.js";
import { stick, useInput } from "./key-desk.js";
import type { KeyChanged, StoreKeyState } from "./key-api.js";
import type { KeyMaker } from "./key-maker.js";

const makeInput = z.object({ pin: z.string().max(200), stick });

export interface KeyChange {
  maker: KeyMaker;
  /** Starts another station in the place of the one that asks, with the store under the new key; or, where that fails, as it was. */
  run(after: StoreKey): Promise<void>;
}

interface Services {
  store: Store;
  sessions: Sessions;
  utcNowMs: () => number;
  /** Undefined: this store has no key of its own. */
  keyChange: KeyChange | undefined;
  /** A token is being read: its records must find the store. */
  isReading: () => boolean;
}

export function addKeyChange(app: Hono, { store, sessions, utcNowMs, keyChange, isReading }: Services): void {
  app.get("/api/store-key", (context) => {
    const kind = keyChange === undefined ? "none" : store.key === undefined ? "plain" : "encrypted";
    const sticks = keyChange === undefined ? [] : findSticks(store.path);
    return context.json({ kind, store: basename(store.path), sticks } satisfies StoreKeyState);
  });

  app.post("/api/store-key/make", async (context) => {
    const input = makeInput.parse(await context.req.json());
    if (keyChange === undefined) throw new UserError("station/store-key/not-made");
    // Whoever has the key has the store: a page that was left open is not enough.
    await store.requirePin(sessions.of(context)!.account!, input.pin, utcNowMs());
    return context.json(await keyChange.maker.make(input.stick));
  });

  app.post("/api/store-key/use", async (context) => {
    const { lastGroup } = useInput.parse(await context.req.json());
    const after = keyChange?.maker.noted(lastGroup);
    if (keyChange === undefined || after === undefined) throw new UserError("station/store-key/not-made");
    if (isReading()) throw new UserError("station/store-key/reading");
    await keyChange.run(after);
    keyChange.maker.forget();
    const old = findKeys(store.path).filter(({ key }) => key.id === store.key?.id);
    old.forEach(destroyKey);
    return context.json({ destroyed: old.length } satisfies KeyChanged);
  });
}
