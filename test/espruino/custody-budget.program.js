/* Runs in the interpreter: what keys, seal and handshake cost there, in turns of an empty loop. */
import { createCrypto } from "../../hal/espruino/crypto.js";
import { createDaySealer } from "../../src/custody/token/day-sealer.js";
import { createGuard, signedBytes } from "../../src/custody/token/guard.js";
import { createHmac } from "../../src/custody/token/hmac.js";
import { drawSecret, nextWrapKey, wrapSecret } from "../../src/custody/token/secrets.js";
import { printFigures, turnsOf } from "./turns.js";

const DAY = 20000;
const figures = {};
const crypto = createCrypto();
const key = crypto.randomBytes(32);

function measureSealer() {
  const sealer = createDaySealer(crypto, 42, 0, DAY, new Uint8Array(key));
  const plain = new Uint8Array(24);
  const page = new Uint8Array(50);
  let position = 0;
  figures.seal = turnsOf(50, function () {
    sealer.seal(1, position++, plain);
  });
  let day = DAY;
  figures.nextDay = turnsOf(25, function () {
    sealer.moveTo(++day);
  });
  page[6] = day & 255;
  page[7] = day >> 8;
  figures.pageMac = turnsOf(25, function () {
    sealer.pageMac(1, page);
  });
  figures.dayOfAbsence = turnsOf(25, function () {
    day += 10;
    sealer.moveTo(day);
  });
  figures.dayOfAbsence = (figures.dayOfAbsence - figures.nextDay) / 9;
}

function measureGuard() {
  const guard = createGuard(crypto, function () {
    return key;
  });
  const request = new Uint8Array(17);
  request[0] = 1;
  const signed = new Uint8Array(34);
  signed[0] = 0x51;
  signed[1] = 1;
  const hmac = createHmac(crypto, key);
  let proof;
  function challenge() {
    signed.set(guard.challenge(request).subarray(0, 16), 18);
  }
  figures.challenge = turnsOf(25, function () {
    guard.challenge(request);
  });
  const both = turnsOf(25, function () {
    challenge();
    proof = new Uint8Array(hmac.sign(signed).subarray(0, 16));
    guard.prove(proof);
  });
  const host = turnsOf(25, function () {
    signed.set(request.subarray(0, 16), 18);
    proof = new Uint8Array(hmac.sign(signed).subarray(0, 16));
  });
  figures.prove = both - figures.challenge - host;
  challenge();
  if (!guard.prove(new Uint8Array(hmac.sign(signed).subarray(0, 16)))) throw new Error("no session");
  const command = new Uint8Array(40);
  const mac = new Uint8Array(8);
  figures.checkCommand = turnsOf(50, function () {
    guard.accept(1, command, mac);
  });
  signed[0] = 0x52;
  const session = createHmac(crypto, hmac.sign(signed));
  const right = new Uint8Array(session.sign(signedBytes(0x53, 2, command)).subarray(0, 8));
  if (!guard.accept(2, command, right)) throw new Error("no command");
  figures.signAnswer = turnsOf(50, function () {
    guard.sign(command);
  });
}

function measureSecrets() {
  let secret;
  figures.drawSecret = turnsOf(25, function () {
    secret = drawSecret(crypto, key);
  });
  figures.wrapSecret = turnsOf(25, function () {
    wrapSecret(crypto, key, 2, 42, 1, DAY, secret);
  });
  figures.nextWrapKey = turnsOf(25, function () {
    nextWrapKey(crypto, key, secret);
  });
}

measureSealer();
measureGuard();
measureSecrets();
printFigures(figures);
