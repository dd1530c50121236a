/**
 * Who speaks to the token: mutual challenge and response by HMAC-SHA-256, then a MAC with a counter on every command.
 * CUSTODY.md, "Handshake". Without a session the token says nothing that tells it from another token.
 */
import type { Crypto } from "../../../hal/hal.js";
import { createHmac } from "./hmac.js";
import type { Hmac } from "./hmac.js";
import { copyOf, putUint } from "./seal-format.js";

/** Who may do what: an operator checks and reads, an administrator does everything. */
export const ROLE_NONE = 0;
export const ROLE_OPERATOR = 1;
export const ROLE_ADMIN = 2;
/** Whoever has a token in hand that nobody prepared yet; its key is public. */
export const ROLE_BENCH = 3;

export const NONCE_BYTES = 16;
export const PROOF_BYTES = 16;
export const COMMAND_MAC_BYTES = 8;
/** Host's first message: role 1, nonce 16. Token's answer: nonce 16, proof 16. Host's second message: proof 16. */
export const CHALLENGE_BYTES = 1 + NONCE_BYTES;
export const ANSWER_BYTES = NONCE_BYTES + PROOF_BYTES;

/** First byte of what is signed: no MAC of one place means anything in another. */
export const SIGN_TOKEN_PROOF = 0x50;
export const SIGN_HOST_PROOF = 0x51;
export const SIGN_SESSION = 0x52;
export const SIGN_COMMAND = 0x53;
export const SIGN_ANSWER = 0x54;

const SIGNED_HEAD_BYTES = 5;

export interface Guard {
  /** Answers a challenge (17 bytes) with 32 bytes, and ends the session there was. Undefined: not a challenge. */
  challenge(request: Uint8Array): Uint8Array | undefined;
  /** The role of the session that is open now; `ROLE_NONE` if the host's proof (16 bytes) does not fit. One try a challenge. */
  prove(proof: Uint8Array): number;
  isOpen(): boolean;
  /**
   * The role of whoever sent this command, `ROLE_NONE` for a wrong MAC, a counter not above the last one, or no
   * session. `mac` has 8 bytes; `counter` is 1…2^32-1.
   */
  accept(counter: number, command: Uint8Array, mac: Uint8Array): number;
  /** 8 bytes that prove an answer to the command last accepted. Only with an open session. */
  sign(answer: Uint8Array): Uint8Array;
  /** Ends the session: to be called when the plug is pulled. */
  close(): void;
}

/** What is signed: purpose 1, counter 4, and the bytes of a command or the SHA-256 of an answer. */
export function signedBytes(purpose: number, counter: number, bytes: Uint8Array): Uint8Array {
  const signed = new Uint8Array(SIGNED_HEAD_BYTES + bytes.length);
  signed[0] = purpose;
  putUint(signed, 1, 4, counter);
  signed.set(bytes, SIGNED_HEAD_BYTES);
  return signed;
}

/** @param keyOf  32 bytes; undefined for what is no role, or nobody's now */
export function createGuard(
  crypto: Pick<Crypto, "sha256" | "randomBytes" | "toByteString">,
  keyOf: (role: number) => Uint8Array | undefined,
): Guard {
  /** Purpose 1, role 1, host's nonce 16, token's nonce 16. */
  const transcript = new Uint8Array(2 + 2 * NONCE_BYTES);
  /** What is signed of an answer to the last command; a chunk of the log changes only the hash. */
  let answered: Uint8Array = transcript;
  let hmac: Hmac | undefined;
  let isChallenged = false;
  let role = ROLE_NONE;
  let lastCounter = 0;

  function sign(purpose: number): Uint8Array {
    transcript[0] = purpose;
    return hmac!.sign(transcript);
  }

  /** Whether `bytes` are the first `length` bytes of `signature`. As strings: compared natively. */
  function fits(bytes: Uint8Array, signature: Uint8Array, length: number): boolean {
    return crypto.toByteString(bytes) === crypto.toByteString(signature).substr(0, length);
  }

  function close(): void {
    if (hmac !== undefined) hmac.setKey(new Uint8Array(0));
    hmac = undefined;
    isChallenged = false;
    role = ROLE_NONE;
  }

  return {
    challenge: function (request) {
      close();
      const key = request.length === CHALLENGE_BYTES ? keyOf(request[0]!) : undefined;
      if (key === undefined) return undefined;
      const nonce = crypto.randomBytes(NONCE_BYTES);
      transcript.set(request, 1);
      transcript.set(nonce, 2 + NONCE_BYTES);
      hmac = createHmac(crypto, key);
      isChallenged = true;
      const answer = new Uint8Array(ANSWER_BYTES);
      answer.set(nonce);
      answer.set(sign(SIGN_TOKEN_PROOF).subarray(0, PROOF_BYTES), NONCE_BYTES);
      return answer;
    },
    prove: function (proof) {
      if (!isChallenged || !fits(proof, sign(SIGN_HOST_PROOF), PROOF_BYTES)) {
        close();
        return ROLE_NONE;
      }
      isChallenged = false;
      role = transcript[1]!;
      lastCounter = 0;
      hmac!.setKey(sign(SIGN_SESSION));
      return role;
    },
    isOpen: function () {
      return role !== ROLE_NONE;
    },
    accept: function (counter, command, mac) {
      if (role === ROLE_NONE || counter <= lastCounter) return ROLE_NONE;
      const signature = hmac!.sign(signedBytes(SIGN_COMMAND, counter, command));
      if (!fits(mac, signature, COMMAND_MAC_BYTES)) return ROLE_NONE;
      lastCounter = counter;
      answered = signedBytes(SIGN_ANSWER, counter, signature);
      return role;
    },
    sign: function (answer) {
      // Of its hash: an answer has up to 1 KB, which signing itself would copy twice.
      answered.set(crypto.sha256(answer), SIGNED_HEAD_BYTES);
      return copyOf(hmac!.sign(answered), 0, COMMAND_MAC_BYTES);
    },
    close: close,
  };
}
