/** What the host side needs from outside. */

/**
 * A serial line to a token. Bytes arrive in any portions, after `onData` was called; nothing arrives after
 * `onClose` ran. Writing to a closed line does nothing. `onClose` runs once, whichever side closed it.
 */
export interface Line {
  write(bytes: Uint8Array): void;
  onData(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** A clock that only counts, and one-shot timers; of a computer, or of a simulation. */
export interface Timers {
  /** Milliseconds since any moment; never runs backwards. */
  nowMs(): number;
  /** Runs `run` once, `delayMs` from now, unless the returned function is called before. */
  after(delayMs: number, run: () => void): () => void;
}
