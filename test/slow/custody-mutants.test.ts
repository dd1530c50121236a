/**
 * Custody and the sync protocol, both sides, broken on purpose. Not among the mutants, because nothing can show it:
 *
 * - a `close` of the guard that leaves its HMAC's key: the next challenge overwrites it, and without a session nothing signs;
 * - a day sealer without its early return for a day that is over: its loop does not run back, and the keys come out the same;
 * - a host that looks at no length of a token's answer: the proof is what is left of it, and must have 16 bytes;
 * - a `sealBox` that does not wipe what it boxed: it is memory of the host, which is not looked into;
 * - keys whose `put` does not wipe what it has put into the state: the state holds the same secret until it is given up,
 *   and then the token restarts, which is the end of everything else in memory;
 * - a `decodeHandOver` that takes any zero byte: nobody reads that byte.
 */
import { describeMutants, mutantsOf } from "./support/mutation.js";

const CUSTODY_SUITE = [
  ...["macs", "guard", "handshake", "secrets", "day-sealer", "boxes", "keys", "pack", "sealer", "vectors"],
  ...["exposure", "nonces"],
].map((name) => `test/custody/${name}.test.ts`);

const GUARD = mutantsOf("custody/token/guard.ts", [
  [
    "compares the host's proof on 8 of 16 bytes",
    "!fits(proof, sign(SIGN_HOST_PROOF), PROOF_BYTES)",
    "!fits(proof.subarray(0, 8), sign(SIGN_HOST_PROOF), 8)",
  ],
  [
    "compares a command's MAC on 4 of 8 bytes",
    "!fits(mac, signature, COMMAND_MAC_BYTES)",
    "!fits(mac.subarray(0, 4), signature, 4)",
  ],
  ["takes any proof", "!isChallenged || !fits(proof, sign(SIGN_HOST_PROOF), PROOF_BYTES)", "!isChallenged"],
  [
    "gives a second try for a challenge",
    "        close();\n        return ROLE_NONE;",
    "        return ROLE_NONE;",
  ],
  [
    "takes a second proof in a session",
    "      isChallenged = false;\n      role = transcript",
    "      role = transcript",
  ],
  ["takes a command twice", "counter <= lastCounter", "counter < lastCounter"],
  ["takes commands in any order", "      lastCounter = counter;\n", ""],
  ["goes on counting in a new session", "      lastCounter = 0;\n", ""],
  ["signs sessions with the role's own key", "      hmac!.setKey(sign(SIGN_SESSION));\n", ""],
  ["keeps its session when another host begins", "      close();\n      const key =", "      const key ="],
  ["takes its own proof for the host's", "SIGN_HOST_PROOF = 0x51", "SIGN_HOST_PROOF = 0x50"],
  ["takes an answer for a command", "SIGN_ANSWER = 0x54", "SIGN_ANSWER = 0x53"],
  ["leaves the counter out of what is signed", "  putUint(signed, 1, 4, counter);\n", ""],
  ["signs the counter's lower half only", "putUint(signed, 1, 4, counter)", "putUint(signed, 1, 2, counter)"],
  [
    "leaves the host's nonce out of what is signed",
    "      transcript.set(request, 1);\n",
    "      transcript[1] = request[0]!;\n",
  ],
  ["leaves its own nonce out of what is signed", "      transcript.set(nonce, 2 + NONCE_BYTES);\n", ""],
  [
    "takes challenges of any length",
    "request.length === CHALLENGE_BYTES ? keyOf",
    "request.length > 0 ? keyOf",
  ],
  ["signs one answer as the other", "answered.set(crypto.sha256(answer), SIGNED_HEAD_BYTES);", ""],
]);

const SEAL = [
  ...mutantsOf("custody/token/day-sealer.ts", [
    ["opens tomorrow with today's record key", "      deriveKeys();\n    },\n    copy", "    },\n    copy"],
    [
      "walks its chain one day too few",
      "for (; day < toDay; day++) replace",
      "for (day++; day < toDay; day++) replace",
    ],
    [
      "derives the next day as it derives records",
      "derive(crypto, chainKey, SEAL_NEXT)",
      "derive(crypto, chainKey, SEAL_RECORD)",
    ],
    [
      "closes pages with the record key",
      "derive(crypto, chainKey, SEAL_PAGE)",
      "derive(crypto, chainKey, SEAL_RECORD)",
    ],
    ["signs pages of other days", "!== day) return NO_MAC;", "< 0) return NO_MAC;"],
    [
      "looks at half of a page's day",
      "page[PAGE_DAY]! + 256 * page[PAGE_DAY + 1]!",
      "256 * (day >> 8) + page[PAGE_DAY]!",
    ],
  ]),
  ...mutantsOf("custody/token/sealer.ts", [
    ["leaves the serial out of the nonce", "  putUint(nonce, NONCE_SERIAL, 4, serial);\n", ""],
    ["leaves the generation out of the nonce", "  putUint(nonce, NONCE_GENERATION, 2, generation);\n", ""],
    ["leaves the page out of the nonce", "    view.setUint32(NONCE_SEQUENCE, pageSequence, true);\n", ""],
    ["leaves the position out of the nonce", "    view.setUint16(NONCE_POSITION, position, true);\n", ""],
    ["leaves the kind out of the nonce", "  nonce[NONCE_KIND] = KIND_RECORD;\n", ""],
  ]),
  ...mutantsOf("custody/token/derive.ts", [
    ["derives one secret for all purposes", "  text[SECRET_BYTES] = purpose;\n", ""],
    ["does not hash the extra in", "if (extra !== undefined) text.set(extra, SECRET_BYTES + 1);", ""],
    ["leaves what it hashed in memory", "  text.fill(0);\n", ""],
    ["has one operating key for every 256 epochs", "epoch & 255, epoch >> 8", "epoch & 255, 0"],
  ]),
  ...mutantsOf("custody/token/hmac.ts", [
    ["pads both its keys alike", "outer.fill(0x5c);", "outer.fill(0x36);"],
    ["signs with a key that it should have given up", "    outer.set(newKey);\n", ""],
    ["leaves what it signed in memory", "      text.fill(0);\n", ""],
  ]),
  ...mutantsOf("custody/token/f0-list.ts", []),
  ...mutantsOf("custody/token/tag.ts", [
    ["addresses a list to everybody", "  putUint(signed, 1, 4, serial);\n", ""],
    ["signs no head", "  signed.set(head, 5);\n", ""],
    ["takes a release's tag for a list's", "  signed[0] = sign;\n", ""],
  ]),
  ...mutantsOf("custody/token/list-store.ts", [
    [
      "believes half a list's tag",
      "crypto.toByteString(tag) !==",
      "crypto.toByteString(tag).substr(0, 8) !==",
    ],
  ]),
  ...mutantsOf("custody/token/secrets.ts", [
    [
      "does not mix the host's randomness in",
      "derive(crypto, random, NEW_SECRET, hostRandom)",
      "derive(crypto, random, NEW_SECRET)",
    ],
    [
      "trusts the host's randomness alone",
      "const random = crypto.randomBytes(SECRET_BYTES);",
      "const random = new Uint8Array(SECRET_BYTES);",
    ],
    [
      "wraps under the wrap key itself",
      "const derived = derive(crypto, wrapKey, WRAP_SEAL);",
      "const derived = new Uint8Array(wrapKey);",
    ],
    [
      "wraps two draws under one nonce",
      "  wrapped.set(crypto.randomBytes(RANDOM_BYTES), WRAPPED_RANDOM);\n",
      "",
    ],
    ["says no day of a wrapped secret", "  putUint(plain, SECRET_BYTES, 4, day);\n", ""],
    ["wraps both kinds under one nonce", "  nonce[WRAP_NONCE_BYTES - 1] = wrapped[1]!;\n", ""],
    [
      "has one wrap key for ever",
      "return derive(crypto, wrapKey, WRAP_NEXT, secret);",
      "return new Uint8Array(wrapKey);",
    ],
    [
      "lets who heard one wrap key follow",
      "derive(crypto, wrapKey, WRAP_NEXT, secret)",
      "derive(crypto, wrapKey, WRAP_NEXT)",
    ],
  ]),
];

const HOST = [
  ...mutantsOf("custody/host/enter.ts", [
    [
      "takes 8 of 16 bytes of a token's proof",
      "isSame(hmac.sign(tokenSigned).subarray(0, PROOF_BYTES), answer.subarray(NONCE_BYTES))",
      "isSame(hmac.sign(tokenSigned).subarray(0, 8), answer.subarray(NONCE_BYTES, NONCE_BYTES + 8))",
    ],
    [
      "takes 4 of 8 bytes of an answer's MAC",
      "isSame(mac, macOf(SIGN_ANSWER, hash.sha256(answer)))",
      "isSame(mac.subarray(0, 4), macOf(SIGN_ANSWER, hash.sha256(answer)).subarray(0, 4))",
    ],
    ["signs every command with one counter", "      counter++;\n", ""],
    [
      "takes answers to any command",
      "signedBytes(purpose, counter, bytes)",
      "signedBytes(purpose, 0, bytes)",
    ],
  ]),
  ...mutantsOf("custody/host/prepare.ts", [
    ["boxes constant secrets", "new Set(secret).size < 12 || ", ""],
    ["boxes repeating secrets", " || isSame(secret.subarray(0, 16), secret.subarray(16))", ""],
    ["boxes the same secret twice", " || isSame(baseId, sealKey) ||", " ||"],
    ["boxes a root that is the seal key", " || isSame(sealKey, root)", ""],
    ["boxes a base ID that is the root", " || isSame(root, baseId)", ""],
    ["takes a wrapped secret of any kind", "wrapped[1] === kind && ", ""],
    ["takes a wrapped secret of any generation", " && generation === before.generation + 1", ""],
    ["takes another token's wrapped secret", " || view.getUint32(4, true) !== before.serial", ""],
    [
      "boxes a wrapped secret that no sound generator makes",
      "  if (isUnsound(secret)) {",
      "  if (isUnsound(secret) && secret.length === 0) {",
    ],
  ]),
  ...mutantsOf("custody/host/boxes.ts", [
    [
      "seals secrets to a unit",
      'if (recipient.role === "unit") {',
      'if (recipient.role === "unit" && recipient.boxKey.length === 0) {',
    ],
    ["believes a box's head", " || !isSame(plain.subarray(0, HEAD_BYTES), box.subarray(0, HEAD_BYTES))", ""],
    [
      "opens what is addressed to another",
      "if (!isSame(recipient, officer.fingerprint)) {",
      "if (recipient.length !== officer.fingerprint.length) {",
    ],
    ["goes back in a chain", "  if (day < content.day) {", "  if (day < 0) {"],
    [
      "keeps the old days open when it seals anew",
      "    content.key = chainKeyOn(hash, content, fromDay);\n",
      "",
    ],
  ]),
  ...mutantsOf("custody/host/case-keys.ts", [
    ["opens a case of any length", "toDay - fromDay >= CASE_DAYS || ", ""],
    [
      "takes 4 of 8 bytes of a page's MAC",
      ".subarray(0, PAGE_MAC_BYTES), mac)",
      ".subarray(0, 4), mac.subarray(0, 4))",
    ],
    [
      "gives out chain keys for record keys",
      "recordKey: derive(hash, key, SEAL_RECORD).slice(0, KEY_BYTES)",
      "recordKey: key.slice(0, KEY_BYTES)",
    ],
    [
      "gives out chain keys for the record keys of single days",
      "derive(hash, last.key, SEAL_RECORD).slice(0, KEY_BYTES)",
      "last.key.slice(0, KEY_BYTES)",
    ],
    ["opens days before the box's own", "    if (day < content.day) return undefined;\n", ""],
  ]),
  ...mutantsOf("custody/host/identity.ts", [
    [
      "believes a public key file without its signature",
      "!isWhole || !nacl.sign.detached.verify(signed, file.subarray(SIGNED_BYTES), signKey)",
      "!isWhole",
    ],
  ]),
  ...mutantsOf("custody/host/stock.ts", [
    ["gives out admin keys as operating keys", "key: operatingKey(hash, admin.key, epoch)", "key: admin.key"],
  ]),
];

describeMutants("custody", CUSTODY_SUITE, [...GUARD, ...SEAL, ...HOST]);

/** Of the token's own secrets: its state is searched, and the memory that it used. */
const KEYS = mutantsOf("token/keys.ts", [
  [
    "leaves its base ID in the state when it is prepared",
    "      const message = handOver(baseId, root);\n",
    "      const message = handOver(baseId, root);\n      bytes.set(baseId, BASE_ID);\n",
  ],
  [
    "leaves its base ID in the state after a re-key",
    "      baseId.fill(0);\n      bytes.fill(0, BASE_ID);\n    },\n    renew",
    "      baseId.fill(0);\n    },\n    renew",
  ],
  [
    "leaves its seal key in the state after a re-key",
    "      baseId.fill(0);\n      bytes.fill(0, BASE_ID);\n    },\n    renew",
    "      baseId.fill(0);\n      bytes.fill(0, BASE_ID, NEXT_SEAL_KEY);\n    },\n    renew",
  ],
  [
    "leaves the root in the state when it is prepared",
    "      const message = handOver(baseId, root);\n",
    "      const message = handOver(baseId, root);\n      bytes.set(root, NEXT_SEAL_KEY);\n",
  ],
  [
    "keeps the wrap key of the generation before",
    "put(ID_WRAP_KEY, nextWrapKey(crypto, keyAt(state, ID_WRAP_KEY), baseId));",
    "",
  ],
]);
const TOKEN_SUITE = ["memory", "rekey", "custody"].map((name) => `test/token/${name}.test.ts`);

describeMutants("a token's keys", TOKEN_SUITE, KEYS);

const SYNC_SUITE = [
  ...[
    "server-guard",
    "server-roles",
    "server",
    "session",
    "enter",
    "forged",
    "vectors",
    "lying-token",
    "read",
  ],
  ...["frame", "list", "clock", "server-line", "cut"],
].map((name) => `test/sync/${name}.test.ts`);

const SERVER = mutantsOf("sync/token/server.ts", [
  [
    "reads to an operator without a press",
    "    if (needsConsent()) return askForConsent();\n    if (from",
    "    if (from",
  ],
  [
    "warns for an operator without a press",
    "    if (needsConsent()) return askForConsent();\n    services.warn",
    "    services.warn",
  ],
  ["shows a warning without a press", "services.describe(!needsConsent())", "services.describe(true)"],
  [
    "asks on an administrator's order",
    "return role === ROLE_OPERATOR && !hasConsent;",
    "return !hasConsent;",
  ],
  [
    "takes any press for consent",
    "guard.isOpen() && services.clock.uptimeMs() < askedUntilMs",
    "guard.isOpen()",
  ],
  ["takes a press without a session for consent", "guard.isOpen() && services.clock", "services.clock"],
  [
    "takes a press long after its question",
    "services.clock.uptimeMs() + QUESTION_MS",
    "services.clock.uptimeMs() + 1000 * QUESTION_MS",
  ],
  ["asks without its light", "    services.askForConsent();\n", ""],
  [
    "keeps consent for the next host",
    "  function challenge(body: Uint8Array): void {\n    forgetConsent();",
    "  function challenge(body: Uint8Array): void {",
  ],
  [
    "keeps a question open for the next host",
    "    hasConsent = false;\n    askedUntilMs = 0;",
    "    hasConsent = false;",
  ],
  [
    "keeps its session when it is unplugged",
    "      guard.close();\n      forgetConsent();",
    "      forgetConsent();",
  ],
  ["answers a command without protection", "protection === PROTECTION_NONE || end < bodyAt", "end < bodyAt"],
  [
    "lets operators give an administrator's orders",
    "if (isAdmins && role === ROLE_OPERATOR) return void refuse(ERROR_ROLE, type);",
    "",
  ],
  [
    "lets anybody give orders after the hand-over",
    "type !== PREPARE && !services.isUnprepared()",
    "type < 0",
  ],
  [
    "takes bodies of any length",
    "if (expected !== 255 && end - bodyAt !== expected) return void refuse(ERROR_BODY, type);",
    "",
  ],
  ["signs no answer", "role === ROLE_NONE ? undefined : guard.sign", "undefined"],
  [
    "says that it did what its memory does not keep",
    "    if (isKept) done();\n    else refuseUnkept();",
    "    done();",
  ],
  [
    "warns by any number",
    "    if (body[0]! > 1) return refuse(ERROR_BODY, type);\n    if (needsConsent())",
    "    if (needsConsent())",
  ],
  [
    "becomes a gate by any number",
    "    if (body[0]! > 1) return refuse(ERROR_BODY, type);\n    doneIfKept",
    "    doneIfKept",
  ],
  [
    "confirms what it does not have",
    "    if (readMark > log.nextSequence()) return refuse(ERROR_SEQUENCE, type);\n",
    "",
  ],
  ["goes on with an old read under a new request", "      chunksLeft = -1;\n      type =", "      type ="],
]);

const EXCHANGE = [
  ...mutantsOf("sync/host/exchange.ts", [
    [
      "believes answers without a MAC",
      "  if (frame.protection !== PROTECTION_MAC || frame.payload.length < MAC_BYTES) return undefined;\n",
      "  if (frame.protection !== PROTECTION_MAC) return frame;\n",
    ],
    [
      "believes answers with any MAC",
      "  if (!session.isAnswer(frame.bytes.subarray(0, macAt), frame.bytes.subarray(macAt))) return undefined;\n",
      "",
    ],
    ["believes any error without a MAC", "if (isUserError(error, ...SAID_WITHOUT_SESSION)) throw", "throw"],
    [
      "takes frames of another request",
      "if (underWay?.request === frame.request) underWay.take(frame);",
      "underWay?.take(frame);",
    ],
    [
      "takes a protected frame in the handshake",
      "return frame.protection === PROTECTION_NONE ? frame : undefined;",
      "return frame;",
    ],
    ["asks twice as often", "        attemptsLeft--;\n", "        attemptsLeft -= 0.5;\n"],
  ]),
  ...mutantsOf("sync/host/commands.ts", [
    ["enters again as anybody", "door.keys.filter((key) => key.serial === serial)", "door.keys"],
    ["enters again and again", " || isAgain) throw error;", ") throw error;"],
    [
      "tries an operator's key before an administrator's",
      '{ name: "admin", role: ROLE_ADMIN, keys: [...ring.admin] },\n    { name: "operator", role: ROLE_OPERATOR, keys: [...ring.operator] },',
      '{ name: "operator", role: ROLE_OPERATOR, keys: [...ring.operator] },\n    { name: "admin", role: ROLE_ADMIN, keys: [...ring.admin] },',
    ],
    [
      "takes an unproven number on the bench",
      "open.door.role === ROLE_BENCH ? undefined : open.serial",
      "open.serial",
    ],
  ]),
  ...mutantsOf("sync/host/session.ts", [
    [
      "believes another number than was proven",
      "serial !== undefined && serial !== identity.serial",
      "serial !== undefined && serial < 0",
    ],
    [
      "asks for a press again and again",
      "          if (isFirst) onConsentNeeded?.();",
      "          onConsentNeeded?.();",
    ],
    ["keeps a session that the token gave up", "    commands.leave();\n  }\n", "  }\n"],
  ]),
  ...mutantsOf("sync/host/consent.ts", [
    ["asks for a press for two minutes", " || triesLeft === 0) throw", " || triesLeft === -TRIES) throw"],
    ["does not wait between two questions", "      await commands.pause(PAUSE_MS);\n", ""],
  ]),
  ...mutantsOf("sync/host/read.ts", [
    [
      "takes records for ever",
      '    if (recordsRead > MAX_RECORDS) throw badAnswer(problem("word/answer/too-many"));\n',
      "",
    ],
    [
      "takes chunks that overlap",
      'if (chunk.fromSequence !== next) return chunk.fromSequence < next ? "old" : "gap";',
      'if (chunk.fromSequence > next) return "gap";',
    ],
    ["takes sequences that go backwards", "isWhole(end) && from <= next && next <= end;", "isWhole(end);"],
    [
      "takes more records than fit",
      'if (nextSequence - fromSequence < count) throw badAnswer(problem("word/answer/chunk-full"));',
      "",
    ],
    [
      "takes chunks of any length",
      "count === 0 || payload.length !== CHUNK_HEAD_BYTES + count * RECORD_BYTES",
      "count === 0",
    ],
    [
      "reads for ever what does not come",
      "if (hasMore && next === roundStart) throw",
      "if (hasMore && next < roundStart) throw",
    ],
  ]),
  ...mutantsOf("sync/host/decode.ts", [
    ["takes a withheld warning for none", "(flags & FLAG_WARNING_WITHHELD) === 0", "true"],
    ["takes numbers that cannot be", "Object.values(identity).every(isWhole) &&", ""],
    ["takes a log that ends before it begins", "&&\n    identity.firstSequence <= identity.nextSequence", ""],
  ]),
];

describeMutants("a line", SYNC_SUITE, [...SERVER, ...EXCHANGE]);
