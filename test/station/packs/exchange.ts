/** A village and the authority above it, one token in the village, somebody who wears it, and the packs between them. */
import { packDown } from "../../../src/station/packs/down.js";
import { linesOfContent, writePack } from "../../../src/station/packs/pack-file.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { packUp } from "../../../src/station/packs/up.js";
import {
  START_UTC_MS,
  bind,
  commune,
  createFolder,
  createTokenBench,
  officer,
  publicOf,
} from "../custody-bench.js";

export const SERIAL = 42;
export const MINUTE_MS = 60_000;
export const WHO = { name: "Người Mẫu", unit: "Thôn 7", phone: null };

export type Exchange = Awaited<ReturnType<typeof createExchange>>;

export async function createExchange() {
  const folder = createFolder();
  const village = await folder.store("village.sqlite");
  const authority = await folder.store("authority.sqlite");
  await createTokenBench().prepare(authority, SERIAL);
  await bind(authority, [SERIAL]);
  const token = await village.tokenOf(SERIAL);
  await village.issueToken(token, WHO, START_UTC_MS);

  let nowMs = START_UTC_MS;
  /** Each pack is a minute later than the one before. */
  function nextPath(kind: "up" | "down"): string {
    nowMs += MINUTE_MS;
    return folder.path(`${kind}-${nowMs}`);
  }

  /** @returns the file's path; it is not taken in yet */
  async function packedUp(isWhole = false): Promise<string> {
    const path = nextPath("up");
    await packUp(village, path, { sender: commune, receivers: [officer], madeMs: nowMs }, isWhole);
    return path;
  }
  /** What the authority says of it. */
  const take = (path: string) => takePack(authority, path, officer, [publicOf(commune)], nowMs);

  async function down(): Promise<string> {
    const path = nextPath("down");
    const options = { officer, reason: "định kỳ", unit: commune, tokens: undefined, hasStock: false };
    await packDown(authority, path, { ...options, fewestSlots: 1, nowMs });
    return takePack(village, path, commune, [publicOf(officer)], nowMs);
  }

  /** A pack made by hand, taken in at the other end. */
  async function told(kind: "up" | "down", sender: typeof commune, ...items: object[]): Promise<string> {
    const path = nextPath(kind);
    const [store, receiver] = kind === "up" ? [authority, officer] : [village, commune];
    const lines = async function* () {
      yield* items;
    };
    const address = { sender, receivers: [receiver], madeMs: nowMs };
    await writePack(path, kind, address, linesOfContent(kind, lines()));
    return takePack(store, path, receiver, [publicOf(sender)], nowMs);
  }

  return {
    ...{ village, authority, token, packedUp, take, down, told },
    nowMs: () => nowMs,
    up: async () => take(await packedUp()),
    remove: () => folder.remove(),
  };
}
