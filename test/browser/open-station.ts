/** A station in a folder of its own, and a page of it, signed in: what most suites begin with. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Context } from "mocha";
import type { Browser, Page } from "playwright-core";
import { type StationOptions, startStation, type Station } from "../../src/station/server/start-station.js";
import type { Store } from "../../src/station/store/store.js";
import { createFolder } from "../station/custody-bench.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { openPage } from "./sign-in.js";

/** Where somebody wants to look at the screens. */
export const PICTURES = process.env["PICTURES"];

export interface OpenStation {
  store: Store;
  station: Station;
  page: Page;
  /** In the folder of its own. */
  path(name: string): string;
  /** Also keeps a picture, where somebody wants to look. */
  assertAccessible(screen: string): Promise<void>;
  close(): Promise<void>;
}

interface Options {
  /** Before the station starts. */
  fill?: (store: Store, path: (name: string) => string) => unknown;
  /** False: the page is empty still. */
  isSignedIn?: boolean;
  station?: Partial<StationOptions>;
}

/** Skips the suite where there is no browser. To be called in `before`. */
export async function openStation(suite: Context, options: Options = {}): Promise<OpenStation> {
  const { fill, isSignedIn = true } = options;
  needBrowser(suite);
  const folder = createFolder();
  let [browser, station]: [Browser?, Station?] = [];
  async function close(): Promise<void> {
    await browser?.close();
    await station?.close();
    await folder.remove();
  }
  try {
    const store = await folder.store("store.sqlite");
    await fill?.(store, folder.path);
    station = await startStation({ store, port: 0, hasSerialPorts: false, ...options.station });
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, acceptDownloads: true });
    if (isSignedIn) await openPage(page, station.newUrl());
    const assertAccessible = async (screen: string) => {
      assert.deepEqual(
        (await axeFindings(page)).map((one) => `${screen}: ${one}`),
        [],
      );
      if (PICTURES) await page.screenshot({ path: join(PICTURES, `${screen}.png`), fullPage: true });
    };
    return { store, station, page, path: folder.path, assertAccessible, close };
  } catch (error) {
    await close();
    throw error;
  }
}
