import type { Usb } from "../hal.js";

export function createUsb(): Usb {
  return {
    isOpen() {
      return USB.isConnected();
    },
    onReceive(listener) {
      USB.on("data", listener);
    },
    send(bytes) {
      if (!USB.isConnected()) return 0;
      // `write` blocks the program where the ring is full and the host does not read. What `used` means in a ring that is
      // not empty differs between versions (jshGetTransmitBufferUsage of 2v29.277 counts the free part), so only
      // an empty one is filled; it keeps one place free.
      const ring = process.memory(false).tx;
      if (ring.used !== 0) return 0;
      const taken = Math.min(bytes.length, ring.total - 1);
      USB.write(taken === bytes.length ? bytes : bytes.subarray(0, taken));
      return taken;
    },
  };
}
