import type { Crypto, Flash } from "../../../hal/hal.js";
import type { Digest, DigestGroup } from "./digest.js";
import { MAX_GROUP, PREFIX_BYTES } from "./digest.js";
import { ENTRY_BYTES, ENTRY_KEY } from "./f0-list.js";
import type { ListStore } from "./list-store.js";
import { copyOf } from "./seal-format.js";

/** Sub-keys hashed in one step: less than 100 ms of the chip's time. */
const TEAM_SUSPECTS = 8;
/** Suspects that go through a day's groups together: reading a group costs as much as eight sub-keys. */
const BATCH_SUSPECTS = 48;
const LAST_SLOT = 95;
const REST_BYTES = PREFIX_BYTES - 1;

/** Goes through the F0 list in force, in steps short enough that the radio and USB wait no longer. */
export interface ExposureCheck {
  /** From the list's first entry. */
  start(): void;
  /** True as long as there is more to do. */
  step(): boolean;
}

/** An F0 on one day. */
interface Suspect {
  /** Sub-key of the slot that the check has come to. */
  key: Uint8Array;
  matches: number;
}

/**
 * @param onExposure  gets each F0 and day that was heard in at least the list's fewest slots: the UTC day and how many
 *                    slots. It must be kept across restarts; after one the check may report it again.
 */
export function createExposureCheck(
  flash: Pick<Flash, "read">,
  crypto: Pick<Crypto, "sha256" | "toByteString">,
  digest: Digest,
  list: ListStore,
  onExposure: (day: number, slots: number) => void,
): ExposureCheck {
  /** By byte: number (from 1) of the last ID in `group` that begins with it, or 0; and by ID, of the one before it. */
  const lastWith = new Uint8Array(256);
  const sameBefore = new Uint8Array(MAX_GROUP + 1);
  let group: DigestGroup | undefined;
  /** The other four bytes of the group's IDs. */
  let rests = "";

  /** The batch: entries from `firstEntry` up to and without `nextEntry`, all of one day and one span of slots. */
  let firstEntry = 0;
  let nextEntry = -1;
  let kind = "";
  let day = 0;
  let firstSlot = 0;
  let lastSlot = 0;
  let teams: Suspect[][] = [];
  let isLoaded = false;
  /** Slot whose sub-keys are held, and the next team to be taken on to the slot after it. */
  let slot = 0;
  let team = 0;
  /** Where the next group is read. */
  let pages: number[] = [];
  let offset = 0;

  /** Day, first and last slot, as bytes. */
  function kindOf(entry: Uint8Array): string {
    return crypto.toByteString(entry).substr(0, ENTRY_KEY);
  }

  function entriesLeft(): number {
    const head = list.current();
    return head === undefined || nextEntry < 0 ? 0 : head.entryCount - nextEntry;
  }

  function startBatch(): void {
    firstEntry = nextEntry;
    kind = kindOf(list.entry(firstEntry));
    day = kind.charCodeAt(0) + 256 * kind.charCodeAt(1);
    firstSlot = kind.charCodeAt(2);
    lastSlot = Math.min(kind.charCodeAt(3), LAST_SLOT);
    pages = digest.pagesOf(day);
    offset = 0;
    slot = firstSlot;
    team = 0;
    isLoaded = false;
  }

  /** Adds a team of entries of the batch's kind. */
  function loadTeam(): void {
    const loaded: Suspect[] = [];
    const end = nextEntry + Math.min(TEAM_SUSPECTS, entriesLeft());
    for (; nextEntry < end; nextEntry++) {
      const entry = list.entry(nextEntry);
      if (kindOf(entry) !== kind) break;
      if (pages.length > 0) loaded.push({ key: copyOf(entry, ENTRY_KEY, ENTRY_BYTES), matches: 0 });
    }
    if (loaded.length > 0) teams.push(loaded);
    isLoaded = nextEntry < end || entriesLeft() === 0 || nextEntry - firstEntry >= BATCH_SUSPECTS;
  }

  /** Takes the teams back to the first slot, one a step. */
  function rewindTeam(): void {
    let entry = firstEntry + team * TEAM_SUSPECTS;
    for (const suspect of teams[team]!) {
      suspect.key = copyOf(list.entry(entry), ENTRY_KEY, ENTRY_BYTES);
      entry++;
    }
    team++;
    if (team === teams.length) {
      team = 0;
      slot = firstSlot;
    }
  }

  function endBatch(): void {
    const head = list.current();
    for (const suspects of teams) {
      for (const suspect of suspects) {
        if (head !== undefined && suspect.matches >= head.fewestSlots) onExposure(day, suspect.matches);
      }
    }
    teams = [];
  }

  function dropGroup(): void {
    if (group !== undefined) for (const byte of group.heads) lastWith[byte] = 0;
    group = undefined;
  }

  function takeGroup(found: DigestGroup): void {
    group = found;
    rests = "";
    let number = 0;
    for (const byte of found.heads) {
      number++;
      sameBefore[number] = lastWith[byte]!;
      lastWith[byte] = number;
    }
  }

  /** Finds the next group of the day with a slot in the batch's span; after the last one `pages` is empty. */
  function seekGroup(): void {
    const found = digest.group(pages[0]!, day, offset);
    if (found === undefined) {
      pages.shift();
      offset = 0;
      return;
    }
    offset = found.next;
    if (found.slot < firstSlot || found.slot > lastSlot) return;
    takeGroup(found);
  }

  /** The ID of `number` begins like that of `key`; whether it, or one before it, is the same in all five bytes. */
  function isHeard(heard: DigestGroup, key: Uint8Array, number: number): boolean {
    if (rests === "") {
      rests = crypto.toByteString(flash.read(heard.restAddress, heard.heads.length * REST_BYTES));
    }
    // Not `rests.indexOf`: the interpreter's takes the end of a string for the whole where only its beginning fits.
    const rest = String.fromCharCode(key[4]!, key[8]!, key[12]!, key[16]!);
    for (; number > 0; number = sameBefore[number]!) {
      if (rests.substr((number - 1) * REST_BYTES, REST_BYTES) === rest) return true;
    }
    return false;
  }

  /** Takes one team from `slot` to the next one, and compares if that is the group's. Nearly all the time goes here. */
  function advance(heard: DigestGroup): void {
    const sha256 = crypto.sha256;
    if (heard.slot > slot + 1) {
      for (const suspect of teams[team]!) suspect.key = sha256(suspect.key);
    } else {
      const table = lastWith;
      for (const suspect of teams[team]!) {
        const key = sha256(suspect.key);
        suspect.key = key;
        const number = table[key[0]!]!;
        if (number > 0 && isHeard(heard, key, number)) suspect.matches++;
      }
    }
    team++;
    if (team < teams.length) return;
    team = 0;
    slot++;
    if (slot === heard.slot) dropGroup();
  }

  /** For the span's first slot, and for a second group of one slot. */
  function compare(heard: DigestGroup): void {
    for (const suspects of teams) {
      for (const suspect of suspects) {
        const number = lastWith[suspect.key[0]!]!;
        if (number > 0 && isHeard(heard, suspect.key, number)) suspect.matches++;
      }
    }
    dropGroup();
  }

  return {
    start: function () {
      dropGroup();
      teams = [];
      nextEntry = 0;
      isLoaded = true;
    },
    step: function () {
      if (isLoaded && teams.length === 0) {
        if (entriesLeft() <= 0) return false;
        startBatch();
      } else if (!isLoaded) {
        loadTeam();
      } else if (group !== undefined) {
        // A group of an earlier slot: the clock was set back within the day.
        if (group.slot < slot) rewindTeam();
        else if (group.slot === slot) compare(group);
        else advance(group);
      } else if (pages.length > 0) {
        seekGroup();
      } else {
        endBatch();
      }
      return true;
    },
  };
}
