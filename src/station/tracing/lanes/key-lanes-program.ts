/**
 * The program of `key-lanes.ts`: SHA-256 (FIPS 180-4, 6.2) of 32 bytes, four at a time, as WebAssembly (Core Specification 2.0, chapter 5).
 * It is put together here, instruction by instruction, and so needs no compiler. Code is a string, one character a byte, operands before
 * their instruction.
 */
import { FIRST_STATE, ROUND_KEYS, WORDS } from "../../short-hash.js";

const VECTOR_BYTES = 16;
const KEY_BYTES = WORDS * VECTOR_BYTES;
const BLOCK_WORDS = 16;
const LENGTH_BITS = 256;
const I32 = 0x7f;
const V128 = 0x7b;
/** The exponent of a vector's alignment in memory. */
const ALIGNED = 4;

const bytes = (...all: number[]) => String.fromCharCode(...all);
/** LEB128: seven bits a byte, the lowest first. */
const number = (n: number): string => (n < 0x80 ? bytes(n) : bytes((n & 0x7f) | 0x80) + number(n >>> 7));
const sized = (code: string) => number(code.length) + code;

const get = (local: number) => bytes(0x20, local);
const set = (local: number, value: string) => value + bytes(0x21, local);
/** Signed: up to 63 in one byte. */
const constant = (n: number) => bytes(0x41, n);
const vector = (instruction: number) => bytes(0xfd) + number(instruction);
const two = (instruction: number) => (x: string, y: string) => x + y + vector(instruction);
const and = two(0x4e);
const or = two(0x50);
const xor = two(0x51);
const plus = two(0xae);
const left = (x: string, bits: number) => x + constant(bits) + vector(0xab);
const right = (x: string, bits: number) => x + constant(bits) + vector(0xad);
const load = (at: string, offset: number) => at + vector(0) + bytes(ALIGNED) + number(offset);
const store = (at: string, offset: number, value: string) =>
  at + value + vector(11) + bytes(ALIGNED) + number(offset);
/** The same word in each lane. */
const word = (n: number) =>
  vector(12) + bytes(n & 255, (n >>> 8) & 255, (n >>> 16) & 255, n >>> 24).repeat(VECTOR_BYTES / 4);
const sum = (first: string, ...others: string[]) => others.reduce(plus, first);
const turned = (x: string, bits: number) => or(right(x, bits), left(x, 32 - bits));
const mixed = (x: string, y: string, z: string) => xor(xor(x, y), z);

// FIPS 180-4, 4.1.2.
const sum0 = (x: string) => mixed(turned(x, 2), turned(x, 13), turned(x, 22));
const sum1 = (x: string) => mixed(turned(x, 6), turned(x, 11), turned(x, 25));
const sigma0 = (x: string) => mixed(turned(x, 7), turned(x, 18), right(x, 3));
const sigma1 = (x: string) => mixed(turned(x, 17), turned(x, 19), right(x, 10));
const choose = (x: string, y: string, z: string) => xor(z, and(x, xor(y, z)));
const majority = (x: string, y: string, z: string) => or(and(x, y), and(z, or(x, y)));

// Local variables: where the key lies, where the last one is to lie, the words of the block and of the state.
const AT = 0;
const END = 1;
const block = (i: number) => 2 + (i % BLOCK_WORDS);
const state = (i: number) => 2 + BLOCK_WORDS + (i % WORDS);

/** From the keys at `AT` to those that follow them, behind them in memory. */
function step(): string {
  let code = "";
  for (let i = 0; i < WORDS; i++) code += set(block(i), load(get(AT), i * VECTOR_BYTES));
  code += set(block(WORDS), word(0x80000000));
  for (let i = WORDS + 1; i < BLOCK_WORDS - 1; i++) code += set(block(i), word(0));
  code += set(block(BLOCK_WORDS - 1), word(LENGTH_BITS));
  FIRST_STATE.forEach((first, i) => (code += set(state(i), word(first))));
  ROUND_KEYS.forEach((roundKey, round) => {
    const w = (back: number) => get(block(round + BLOCK_WORDS - back));
    if (round >= BLOCK_WORDS) code += set(block(round), sum(w(16), sigma0(w(15)), w(7), sigma1(w(2))));
    // Each word of the state has the next one's name in the next round.
    const [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7].map((i) =>
      state(ROUND_KEYS.length - round + i),
    );
    const [known, chosen] = [plus(word(roundKey), w(0)), choose(get(e!), get(f!), get(g!))];
    code += set(h!, sum(get(h!), known, chosen, sum1(get(e!))));
    code += set(d!, plus(get(d!), get(h!)));
    code += set(h!, sum(get(h!), majority(get(a!), get(b!), get(c!)), sum0(get(a!))));
  });
  FIRST_STATE.forEach((first, i) => {
    code += store(get(AT), KEY_BYTES + i * VECTOR_BYTES, plus(word(first), get(state(i))));
  });
  return code;
}

/** Takes the memory as its only import, and exports one function of where the first keys lie and where the last are to lie. */
export function keyLanesProgram(): Uint8Array<ArrayBuffer> {
  const moveOn = get(AT) + bytes(0x41) + number(KEY_BYTES) + bytes(0x6a, 0x22, AT);
  const loop = bytes(0x03, 0x40) + step() + moveOn + get(END) + bytes(0x49, 0x0d, 0, 0x0b);
  const body = bytes(1, BLOCK_WORDS + WORDS, V128) + loop + bytes(0x0b);
  const sections = [
    bytes(1) + sized(bytes(1, 0x60, 2, I32, I32, 0)),
    bytes(2) + sized(bytes(1, 0, 0, 0x02, 0, 1)),
    bytes(3) + sized(bytes(1, 0)),
    bytes(7) + sized(bytes(1, 0, 0, 0)),
    bytes(10) + sized(bytes(1) + sized(body)),
  ];
  return Uint8Array.from(Buffer.from(`\0asm\x01\0\0\0${sections.join("")}`, "latin1"));
}
