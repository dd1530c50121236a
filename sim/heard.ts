/** Whom the tokens heard, as their logs say it: read from flash, opened, and traced to the sender of each ID. */
import type { Crypto } from "../hal/hal.js";
import { createSimulatedCrypto } from "../hal/simulated/crypto.js";
import { createRandom, mix } from "../hal/simulated/random.js";
import { SLOTS_PER_DAY, dailyKeyAt, firstSubKey, idOf, nextSubKey } from "../src/bluezone/ids.js";
import { type EncounterRecord, decodeRecord } from "../src/contacts/record.js";
import { createRecordKeys, practiceLog } from "../src/custody/host/case-keys.js";
import { type CcmOpen, openRecord } from "../src/custody/host/open-record.js";
import { SLOT_BYTES } from "../src/log/format.js";
import { parseSlot } from "../src/log/parse.js";
import { createStateStore } from "../src/log/state-store.js";
import { BASE_ID, createState, keyAt } from "../src/token/state.js";
import { type SimulatedToken, logChunks } from "./simulated-token.js";
import type { World } from "./world.js";

/** One record of one token, opened. */
export interface HeardRecord {
  /** Slots since 1970, on the clock of the token that wrote it. */
  slot: number;
  record: EncounterRecord;
}

/** CCM encrypts by XOR with a stream, so sealing the ciphertext gives the plain text. The tag is not looked at. */
function ccmOpenWith({ ccmSeal }: Pick<Crypto, "ccmSeal">): CcmOpen {
  return (key, nonce, sealed, tagBytes) => {
    const length = sealed.length - tagBytes;
    return ccmSeal(key, nonce, sealed.subarray(0, length), tagBytes).subarray(0, length);
  };
}

/** Opens the log of a practice token, or its records of one UTC day; slots that hold no record are left out. */
export function* recordsOf({ token, hal }: SimulatedToken, onlyDay?: number): Generator<HeardRecord> {
  const ccmOpen = ccmOpenWith(hal.crypto);
  const keyOf = createRecordKeys(hal.crypto, practiceLog(token.serial(), token.createdDay()));
  const from = onlyDay === undefined ? token.log.firstSequence() : token.log.sequenceOfDay(onlyDay);
  for (const { pageSequence, day, generation, position, records } of logChunks(token.log, from)) {
    if (onlyDay !== undefined && day !== onlyDay) break;
    for (let at = 0; at < records.length; at += SLOT_BYTES) {
      const slot = parseSlot(hal.crypto, records.subarray(at, at + SLOT_BYTES));
      if (slot.kind !== "record") continue;
      const place = {
        serial: token.serial(),
        generation,
        pageSequence,
        position: position + at / SLOT_BYTES,
      };
      const plain = openRecord(ccmOpen, keyOf(day)!, place, slot.sealed);
      const record = decodeRecord(plain!);
      yield { slot: day * SLOTS_PER_DAY + record.slot, record };
    }
  }
}

const BASE_ID_BYTES = 32;

/** From which everybody's IDs follow, in memory that workers share. */
export interface IdChains {
  /** Reads the token's out of its flash. */
  note(token: SimulatedToken, statePages: number): void;
  /** Who sends which ID on a UTC day, the slots next to it included; good until the next call. */
  ownersOn(day: number): IdOwners;
}

export interface IdOwners {
  /** The person who sends this ID (12 bytes); -1 where nobody does. */
  ownerOf(id: Uint8Array): number;
}

/** @returns zeroed memory for the chains of `people`, to be shared by all workers */
export function createChainMemory(people: number): SharedArrayBuffer {
  return new SharedArrayBuffer(people * (4 + BASE_ID_BYTES));
}

export function createIdChains(memory: SharedArrayBuffer, { people, phones }: World): IdChains {
  const createdDay = new Int32Array(memory, 0, people.length);
  const baseIds = new Uint8Array(memory, 4 * people.length);
  const crypto = createSimulatedCrypto(createRandom(0));

  function put(person: number, baseId: Uint8Array, day: number): void {
    baseIds.set(baseId, person * BASE_ID_BYTES);
    createdDay[person] = day;
  }

  phones.forEach((phone, person) => {
    if (phone !== undefined) put(person, phone.baseId, phone.createdDay);
  });

  return {
    note({ person, hal, token }, statePages) {
      const bytes = createStateStore(hal.flash, hal.crypto, 0, statePages).load();
      if (bytes === undefined) throw new Error(`Chip ${hal.system.chipId()} has no state in flash`);
      put(person, keyAt(createState(hal.crypto, hal.system.chipId(), bytes), BASE_ID), token.createdDay());
    },
    ownersOn(day) {
      const owners = createOwners(people.length * (SLOTS_PER_DAY + 2));
      for (let person = 0; person < people.length; person++) {
        const created = createdDay[person]!;
        if (created === 0) continue;
        const baseId = baseIds.slice(person * BASE_ID_BYTES, (person + 1) * BASE_ID_BYTES);
        for (let around = Math.max(created, day - 1); around <= day + 1; around++) {
          const first = around < day ? SLOTS_PER_DAY - 1 : 0;
          const last = around > day ? 0 : SLOTS_PER_DAY - 1;
          let subKey = firstSubKey(crypto, dailyKeyAt(crypto, baseId, around - created));
          for (let slot = 0; slot <= last; slot++) {
            if (slot >= first) owners.put(idOf(subKey), person);
            subKey = nextSubKey(crypto, subKey);
          }
        }
      }
      return owners;
    },
  };
}

/** A hash table in three arrays: millions of entries in a `Map` would take ten times the memory. */
function createOwners(most: number): IdOwners & { put(id: Uint8Array, person: number): void } {
  const cells = 2 ** Math.ceil(Math.log2(1.5 * most));
  const high = new Int32Array(cells);
  const low = new Int32Array(cells);
  const owner = new Int32Array(cells).fill(-1);
  const highOf = (id: Uint8Array) => (id[0]! << 24) | (id[1]! << 16) | (id[2]! << 8) | id[3]!;
  const lowOf = (id: Uint8Array) => (id[4]! << 24) | (id[5]! << 16) | (id[6]! << 8) | id[7]!;

  /** The ID's cell, or the free one where it belongs. */
  function find(id: Uint8Array): number {
    const [h, l] = [highOf(id), lowOf(id)];
    let cell = mix(h ^ l) & (cells - 1);
    while (owner[cell]! >= 0 && (high[cell] !== h || low[cell] !== l)) cell = (cell + 1) & (cells - 1);
    return cell;
  }

  return {
    ownerOf: (id) => owner[find(id)]!,
    put(id, person) {
      const cell = find(id);
      high[cell] = highOf(id);
      low[cell] = lowOf(id);
      owner[cell] = person;
    },
  };
}
