import {
  type Advertising,
  type ByteString,
  type OnRead,
  type OnReport,
  type Peer,
  READ_LIMIT_MS,
  type Radio,
  SEEK_LIMIT_MS,
} from "../hal.js";
import type { Timeline } from "./timeline.js";

/** Reports that can wait for the program: the chip's 1,024-byte event ring at 45 bytes a report (Espruino, XIAOBLE). */
export const REPORT_QUEUE = 22;

/** What the program needs for one report on the chip, in ms: about 20 turns of a loop at 0.2 ms. */
const HANDLER_MS = 4;

const ADDRESS_BYTES = 6;
const MAX_PAYLOAD_BYTES = 31;
/** Core Specification 5, Vol 6 Part B 4.4.2.2.1: 20 ms … 10.24 s, then 0…10 ms of random delay. */
const MIN_INTERVAL_MS = 20;
const MAX_INTERVAL_MS = 10_240;
const MEAN_DELAY_MS = 5;

/** Reports of one window in order of time; a buffer that is used again and again. The first `count` entries are valid. */
export interface ReportBatch {
  count: number;
  /** Virtual time of arrival. */
  readonly atMs: Float64Array;
  readonly rssiDbm: Int8Array;
  readonly data: ByteString[];
  /** Without it nobody can be connected to. */
  readonly peers?: (Peer | undefined)[];
}

/** What comes of reading a peer. */
export interface ReadOutcome {
  /** How long the radio listens for it, and how long it is connected. */
  readonly soughtMs: number;
  readonly linkedMs: number;
  readonly value: Uint8Array | undefined;
}

/**
 * The air around a simulated radio. `deliver` is for single reports by hand; a simulated world takes whole windows and
 * gives all that one heard in one go, which costs one alarm instead of one a packet.
 */
export interface RadioControl {
  /** What the program has put on the air; undefined where it is silent. */
  advertising(): Advertising | undefined;
  /** `listener` gets what goes on the air from now on at every change; undefined: silence. It must copy what it keeps. */
  onChange(listener: (advertising: Advertising | undefined) => void): void;
  isListening(): boolean;
  /** One advert reaches the antenna now; the program sees it when the loop is free. Lost outside a window. */
  deliver(data: ArrayBuffer, rssiDbm: number, peer?: Peer): void;
  /** What peers answer from now on; until then there is none. */
  takeReads(read: (peer: Peer, startMs: number) => ReadOutcome): void;
  /**
   * From now on a window's reports come all together at its end: `hear` says what it heard, and the queue is worked out from
   * the times of arrival. It is called from the event loop.
   */
  takeWindows(hear: (startMs: number, endMs: number) => ReportBatch): void;
  /** Reports that the program saw, and those that found the queue full. */
  counters(): { reportsHeard: number; reportsLost: number };
  activity(): RadioActivity;
  /** What a reset leaves of the radio: silence. */
  reset(): void;
}

/** What costs charge, since the start and over all resets. */
export interface RadioActivity {
  /** Windows that have ended, and how long they were open. */
  windows: number;
  listenMs: number;
  /** Peers read, for how long the radio listened for them, and how long it was connected. */
  reads: number;
  soughtMs: number;
  linkedMs: number;
  /** Time on the air, adverts sent in it on average, addresses taken, and changes under one address. */
  onAirMs: number;
  adverts: number;
  addresses: number;
  changes: number;
}

interface Window {
  /** Resets before it opened: a window of an earlier life is dead. */
  readonly life: number;
  readonly startMs: number;
  readonly onReport: OnReport;
  readonly onEnd: () => void;
}

/** Sought in vain. */
function nobody(): ReadOutcome {
  return { soughtMs: SEEK_LIMIT_MS, linkedMs: 0, value: undefined };
}

function requireValid(advertising: Advertising): void {
  const { address, payloads, intervalMs, txPowerDbm } = advertising;
  if (address.length !== ADDRESS_BYTES || address[0]! >> 6 !== 3)
    throw new RangeError("A static random address has 6 bytes and its two top bits set");
  if (payloads.length === 0) throw new RangeError("Nothing to advertise");
  for (const payload of payloads)
    if (payload.length > MAX_PAYLOAD_BYTES) throw new RangeError(`An advert of ${payload.length} bytes`);
  if (!(intervalMs >= MIN_INTERVAL_MS && intervalMs <= MAX_INTERVAL_MS))
    throw new RangeError(`Advertising every ${intervalMs} ms`);
  if (!Number.isFinite(txPowerDbm)) throw new RangeError(`A transmit power of ${txPowerDbm} dBm`);
}

function isSame(a: Uint8Array, b: Uint8Array | undefined): boolean {
  if (a === b) return true;
  if (b === undefined || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Of two changes most have the same bytes: memory for a copy would cost more than to look. */
function copyOf(bytes: Uint8Array, known: Uint8Array | undefined): Uint8Array {
  return isSame(bytes, known) ? known! : new Uint8Array(bytes);
}

export function createSimulatedRadio(timeline: Timeline): { radio: Radio; control: RadioControl } {
  let onAir: Advertising | undefined;
  /** The same, or what was on the air before it fell silent. */
  let last: Advertising | undefined;
  let onChange: ((advertising: Advertising | undefined) => void) | undefined;

  let open: Window | undefined;
  let endAlarm = 0;
  let queue: { data: ArrayBuffer; rssiDbm: number; peer: Peer | undefined; window: Window }[] = [];
  let life = 0;
  let hearWindow: ((startMs: number, endMs: number) => ReportBatch) | undefined;
  let readPeer: (peer: Peer, startMs: number) => ReadOutcome = nobody;
  let isReading = false;
  /** What comes on the air when the read is over. */
  let waiting: Advertising | undefined;
  let reads = 0;
  let soughtMs = 0;
  let linkedMs = 0;
  let reportsHeard = 0;
  let reportsLost = 0;
  let windows = 0;
  let listenMs = 0;
  let onAirMs = 0;
  let adverts = 0;
  let addresses = 0;
  let changes = 0;
  let changedMs = 0;

  function countAdverts(): void {
    const now = timeline.nowMs();
    if (onAir !== undefined) {
      onAirMs += now - changedMs;
      adverts += (now - changedMs) / (onAir.intervalMs + MEAN_DELAY_MS);
    }
    changedMs = now;
  }

  function change(next: Advertising | undefined): void {
    countAdverts();
    if (next !== undefined && !isSame(next.address, onAir?.address)) addresses++;
    else if (next !== undefined) changes++;
    onAir = next;
    last = next ?? last;
    onChange?.(next);
  }

  /** The loop is free: hands over the reports that wait for `window`. */
  function drain(window: Window): void {
    if (queue.length === 0) return;
    const waiting = queue.filter((report) => report.window === window);
    queue = queue.filter((report) => report.window !== window);
    for (const { data, rssiDbm, peer } of waiting) {
      if (window.life !== life) return;
      reportsHeard++;
      window.onReport(data, rssiDbm, peer);
    }
  }

  /** Runs from the loop at a window's end, or right after `listen` opened the next one early. */
  function end(window: Window, endMs: number): void {
    if (window.life !== life) return;
    if (open === window) open = undefined;
    windows++;
    listenMs += endMs - window.startMs;
    if (hearWindow !== undefined) deliverAll(window, hearWindow(window.startMs, endMs));
    drain(window);
    // A report's handler may have reset the chip.
    if (window.life === life) window.onEnd();
  }

  function deliverAll(window: Window, { count, atMs, rssiDbm, data, peers }: ReportBatch): void {
    let busyUntilMs = -Infinity;
    for (let i = 0; i < count && window.life === life; i++) {
      // One report is being handled while up to 22 others wait.
      if (busyUntilMs - atMs[i]! > REPORT_QUEUE * HANDLER_MS) {
        reportsLost++;
        continue;
      }
      busyUntilMs = Math.max(busyUntilMs, atMs[i]!) + HANDLER_MS;
      reportsHeard++;
      window.onReport(data[i]!, rssiDbm[i]!, peers?.[i]);
    }
  }

  function endRead(outcome: ReadOutcome, readLife: number, onEnd: OnRead): void {
    if (readLife !== life) return;
    isReading = false;
    soughtMs += outcome.soughtMs;
    linkedMs += outcome.linkedMs;
    const next = waiting;
    waiting = undefined;
    if (next !== undefined) change(next);
    onEnd(outcome.value, outcome.soughtMs);
  }

  return {
    radio: {
      advertise(advertising) {
        requireValid(advertising);
        const copy = {
          address: copyOf(advertising.address, last?.address),
          payloads: advertising.payloads.map((payload, n) => copyOf(payload, last?.payloads[n])),
          intervalMs: advertising.intervalMs,
          txPowerDbm: advertising.txPowerDbm,
        };
        const isPutOff = isReading && !isSame(copy.address, onAir?.address);
        waiting = isPutOff ? copy : undefined;
        change(isPutOff ? undefined : copy);
      },
      stopAdvertising() {
        waiting = undefined;
        change(undefined);
      },
      listen(windowMs, onReport, onEnd) {
        if (!(windowMs > 0)) throw new RangeError(`A listening window of ${windowMs} ms`);
        const now = timeline.nowMs();
        const previous = open;
        if (previous !== undefined) {
          timeline.cancel(endAlarm);
          timeline.at(now, () => end(previous, now));
        }
        const window: Window = { life, startMs: now, onReport, onEnd };
        open = window;
        endAlarm = timeline.at(now + windowMs, () => end(window, now + windowMs));
      },
      read(peer, _service, _characteristic, onEnd) {
        const now = timeline.nowMs();
        if (isReading) {
          timeline.at(now, () => onEnd(undefined, 0));
          return;
        }
        isReading = true;
        reads++;
        const readLife = life;
        const outcome = readPeer(peer, now);
        const takesMs = Math.min(READ_LIMIT_MS, outcome.soughtMs + outcome.linkedMs);
        timeline.at(now + takesMs, () => endRead(outcome, readLife, onEnd));
      },
    },
    control: {
      advertising: () => onAir,
      onChange(listener) {
        onChange = listener;
      },
      isListening: () => open !== undefined,
      deliver(data, rssiDbm, peer) {
        if (open === undefined || isReading) return;
        const window = open;
        if (queue.length >= REPORT_QUEUE) {
          reportsLost++;
          return;
        }
        queue.push({ data, rssiDbm, peer, window });
        timeline.at(timeline.nowMs(), () => drain(window));
      },
      takeWindows(hear) {
        hearWindow = hear;
      },
      takeReads(read) {
        readPeer = read;
      },
      counters: () => ({ reportsHeard, reportsLost }),
      activity() {
        countAdverts();
        return { windows, listenMs, reads, soughtMs, linkedMs, onAirMs, adverts, addresses, changes };
      },
      reset() {
        life++;
        isReading = false;
        waiting = undefined;
        timeline.cancel(endAlarm);
        change(undefined);
        open = undefined;
        queue = [];
      },
    },
  };
}
