/**
 * Everything a program on the token may call, and nothing else: device code is checked against this file with
 * `noLib`, so a function the interpreter lacks does not type-check. `test/espruino/typings.test.ts` asks the
 * real interpreter for each member declared here.
 *
 * Signatures follow Espruino 2v29's source (the JSON comments of src/jswrap_*.c); where its result differs from
 * JavaScript's the member is left out. Strings hold one byte a character; binary data are plain strings too.
 */

// ---------------------------------------------------------------- what TypeScript itself asks for
interface IArguments {
  readonly length: number;
}
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}
interface TemplateStringsArray {}
interface SymbolConstructor {
  readonly iterator: unique symbol;
}
/** Only so that `for … of` can be typed; the interpreter has none, and the syntax check refuses the name. */
declare const Symbol: SymbolConstructor;
interface IteratorResult<T> {
  done: boolean;
  value: T;
}
interface Iterator<T, TReturn, TNext> {
  next(...values: [] | [TNext]): IteratorResult<T | TReturn>;
}
interface Iterable<T, TReturn, TNext> {
  [Symbol.iterator](): Iterator<T, TReturn, TNext>;
}
type Partial<T> = { [K in keyof T]?: T[K] };
type Readonly<T> = { readonly [K in keyof T]: T[K] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends string | number, T> = { [P in K]: T };

// ---------------------------------------------------------------- the language
declare const NaN: number;
declare const Infinity: number;
declare function parseInt(text: string, radix?: number): number;
declare function parseFloat(text: string): number;
declare function isNaN(value: number): boolean;
declare function isFinite(value: number): boolean;

interface Function {
  call(self: unknown, ...args: any[]): any;
  apply(self: unknown, args?: any): any;
  bind(self: unknown, ...args: any[]): any;
}

interface Object {
  hasOwnProperty(name: string): boolean;
  toString(): string;
}
interface ObjectConstructor {
  keys(value: object): string[];
  values<T>(value: { [key: string]: T }): T[];
  entries<T>(value: { [key: string]: T }): [string, T][];
  assign<T extends object, U extends object>(target: T, source: U): T & U;
  create(prototype: object | null): any;
}
declare const Object: ObjectConstructor;

interface Boolean {
  toString(): string;
}
interface Number {
  toString(radix?: number): string;
  toFixed(digits: number): string;
}

interface String {
  readonly length: number;
  readonly [index: number]: string;
  charAt(index: number): string;
  charCodeAt(index: number): number;
  indexOf(part: string, from?: number): number;
  lastIndexOf(part: string, from?: number): number;
  substring(start: number, end?: number): string;
  substr(start: number, length?: number): string;
  slice(start: number, end?: number): string;
  padStart(length: number, pad?: string): string;
  padEnd(length: number, pad?: string): string;
  repeat(count: number): string;
  startsWith(part: string): boolean;
  endsWith(part: string): boolean;
  includes(part: string): boolean;
  replace(part: string | RegExp, by: string): string;
  split(separator: string): string[];
  toUpperCase(): string;
  toLowerCase(): string;
  trim(): string;
  toString(): string;
  [Symbol.iterator](): Iterator<string, undefined, undefined>;
}
interface StringConstructor {
  (value?: unknown): string;
  fromCharCode(...codes: number[]): string;
}
declare const String: StringConstructor;

/** Literals, classes, `* + | ^ $ ( )`, `\d \w \s`, flags g and i: nothing else works. */
interface RegExp {
  test(text: string): boolean;
}

interface ReadonlyArray<T> {
  readonly length: number;
  readonly [index: number]: T;
  slice(start?: number, end?: number): T[];
  concat(...items: (T | readonly T[])[]): T[];
  indexOf(item: T): number;
  includes(item: T): boolean;
  join(separator?: string): string;
  map<U>(step: (item: T, index: number) => U): U[];
  filter(test: (item: T, index: number) => boolean): T[];
  reduce<U>(step: (sum: U, item: T, index: number) => U, start: U): U;
  some(test: (item: T, index: number) => boolean): boolean;
  every(test: (item: T, index: number) => boolean): boolean;
  forEach(step: (item: T, index: number) => void): void;
  find(test: (item: T, index: number) => boolean): T | undefined;
  findIndex(test: (item: T, index: number) => boolean): number;
  [Symbol.iterator](): Iterator<T, undefined, undefined>;
}
interface Array<T> {
  readonly length: number;
  [index: number]: T;
  push(...items: T[]): number;
  pop(): T | undefined;
  shift(): T | undefined;
  unshift(...items: T[]): number;
  splice(start: number, deleteCount?: number, ...items: T[]): T[];
  slice(start?: number, end?: number): T[];
  concat(...items: (T | readonly T[])[]): T[];
  indexOf(item: T): number;
  includes(item: T): boolean;
  join(separator?: string): string;
  reverse(): T[];
  map<U>(step: (item: T, index: number) => U): U[];
  filter(test: (item: T, index: number) => boolean): T[];
  reduce<U>(step: (sum: U, item: T, index: number) => U, start: U): U;
  some(test: (item: T, index: number) => boolean): boolean;
  every(test: (item: T, index: number) => boolean): boolean;
  forEach(step: (item: T, index: number) => void): void;
  find(test: (item: T, index: number) => boolean): T | undefined;
  findIndex(test: (item: T, index: number) => boolean): number;
  fill(value: T, start?: number, end?: number): T[];
  /** Not stable. */
  sort(compare?: (a: T, b: T) => number): T[];
  [Symbol.iterator](): Iterator<T, undefined, undefined>;
}
interface ArrayConstructor {
  isArray(value: unknown): boolean;
}
declare const Array: ArrayConstructor;

interface ArrayLike<T> {
  readonly length: number;
  readonly [index: number]: T;
}

interface ArrayBuffer {
  readonly byteLength: number;
}
interface ArrayBufferConstructor {
  new (byteLength: number): ArrayBuffer;
}
declare const ArrayBuffer: ArrayBufferConstructor;

/** The members all typed arrays share. `slice` gives a plain array there, so it is left out. */
interface TypedArray {
  readonly length: number;
  readonly byteLength: number;
  readonly byteOffset: number;
  readonly buffer: ArrayBuffer;
  [index: number]: number;
  set(source: ArrayLike<number>, offset?: number): void;
  fill(value: number, start?: number, end?: number): this;
  indexOf(value: number): number;
  includes(value: number): boolean;
  some(test: (value: number, index: number) => boolean): boolean;
  every(test: (value: number, index: number) => boolean): boolean;
  forEach(step: (value: number, index: number) => void): void;
  reduce<U>(step: (sum: U, value: number, index: number) => U, start: U): U;
  join(separator?: string): string;
  sort(compare?: (a: number, b: number) => number): this;
  [Symbol.iterator](): Iterator<number, undefined, undefined>;
}
interface TypedArrayConstructor<T> {
  new (length: number): T;
  new (values: ArrayLike<number>): T;
  new (buffer: ArrayBuffer, byteOffset?: number, length?: number): T;
}
interface Uint8Array extends TypedArray {
  subarray(start: number, end?: number): Uint8Array;
}
interface Uint8ClampedArray extends TypedArray {
  subarray(start: number, end?: number): Uint8ClampedArray;
}
interface Int8Array extends TypedArray {
  subarray(start: number, end?: number): Int8Array;
}
interface Uint16Array extends TypedArray {
  subarray(start: number, end?: number): Uint16Array;
}
interface Int16Array extends TypedArray {
  subarray(start: number, end?: number): Int16Array;
}
interface Uint32Array extends TypedArray {
  subarray(start: number, end?: number): Uint32Array;
}
interface Int32Array extends TypedArray {
  subarray(start: number, end?: number): Int32Array;
}
interface Float64Array extends TypedArray {
  subarray(start: number, end?: number): Float64Array;
}
declare const Uint8Array: TypedArrayConstructor<Uint8Array>;
declare const Uint8ClampedArray: TypedArrayConstructor<Uint8ClampedArray>;
declare const Int8Array: TypedArrayConstructor<Int8Array>;
declare const Uint16Array: TypedArrayConstructor<Uint16Array>;
declare const Int16Array: TypedArrayConstructor<Int16Array>;
declare const Uint32Array: TypedArrayConstructor<Uint32Array>;
declare const Int32Array: TypedArrayConstructor<Int32Array>;
declare const Float64Array: TypedArrayConstructor<Float64Array>;

/** A write out of bounds does not throw. */
interface DataView {
  getUint8(offset: number): number;
  getInt8(offset: number): number;
  getUint16(offset: number, littleEndian?: boolean): number;
  getInt16(offset: number, littleEndian?: boolean): number;
  getUint32(offset: number, littleEndian?: boolean): number;
  getInt32(offset: number, littleEndian?: boolean): number;
  getFloat64(offset: number, littleEndian?: boolean): number;
  setUint8(offset: number, value: number): void;
  setInt8(offset: number, value: number): void;
  setUint16(offset: number, value: number, littleEndian?: boolean): void;
  setInt16(offset: number, value: number, littleEndian?: boolean): void;
  setUint32(offset: number, value: number, littleEndian?: boolean): void;
  setInt32(offset: number, value: number, littleEndian?: boolean): void;
  setFloat64(offset: number, value: number, littleEndian?: boolean): void;
}
interface DataViewConstructor {
  new (buffer: ArrayBuffer, byteOffset?: number, byteLength?: number): DataView;
}
declare const DataView: DataViewConstructor;

interface Math {
  readonly PI: number;
  readonly E: number;
  abs(x: number): number;
  floor(x: number): number;
  ceil(x: number): number;
  /** Rounds a half away from zero, negative ones too. */
  round(x: number): number;
  min(...values: number[]): number;
  max(...values: number[]): number;
  sqrt(x: number): number;
  pow(x: number, y: number): number;
  exp(x: number): number;
  log(x: number): number;
  sin(x: number): number;
  cos(x: number): number;
  sign(x: number): number;
}
declare const Math: Math;

interface Error {
  message: string;
}
interface ErrorConstructor {
  new (message: string): Error;
}
declare const Error: ErrorConstructor;

interface JSON {
  stringify(value: unknown): string;
  parse(text: string): any;
}
declare const JSON: JSON;

// ---------------------------------------------------------------- the interpreter
declare function setTimeout(run: () => void, delayMs: number): number;
/** Throws for undefined. */
declare function clearTimeout(timeout: number): void;
/** Seconds since 1970, or since power came on where no one has set the clock; with a fraction. */
declare function getTime(): number;
declare function setTime(seconds: number): void;
/** The chip's number, lower-case hex with dashes. */
declare function getSerial(): string;
/** Decodes what it can and never throws. */
declare function atob(base64: string): string;
declare function btoa(bytes: string | Uint8Array): string;
declare function peek32(address: number): number;
declare function poke32(address: number, value: number): void;
declare function pinMode(pin: string, mode: "input" | "input_pullup" | "output"): void;
declare function digitalWrite(pin: string, value: number | boolean): void;
declare function digitalRead(pin: string): number;
/** 0…1 of the supply voltage. */
declare function analogRead(pin: string): number;
declare function setWatch(
  run: () => void,
  pin: string,
  options: { edge: "rising" | "falling" | "both"; repeat: boolean; debounce: number },
): number;

interface EspruinoProcess {
  readonly env: { readonly BOARD: string };
  /** `gc` false skips the collection. */
  memory(gc: false): { readonly tx: { readonly used: number; readonly total: number } };
}
declare const process: EspruinoProcess;

/** What the loader leaves for the program. */
interface EspruinoGlobal {
  bootSlot?: number;
}
declare const global: EspruinoGlobal;
declare function eval(code: string): unknown;

interface EspruinoSystem {
  CRC32(bytes: Uint8Array | string): number;
  /** Moves what is in use together, so that free memory is in one piece. */
  defrag(): void;
  /** 32 bits, signed. */
  hwRand(): number;
  toString(bytes: Uint8Array | ArrayBuffer | string): string;
  toUint8Array(bytes: string): Uint8Array;
  setConsole(device: "USB" | null, options: { force: boolean }): void;
  /** Brings the variables together; the more of them, the slower. */
  defrag(): void;
  enableWatchdog(seconds: number, isAuto: boolean): void;
  kickWatchdog(): void;
  reboot(): void;
}
declare const E: EspruinoSystem;

interface EspruinoUsb {
  on(event: "data", listener: (chunk: string) => void): void;
  write(bytes: Uint8Array | string): void;
  isConnected(): boolean;
}
declare const USB: EspruinoUsb;

interface EspruinoFlash {
  read(length: number, address: number): Uint8Array;
  write(bytes: Uint8Array, address: number): void;
  erasePage(address: number): void;
}
interface EspruinoCrypto {
  SHA256(bytes: Uint8Array | string): ArrayBuffer;
  readonly AES: {
    ccmEncrypt(
      plain: Uint8Array,
      key: Uint8Array,
      nonce: Uint8Array,
      tagBytes: number,
    ): { readonly data: ArrayBuffer; readonly tag: ArrayBuffer } | undefined;
  };
}
interface EspruinoStorage {
  /** A text that lies in flash, of which nothing is copied; undefined where there is no such file. */
  read(name: string, offset?: number, length?: number): string | undefined;
}
declare function require(module: "Storage"): EspruinoStorage;
declare function require(module: "Flash"): EspruinoFlash;
declare function require(module: "crypto"): EspruinoCrypto;

/** `fail` of the last `then` hears of every failure before it. */
interface EspruinoPromise<T> {
  then<U>(run: (value: T) => U | EspruinoPromise<U>, fail?: (error: unknown) => void): EspruinoPromise<U>;
}

/** What `setScan` gives for each advert: a BluetoothDevice. */
interface BluetoothReport {
  readonly data: ArrayBuffer;
  readonly rssi: number;
  /** "aa:bb:cc:dd:ee:ff random". */
  readonly id: string;
  readonly gatt: GattServer;
}
/** Each call throws where another one's promise is not settled yet. */
interface GattServer {
  readonly connected: boolean;
  /** Gives up by itself after 4 s. Stops a scan. Intervals in milliseconds. */
  connect(options: { minInterval: number; maxInterval: number }): EspruinoPromise<GattServer>;
  /** Of a connection, or of the attempt to get one. Throws where there is neither. */
  disconnect(): EspruinoPromise<unknown> | undefined;
  getPrimaryService(uuid: string): EspruinoPromise<GattService>;
}
interface GattService {
  getCharacteristic(uuid: string): EspruinoPromise<GattCharacteristic>;
}
interface GattCharacteristic {
  readValue(): EspruinoPromise<GattValue>;
}
/** A DataView over a buffer of its own. */
interface GattValue {
  readonly buffer: ArrayBuffer;
}
/** A report passes where one of the filters fits. */
interface ScanFilter {
  services?: string[];
  manufacturerData?: Record<number, object>;
}
/** Missing from the Linux build; the stand-ins of firmware/device bring it. */
interface EspruinoRadio {
  sleep(): void;
  wake(): void;
  setAddress(address: string): void;
  setTxPower(dbm: number): void;
  setAdvertising(
    payloads: Uint8Array | Uint8Array[],
    options: { interval: number; connectable: boolean; scannable: boolean },
  ): void;
  /** What others may read over a connection; `uart` is the console's service. Restarts the SoftDevice. */
  setServices(services: object, options: { uart: boolean }): void;
  setScan(run?: (report: BluetoothReport) => void, options?: { filters: ScanFilter[] | undefined }): void;
  /** Volts of the chip's supply. */
  getBattery(): number;
}
declare const NRF: EspruinoRadio;
