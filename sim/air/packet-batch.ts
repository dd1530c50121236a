/** Collects the packets of one window and puts them in order of time. */
import type { ByteString, Peer } from "../../hal/hal.js";
import type { ReportBatch } from "../../hal/simulated/radio.js";

/** Packets of one window: more cannot reach a program that takes 250 a second. */
const MAX_PACKETS = 4096;

/** More than these are first spread over so many equal parts of the time, in which few are left to be put in order. */
const FEW = 16;
const PARTS = 128;

/** What one window heard; used again and again, so that nothing is allocated for a packet. */
export interface PacketBatch extends ReportBatch {
  readonly peers: (Peer | undefined)[];
  clear(): void;
  /** Beyond 4,096 packets they are left out. */
  add(atMs: number, rssiDbm: number, data: ByteString, peer?: Peer): void;
  /** By time; packets of one time stay as they were added. */
  sort(): void;
}

export function createPacketBatch(): PacketBatch {
  const atMs = new Float64Array(MAX_PACKETS);
  const rssiDbm = new Int8Array(MAX_PACKETS);
  const data: ByteString[] = [];
  const peers: (Peer | undefined)[] = [];
  const spareMs = new Float64Array(MAX_PACKETS);
  const spareDbm = new Int8Array(MAX_PACKETS);
  const spareData: ByteString[] = [];
  const sparePeers: (Peer | undefined)[] = [];
  /** By packet: its part; and by part, where its next packet goes. */
  const partOf = new Uint8Array(MAX_PACKETS);
  const next = new Uint16Array(PARTS + 1);

  /** Puts a packet among those before it, which are in order. */
  function insert(at: number, ms: number, dbm: number, bytes: ByteString, peer: Peer | undefined): void {
    for (; at > 0 && atMs[at - 1]! > ms; at--) {
      atMs[at] = atMs[at - 1]!;
      rssiDbm[at] = rssiDbm[at - 1]!;
      data[at] = data[at - 1]!;
      peers[at] = peers[at - 1];
    }
    atMs[at] = ms;
    rssiDbm[at] = dbm;
    data[at] = bytes;
    peers[at] = peer;
  }

  /** Copies the packets to the spare arrays, part by part. */
  function spread(count: number): void {
    let firstMs = Infinity;
    let lastMs = -Infinity;
    for (let i = 0; i < count; i++) {
      if (atMs[i]! < firstMs) firstMs = atMs[i]!;
      if (atMs[i]! > lastMs) lastMs = atMs[i]!;
    }
    const partsPerMs = (PARTS - 1) / Math.max(1, lastMs - firstMs);
    next.fill(0);
    for (let i = 0; i < count; i++) {
      const part = Math.floor((atMs[i]! - firstMs) * partsPerMs);
      partOf[i] = part;
      next[part + 1]!++;
    }
    for (let part = 1; part < PARTS; part++) next[part]! += next[part - 1]!;
    for (let i = 0; i < count; i++) {
      const to = next[partOf[i]!]!++;
      spareMs[to] = atMs[i]!;
      spareDbm[to] = rssiDbm[i]!;
      spareData[to] = data[i]!;
      sparePeers[to] = peers[i];
    }
  }

  const batch: PacketBatch = {
    count: 0,
    atMs,
    rssiDbm,
    data,
    peers,
    clear() {
      batch.count = 0;
    },
    add(ms, dbm, bytes, peer) {
      const at = batch.count;
      if (at === MAX_PACKETS) return;
      atMs[at] = ms;
      rssiDbm[at] = dbm;
      data[at] = bytes;
      peers[at] = peer;
      batch.count = at + 1;
    },
    sort() {
      const { count } = batch;
      if (count > FEW) {
        spread(count);
        for (let i = 0; i < count; i++) insert(i, spareMs[i]!, spareDbm[i]!, spareData[i]!, sparePeers[i]);
      } else for (let i = 1; i < count; i++) insert(i, atMs[i]!, rssiDbm[i]!, data[i]!, peers[i]);
    },
  };
  return batch;
}
