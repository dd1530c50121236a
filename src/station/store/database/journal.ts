/**
 * The rollback journal keeps what the store held before a change: of a closed case its key and content. SQLite would unlink it
 * and leave those bytes on the disk, where whoever has the disk finds them; `secure_delete` covers the store alone. So the
 * journal stays where it is (journal_mode = PERSIST) and is overwritten after every piece of work.
 */
import type Database from "libsql";
import { overwriteFile } from "../../overwrite.js";

/** A journal of great work is cut to nothing, once overwritten: the next one need not pay for it. */
const KEPT_BYTES = 1024 * 1024;

/** Does this while no other program writes to the store; not at all where one does, for which nobody waits. */
export function whileHeld(file: Database.Database, work: () => void): void {
  const [{ timeout }] = file.pragma("busy_timeout") as [{ timeout: number }];
  try {
    file.exec("pragma busy_timeout = 0");
    file.exec("begin immediate");
  } catch {
    return;
  } finally {
    file.exec(`pragma busy_timeout = ${timeout}`);
  }
  try {
    work();
  } finally {
    // Nothing was written. A commit would want the store alone, and be refused while another program reads.
    file.exec("rollback");
  }
}

/** @param path  the store's, without symbolic links: SQLite follows them too */
export function createJournal(file: Database.Database, path: string) {
  const journal = `${path}-journal`;
  return {
    /** Before anything is written. */
    begin(): void {
      file.pragma("journal_mode = PERSIST");
      // What one statement may have to take back lies in memory, and in no temporary file that nobody overwrites.
      file.pragma("temp_store = MEMORY");
    },

    /**
     * To be called between two pieces of work. The right to write is held meanwhile, so that no other program's journal is
     * touched; where another one has it, that one overwrites the whole journal when it is done.
     */
    wipe(): void {
      whileHeld(file, () => overwriteFile(journal, KEPT_BYTES));
    },

    /** A store that nobody uses is one file, which can be copied to a stick. */
    end(): void {
      try {
        file.pragma("journal_mode = DELETE");
      } catch {
        // Damaged, or in use: then the journal stays, overwritten.
        return;
      }
    },
  };
}
