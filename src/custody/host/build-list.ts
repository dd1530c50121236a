/** The authority's side of the F0 list; the token's is `token/list-store.ts`. CUSTODY.md, "F0 list". */
import {
  CHUNK_ENTRIES,
  ENTRY_BYTES,
  ENTRY_KEY,
  HEAD_BYTES,
  HEAD_ROOT,
  LIST_VERSION,
  listTag,
} from "../token/f0-list.js";
import { ADMIN_LIST, derive } from "../token/derive.js";
import { chainKeyOn } from "./boxes.js";
import type { BoxContent, Hash } from "./boxes.js";
import { join, viewOf } from "./bytes.js";
import type { SubKeyChain } from "./case-keys.js";
import { problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";

/** Ceiling of a released list (DESIGN.md, decisions). */
export const LIST_DAYS = 14;
/** An F0 is looked back at from this many days before the first symptoms, as the Ministry of Health's decision 5053/QĐ-BYT says. */
const LOOK_BACK_DAYS = 3;
const SLOTS_PER_DAY = 96;
const LAST_SLOT = SLOTS_PER_DAY - 1;

/** One generation of an F0's token. */
export interface ListedCase {
  /** The *id* box of that generation. */
  id: BoxContent;
  onsetDay: number;
  /** The last day and slot (0…95) in which the F0 was among people with this generation. */
  untilDay: number;
  untilSlot: number;
  /** When the F0's clock was wrong, as far as that is known. */
  wrongClocks?: readonly WrongClock[];
}

/** From one slot up to and without another, since 1970, a token sent in slot t the ID that it held for slot t - shift. */
export interface WrongClock {
  fromSlot: number;
  toSlot: number;
  /** Whole and not 0; above 0 where the clock was slow. */
  shift: number;
}

export interface F0List {
  /** 40 bytes. */
  head: Uint8Array;
  /** 36 bytes each. */
  entries: Uint8Array;
}

function entriesOf(hash: Hash, chain: SubKeyChain, listed: ListedCase): Uint8Array[] {
  const { id, onsetDay, untilDay, untilSlot, wrongClocks = [] } = listed;
  const firstDay = Math.max(onsetDay - LOOK_BACK_DAYS, untilDay - LIST_DAYS + 1);
  const fromSlot = firstDay * SLOTS_PER_DAY;
  const toSlot = untilDay * SLOTS_PER_DAY + untilSlot + 1;
  // The right clock always: nobody knows how long it had been wrong when that was found out.
  return [{ fromSlot, toSlot, shift: 0 }, ...wrongClocks].flatMap((clock) => {
    const entries: Uint8Array[] = [];
    const end = Math.min(toSlot, clock.toSlot);
    for (let slot = Math.max(fromSlot, clock.fromSlot); slot < end;) {
      const own = slot - clock.shift;
      const last = Math.min(end, nextDay(slot), slot + nextDay(own) - own) - 1;
      if (dayOf(own) >= id.day) entries.push(entryOf(hash, chain, id, slot, last, own));
      slot = last + 1;
    }
    return entries;
  });
}

/** Of slots of one day, in which the IDs from slot `own` on were sent. */
function entryOf(
  hash: Hash,
  chain: SubKeyChain,
  id: BoxContent,
  firstSlot: number,
  lastSlot: number,
  own: number,
): Uint8Array {
  const entry = new Uint8Array(ENTRY_BYTES);
  viewOf(entry).setUint16(0, dayOf(firstSlot), true);
  entry[2] = firstSlot % SLOTS_PER_DAY;
  entry[3] = lastSlot % SLOTS_PER_DAY;
  let subKey = chain.firstSubKey(chainKeyOn(hash, id, dayOf(own)));
  for (let before = own % SLOTS_PER_DAY; before > 0; before--) subKey = chain.nextSubKey(subKey);
  entry.set(subKey, ENTRY_KEY);
  return entry;
}

const dayOf = (slot: number) => Math.floor(slot / SLOTS_PER_DAY);
/** First slot of the next day. */
const nextDay = (slot: number) => (dayOf(slot) + 1) * SLOTS_PER_DAY;

/**
 * A list for all tokens. Entries come in the order of day and span, within that of their keys: what belongs to one F0
 * does not stand together. Throws `UserError`.
 *
 * @param number       above that of every list before
 * @param fewestSlots  slots of a day in which an F0 must have been heard, 1…96
 */
export function buildList(
  hash: Hash,
  chain: SubKeyChain,
  cases: readonly ListedCase[],
  number: number,
  fewestSlots: number,
): F0List {
  for (const { id, untilSlot } of cases) {
    if (id.kind !== "id")
      throw new UserError("custody/wrong-key/list", { kind: problem(`word/box/${id.kind}`) });
    if (!(untilSlot >= 0 && untilSlot <= LAST_SLOT)) throw new UserError("custody/out-of-range/slots");
  }
  if (!(fewestSlots >= 1 && fewestSlots <= SLOTS_PER_DAY)) {
    throw new UserError("custody/out-of-range/fewest-slots");
  }
  const entries = cases.flatMap((listed) => entriesOf(hash, chain, listed)).sort(compareEntries);
  if (entries.length > 0xffff) throw new UserError("custody/out-of-range/list");
  const joined = join(entries);
  const head = new Uint8Array(HEAD_BYTES);
  head[0] = LIST_VERSION;
  head[1] = fewestSlots;
  viewOf(head).setUint16(2, entries.length, true);
  viewOf(head).setUint32(4, number, true);
  const chunkBytes = CHUNK_ENTRIES * ENTRY_BYTES;
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < joined.length; at += chunkBytes)
    hashes.push(hash.sha256(joined.subarray(at, at + chunkBytes)));
  head.set(hash.sha256(join(hashes)), HEAD_ROOT);
  return { head, entries: joined };
}

function compareEntries(a: Uint8Array, b: Uint8Array): number {
  const dayDifference = viewOf(a).getUint16(0, true) - viewOf(b).getUint16(0, true);
  if (dayDifference !== 0) return dayDifference;
  for (let i = 2; i < ENTRY_BYTES; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

/** 16 bytes with which one token takes the list; from its *admin* box. */
export function tagFor(hash: Hash, admin: BoxContent, list: F0List): Uint8Array {
  if (admin.kind !== "admin")
    throw new UserError("custody/wrong-key/kind", {
      needed: problem("word/box/admin"),
      found: problem(`word/box/${admin.kind}`),
    });
  return listTag(hash, derive(hash, admin.key, ADMIN_LIST), admin.serial, list.head);
}
