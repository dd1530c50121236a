import { enter, challengeFor, type Entry, type TokenKey } from "../../custody/host/enter.js";
import type { Hash } from "../../custody/host/boxes.js";
import { ascii, type RandomBytes } from "../../custody/host/bytes.js";
import {
  ANSWER_BYTES,
  NONCE_BYTES,
  ROLE_ADMIN,
  ROLE_BENCH,
  ROLE_OPERATOR,
} from "../../custody/token/guard.js";
import { PRACTICE_SECRET } from "../../custody/token/seal-format.js";
import { CHALLENGE, PROVE } from "../messages.js";
import { badAnswer, noAnswer } from "./errors.js";
import { UnprovenError, type Exchange, type Exchanger } from "./exchange.js";
import { problem } from "../../words/problem.js";
import { UserError, isUserError } from "../../words/user-error.js";

const QUIET_MS = 1500;
const ATTEMPTS = 3;

/** Keys of the tokens that are known here, by what they allow. */
export interface KeyRing {
  readonly operator: Iterable<TokenKey>;
  readonly admin: Iterable<TokenKey>;
}

export interface Entered {
  /** By the token's own proof; undefined on the bench, where it has none. */
  readonly serial: number | undefined;
  readonly role: "operator" | "admin" | "bench";
}

/** Requests that need a session. */
export interface Commands {
  /** Proves to the token that we hold one of its keys, and has it prove the same. */
  enter(ring: KeyRing): Promise<Entered>;
  /** Undefined while no session is open. */
  entered(): Entered | undefined;
  /** Once in its run, where the token has forgotten the session, it is entered again as the same. */
  run<T>(exchange: Exchange<T>): Promise<T>;
  pause(ms: number): Promise<void>;
  /** The token ends the session by itself: it restarts, or becomes a console. */
  leave(): void;
}

interface Door {
  readonly name: Entered["role"];
  readonly role: number;
  readonly keys: readonly TokenKey[];
}

export interface Custody {
  readonly hash: Hash;
  readonly random: RandomBytes;
}

export function createCommands(exchanger: Exchanger, custody: Custody): Commands {
  let open: (Entry & { readonly door: Door }) | undefined;

  /** The token's nonce and proof; undefined where it has nobody in that role now. */
  async function challenge(role: number): Promise<{ challenge: Uint8Array; answer: Uint8Array } | undefined> {
    let sent: Uint8Array;
    const body = () => (sent = challengeFor(role, custody.random(NONCE_BYTES)));
    try {
      const answer = await exchanger.run(
        handshake(CHALLENGE, body, ATTEMPTS, (payload) => payload.length === ANSWER_BYTES),
      );
      return { challenge: sent!, answer };
    } catch (error) {
      if (isUserError(error, "sync/refused")) return undefined;
      throw error;
    }
  }

  /**
   * Undefined when the session is open. Otherwise why it may not be: the token heard the proof before and we did not hear
   * of it, or another host came between.
   */
  async function prove(proof: Uint8Array): Promise<UserError | undefined> {
    try {
      await exchanger.run(
        handshake(
          PROVE,
          () => proof,
          1,
          (payload) => payload.length === 0,
        ),
      );
      return undefined;
    } catch (error) {
      if (isUserError(error, "sync/session-lost", "sync/no-answer")) return error;
      throw error;
    }
  }

  /** A proof counts once, so what goes wrong after the challenge begins with another challenge. */
  async function knock(door: Door): Promise<Entry | undefined> {
    for (let attemptsLeft = ATTEMPTS; ;) {
      const answered = await challenge(door.role);
      if (!answered) return undefined;
      const entry = enter(custody.hash, answered.challenge, answered.answer, door.keys);
      if (!entry) return undefined;
      const failure = await prove(entry.proof);
      if (!failure) return entry;
      if (--attemptsLeft === 0) throw failure;
    }
  }

  async function enterAgain(before: Entry & { readonly door: Door }): Promise<void> {
    open = undefined;
    const { door, serial } = before;
    const entry = await knock({ ...door, keys: door.keys.filter((key) => key.serial === serial) });
    if (!entry) {
      throw new UserError("sync/session-lost/changed");
    }
    open = { ...entry, door };
  }

  return {
    async enter(ring) {
      open = undefined;
      for (const door of doorsOf(ring)) {
        const entry = await knock(door);
        if (!entry) continue;
        open = { ...entry, door };
        return { serial: serialOf(open), role: door.name };
      }
      throw new UserError("sync/unknown-token");
    },
    entered: () => open && { serial: serialOf(open), role: open.door.name },
    async run(exchange) {
      for (let isAgain = false; ; isAgain = true) {
        if (!open) throw new Error("enter the token first");
        try {
          return await exchanger.run(exchange, open.session);
        } catch (error) {
          if (!(error instanceof UnprovenError) || isAgain) throw error;
          await enterAgain(open);
        }
      }
    },
    pause: exchanger.pause,
    leave: () => (open = undefined),
  };
}

/** Whoever holds an administrator's keys means to use them; the key that everybody knows comes last. */
function doorsOf(ring: KeyRing): Door[] {
  const doors: Door[] = [
    { name: "admin", role: ROLE_ADMIN, keys: [...ring.admin] },
    { name: "operator", role: ROLE_OPERATOR, keys: [...ring.operator] },
    { name: "bench", role: ROLE_BENCH, keys: [{ serial: 0, key: ascii(PRACTICE_SECRET) }] },
  ];
  return doors.filter(({ keys }) => keys.length > 0);
}

function serialOf(open: { readonly serial: number; readonly door: Door }): number | undefined {
  return open.door.role === ROLE_BENCH ? undefined : open.serial;
}

function handshake(
  type: number,
  body: () => Uint8Array,
  attempts: number,
  isSound: (payload: Uint8Array) => boolean,
): Exchange<Uint8Array> {
  return {
    type,
    body,
    quietMs: QUIET_MS,
    attempts,
    silence: noAnswer,
    accept(answer) {
      if (answer.type !== type || !isSound(answer.payload)) throw badAnswer(problem("word/answer/handshake"));
      return { answer: answer.payload };
    },
  };
}
