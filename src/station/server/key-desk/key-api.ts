/** What the page and the station say to each other of the store's key, before it is open and after. Types only. */

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

/** POST /api/key/use, and /api/store-key/use */
export interface UseInput {
  /** The last group of the code, where no stick has the key: then it is on paper. */
  lastGroup: string;
}

/** GET /api/store-key, of the store that is open */
export interface StoreKeyState {
  /** *none*: it has no key of its own, as in PostgreSQL and in training. */
  kind: "encrypted" | "plain" | "none";
  /** Name of its file. */
  store: string;
  /** Folders of sticks that are plugged in. */
  sticks: string[];
}

/** POST /api/store-key/make, answered by a `MadeKey` */
export interface ChangeInput extends MakeInput {
  /** Of whoever is signed in. */
  pin: string;
}

/** POST /api/store-key/use */
export interface KeyChanged {
  /** Files of the old key, on sticks that were plugged in. */
  destroyed: number;
}
