import { count, list, type Trial } from "./trial.js";

/** SHA-256 of "abc", FIPS 180-2 B.1. */
const ABC_HASH =
  "186,120,22,191,143,1,207,234,65,65,64,222,93,174,34,35,176,3,97,163,150,23,122,156,180,16,255,97,242,0,21,173";
/** CRC-32 of "123456789": the check value of every table of CRCs. */
const DIGITS_CRC = 0xcbf43926;
/** AES-128-CCM by OpenSSL: key 0…15, nonce 32…44, plain 64…87, no associated data, tag of 4 bytes. */
const SEALED =
  "42,244,208,133,127,55,232,38,122,252,150,61,24,106,84,44,76,186,220,248,34,27,55,192,110,157,53,102";

export const cryptoTrials: Trial[] = [
  {
    name: "crypto: SHA-256, CRC-32 and CCM give the published values",
    run(bench, done) {
      const crypto = bench.hal.crypto;
      bench.check(list(crypto.sha256(crypto.fromByteString("abc"))) === ABC_HASH, "SHA-256");
      bench.check(crypto.crc32(crypto.fromByteString("123456789")) === DIGITS_CRC, "CRC-32");
      const sealed = crypto.ccmSeal(count(16, 0), count(13, 32), count(24, 64), 4);
      bench.check(list(sealed) === SEALED, list(sealed));
      done();
    },
  },
  {
    name: "crypto: a part of a larger array is taken as that part",
    run(bench, done) {
      const crypto = bench.hal.crypto;
      const whole = count(80, 0);
      const hash = list(crypto.sha256(whole.subarray(10, 20)));
      bench.check(hash === list(crypto.sha256(count(10, 10))), "SHA-256");
      bench.check(crypto.crc32(whole.subarray(10, 20)) === crypto.crc32(count(10, 10)), "CRC-32");
      const sealed = crypto.ccmSeal(whole.subarray(0, 16), whole.subarray(32, 45), whole.subarray(64, 80), 8);
      const same = crypto.ccmSeal(count(16, 0), count(13, 32), count(16, 64), 8);
      bench.check(list(sealed) === list(same), "CCM");
      bench.check(crypto.toByteString(whole.subarray(65, 68)) === "ABC", "text");
      done();
    },
  },
  {
    name: "crypto: random bytes have the length asked for and differ",
    run(bench, done) {
      const crypto = bench.hal.crypto;
      for (let length = 1; length < 10; length++) {
        bench.check(crypto.randomBytes(length).length === length, "length " + length);
      }
      bench.check(list(crypto.randomBytes(16)) !== list(crypto.randomBytes(16)), "differ");
      done();
    },
  },
  {
    name: "crypto: byte strings hold every byte, and belong to the caller when taken apart",
    run(bench, done) {
      const crypto = bench.hal.crypto;
      const all = count(256, 0);
      const text = crypto.toByteString(all);
      bench.check(text.length === 256 && text.charCodeAt(255) === 255, "to text");
      const bytes = crypto.fromByteString(text);
      bench.check(list(bytes) === list(all), "and back");
      bytes.fill(0);
      bench.check(text.charCodeAt(200) === 200, "text unchanged");
      bench.check(crypto.toByteString(all.buffer as ArrayBuffer) === text, "buffer to text");
      bench.check(crypto.toByteString(new Uint8Array(0)) === "", "nothing to text");
      done();
    },
  },
  {
    name: "crypto: base64 is decoded, anything else is not",
    run(bench, done) {
      const crypto = bench.hal.crypto;
      const bytes = crypto.fromBase64("AAEC//4=");
      bench.check(bytes !== undefined && list(bytes) === "0,1,2,255,254", "decoded");
      const empty = crypto.fromBase64("");
      bench.check(empty !== undefined && empty.length === 0, "nothing");
      for (const text of [
        "*",
        "A",
        "AAA",
        "AAEC//4",
        "AAEC\n",
        "A A=",
        "====",
        "AA==AA==",
        "\xff\xff\xff\xff",
      ]) {
        bench.check(crypto.fromBase64(text) === undefined, "refused " + text);
      }
      done();
    },
  },
];
