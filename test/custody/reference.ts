/**
 * The formats of CUSTODY.md written a second time, with node:crypto and tweetnacl alone and nothing from src/. Makes the
 * vectors of test/vectors/custody-*.json; `UPDATE_VECTORS=1` writes them anew.
 */
import { createCipheriv, createHash, createHmac, scryptSync } from "node:crypto";
import nacl from "tweetnacl";

type Vectors = Record<string, Record<string, string>>;

const ramp = (length: number, start = 0) => Buffer.from(Array.from({ length }, (_, i) => (start + i) & 255));
const hash = (...parts: (Buffer | string)[]) => {
  const h = createHash("sha256");
  for (const part of parts) h.update(part);
  return h.digest();
};
const sha512 = (...parts: (Uint8Array | string)[]) => {
  const h = createHash("sha512");
  for (const part of parts) h.update(part);
  return h.digest();
};
const hmac = (key: Buffer, ...parts: Buffer[]) =>
  createHmac("sha256", key).update(Buffer.concat(parts)).digest();
const u16 = (value: number) => Buffer.from([value & 255, value >> 8]);
const u32 = (value: number) => Buffer.from([value, value >> 8, value >> 16, value >> 24].map((b) => b & 255));
const byte = (...values: number[]) => Buffer.from(values);

function ccm(key: Buffer, nonce: Buffer, plain: Buffer, tagBytes: number): Buffer {
  const cipher = createCipheriv("aes-128-ccm", key, nonce, { authTagLength: tagBytes });
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function seal(): Vectors {
  const chainKey = ramp(32);
  const next = hash(chainKey, byte(0x10));
  const nonce = Buffer.concat([u32(42), u16(3), u32(7), u16(5), byte(1)]);
  const page = ramp(50, 100);
  page.writeUInt16LE(20000, 6);
  const keyOf = (chain: Buffer) => hash(chain, byte(0x11)).subarray(0, 16);
  return {
    chain: {
      serial: "42",
      generation: "3",
      day: "20000",
      pageSequence: "7",
      position: "5",
      chainKey: chainKey.toString("hex"),
      recordKey: keyOf(chainKey).toString("hex"),
      pageKey: hash(chainKey, byte(0x12)).toString("hex"),
      nextChainKey: next.toString("hex"),
      plain: ramp(24).toString("hex"),
      sealed: ccm(keyOf(chainKey), nonce, ramp(24), 4).toString("hex"),
      sealedNextDay: ccm(keyOf(next), nonce, ramp(24), 4).toString("hex"),
      page: page.toString("hex"),
      pageMac: hmac(hash(chainKey, byte(0x12)), page)
        .subarray(0, 8)
        .toString("hex"),
    },
  };
}

function handshake(): Vectors {
  const key = ramp(32);
  const challenge = Buffer.concat([byte(1), ramp(16, 200)]);
  const tokenNonce = ramp(16, 100);
  const sign = (purpose: number) => hmac(key, byte(purpose), challenge, tokenNonce);
  const command = ramp(12, 50);
  const answerBody = ramp(20, 80);
  return {
    session: {
      key: key.toString("hex"),
      challenge: challenge.toString("hex"),
      answer: Buffer.concat([tokenNonce, sign(0x50).subarray(0, 16)]).toString("hex"),
      proof: sign(0x51).subarray(0, 16).toString("hex"),
      sessionKey: sign(0x52).toString("hex"),
      command: command.toString("hex"),
      commandMac: hmac(sign(0x52), byte(0x53), u32(1), command).subarray(0, 8).toString("hex"),
      answerBody: answerBody.toString("hex"),
      answerMac: hmac(sign(0x52), byte(0x54), u32(1), hash(answerBody)).subarray(0, 8).toString("hex"),
    },
  };
}

function secrets(): Vectors {
  const root = ramp(32, 10);
  const admin = hash(root, byte(0x20));
  const wrapKey = hash(root, byte(0x21));
  const secret = hash(ramp(32, 60), byte(0x40), ramp(32, 90));
  const random = ramp(6, 7);
  const nonce = Buffer.concat([u32(42), u16(4), random, byte(2)]);
  const sealed = ccm(
    hash(wrapKey, byte(0x30)).subarray(0, 16),
    nonce,
    Buffer.concat([secret, u32(20005)]),
    16,
  );
  const wrapped = Buffer.concat([byte(1, 2), u16(4), u32(42), random, u16(0), sealed]);
  return {
    tree: {
      root: root.toString("hex"),
      adminKey: admin.toString("hex"),
      idWrapKey: wrapKey.toString("hex"),
      logWrapKey: hash(root, byte(0x22)).toString("hex"),
      operatingKeyOfEpoch258: hash(admin, byte(0x23), u16(258)).toString("hex"),
      listKey: hash(admin, byte(0x24)).toString("hex"),
    },
    rekey: {
      deviceRandom: ramp(32, 60).toString("hex"),
      hostRandom: ramp(32, 90).toString("hex"),
      secret: secret.toString("hex"),
      wrapKey: wrapKey.toString("hex"),
      wrapped: wrapped.toString("hex"),
      nextWrapKey: hash(wrapKey, byte(0x31), secret).toString("hex"),
    },
    handOver: {
      bytes: Buffer.concat([byte(1, 0), u16(0), u32(42), u32(20000), ramp(32), ramp(32, 32), root]).toString(
        "hex",
      ),
    },
  };
}

function list(): Vectors {
  const chain = (dailyKey: Buffer) => hash(dailyKey, "bluzonesubkey");
  let dailyKey = ramp(32);
  const entries: Buffer[] = [];
  for (let day = 20000; day < 20030; day++, dailyKey = hash(dailyKey)) {
    // Onset 20020, until slot 40 of day 20029: from 20017 on, 13 days.
    if (day >= 20017)
      entries.push(Buffer.concat([u16(day), byte(0, day === 20029 ? 40 : 95), chain(dailyKey)]));
  }
  const joined = Buffer.concat(entries);
  const root = hash(hash(joined.subarray(0, 28 * 36)));
  const head = Buffer.concat([byte(1, 2), u16(entries.length), u32(77), root]);
  const listKey = hash(ramp(32, 10), byte(0x24));
  return {
    list: {
      baseId: ramp(32).toString("hex"),
      adminKey: ramp(32, 10).toString("hex"),
      head: head.toString("hex"),
      entries: joined.toString("hex"),
      tag: hmac(listKey, byte(0x60), u32(42), head).subarray(0, 16).toString("hex"),
    },
  };
}

function digest(): Vectors {
  const ids = [ramp(12, 16), ramp(12, 32), ramp(12, 64)];
  const header = Buffer.concat([byte(0xb4, 1), u32(1), u16(20000), u32(0)]);
  const group = Buffer.concat([
    byte(9, 3),
    ...ids.map((id) => id.subarray(0, 1)),
    ...ids.map((id) => id.subarray(1, 5)),
    byte(0, 0, 0),
  ]);
  return {
    page: {
      ids: Buffer.concat(ids).toString("hex"),
      header: Buffer.concat([header, u32(crc32(header))]).toString("hex"),
      group: group.toString("hex"),
    },
  };
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const value of bytes) {
    crc ^= value;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** Roles: 1 officer, 2 recovery, 3 unit. In version 1 nothing depends on the role. */
function identity(seed: Buffer, role: number, version = 2) {
  const after = version === 1 ? byte() : byte(role);
  const box = nacl.box.keyPair.fromSecretKey(sha512("bztoken box", after, seed).subarray(0, 32));
  const sign = nacl.sign.keyPair.fromSeed(sha512("bztoken sign", after, seed).subarray(0, 32));
  const label = version === 1 ? "" : "bztoken key";
  return {
    box,
    sign,
    fingerprint: sha512(label, after, box.publicKey, sign.publicKey).subarray(0, 8),
  };
}

const PASSPHRASE = "mật khẩu";
const SALT = ramp(16, 11);

function officerFiles(version: number, stretched: Buffer) {
  const { box, sign, fingerprint } = identity(ramp(32, 1), 1, version);
  const publicHead = Buffer.concat([
    Buffer.from("BZPK"),
    byte(version, 1, 0, 0),
    box.publicKey,
    sign.publicKey,
  ]);
  const nonce = ramp(24, 31);
  const head = Buffer.concat([
    Buffer.from("BZKF"),
    byte(version, 1, 17, 8, 1, 0, 0, 0),
    SALT,
    nonce,
    box.publicKey,
    sign.publicKey,
  ]);
  const sealed = nacl.secretbox(ramp(32, 1), nonce, sha512(head, stretched).subarray(0, 32));
  return {
    seed: ramp(32, 1).toString("hex"),
    fingerprint: fingerprint.toString("hex"),
    publicFile: Buffer.concat([publicHead, nacl.sign.detached(publicHead, sign.secretKey)]).toString("hex"),
    passphrase: PASSPHRASE,
    keyFile: Buffer.concat([head, sealed]).toString("hex"),
  };
}

function recoveryParts(version: number) {
  const slope = ramp(32, 128);
  const { fingerprint } = identity(ramp(32, 3), 2, version);
  const share = (x: number) => {
    const y = Buffer.from(ramp(32, 3).map((value, i) => value ^ tableProduct(slope[i]!, x)));
    const body = Buffer.concat([Buffer.from("BZSH"), byte(version, x, 2, 3), fingerprint, y]);
    return Buffer.concat([body, sha512(body).subarray(0, 4)]).toString("hex");
  };
  return {
    seed: ramp(32, 3).toString("hex"),
    slope: slope.toString("hex"),
    share1: share(1),
    share2: share(2),
    share3: share(3),
  };
}

/** Seeds and random bytes are ramps; random bytes are drawn in the order that the format's description names them. */
function files(): Vectors {
  const stretched = scryptSync(Buffer.from(PASSPHRASE.normalize("NFC"), "utf8"), SALT, 32, {
    ...{ N: 2 ** 17, r: 8, p: 1 },
    maxmem: 2 ** 28,
  });
  const officer = identity(ramp(32, 1), 1);
  const boxHead = Buffer.concat([Buffer.from("BZBX"), byte(1, 3), u16(2), u32(42), u32(20000)]);
  const oneTime = nacl.box.keyPair.fromSecretKey(ramp(32, 5));
  const boxNonce = ramp(24, 37);
  const boxed = nacl.box(
    Buffer.concat([boxHead, ramp(32, 150), ramp(32, 200)]),
    boxNonce,
    officer.box.publicKey,
    oneTime.secretKey,
  );
  const box = Buffer.concat([boxHead, officer.fingerprint, oneTime.publicKey, boxNonce, boxed]);

  const stock = Buffer.concat([
    Buffer.from("BZST"),
    byte(1, 0, 0, 0),
    u32(2),
    u32(42),
    u16(1),
    u16(0),
    ramp(32),
    u32(43),
    u16(2),
    u16(0),
    ramp(32, 32),
  ]);
  return {
    keys: officerFiles(2, stretched),
    keysOfVersion1: officerFiles(1, stretched),
    recovery: recoveryParts(2),
    recoveryOfVersion1: recoveryParts(1),
    box: {
      key: ramp(32, 150).toString("hex"),
      wrapKey: ramp(32, 200).toString("hex"),
      box: box.toString("hex"),
    },
    stock: { bytes: stock.toString("hex") },
    pack: { bytes: pack(officer, identity(ramp(32, 2), 1), [stock]).toString("hex") },
    // Two chunks: 64 KiB, and the stock file again.
    longPack: {
      sha256: hash(pack(officer, identity(ramp(32, 2), 1), [ramp(65_536), stock])).toString("hex"),
    },
  };
}

function pack(
  receiver: ReturnType<typeof identity>,
  sender: ReturnType<typeof identity>,
  parts: Buffer[],
): Buffer {
  const id = ramp(16, 90);
  const fileKey = ramp(32, 106);
  const oneTime = nacl.box.keyPair.fromSecretKey(ramp(32, 138));
  const nonce = ramp(24, 170);
  const made = Buffer.alloc(8);
  made.writeDoubleLE(1_600_000_000_000);
  const head = Buffer.concat([
    Buffer.from("BZGO"),
    byte(1, 3, 1, 0),
    id,
    made,
    sender.sign.publicKey,
    receiver.fingerprint,
    oneTime.publicKey,
    nonce,
    nacl.box(fileKey, nonce, receiver.box.publicKey, oneTime.secretKey),
  ]);
  const chunks = parts.map((part, i) => {
    const isLast = i === parts.length - 1;
    const chunkNonce = Buffer.concat([id, u32(i), byte(isLast ? 1 : 0, 0, 0, 0)]);
    return Buffer.concat([
      u32(part.length + (isLast ? 2 ** 31 : 0)),
      nacl.secretbox(part, chunkNonce, fileKey),
    ]);
  });
  const signed = Buffer.concat([
    Buffer.from("bztoken pack"),
    hash(head),
    hash(...chunks.map((chunk) => hash(chunk))),
  ]);
  return Buffer.concat([head, ...chunks, nacl.sign.detached(signed, sender.sign.secretKey)]);
}

/** Product in AES's field by logarithms to the base 3: another way than the code's. */
function tableProduct(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  const powers: number[] = [1];
  for (let i = 1; i < 255; i++) {
    const last = powers[i - 1]!;
    const double = last & 128 ? (last << 1) ^ 0x11b : last << 1;
    powers.push(double ^ last);
  }
  return powers[(powers.indexOf(a) + powers.indexOf(b)) % 255]!;
}

export const REFERENCE: Record<string, () => Vectors> = { seal, handshake, secrets, list, digest, files };
