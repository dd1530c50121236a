/** The host's side of the handshake; the token's is `token/guard.ts`. CUSTODY.md, "Handshake". */
import {
  ANSWER_BYTES,
  COMMAND_MAC_BYTES,
  NONCE_BYTES,
  PROOF_BYTES,
  SIGN_ANSWER,
  SIGN_COMMAND,
  SIGN_HOST_PROOF,
  SIGN_SESSION,
  SIGN_TOKEN_PROOF,
  signedBytes,
} from "../token/guard.js";
import { createHmac } from "../token/hmac.js";
import type { Hmac } from "../token/hmac.js";
import type { Hash } from "./boxes.js";
import { concat, isSame } from "./bytes.js";

/** A key that the host holds, and whose it is. */
export interface TokenKey {
  serial: number;
  key: Uint8Array;
}

export interface Entry {
  /** The token that answered, by its own proof. */
  serial: number;
  /** 16 bytes for the token; it opens the session. */
  proof: Uint8Array;
  session: HostSession;
}

export interface HostSession {
  /** The counter that the next command will get: it is part of what is signed. */
  nextCounter(): number;
  /** Counter and MAC for the next command; every one, a repeated one too, takes a new counter. */
  authorise(command: Uint8Array): { counter: number; mac: Uint8Array };
  /** Whether the token answered this to the command last authorised. */
  isAnswer(answer: Uint8Array, mac: Uint8Array): boolean;
}

/** First message: role and the host's nonce (16 fresh random bytes). */
export function challengeFor(role: number, nonce: Uint8Array): Uint8Array {
  return concat(new Uint8Array([role]), nonce);
}

/** Finds out which of the tokens known here answered; undefined if none of them did. */
export function enter(
  hash: Hash,
  challenge: Uint8Array,
  answer: Uint8Array,
  known: Iterable<TokenKey>,
): Entry | undefined {
  if (answer.length !== ANSWER_BYTES) return undefined;
  const transcript = concat(challenge, answer.subarray(0, NONCE_BYTES));
  const signed = (purpose: number) => concat(new Uint8Array([purpose]), transcript);
  const tokenSigned = signed(SIGN_TOKEN_PROOF);
  for (const { serial, key } of known) {
    const hmac = createHmac(hash, key);
    if (!isSame(hmac.sign(tokenSigned).subarray(0, PROOF_BYTES), answer.subarray(NONCE_BYTES))) continue;
    return {
      serial,
      proof: hmac.sign(signed(SIGN_HOST_PROOF)).slice(0, PROOF_BYTES),
      session: createHostSession(hash, createHmac(hash, hmac.sign(signed(SIGN_SESSION)))),
    };
  }
  return undefined;
}

function createHostSession(hash: Hash, hmac: Hmac): HostSession {
  let counter = 0;
  const macOf = (purpose: number, bytes: Uint8Array) =>
    hmac.sign(signedBytes(purpose, counter, bytes)).slice(0, COMMAND_MAC_BYTES);
  return {
    nextCounter: () => counter + 1,
    authorise(command) {
      counter++;
      return { counter, mac: macOf(SIGN_COMMAND, command) };
    },
    isAnswer: (answer, mac) => isSame(mac, macOf(SIGN_ANSWER, hash.sha256(answer))),
  };
}
