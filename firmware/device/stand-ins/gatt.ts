/** Phones that a token can connect to: what the chip's radio gives for each of their adverts. */
import { report } from "./bench-line.js";

/** How a phone behaves to whoever connects. */
export type Behaviour =
  /** Gives its value. */
  | "answers"
  /** Is not there any more. */
  | "silent"
  /** Takes the connection, and then says nothing, or what was asked for is not there, or it goes. */
  | "hangs"
  | "lacks"
  | "drops";

export interface GattPhone {
  readonly id: string;
  readonly behaviour: Behaviour;
  readonly value: Uint8Array;
}

type Settle = (value: unknown) => void;
export interface PromiseMaker {
  new (run: (resolve: Settle, reject: Settle) => void): unknown;
}

/** What the phone takes until it is connected, and for each answer. */
export const CONNECT_MS = 200;
export const ANSWER_MS = 50;
/** Espruino's limit. */
const GIVE_UP_MS = 4000;

/**
 * @param Settling  makes what each call returns
 * @param onSeek    runs where a connection is sought, which stops a scan
 */
export function createGatt(
  phone: GattPhone,
  Settling: PromiseMaker,
  onSeek: (isSought: boolean) => void,
): GattServer {
  const behaviour = phone.behaviour;
  let awaited: Settle | undefined;
  let isSought = false;

  function after<T>(delayMs: number, value: T, isRefused?: boolean): EspruinoPromise<T> {
    if (awaited) throw new Error("BLE task is already in progress");
    return new Settling(function (resolve, reject) {
      awaited = reject;
      setTimeout(function () {
        awaited = undefined;
        if (isSought) seek(false);
        if (isRefused) reject("refused");
        else resolve(value);
      }, delayMs);
    }) as EspruinoPromise<T>;
  }

  function never<T>(): EspruinoPromise<T> {
    return new Settling(function (_resolve, reject) {
      awaited = reject;
    }) as EspruinoPromise<T>;
  }

  function seek(is: boolean): void {
    isSought = is;
    onSeek(is);
  }

  function link(isUp: boolean): void {
    (gatt as { connected: boolean }).connected = isUp;
    report((isUp ? "link " : "unlink ") + phone.id);
  }

  const gatt: GattServer = {
    connected: false,
    connect() {
      seek(true);
      if (behaviour === "silent") return after(GIVE_UP_MS, gatt, true);
      setTimeout(function () {
        link(true);
      }, CONNECT_MS);
      return after(CONNECT_MS, gatt);
    },
    disconnect() {
      if (!gatt.connected) throw new Error("Not connected");
      link(false);
      const waiting = awaited;
      awaited = undefined;
      if (waiting) {
        waiting("disconnected");
        throw new Error("BLE task is already in progress");
      }
      return after(ANSWER_MS, undefined);
    },
    getPrimaryService() {
      if (behaviour === "hangs") return never();
      if (behaviour === "drops") link(false);
      return after(ANSWER_MS, { getCharacteristic: getCharacteristic }, behaviour !== "answers");
    },
  };

  function getCharacteristic(): EspruinoPromise<GattCharacteristic> {
    return after(ANSWER_MS, { readValue: readValue });
  }

  function readValue(): EspruinoPromise<GattValue> {
    return after(ANSWER_MS, new DataView(new Uint8Array(phone.value).buffer) as unknown as GattValue);
  }

  return gatt;
}

type Then = (value: unknown) => unknown;

/** A promise whose time is the bench's: the interpreter's own would wait until time has run on. */
export const SteppedPromise = function (
  this: { then: (run?: Then, fail?: Then) => unknown },
  run: (resolve: Settle, reject: Settle) => void,
): void {
  const waiting: (() => void)[] = [];
  let isSettled = false;
  let isFailed = false;
  let result: unknown;

  function settle(failed: boolean, value: unknown): void {
    if (isSettled) return;
    if (!failed && value && (value as { then?: unknown }).then) {
      (value as { then: (run: Settle, fail: Settle) => void }).then(resolve, reject);
      return;
    }
    isSettled = true;
    isFailed = failed;
    result = value;
    for (const one of waiting) setTimeout(one, 0);
  }
  function resolve(value: unknown): void {
    settle(false, value);
  }
  function reject(error: unknown): void {
    settle(true, error);
  }

  this.then = function (onValue, onFailure) {
    return new (SteppedPromise as unknown as PromiseMaker)(function (next, fail) {
      function hand(): void {
        const handler = isFailed ? onFailure : onValue;
        if (!handler) {
          (isFailed ? fail : next)(result);
          return;
        }
        let value: unknown;
        try {
          value = handler(result);
        } catch (error) {
          fail(error);
          return;
        }
        next(value);
      }
      if (isSettled) setTimeout(hand, 0);
      else waiting.push(hand);
    });
  };
  run(resolve, reject);
} as unknown as PromiseMaker;
