/** What the page and the station say to each other before a store is open. Types only. */

/**
 * *locked*: it is encrypted and its key is not here; *plain*: it lies on the disk as it is, or is about to be made; *noted*: a key
 * was made, and somebody is to put its code on paper before it is used.
 */
export type KeyStep = "locked" | "plain" | "noted";

/** POST /api/key/look, which opens the store where a stick does. */
export interface KeyState {
  /** Null: the store is open, and the page is loaded anew. */
  step: KeyStep | null;
  /** Name of the store's file. */
  store: string;
  /** There is none yet: nothing has to be rewritten. */
  isNew: boolean;
  /** Folders of sticks that are plugged in. */
  sticks: string[];
  /** A stick has a key, and it is another store's. */
  hasOther: boolean;
}

/** POST /api/key/unlock */
export interface UnlockInput {
  code: string;
  /** A stick to write the key to; null: none. */
  stick: string | null;
}

/** POST /api/key/make */
export interface MakeInput {
  /** Null: the key is on paper only. */
  stick: string | null;
}

export interface MadeKey {
  code: string;
  /** Null: on no stick. */
  keyFile: string | null;
}

/** POST /api/key/use */
export interface UseInput {
  /** The last group of the code, where no stick has the key: then it is on paper. */
  lastGroup: string;
}
