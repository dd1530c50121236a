/** Labels of what a line booked: each number comes on a sheet once, or once more where the station was cut off right after it. */
import type { Language } from "../../words/language.js";
import { writeNewFile } from "../new-file.js";
import { labels } from "../paper/labels.js";
import type { Issuer } from "../paper/text.js";
import type { Store } from "../store/store.js";

/** Returns the numbers on it; without any, no file is written. */
export async function writeLabelSheet(
  store: Store,
  path: string,
  issuer: Issuer,
  language: Language,
  atMs: number,
): Promise<number[]> {
  const serials = await store.unlabelled();
  if (serials.length === 0) return [];
  await writeNewFile(path, [Buffer.from(labels(serials, issuer, language), "utf8")]);
  await store.markLabelled(serials, atMs);
  return serials;
}
