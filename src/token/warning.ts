import { createDigest } from "../custody/token/digest.js";
import { createExposureCheck } from "../custody/token/exposure-check.js";
import { LIST_TAKEN, createListStore } from "../custody/token/list-store.js";
import {
  FLAG_WARNED,
  LIST_CHECKED,
  LIST_CHECKING,
  LIST_LOADING,
  LIST_NONE,
  LIST_PROVING,
} from "../sync/messages.js";
import { createVerifiedFlash } from "../log/verified-flash.js";
import type { Crypto, Flash } from "../../hal/hal.js";
import {
  CHECKED_NUMBER,
  FLAGS,
  FLAG_FORGETTING,
  LIST_NUMBER,
  SERIAL,
  WARNED_DAY,
  WARNED_SLOTS,
} from "./state.js";
import type { TokenState } from "./state.js";

/** Compares whom the token heard with the F0s of the list, and remembers that its wearer is to be warned. */
export interface Warning {
  /** A record of the slot that is being flushed. */
  note(record: Uint8Array, day: number, slot: number, livedHours: number): void;
  endSlot(day: number, slot: number, livedHours: number): void;
  /** A new list: 0, or why it is not taken. */
  beginList(head: Uint8Array, tag: Uint8Array): number;
  putList(index: number, entries: Uint8Array): boolean;
  /** One of the LIST states of src/sync/messages.ts. */
  listState(): number;
  set(isWarned: boolean): void;
  /** One step of retention, proof or comparison; false where there is nothing to do. */
  step(livedHours: number): boolean;
  /** Gives the list up; what was heard is forgotten step by step, also over restarts. */
  forget(): void;
  flashErrors(): number;
}

/**
 * @param firstPage  of the digest's pages, which the list's follow
 * @param onChange   what is remembered has changed and is to be saved
 */
export function createWarning(
  flash: Flash,
  crypto: Crypto,
  state: TokenState,
  firstPage: number,
  digestPages: number,
  listPages: number,
  listKey: () => Uint8Array,
  onChange: () => void,
): Warning {
  const words = state.words;
  const verified = createVerifiedFlash(flash, crypto);
  const digest = createDigest(verified, crypto, firstPage, digestPages);
  const list = createListStore(verified, crypto, firstPage + digestPages, listPages, words[SERIAL]!, listKey);
  const check = createExposureCheck(flash, crypto, digest, list, onExposure);
  let listState = LIST_NONE;

  function onExposure(day: number, slots: number): void {
    if ((words[FLAGS]! & FLAG_WARNED) === 0 || slots > words[WARNED_SLOTS]!) {
      words[WARNED_DAY] = day;
      words[WARNED_SLOTS] = slots;
    }
    words[FLAGS]! |= FLAG_WARNED;
    onChange();
  }

  /** With the proof, once every entry is there. */
  function goOn(): void {
    if (!list.isComplete()) return;
    listState = LIST_PROVING;
    onChange();
  }

  function startCheck(): void {
    const head = list.current();
    if (head === undefined) return;
    words[LIST_NUMBER] = head.number;
    listState = LIST_CHECKING;
    check.start();
  }

  function prove(): void {
    const left = list.prove();
    if (left === 0) startCheck();
    else if (left < 0) listState = LIST_NONE;
  }

  function compare(): void {
    if (check.step()) return;
    listState = LIST_CHECKED;
    words[CHECKED_NUMBER] = words[LIST_NUMBER]!;
    onChange();
  }

  const known = list.current();
  if (known !== undefined && known.number === words[CHECKED_NUMBER]) listState = LIST_CHECKED;
  else startCheck();

  return {
    note: digest.note,
    endSlot: digest.endSlot,
    beginList: function (head, tag) {
      const reason = list.begin(head, tag, words[LIST_NUMBER]!);
      if (reason !== LIST_TAKEN) return reason;
      listState = LIST_LOADING;
      goOn();
      return reason;
    },
    putList: function (index, entries) {
      if (listState !== LIST_LOADING || !list.put(index, entries)) return false;
      goOn();
      return true;
    },
    listState: function () {
      return listState;
    },
    set: function (isWarned) {
      words[WARNED_DAY] = words[WARNED_SLOTS] = 0;
      words[FLAGS] = isWarned ? words[FLAGS]! | FLAG_WARNED : words[FLAGS]! & ~FLAG_WARNED;
      onChange();
    },
    step: function (livedHours) {
      const isForgetting = (words[FLAGS]! & FLAG_FORGETTING) !== 0;
      if (digest.tend(livedHours, isForgetting)) return true;
      if (isForgetting) {
        words[FLAGS]! &= ~FLAG_FORGETTING;
        onChange();
      }
      if (listState === LIST_PROVING) prove();
      else if (listState === LIST_CHECKING) compare();
      else return false;
      return true;
    },
    forget: function () {
      listState = LIST_NONE;
      list.erase();
    },
    flashErrors: verified.errors,
  };
}
