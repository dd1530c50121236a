import {
  ADMIN_LIST,
  ADMIN_UPDATE,
  ROOT_ADMIN,
  ROOT_ID_WRAP,
  ROOT_LOG_WRAP,
  derive,
  operatingKey,
} from "../custody/token/derive.js";
import { ROLE_ADMIN, ROLE_BENCH, ROLE_OPERATOR } from "../custody/token/guard.js";
import { encodeHandOver } from "../custody/token/hand-over.js";
import { PRACTICE_SECRET, copyOf } from "../custody/token/seal-format.js";
import {
  KIND_ID,
  KIND_LOG,
  WRAPPED_BYTES,
  drawSecret,
  nextWrapKey,
  wrapSecret,
} from "../custody/token/secrets.js";
import { KEY_BYTES } from "../bluezone/ids.js";
import { OWN_SERIALS_FROM } from "../sync/messages.js";
import type { Crypto } from "../../hal/hal.js";
import {
  ADMIN_KEY,
  BASE_ID,
  CREATED_DAY,
  DAILY_KEY,
  FLAGS,
  FLAG_EMPTYING,
  FLAG_FORGETTING,
  GENERATION,
  HANDED_OVER,
  ID_DAY,
  ID_WRAP_KEY,
  IN_SERVICE,
  LOG_WRAP_KEY,
  NEXT_SEAL_KEY,
  NOT_YET,
  OPERATING_EPOCH,
  REKEY_DAY,
  REKEY_GENERATION,
  SEAL_DAY,
  SEAL_KEY,
  SERIAL,
  STAGE,
  UNPREPARED,
  WRAPPED,
  keyAt,
  resetState,
} from "./state.js";
import type { TokenState } from "./state.js";

/** The token's secrets: who may ask for them, and how new ones take their place (CUSTODY.md, 4). All of it is in the state. */
export interface Keys {
  /** For the guard. */
  keyOf(role: number): Uint8Array | undefined;
  /** What the list is addressed with. */
  listKey(): Uint8Array;
  /** What a release of the program is addressed with. */
  updateKey(): Uint8Array;
  /** True where that is to be saved. */
  enter(role: number): boolean;
  isUnprepared(): boolean;
  /** The hand-over of an unprepared token. */
  practice(): Uint8Array | undefined;
  /** New secrets and a serial number of the authority; the hand-over. Undefined where the token is in service already. */
  prepare(serial: number, day: number, hostRandom: Uint8Array): Uint8Array | undefined;
  /**
   * Two wrapped secrets of the next generation, which begins on `day`; the same until they are taken into use, unless a
   * host with a wrong clock had them begin later.
   */
  rekey(day: number, hostRandom: Uint8Array): Uint8Array | undefined;
  /** Whether that generation waits; `takeRekey` then puts it in place. */
  isWaiting(generation: number): boolean;
  takeRekey(): void;
  /** The next generation of a token that nobody prepared, from `day` on: its keys do not reach that day. */
  renew(day: number): void;
  /** Raises the epoch of the operating key. */
  setEpoch(epoch: number): boolean;
  /** Back to an unprepared token. */
  reset(): void;
}

export function createKeys(crypto: Crypto, state: TokenState, chipId: string): Keys {
  const bytes = state.bytes;
  const words = state.words;

  function practice(): Uint8Array {
    return crypto.fromByteString(PRACTICE_SECRET);
  }

  function put(at: number, secret: Uint8Array): void {
    bytes.set(secret, at);
    secret.fill(0);
  }

  function handOver(baseId: Uint8Array, root: Uint8Array): Uint8Array {
    return encodeHandOver({
      serial: words[SERIAL]!,
      generation: words[GENERATION]!,
      day: words[CREATED_DAY]!,
      baseId: baseId,
      sealKey: keyAt(state, SEAL_KEY),
      root: root,
    });
  }

  /** Both chains begin on `day` with these keys. */
  function beginChains(day: number, baseId: Uint8Array, sealKey: Uint8Array): void {
    words[CREATED_DAY] = words[ID_DAY] = words[SEAL_DAY] = day;
    bytes.set(baseId, DAILY_KEY);
    put(SEAL_KEY, sealKey);
  }

  function wrap(wrapKeyAt: number, kind: number, secretAt: number): Uint8Array {
    return wrapSecret(
      crypto,
      keyAt(state, wrapKeyAt),
      kind,
      words[SERIAL]!,
      words[REKEY_GENERATION]!,
      words[REKEY_DAY]!,
      keyAt(state, secretAt),
    );
  }

  return {
    keyOf: function (role) {
      const stage = words[STAGE]!;
      if (role === ROLE_BENCH) return stage === IN_SERVICE ? undefined : practice();
      if (role === ROLE_ADMIN && stage !== UNPREPARED) return keyAt(state, ADMIN_KEY);
      if (role === ROLE_OPERATOR && stage === IN_SERVICE)
        return operatingKey(crypto, keyAt(state, ADMIN_KEY), words[OPERATING_EPOCH]!);
      return undefined;
    },
    listKey: function () {
      return derive(crypto, keyAt(state, ADMIN_KEY), ADMIN_LIST);
    },
    updateKey: function () {
      return derive(crypto, keyAt(state, ADMIN_KEY), ADMIN_UPDATE);
    },
    enter: function (role) {
      if (role !== ROLE_ADMIN || words[STAGE] !== HANDED_OVER) return false;
      words[STAGE] = IN_SERVICE;
      return true;
    },
    isUnprepared: function () {
      return words[STAGE] === UNPREPARED;
    },
    practice: function () {
      if (words[STAGE] !== UNPREPARED) return undefined;
      return handOver(keyAt(state, BASE_ID), practice());
    },
    prepare: function (serial, day, hostRandom) {
      if (words[STAGE] === IN_SERVICE || serial === 0 || serial >= OWN_SERIALS_FROM) return undefined;
      const baseId = drawSecret(crypto, hostRandom);
      const root = drawSecret(crypto, hostRandom);
      resetState(state, crypto, chipId);
      bytes.fill(0, BASE_ID);
      words[STAGE] = HANDED_OVER;
      words[FLAGS] = FLAG_FORGETTING + FLAG_EMPTYING;
      words[SERIAL] = serial;
      words[GENERATION] = 1;
      beginChains(day, baseId, drawSecret(crypto, hostRandom));
      put(ADMIN_KEY, derive(crypto, root, ROOT_ADMIN));
      put(ID_WRAP_KEY, derive(crypto, root, ROOT_ID_WRAP));
      put(LOG_WRAP_KEY, derive(crypto, root, ROOT_LOG_WRAP));
      const message = handOver(baseId, root);
      baseId.fill(0);
      root.fill(0);
      return message;
    },
    rekey: function (day, hostRandom) {
      if (words[STAGE] !== IN_SERVICE || words[GENERATION] === 65535) return undefined;
      if (words[REKEY_GENERATION] === 0 || words[REKEY_DAY]! > day) {
        words[REKEY_GENERATION] = words[GENERATION]! + 1;
        words[REKEY_DAY] = day;
        put(BASE_ID, drawSecret(crypto, hostRandom));
        put(NEXT_SEAL_KEY, drawSecret(crypto, hostRandom));
        bytes.set(wrap(ID_WRAP_KEY, KIND_ID, BASE_ID), WRAPPED);
        bytes.set(wrap(LOG_WRAP_KEY, KIND_LOG, NEXT_SEAL_KEY), WRAPPED + WRAPPED_BYTES);
      }
      return copyOf(bytes, WRAPPED, WRAPPED + 2 * WRAPPED_BYTES);
    },
    isWaiting: function (generation) {
      return generation !== 0 && words[REKEY_GENERATION] === generation;
    },
    takeRekey: function () {
      const baseId = keyAt(state, BASE_ID);
      const sealKey = keyAt(state, NEXT_SEAL_KEY);
      put(ID_WRAP_KEY, nextWrapKey(crypto, keyAt(state, ID_WRAP_KEY), baseId));
      put(LOG_WRAP_KEY, nextWrapKey(crypto, keyAt(state, LOG_WRAP_KEY), sealKey));
      words[GENERATION] = words[REKEY_GENERATION]!;
      words[REKEY_GENERATION] = 0;
      beginChains(words[REKEY_DAY]!, baseId, sealKey);
      baseId.fill(0);
      bytes.fill(0, BASE_ID);
    },
    renew: function (day) {
      const baseId = crypto.randomBytes(KEY_BYTES);
      words[GENERATION]!++;
      bytes.set(baseId, BASE_ID);
      beginChains(day, baseId, practice());
    },
    setEpoch: function (epoch) {
      if (words[STAGE] !== IN_SERVICE || epoch < words[OPERATING_EPOCH]!) return false;
      words[OPERATING_EPOCH] = epoch;
      return true;
    },
    reset: function () {
      resetState(state, crypto, chipId);
      words[CREATED_DAY] = words[ID_DAY] = words[SEAL_DAY] = NOT_YET;
      words[FLAGS] = FLAG_FORGETTING + FLAG_EMPTYING;
    },
  };
}
