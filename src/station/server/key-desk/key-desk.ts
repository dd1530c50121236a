/**
 * What a station answers with before its store is open: it asks for the stick with the key, or for the code; to a plain store, or
 * one that is about to be made, it gives a key. Nothing else is there, for nothing could be answered.
 */
import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import { Hono } from "hono";
import { z } from "zod";
import { problem } from "../../../words/problem.js";
import { UserError, isUserError, problemOf } from "../../../words/user-error.js";
import { findKeys, findSticks } from "../../store/encryption/key-places.js";
import { isEncrypted } from "../../store/encryption/store-file.js";
import { type StoreKey, keyOfCode } from "../../store/encryption/store-key.js";
import { changeStoreKey } from "../../store/encryption/change-key.js";
import { type Store, openStore } from "../../store/store.js";
import type { ApiError } from "../api.js";
import { guard, smallBodies } from "../guard.js";
import { type PageFiles, partsOf, servePage } from "../serve-page.js";
import type { Sessions } from "../session.js";
import type { KeyState } from "./key-api.js";
import type { KeyMaker } from "./key-maker.js";

export const stick = z.string().max(5000).nullable();
export const useInput = z.object({ lastGroup: z.string().max(40) });
const unlockInput = z.object({ code: z.string().max(200), stick });
const makeInput = z.object({ stick });

interface Services {
  /** The store's file. */
  path: string;
  maker: KeyMaker;
  page: PageFiles;
  sessions: Sessions;
  utcNowMs: () => number;
  onOpen: (store: Store) => Promise<void>;
}

/** Whether the store of this name is plain, or about to be made. */
export function isPlainOrNew(path: string): boolean {
  return !existsSync(path) || statSync(path).size === 0 || !isEncrypted(path);
}

export function createKeyDesk({ path, maker, page, sessions, utcNowMs, onOpen }: Services): Hono {
  let isOpen = false;
  /** One thing at a time: two tabs, or a second click. */
  let queue: Promise<unknown> = Promise.resolve();
  const isNew = () => !existsSync(path) || statSync(path).size === 0;
  const isLocked = () => !isPlainOrNew(path);

  async function open(store: Promise<Store>): Promise<void> {
    await onOpen(await store);
    isOpen = true;
    maker.forget();
  }
  const openWith = (key: StoreKey | undefined) => open(openStore(path, { mayCreate: true, key }));

  async function look(): Promise<KeyState> {
    let hasOther = false;
    if (!isOpen && isLocked()) {
      // Whatever is plugged in is tried, and only a key that fits opens anything.
      await openWith(undefined).catch((error: unknown) => {
        if (!isUserError(error, "station/store-key")) throw error;
        hasOther = findKeys(path).length > 0;
      });
    }
    const step = isOpen ? null : isLocked() ? "locked" : maker.isMade() ? "noted" : "plain";
    return { step, store: basename(path), isNew: isNew(), sticks: findSticks(path), hasOther };
  }

  const app = new Hono();
  app.use(guard());
  servePage(app, partsOf(page));
  app.use(sessions.middleware());
  app.use(smallBodies());
  servePage(app, page);

  const post = <T extends object>(name: string, run: (body: unknown) => Promise<T>) =>
    app.post(`/api/key/${name}`, async (context) => {
      const body: unknown = await context.req.json();
      const answered = queue.then(() => run(body));
      queue = answered.catch(() => undefined);
      return context.json(await answered);
    });

  post("look", look);

  post("unlock", async (body) => {
    const { code, stick: folder } = unlockInput.parse(body);
    const key = keyOfCode(code);
    if (!isOpen) await openWith(key);
    // The store is open, whether or not somebody pulled the stick out.
    if (folder !== null) await maker.writeTo(folder, key);
    return {};
  });

  post("make", async (body) => {
    const { stick: folder } = makeInput.parse(body);
    if (isLocked()) throw new UserError("station/store-key/needed");
    return maker.make(folder);
  });

  post("use", async (body) => {
    const { lastGroup } = useInput.parse(body);
    if (!maker.isMade() || isOpen) return {};
    const key = maker.noted(lastGroup);
    await (isNew()
      ? openWith(key)
      : open(changeStoreKey(path, { before: undefined, after: key }, utcNowMs())));
    return {};
  });

  post("later", async () => {
    if (isLocked()) throw new UserError("station/store-key/needed");
    if (!isOpen) await openWith(undefined);
    return {};
  });

  app.all("/api/*", (context) => context.json(problem("station/store-key/needed") satisfies ApiError, 423));
  app.onError((error, context) => {
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      return context.json(problem("station/request/not-understood") satisfies ApiError, 400);
    }
    return context.json(problemOf(error) satisfies ApiError, isUserError(error) ? 422 : 500);
  });
  return app;
}
