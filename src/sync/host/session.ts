import { concat, isSame } from "../../custody/host/bytes.js";
import { HAND_OVER_BYTES } from "../../custody/token/hand-over.js";
import { getUint } from "../../custody/token/seal-format.js";
import {
  CONFIGURE,
  CONFIRM,
  CONSOLE,
  ERASE,
  FLAG_NO_BLINK,
  GATE,
  GATE_MODE,
  HELLO,
  HELLO_ANSWER,
  IDENTIFY,
  PREPARE,
  REKEY,
  REKEY_ANSWER_BYTES,
  REKEY_DONE,
  SECRETS,
  SELF_TEST,
  SET_TIME,
  WARN,
} from "../messages.js";
import { withConsent } from "./consent.js";
import { createCommands, type Custody, type Entered, type KeyRing } from "./commands.js";
import { decodeFaults, decodeGate, decodeIdentity, decodeTimeChange } from "./decode.js";
import type { Fault, GateSight, TimeChange, TokenIdentity } from "./decode.js";
import { f64, u16, u32 } from "./encode.js";
import { badAnswer, noAnswer } from "./errors.js";
import { createExchanger, type Exchange } from "./exchange.js";
import type { Line, Timers } from "./line.js";
import { loadList, type F0List } from "./list.js";
import { sendProgram, type AddressedRelease } from "./update.js";
import { readLog, type ReadOptions, type ReadResult } from "./read.js";
import { problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";

export type { Custody, Entered, KeyRing } from "./commands.js";

/** Three times: together the two seconds in which a port that is no token is found out. */
const HELLO_QUIET_MS = 600;
const QUIET_MS = 1500;
const ATTEMPTS = 3;

/** What setting the clock showed. */
export interface ClockCheck extends TimeChange {
  /** How long the token took to answer: the two times are known no better than this. */
  readonly roundTripMs: number;
}

/**
 * Talks to the token at the other end of a line. Calls wait for each other; each is tried a few times before it
 * fails, with a `UserError` of the family "sync". Every request may be repeated without harm. After `hello` a call needs `enter`, but for
 * `pollGate`; a token that restarted meanwhile is entered again, once a request, as the same token in the same role.
 */
export interface Session {
  /** Finds out within two seconds whether a token answers: `not-a-token`, `unsupported-version`. */
  hello(): Promise<void>;
  /** Finds the key that fits, an administrator's before an operator's; `unknown-token` where none does. */
  enter(ring: KeyRing): Promise<Entered>;
  /** To an operator, whether it warns its wearer is shown only after the press that a read or a warning asked for. */
  identify(): Promise<TokenIdentity>;
  /**
   * Sets the token's clock to what `utcNowMs` says when the request leaves; `time-refused` if it does not believe it,
   * `time-needs-keys` if only new keys bring it there. A token that nobody prepared draws new ones by itself and restarts.
   */
  setTime(utcNowMs: () => number): Promise<ClockCheck>;
  /**
   * Reads the log from a sequence number to its end; `log-restarted` if it ends before that number, `no-consent` if
   * the wearer did not press.
   */
  read(options: ReadOptions): Promise<ReadResult>;
  /** Tells the token that everything before `sequence` is stored. Erases nothing. */
  confirm(sequence: number): Promise<void>;
  /** Resolves when the list is in force on the token; `list-refused` says why not. */
  loadList(list: F0List): Promise<void>;
  /**
   * Brings a new program to the token, from where an earlier try came to; the token then restarts with it, on trial.
   * `update-refused` says why it does not take it.
   *
   * @param onProgress  bytes that the token has
   */
  sendProgram(release: AddressedRelease, onProgress?: (bytes: number) => void): Promise<void>;
  /**
   * Makes the token warn its wearer, or stop; `no-consent` if the wearer did not press.
   *
   * @param onConsentNeeded  called once when the wearer has to press the button
   */
  warn(isWarned: boolean, onConsentNeeded?: () => void): Promise<void>;
  /** What the token finds wrong with itself. */
  selfTest(): Promise<readonly Fault[]>;
  /** Custody's hand-over of a token that nobody prepared; another one answers `refused`. */
  secrets(): Promise<Uint8Array>;
  /**
   * Makes a token that nobody prepared the one of this number; it restarts. Its new secrets come back as custody's
   * hand-over. May be asked again until an administrator has entered.
   *
   * @param hostRandom  32 bytes
   */
  prepare(serial: number, hostRandom: Uint8Array): Promise<Uint8Array>;
  /**
   * Draws the secrets of the next generation, wrapped, 68 bytes each; asked again, the same, unless they would begin
   * after the day of `utcMs`.
   *
   * @param hostRandom  32 bytes
   * @param utcMs       the right time: on its day they begin
   */
  rekey(hostRandom: Uint8Array, utcMs: number): Promise<{ id: Uint8Array; log: Uint8Array }>;
  /** They are stored: the token takes them in use, sets its clock to `utcMs` and restarts. */
  finishRekey(generation: number, utcMs: number): Promise<void>;
  /** Which operating key counts from now on (never an earlier one), and whether the LED stays dark. */
  configure(settings: { epoch: number; isBlinkOff: boolean }): Promise<void>;
  /** Makes it a gate's token, which logs nothing and answers `pollGate`, or a wearer's again. What it logged stays. */
  setGateMode(isGate: boolean): Promise<void>;
  /** Who is at the gate, without a session; any other token answers `refused`. A passage is told for two seconds, once. */
  pollGate(): Promise<GateSight>;
  /** Wipes the token of this number: log, digest, list, secrets; it restarts as one that nobody prepared. */
  erase(serial: number): Promise<void>;
  /** Turns the line into the interpreter's console; the session is over then. */
  openConsole(): Promise<void>;
  /** Closes the line; a call under way fails with `line-closed`. */
  close(): void;
}

export function createSession(line: Line, timers: Timers, custody: Custody): Session {
  const exchanger = createExchanger(line, timers, custody.random(1)[0]! % 255);
  const commands = createCommands(exchanger, custody);
  let queue: Promise<unknown> = Promise.resolve();
  /** What the token last said about its clock, and when. */
  let clock: { identity: TokenIdentity; atMs: number } | undefined;

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = queue.then(run);
    queue = result.catch(() => {});
    return result;
  }

  function ask<T>(
    type: number,
    body: () => Uint8Array,
    decode: (answer: Uint8Array) => T | undefined,
  ): Promise<T> {
    return commands.run(question(type, body, decode));
  }

  async function order(type: number, body: Uint8Array): Promise<void> {
    await commands.run(orderOf(type, body));
  }

  /** An order after which the token restarts. */
  async function lastOrder(type: number, body: Uint8Array): Promise<void> {
    await order(type, body);
    commands.leave();
  }

  async function askSecrets(type: number, body: Uint8Array, length: number): Promise<Uint8Array> {
    return ask(
      type,
      () => body,
      (answer) => (answer.length === length ? answer.slice() : undefined),
    );
  }

  async function identify(): Promise<TokenIdentity> {
    const identity = await ask(IDENTIFY, nothing, decodeIdentity);
    const serial = commands.entered()?.serial;
    if (serial !== undefined && serial !== identity.serial) {
      throw badAnswer(problem("word/answer/other-token", { proven: serial, said: identity.serial }));
    }
    clock = { identity, atMs: timers.nowMs() };
    return identity;
  }

  async function setTime(utcNowMs: () => number): Promise<ClockCheck> {
    if (!clock) await identify();
    const { identity, atMs } = clock!;
    let sentMs = 0;
    let requests = 0;
    const body = (): Uint8Array => {
      sentMs = timers.nowMs();
      requests++;
      return f64(Math.floor(utcNowMs()));
    };
    const change = await ask(SET_TIME, body, decodeTimeChange);
    const nowMs = timers.nowMs();
    clock = undefined;
    const roundTripMs = nowMs - sentMs;
    if (requests === 1 || change.oldEpoch === identity.clockEpoch) return { ...change, roundTripMs };
    // The first request had moved the clock and its answer was lost: what it would have said.
    return {
      oldState: identity.timeState,
      oldUtcMs: identity.utcMs + Math.floor(nowMs - atMs),
      oldEpoch: identity.clockEpoch,
      newState: change.newState,
      newUtcMs: change.newUtcMs,
      newEpoch: change.newEpoch,
      fromSequence: identity.clockFromSequence,
      endSequence: change.fromSequence,
      roundTripMs,
    };
  }

  return {
    hello: () =>
      inTurn(async () => {
        await exchanger.run(HELLO_QUESTION);
      }),
    enter: (ring) =>
      inTurn(() => {
        clock = undefined;
        return commands.enter(ring);
      }),
    identify: () => inTurn(identify),
    setTime: (utcNowMs) => inTurn(() => setTime(utcNowMs)),
    read: (options) => inTurn(() => readLog(commands, options)),
    confirm: (sequence) =>
      inTurn(async () => {
        const body = f64(sequence);
        await ask(
          CONFIRM,
          () => body,
          (answer) => isSame(answer, body) || undefined,
        );
      }),
    loadList: (list) => inTurn(() => loadList({ order, identify, pause: commands.pause }, list)),
    sendProgram: (release, onProgress) =>
      inTurn(async () => {
        await sendProgram((type, body) => ask(type, () => body, offsetOf), release, onProgress);
        commands.leave();
      }),
    warn: (isWarned, onConsentNeeded) =>
      inTurn(async () => {
        const warning = orderOf(WARN, Uint8Array.of(isWarned ? 1 : 0));
        await withConsent(commands, warning, (isFirst) => {
          if (isFirst) onConsentNeeded?.();
        });
      }),
    selfTest: () => inTurn(() => ask(SELF_TEST, nothing, decodeFaults)),
    secrets: () => inTurn(() => askSecrets(SECRETS, nothing(), HAND_OVER_BYTES)),
    prepare: (serial, hostRandom) =>
      inTurn(async () => {
        const body = Uint8Array.of(...u32(serial), ...hostRandom);
        const handOver = await askSecrets(PREPARE, body, HAND_OVER_BYTES);
        commands.leave();
        return handOver;
      }),
    rekey: (hostRandom, utcMs) =>
      inTurn(async () => {
        const body = concat(hostRandom, f64(Math.floor(utcMs)));
        const wrapped = await askSecrets(REKEY, body, REKEY_ANSWER_BYTES);
        const half = REKEY_ANSWER_BYTES / 2;
        return { id: wrapped.slice(0, half), log: wrapped.slice(half) };
      }),
    finishRekey: (generation, utcMs) =>
      inTurn(() => lastOrder(REKEY_DONE, concat(u16(generation), f64(Math.floor(utcMs))))),
    configure: ({ epoch, isBlinkOff }) =>
      inTurn(() => order(CONFIGURE, Uint8Array.of(...u16(epoch), isBlinkOff ? FLAG_NO_BLINK : 0, 0))),
    setGateMode: (isGate) => inTurn(() => order(GATE_MODE, Uint8Array.of(isGate ? 1 : 0))),
    pollGate: () => inTurn(() => exchanger.run(question(GATE, nothing, decodeGate))),
    erase: (serial) => inTurn(() => lastOrder(ERASE, u32(serial))),
    openConsole: () => inTurn(() => lastOrder(CONSOLE, nothing())),
    close: () => line.close(),
  };
}

const HELLO_QUESTION: Exchange<true> = {
  ...question(HELLO, nothing, (answer) => isSame(answer, Uint8Array.from(HELLO_ANSWER)) || undefined),
  quietMs: HELLO_QUIET_MS,
  silence: () => new UserError("sync/not-a-token"),
};

/** A request with one answer, which `decode` leaves undefined where it is none. */
function question<T>(
  type: number,
  body: () => Uint8Array,
  decode: (answer: Uint8Array) => T | undefined,
): Exchange<T> {
  return {
    type,
    body,
    quietMs: QUIET_MS,
    attempts: ATTEMPTS,
    silence: noAnswer,
    accept({ type: answerType, payload }) {
      const answer = answerType === type ? decode(payload) : undefined;
      if (answer !== undefined) return { answer };
      throw badAnswer(
        problem("word/answer/unfit", { type: answerType, bytes: payload.length, request: type }),
      );
    },
  };
}

/** What UPDATE_HEAD and UPDATE_PART are answered with. */
function offsetOf(answer: Uint8Array): number | undefined {
  return answer.length === 4 ? getUint(answer, 0, 4) : undefined;
}

/** A request whose answer is empty. */
function orderOf(type: number, body: Uint8Array): Exchange<true> {
  return question(
    type,
    () => body,
    (answer) => answer.length === 0 || undefined,
  );
}

function nothing(): Uint8Array {
  return new Uint8Array(0);
}
