/**
 * NOR flash in memory, stricter than the real one: whatever breaks an obligation of `hal.ts` throws, even where a chip
 * would let it pass. Only what was programmed takes memory, so ten thousand tokens fit into one process.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Flash } from "../hal.js";
import { type Cells, createCells } from "./flash-cells.js";
import {
  type EraseCut,
  type ProgramCut,
  type WeakCells,
  createWeakCells,
  cutErase,
  cutProgram,
  unstableRead,
} from "./flash-cuts.js";
import { type Random, createRandom } from "./random.js";

export interface FlashOptions {
  pageBytes: number;
  pageCount: number;
  /** Every change is written through to this file, so that a simulated token outlives its process. */
  file?: string;
  timing?: FlashTiming;
}

/** How long operations take; only counted, never waited for. */
export interface FlashTiming {
  eraseMs: number;
  programWordMs: number;
}

/** Internal flash of the nRF52: 87.5 ms a page, 43 µs a word (Nordic's product specifications). */
const NRF52_TIMING: FlashTiming = { eraseMs: 87.5, programWordMs: 0.043 };

const MAX_UINT8 = 0xff;

const isEqual = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** Power went inside a call, which never returns. Only tests and the simulator catch it. */
export class PowerLoss extends Error {
  constructor() {
    super("Power was lost inside a flash operation");
  }
}

/** The program under test broke an obligation of the flash interface. */
export class FlashMisuse extends Error {}

export type FlashOperation =
  { kind: "program"; page: number; address: number; bytes: Uint8Array } | { kind: "erase"; page: number };

/** How a bad page fails: nothing happens, or only half of the bytes change. */
export type Failure = "ignored" | "half";

export interface FlashTotals {
  /** A read across two pages counts twice. */
  reads: number;
  readBytes: number;
  programs: number;
  programmedBytes: number;
  erases: number;
  busyMs: number;
}

/** What the world does to a flash, and what can be seen of it from outside. The program under test never sees it. */
export interface FlashControl {
  /** Power goes in the n-th program or erase from now (1: the next): it throws `PowerLoss`, and so does every later call. */
  cutPowerAt(operation: number, cut: { program: ProgramCut; erase: EraseCut; seed: number }): void;
  /** Power is back: calls work again, a cut that has not come yet is forgotten. A start as well. */
  restorePower(): void;
  /** The program starts anew: from the second time on, cells programmed by half read as they will. */
  restart(): void;
  /** Called before each program and erase; may fork the flash, must not use it. */
  onOperation(listener: ((operation: FlashOperation) => void) | undefined): void;
  /** Leaves the flash as `operation` would, had power gone inside it. */
  tear(operation: FlashOperation, cut: ProgramCut | EraseCut, seed: number): void;
  /** From now on programs or erases of this page fail; undefined: they work again. */
  setFailure(page: number, kind: "program" | "erase", failure: Failure | undefined): void;
  /** A flash with the same contents and failures, power on, counters at 0. Costs little: contents are shared. */
  fork(): SimulatedFlash;
  /** Copy of the whole contents. */
  image(): Uint8Array;
  /** Replaces the whole contents. */
  load(image: Uint8Array): void;
  /** How often that page was erased: its wear. */
  erasesOf(page: number): number;
  totals(): FlashTotals;
}

export interface SimulatedFlash {
  flash: Flash;
  control: FlashControl;
}

export function createSimulatedFlash(options: FlashOptions): SimulatedFlash {
  const { file } = options;
  const simulated = assemble(options, createCells(options.pageBytes, file), new Map(), new Map());
  if (file !== undefined) {
    if (existsSync(file)) simulated.control.load(readFileSync(file));
    else writeFileSync(file, simulated.control.image());
  }
  return simulated;
}

/**
 * @param cutErases  pages whose erase was cut, and how they read
 * @param failures   by "program" or "erase" and page
 */
function assemble(
  options: FlashOptions,
  cells: Cells,
  cutErases: Map<number, { cut: EraseCut; random: Random }>,
  failures: Map<string, Failure>,
  weakCells?: WeakCells,
): SimulatedFlash {
  const { pageBytes, pageCount } = options;
  const timing = options.timing ?? NRF52_TIMING;
  const size = pageBytes * pageCount;
  const weak = weakCells?.fork(flip) ?? createWeakCells(flip);
  let listener: ((operation: FlashOperation) => void) | undefined;
  let isOff = false;
  let pendingCut: { left: number; program: ProgramCut; erase: EraseCut; seed: number } | undefined;
  const totals = { reads: 0, readBytes: 0, programs: 0, programmedBytes: 0, erases: 0 };
  /** By page; narrow as long as that is enough. */
  let erases: Uint8Array | Uint32Array | undefined;

  /** Half-programmed bits of a byte read as erased from now on. */
  function flip(address: number, bits: number): void {
    const page = Math.floor(address / pageBytes);
    cells.write(
      page,
      address - page * pageBytes,
      cells.read(address, 1).map((byte) => byte | bits),
    );
  }

  function countErase(page: number): void {
    erases ??= new Uint8Array(pageCount);
    if (erases[page] === MAX_UINT8) erases = new Uint32Array(erases);
    erases[page]!++;
    totals.erases++;
  }

  function requireRange(address: number, length: number): void {
    if (isOff) throw new PowerLoss();
    if (Number.isInteger(address) && Number.isInteger(length) && length >= 0) {
      if (address >= 0 && address + length <= size) return;
    }
    throw new FlashMisuse(`Flash ${address}…${address + length} is outside 0…${size}`);
  }

  /** The strict part: what a program must not do although the chip would. Returns the page. */
  function requireProgrammable(address: number, bytes: Uint8Array): number {
    requireRange(address, bytes.length);
    const page = Math.floor(address / pageBytes);
    if (address % 4 !== 0 || bytes.length % 4 !== 0 || bytes.length === 0) {
      throw new FlashMisuse(`Program of ${bytes.length} bytes at ${address} is not in whole words`);
    }
    if (Math.floor((address + bytes.length - 1) / pageBytes) !== page) {
      throw new FlashMisuse(`Program of ${bytes.length} bytes at ${address} crosses a page`);
    }
    if (cutErases.has(page) && !isEqual(cells.read(address, bytes.length), bytes)) {
      throw new FlashMisuse(`Page ${page} is programmed although its last erase was cut`);
    }
    const before = cells.page(page);
    if (before === undefined) return page;
    const start = address - page * pageBytes;
    let common = 0xff;
    for (let i = 0; i < bytes.length; i++) common &= before[start + i]!;
    if (common === 0xff) return page; // erased, as nearly always
    for (let word = 0; word < bytes.length; word += 4) {
      let isErased = true;
      let isSame = true;
      for (let i = word; i < word + 4; i++) {
        isErased &&= before[start + i] === 0xff;
        isSame &&= before[start + i] === bytes[i];
      }
      if (!isErased && !isSame) throw new FlashMisuse(`The word at ${address + word} is programmed twice`);
    }
    return page;
  }

  /** Nobody looks, and no cut is due: most flashes for all their life. */
  const isUnwatched = () => listener === undefined && pendingCut === undefined;

  /** Tells the listener; cuts power if it is time. */
  function begin(operation: FlashOperation): void {
    listener?.(operation);
    if (pendingCut === undefined || --pendingCut.left > 0) return;
    const { program, erase, seed } = pendingCut;
    pendingCut = undefined;
    tear(operation, operation.kind === "program" ? program : erase, seed);
    isOff = true;
    throw new PowerLoss();
  }

  function tear(operation: FlashOperation, cut: ProgramCut | EraseCut, seed: number): void {
    const random = createRandom(seed);
    if (operation.kind === "program") {
      const { page, address, bytes } = operation;
      const before = cells.read(address, bytes.length);
      const after = cutProgram(cut as ProgramCut, before, bytes, random);
      cells.write(page, address - page * pageBytes, after);
      if (cut === "weak") weak.add(address, before, after, random);
      return;
    }
    const { page } = operation;
    if (cut === "none") return;
    weak.remove(page * pageBytes, pageBytes);
    if (cut === "all") {
      cutErases.delete(page);
      cells.clear(page);
      return;
    }
    cutErases.set(page, { cut: cut as EraseCut, random });
    cells.write(page, 0, cutErase(cut as EraseCut, cells.read(page * pageBytes, pageBytes), random));
  }

  const flash: Flash = {
    pageBytes,
    pageCount,
    read(address, length) {
      requireRange(address, length);
      if (length === 0) return new Uint8Array(0);
      if (!weak.isEmpty()) weak.read(address, length);
      const bytes = cells.read(address, length);
      const first = Math.floor(address / pageBytes);
      const last = Math.floor((address + length - 1) / pageBytes);
      totals.reads += last - first + 1;
      totals.readBytes += length;
      if (cutErases.size === 0) return bytes;
      for (let page = first; page <= last; page++) {
        const cutErased = cutErases.get(page);
        if (cutErased === undefined) continue;
        const from = Math.max(0, page * pageBytes - address);
        const part = bytes.subarray(from, (page + 1) * pageBytes - address);
        unstableRead(cutErased.cut, part, cutErased.random);
      }
      return bytes;
    },
    program(address, bytes) {
      const page = requireProgrammable(address, bytes);
      if (!isUnwatched()) begin({ kind: "program", page, address, bytes: new Uint8Array(bytes) });
      totals.programs++;
      totals.programmedBytes += bytes.length;
      const failure = failures.size === 0 ? undefined : failures.get(`program ${page}`);
      if (failure === "ignored") return;
      const offset = address - page * pageBytes;
      if (!weak.isEmpty()) weak.remove(address, bytes.length);
      if (failure === undefined) cells.write(page, offset, bytes);
      else {
        const before = cells.read(address, bytes.length);
        cells.write(page, offset, cutProgram("half", before, bytes, createRandom(0)));
      }
    },
    erase(page) {
      requireRange(page * pageBytes, pageBytes);
      if (!isUnwatched()) begin({ kind: "erase", page });
      countErase(page);
      const failure = failures.size === 0 ? undefined : failures.get(`erase ${page}`);
      if (failure === "ignored") return;
      if (failure === "half") {
        const before = cells.read(page * pageBytes, pageBytes);
        cells.write(page, 0, cutErase("front", before, createRandom(0)));
        return;
      }
      cutErases.delete(page);
      weak.remove(page * pageBytes, pageBytes);
      cells.clear(page);
    },
  };

  const control: FlashControl = {
    cutPowerAt(operation, cut) {
      pendingCut = { left: operation, ...cut };
    },
    restorePower() {
      isOff = false;
      pendingCut = undefined;
      weak.start();
    },
    restart: () => weak.start(),
    onOperation(next) {
      listener = next;
    },
    tear,
    setFailure(page, kind, failure) {
      if (failure === undefined) failures.delete(`${kind} ${page}`);
      else failures.set(`${kind} ${page}`, failure);
    },
    fork() {
      // Both sides read the weak bits of a page anew.
      const forkedCuts = [...cutErases].map(
        ([page, { cut }]) => [page, { cut, random: createRandom(page) }] as const,
      );
      const forked = { pageBytes, pageCount, timing };
      return assemble(forked, cells.fork(), new Map(forkedCuts), new Map(failures), weak);
    },
    image: () => cells.read(0, size),
    load(image) {
      if (image.length !== size)
        throw new RangeError(`The flash holds ${size} bytes, the image ${image.length}`);
      cutErases.clear();
      weak.remove(0, size);
      for (let page = 0; page < pageCount; page++) {
        cells.clear(page);
        const bytes = image.subarray(page * pageBytes, (page + 1) * pageBytes);
        if (bytes.some((byte) => byte !== 0xff)) cells.write(page, 0, bytes);
      }
    },
    erasesOf: (page) => erases?.[page] ?? 0,
    totals: () => ({
      ...totals,
      busyMs: totals.erases * timing.eraseMs + (totals.programmedBytes / 4) * timing.programWordMs,
    }),
  };

  return { flash, control };
}
