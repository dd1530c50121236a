/** A token's unread records into the store, and what is missing of them. */
import { concat } from "../../custody/host/bytes.js";
import type { TokenIdentity } from "../../sync/host/decode.js";
import type { Session } from "../../sync/host/session.js";
import type { Store, StoredChunk, SyncCounts } from "../store/store.js";
import { STORED_RECORD_BYTES } from "../store/types.js";

export interface RecordsRead {
  counts: SyncCounts;
  nextSequence: number;
  /** Pages that the token should have and did not give: a damaged opening hides a whole page. */
  missingPages: number;
}

export interface ReadingOf {
  token: string;
  startedMs: number;
  from: number;
}

export interface ReadingWatch {
  onConsentNeeded: () => void;
  onProgress: (progress: { recordsRead: number; recordsTotal: number; fraction: number }) => void;
}

/**
 * The store writes behind the line; what fails there ends the reading. What comes of one page meanwhile is written at once: most of
 * the time that a chunk costs is its own transaction, and a full log has 1,500 chunks on 378 pages.
 */
export async function readRecords(
  session: Session,
  store: Store,
  identity: TokenIdentity,
  { token, startedMs, from }: ReadingOf,
  watch: ReadingWatch,
): Promise<RecordsRead> {
  const counts: SyncCounts = { received: 0, added: 0, conflicting: 0 };
  const pages = watchPages(identity, from);
  const waiting: StoredChunk[] = [];
  let failure: unknown;
  let written = Promise.resolve();
  const { nextSequence } = await session
    .read({
      ...watch,
      from,
      onChunk: (chunk) => {
        if (failure !== undefined) throw failure;
        pages.note(chunk.pageSequence);
        const last = waiting.at(-1);
        if (last !== undefined && goesOn(last, chunk)) {
          waiting.splice(-1, 1, join(last, chunk));
          return;
        }
        waiting.push(chunk);
        written = written
          .then(async () => {
            if (failure !== undefined) return;
            const added = await store.addChunk(token, startedMs, waiting.shift()!);
            counts.received += added.received;
            counts.added += added.added;
            counts.conflicting += added.conflicting;
          })
          .catch((error: unknown) => {
            failure ??= error;
          });
      },
    })
    .finally(() => written);
  if (failure !== undefined) throw failure;
  return { counts, nextSequence, missingPages: pages.missing(Math.max(nextSequence, identity.nextSequence)) };
}

/** Whether a chunk is what follows in the same page, under the same head. */
function goesOn(last: StoredChunk, next: StoredChunk): boolean {
  const isSame = (["pageSequence", "generation", "sealDay", "calendarDay", "livedHours"] as const).every(
    (name) => last[name] === next[name],
  );
  return isSame && last.position + last.records.length / STORED_RECORD_BYTES === next.position;
}

function join(last: StoredChunk, next: StoredChunk): StoredChunk {
  return { ...last, records: concat(last.records, next.records), nextSequence: next.nextSequence };
}

/**
 * Page sequences rise by one. Pages before the log's first are no hole: the token erased them, and says how many unread
 * records went with them; nor is what lies before the first page of a log that this store begins to read.
 */
function watchPages(
  { recordsPerPage, firstSequence }: Pick<TokenIdentity, "recordsPerPage" | "firstSequence">,
  from: number,
) {
  let next = from > firstSequence ? Math.floor(from / recordsPerPage) : undefined;
  let missing = 0;
  // The page in which the last reading stopped may have got nothing more.
  let mayBeAbsent = from > firstSequence && from % recordsPerPage !== 0;

  /** Pages before this one are expected, or known to be missing, from here on. */
  function expectUpTo(page: number): void {
    const skipped = Math.max(0, page - (next ?? page));
    missing += skipped - (mayBeAbsent && skipped > 0 ? 1 : 0);
  }
  return {
    /** Of a chunk; several may come of one page. */
    note(page: number): void {
      expectUpTo(page);
      mayBeAbsent = false;
      next = Math.max(next ?? 0, page + 1);
    },
    missing(endSequence: number): number {
      expectUpTo(Math.ceil(endSequence / recordsPerPage));
      return missing;
    },
  };
}
