import type { ReportBatch } from "../hal/simulated/radio.js";

/** Packets of one window: more cannot reach a program that takes 250 a second. */
const MAX_PACKETS = 4096;

/** Up to so many are sorted by insertion, which is then the fastest. */
const FEW = 40;

/** Times are sorted by steps of this many to a millisecond; packets of one step keep the order they were drawn in. */
const STEPS_PER_MS = 1024;

/** What one window heard; used again and again, so that nothing is allocated for a packet. */
export interface PacketBatch extends ReportBatch {
  clear(): void;
  /** Beyond 4,096 packets they are left out. */
  add(atMs: number, rssiDbm: number, data: ArrayBuffer): void;
  /** By time. */
  sort(): void;
}

export function createPacketBatch(): PacketBatch {
  const keys = new Float64Array(MAX_PACKETS);
  const spareMs = new Float64Array(MAX_PACKETS);
  const spareDbm = new Int8Array(MAX_PACKETS);
  const spareData: ArrayBuffer[] = [];
  const atMs = new Float64Array(MAX_PACKETS);
  const rssiDbm = new Int8Array(MAX_PACKETS);
  const data: ArrayBuffer[] = [];
  const batch: PacketBatch = {
    count: 0,
    atMs,
    rssiDbm,
    data,
    clear() {
      batch.count = 0;
    },
    add(ms, dbm, bytes) {
      const at = batch.count;
      if (at === MAX_PACKETS) return;
      atMs[at] = ms;
      rssiDbm[at] = dbm;
      data[at] = bytes;
      batch.count = at + 1;
    },
    sort() {
      if (batch.count > FEW) sortMany();
      else sortFew();
    },
  };

  function sortFew(): void {
    const { count } = batch;
    for (let i = 1; i < count; i++) {
      const ms = atMs[i]!;
      const rssi = rssiDbm[i]!;
      const bytes = data[i]!;
      let at = i;
      for (; at > 0 && atMs[at - 1]! > ms; at--) {
        atMs[at] = atMs[at - 1]!;
        rssiDbm[at] = rssiDbm[at - 1]!;
        data[at] = data[at - 1]!;
      }
      atMs[at] = ms;
      rssiDbm[at] = rssi;
      data[at] = bytes;
    }
  }

  /** Sorts numbers that carry the place of their packet, which is what typed arrays are sorted fastest by. */
  function sortMany(): void {
    const { count } = batch;
    const firstMs = atMs[0]!;
    for (let i = 0; i < count; i++) {
      spareMs[i] = atMs[i]!;
      spareDbm[i] = rssiDbm[i]!;
      spareData[i] = data[i]!;
      keys[i] = Math.floor((atMs[i]! - firstMs) * STEPS_PER_MS) * MAX_PACKETS + i;
    }
    keys.subarray(0, count).sort();
    for (let to = 0; to < count; to++) {
      const key = keys[to]!;
      const i = key - Math.floor(key / MAX_PACKETS) * MAX_PACKETS;
      atMs[to] = spareMs[i]!;
      rssiDbm[to] = spareDbm[i]!;
      data[to] = spareData[i]!;
    }
  }

  return batch;
}
