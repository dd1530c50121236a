/** What is known while a *gói gửi lên* is taken in. */
import type { Kysely } from "kysely";
import type { StoreTables } from "../store/schema.js";
import type { Sought } from "../text/mentions.js";
import type { LeftOut } from "./left-out.js";

export interface TakingUp {
  tx: Kysely<StoreTables>;
  /** Fingerprint, hex. */
  sender: string;
  /** The sender's register counts only if nothing later of it is here. */
  isNewest: boolean;
  /** What lies after it has not happened yet. */
  latestMs: number;
  /** Who withdrew, for the texts that name them. */
  gone: Sought[];
  result: {
    /** Records that were not stored. */
    added: number;
    /** Of these, those for whose places something else was stored. */
    conflicting: number;
    leftOut: LeftOut;
  };
}

export interface ToldToken {
  serial: number;
  /** What this store calls it. */
  key: string;
  isPractice: boolean;
  /** Whether the sender may speak of it. */
  isBound: boolean;
}
