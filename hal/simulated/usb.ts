import type { Usb } from "../hal.js";
import type { Timeline } from "./timeline.js";

/** The chip's transmit buffer, in bytes. */
const TX_BUFFER_BYTES = 256;

/** A full-speed host collects once a frame (USB 2.0, 5.3). */
const FRAME_MS = 1;

/** Bulk packets of full-speed USB: what the host writes arrives in such portions. */
const PACKET_BYTES = 64;

/** The host's end of the cable. */
export interface UsbControl {
  /** Plugs in and opens the port. `onData` gets what the token sends, `onClose` runs when the line goes away. */
  plug(onData: (bytes: Uint8Array) => void, onClose?: () => void): void;
  unplug(): void;
  isPlugged(): boolean;
  /** Host to token; the program gets it when the loop is free. Ignored while unplugged. */
  write(bytes: Uint8Array): void;
  /** A host that has the port open but does not read: the token's buffer fills up. */
  pauseReading(): void;
  resumeReading(): void;
  /** The chip was reset: the line is closed and the program's listener is gone. */
  reset(): void;
}

interface Host {
  readonly onData: (bytes: Uint8Array) => void;
  readonly onClose: () => void;
}

export function createSimulatedUsb(timeline: Timeline): { usb: Usb; control: UsbControl } {
  const txBuffer = new Uint8Array(TX_BUFFER_BYTES);
  let txLength = 0;
  let isReading = true;
  let isFrameDue = false;
  let host: Host | undefined;
  let onReceive: ((chunk: string) => void) | undefined;

  function collectSoon(): void {
    if (isFrameDue || txLength === 0 || !isReading) return;
    isFrameDue = true;
    timeline.at(timeline.nowMs() + FRAME_MS, () => {
      isFrameDue = false;
      if (host === undefined || !isReading) return;
      const bytes = txBuffer.slice(0, txLength);
      txLength = 0;
      host.onData(bytes);
    });
  }

  function close(): void {
    if (host === undefined) return;
    const { onClose } = host;
    host = undefined;
    txLength = 0;
    timeline.at(timeline.nowMs(), onClose);
  }

  return {
    usb: {
      isOpen: () => host !== undefined,
      onReceive(listener) {
        onReceive = listener;
      },
      send(bytes) {
        if (host === undefined) return 0;
        const taken = Math.min(bytes.length, TX_BUFFER_BYTES - txLength);
        txBuffer.set(bytes.subarray(0, taken), txLength);
        txLength += taken;
        collectSoon();
        return taken;
      },
    },
    control: {
      plug(onData, onClose = () => {}) {
        if (host !== undefined) throw new Error("A host is plugged in already");
        host = { onData, onClose };
        isReading = true;
      },
      unplug: close,
      isPlugged: () => host !== undefined,
      write(bytes) {
        const sender = host;
        for (let at = 0; at < bytes.length; at += PACKET_BYTES) {
          const packet = bytes.subarray(at, at + PACKET_BYTES);
          const chunk = Buffer.from(packet).toString("latin1");
          timeline.at(timeline.nowMs(), () => {
            if (host === sender && sender !== undefined) onReceive?.(chunk);
          });
        }
      },
      pauseReading() {
        isReading = false;
      },
      resumeReading() {
        isReading = true;
        collectSoon();
      },
      reset() {
        onReceive = undefined;
        close();
      },
    },
  };
}
