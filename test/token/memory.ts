/** Looks for secrets in everything that a simulated token has held in memory since its start: freed memory is not wiped. */
import type { Hal } from "../../hal/hal.js";
import type { createBench } from "./bench-token.js";

type Bench = Pick<ReturnType<typeof createBench>, "control" | "hal">;

export interface Memory {
  /** Whether the bytes stand in flash, or in an array of the token's that is in use or was given up. */
  holds(secret: Buffer): boolean;
  inFlash(secret: Buffer): boolean;
  stop(): void;
}

/**
 * From now on every array of bytes that this process makes is remembered, also one that nothing refers to any more; not
 * those that stand for the chip's flash and for the air. What a test looks for it must keep as a `Buffer`, which is none.
 */
export function watchMemory({ control, hal }: Bench): Memory {
  const original = globalThis.Uint8Array;
  const made = new Set<Uint8Array>();
  let isPaused = false;

  function unwatched<T>(run: () => T): T {
    const wasPaused = isPaused;
    isPaused = true;
    try {
      return run();
    } finally {
      isPaused = wasPaused;
    }
  }

  class WatchedArray extends original {
    constructor(...given: [never]) {
      super(...given);
      if (!isPaused) made.add(this);
    }
  }
  globalThis.Uint8Array = WatchedArray as unknown as typeof Uint8Array;

  const before = { flash: { ...hal.flash }, radio: { ...hal.radio } };
  const { flash, radio } = hal as { flash: Hal["flash"]; radio: Hal["radio"] };
  flash.read = (address, length) => {
    const bytes = unwatched(() => before.flash.read(address, length));
    made.add(bytes);
    return bytes;
  };
  flash.program = (address, bytes) => unwatched(() => before.flash.program(address, bytes));
  flash.erase = (page) => unwatched(() => before.flash.erase(page));
  radio.advertise = (advertising) => unwatched(() => before.radio.advertise(advertising));

  const inFlash = (secret: Buffer) => unwatched(() => Buffer.from(control.flash.image()).includes(secret));
  return {
    inFlash,
    holds: (secret) =>
      inFlash(secret) ||
      [...made].some(({ buffer, byteOffset, byteLength }) =>
        Buffer.from(buffer, byteOffset, byteLength).includes(secret),
      ),
    stop() {
      globalThis.Uint8Array = original;
      Object.assign(flash, before.flash);
      Object.assign(radio, before.radio);
    },
  };
}
