/** A commune's and its authority's station, with one prepared token that both can plug in. */
import type { Page } from "playwright-core";
import type { Identity } from "../../src/custody/host/identity.js";
import { lockKeyFile } from "../../src/custody/host/key-file.js";
import { randomBytes, scrypt } from "../../src/station/node-crypto.js";
import { startStation } from "../../src/station/server/start-station.js";
import { packStock } from "../../src/station/packs/down.js";
import { takePack } from "../../src/station/packs/take-pack.js";
import {
  START_UTC_MS,
  commune,
  createFolder,
  createTokenBench,
  officer,
  publicOf,
} from "../station/custody-bench.js";

export const PASSPHRASE = "mật khẩu rất dài";

/** As a browser uploads it. */
export async function keyFileOf(identity: Identity, name: string) {
  const buffer = Buffer.from(await lockKeyFile(identity, PASSPHRASE, scrypt, randomBytes));
  return { name, mimeType: "application/octet-stream", buffer };
}

export const unitKeyFile = () => keyFileOf(commune, "tram.bzkey");

/** On the screen that reads tokens. */
export async function unlockUnit(page: Page): Promise<void> {
  await page.getByLabel("Tệp khoá của đơn vị").setInputFiles(await unitKeyFile());
  await page.getByLabel("Mật khẩu của tệp khoá").fill(PASSPHRASE);
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await page.getByText("Đã đăng nhập").waitFor();
}

export async function startCustodyStations() {
  const folder = createFolder();
  const token = createTokenBench();
  const authority = await folder.store("authority.sqlite");
  const village = await folder.store("village.sqlite");
  await token.prepare(authority, 42);
  const stock = folder.path("stock.bzpack");
  await packStock(authority, stock, {
    officer,
    reason: "ca bệnh mẫu",
    unit: commune,
    tokens: undefined,
    nowMs: START_UTC_MS,
  });
  await takePack(village, stock, commune, [publicOf(officer)], START_UTC_MS);
  await village.issueToken(
    await village.tokenOf(42),
    { name: "Người Mẫu Một", unit: "Thôn 1", phone: null },
    0,
  );
  token.addNeighbour(new Uint8Array(12).fill(7), -50);
  token.live(2);
  await token.sync(authority, { officer: { identity: officer, reason: "thử" } });
  const source = { id: "a", label: "thẻ mẫu", open: () => Promise.resolve(token.open()) };
  const options = { port: 0, hasSerialPorts: false, utcNowMs: token.utcNowMs, sources: [source] };
  const communeStation = await startStation({ ...options, store: village });
  const authorityStation = await startStation({ ...options, store: authority });
  return {
    communeUrl: communeStation.url,
    authorityUrl: authorityStation.url,
    newUrls: () => [communeStation.newUrl(), authorityStation.newUrl()],
    token,
    authority,
    async close() {
      await communeStation.close();
      await authorityStation.close();
      await folder.remove();
    },
  };
}
