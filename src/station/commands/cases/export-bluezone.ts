import { join } from "node:path";
import type { CaseContent } from "../../cases/content.js";
import { type JsonOptions, report } from "../../command-line/print.js";
import { makeNewFolder, writeNewFile } from "../../new-file.js";
import type { Store, StoredCase } from "../../store/store.js";
import type { CaseOfficer } from "../../tracing/open-case.js";

export const BLUEZONE_TARGETS = ["bluezone-list", "bluezone-history"] as const;
type BluezoneTarget = (typeof BLUEZONE_TARGETS)[number];

export function isBluezoneTarget(target: string): target is BluezoneTarget {
  return (BLUEZONE_TARGETS as readonly string[]).includes(target);
}

/** The F0's keys for phones; `UserError` while they still tell of anybody's steps. */
export async function exportBluezone(
  store: Store,
  one: StoredCase,
  content: CaseContent,
  officer: CaseOfficer,
  target: BluezoneTarget,
  options: JsonOptions & { out: string },
): Promise<void> {
  const { ledgerEntry } = await import("../../cases/officer.js");
  const { releaseList, releaseUploads } = await import("../../tracing/phones/release.js");
  const { formatF0List } = await import("../../../bluezone/f0-list.js");
  const { formatHistory, formatInfoF } = await import("../../../bluezone/upload.js");
  const { identity, reason, nowMs } = officer;
  const { out } = options;
  const about = { serial: one.serial, caseId: one.id, reason };
  // The ledger first: a file that nobody answers for must not be.
  if (target === "bluezone-list") {
    const { entries, counts } = await releaseList(store, content, identity);
    await store.putLedger(ledgerEntry(identity, "export", nowMs, { ...about, ...counts }));
    await writeNewFile(out, [Buffer.from(formatF0List(entries))]);
    report(
      options,
      { id: one.id, path: out, entries: entries.length },
      `${entries.length} entries of an F0 list, of case ${one.id}: ${out}`,
    );
    return;
  }
  const { uploads, counts } = await releaseUploads(store, content, officer);
  await store.putLedger(ledgerEntry(identity, "export", nowMs, { ...about, ...counts }));
  makeNewFolder(out);
  for (const [i, { rows, keys }] of uploads.entries()) {
    const number = i === 0 ? "" : `-${i + 1}`;
    await writeNewFile(join(out, `data_trace${number}.txt`), [Buffer.from(formatHistory(rows))]);
    await writeNewFile(join(out, `InfoF${number}.json`), [Buffer.from(formatInfoF(keys))]);
  }
  report(
    options,
    { id: one.id, path: out, rows: uploads.map(({ rows }) => rows.length) },
    ...uploads.map(
      ({ rows }) => `${rows.length} rows of contact history and their keys, of case ${one.id}: ${out}`,
    ),
  );
}
