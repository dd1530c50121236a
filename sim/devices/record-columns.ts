/** Records in columns: they take little memory, and threads can share it. */
import { SLOTS_PER_DAY } from "../../src/bluezone/ids.js";
import { RSSI_OFFSET, SLOT_OFFSET, WINDOWS_PER_SLOT } from "../../src/contacts/record.js";

/**
 * Records of one token in the order of its log, 12 bytes each, one entry a record (four of `rssiDbm`). Sorting writes over
 * them.
 */
export interface RecordColumns {
  /** `idNumber` of the ID heard: its low 32 bits … */
  readonly idsLow: Uint32Array;
  /** … and the rest. */
  readonly idsHigh: Uint16Array;
  /** On the token's clock, since slot 0 of the UTC day in which the run began: before it there is no token. */
  readonly slots: Uint16Array;
  /** Strengths of the four windows, dBm or `NOT_HEARD`. */
  readonly rssiDbm: Int8Array;
}

const BYTES_A_RECORD = 4 + 2 + 2 + WINDOWS_PER_SLOT;

export function createColumns(
  records: number,
  memory: ArrayBufferLike = new SharedArrayBuffer(BYTES_A_RECORD * records),
): RecordColumns {
  return {
    idsLow: new Uint32Array(memory, 0, records),
    idsHigh: new Uint16Array(memory, 4 * records, records),
    slots: new Uint16Array(memory, 6 * records, records),
    rssiDbm: new Int8Array(memory, 8 * records, WINDOWS_PER_SLOT * records),
  };
}

/** Columns that take one record after the other, up to `capacity`, in this thread's own memory. */
export interface OpenColumns {
  readonly columns: RecordColumns;
  count: number;
}

export function openColumns(capacity: number): OpenColumns {
  return { columns: createColumns(capacity, new ArrayBuffer(BYTES_A_RECORD * capacity)), count: 0 };
}

/**
 * @param day       UTC day of the record's page
 * @param plain     its 24 bytes
 * @param slotZero  slot that counts as 0
 */
export function addRecord(open: OpenColumns, day: number, plain: Uint8Array, slotZero: number): void {
  const { idsLow, idsHigh, slots, rssiDbm } = open.columns;
  const at = open.count++;
  const id = idNumber(plain);
  idsLow[at] = id;
  idsHigh[at] = id / 2 ** 32;
  slots[at] = day * SLOTS_PER_DAY + plain[SLOT_OFFSET]! - slotZero;
  for (let w = 0; w < WINDOWS_PER_SLOT; w++) rssiDbm[at * WINDOWS_PER_SLOT + w] = plain[RSSI_OFFSET + w]!;
}

/** All records, in order, in memory that threads share. */
export function joinColumns(parts: readonly OpenColumns[]): RecordColumns {
  const joined = createColumns(parts.reduce((sum, { count }) => sum + count, 0));
  let at = 0;
  for (const { columns, count } of parts) {
    joined.idsLow.set(columns.idsLow.subarray(0, count), at);
    joined.idsHigh.set(columns.idsHigh.subarray(0, count), at);
    joined.slots.set(columns.slots.subarray(0, count), at);
    joined.rssiDbm.set(columns.rssiDbm.subarray(0, WINDOWS_PER_SLOT * count), WINDOWS_PER_SLOT * at);
    at += count;
  }
  return joined;
}

/** 48 bits of an ID: enough to tell apart the millions of one run, and a number takes less room than a string. */
export function idNumber(id: Uint8Array): number {
  const high = (id[0]! << 8) | id[1]!;
  return high * 2 ** 32 + (((id[2]! << 24) | (id[3]! << 16) | (id[4]! << 8) | id[5]!) >>> 0);
}
