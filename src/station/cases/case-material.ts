/** What one case needs of the tokens' secrets: record keys and sub-keys of its days, and nothing else. */
import { firstSubKey, nextSubKey } from "../../bluezone/ids.js";
import type { BoxContent, Hash } from "../../custody/host/boxes.js";
import { CASE_DAYS, logKeysForCase, subKeysForCase } from "../../custody/host/case-keys.js";
import type { Redating, SlotRange } from "../clocks/redating.js";
import type { DayRange, StoredSecrets } from "../store/types.js";

/** What a token's 96 IDs of one day, by its own clock, follow from. */
export interface IdDay {
  token: string;
  generation: number;
  day: number;
  /** Of slot 0. */
  subKey: Uint8Array;
}

export interface CaseMaterial {
  /** Whether there is a key for this log at all. */
  opens(token: string, generation: number): boolean;
  /** 16 bytes; undefined for days outside the case. */
  recordKey(token: string, generation: number, day: number): Uint8Array | undefined;
  idDays: IdDay[];
  /** Days for which keys were taken out, of all tokens together. */
  days: number;
}

/** What a box holds, and whose it is. */
export interface TokenContent {
  token: string;
  content: BoxContent;
}

/**
 * @param contents  *id* and *log* contents
 * @param slots     true slots of the case
 */
export function takeCaseKeys(
  hash: Hash,
  contents: readonly TokenContent[],
  redating: Redating,
  slots: SlotRange,
): CaseMaterial {
  const chain = {
    firstSubKey: (dailyKey: Uint8Array) => firstSubKey(hash, dailyKey),
    nextSubKey: (subKey: Uint8Array) => nextSubKey(hash, subKey),
  };
  const recordKeys = new Map<string, Map<number, Uint8Array>>();
  const idDays: IdDay[] = [];
  for (const { token, content } of contents) {
    const { generation } = content;
    for (const { fromDay, toDay } of redating.keyDays(token, slots).flatMap(inPieces)) {
      if (content.kind === "id") {
        for (const { day, subKey } of subKeysForCase(hash, chain, content, fromDay, toDay)) {
          idDays.push({ token, generation, day, subKey });
        }
      } else {
        const name = `${token}/${generation}`;
        const keys = recordKeys.get(name) ?? new Map<number, Uint8Array>();
        recordKeys.set(name, keys);
        for (const { day, recordKey } of logKeysForCase(hash, content, fromDay, toDay))
          keys.set(day, recordKey);
      }
    }
  }
  return {
    opens: (token, generation) => recordKeys.has(`${token}/${generation}`),
    recordKey: (token, generation, day) => recordKeys.get(`${token}/${generation}`)?.get(day),
    idDays,
    days: idDays.length + [...recordKeys.values()].reduce((sum, keys) => sum + keys.size, 0),
  };
}

/** A practice token's secrets as if they came out of boxes. */
export function contentsOfPractice({
  token,
  serial,
  generation,
  baseId,
  createdDay,
  sealKey,
}: StoredSecrets): TokenContent[] {
  const head = { serial, generation, day: createdDay, wrapKey: new Uint8Array(0) };
  return [
    { token, content: { ...head, kind: "id", key: baseId } },
    { token, content: { ...head, kind: "log", key: sealKey } },
  ];
}

/** A range of a wrong clock beside that of a right one may be longer than a case. */
function inPieces({ fromDay, toDay }: DayRange): DayRange[] {
  const pieces: DayRange[] = [];
  for (let day = fromDay; day <= toDay; day += CASE_DAYS) {
    pieces.push({ fromDay: day, toDay: Math.min(toDay, day + CASE_DAYS - 1) });
  }
  return pieces;
}
