/* Runs in the interpreter: what the warning digest and the check of an F0 list cost there, in turns of an empty loop. */
import { boards, logFile } from "../../flash.config.json";
import { createCrypto } from "../../hal/espruino/crypto.js";
import { createFlash } from "../../hal/espruino/flash.js";
import { createDigest } from "../../src/custody/token/digest.js";
import { createVerifiedFlash } from "../../src/log/verified-flash.js";
import { createExposureCheck } from "../../src/custody/token/exposure-check.js";
import { LIST_VERSION, listTag } from "../../src/custody/token/f0-list.js";
import { createListStore } from "../../src/custody/token/list-store.js";
import { printFigures, turnsOf, turnsOnce } from "./turns.js";

/** 48,000 records in 21 days are 24 in a slot. */
const IDS_IN_SLOT = 24;
const CASES = 50;
const DAY = 20000;
const ROUNDS = 15;
const MOST_STEPS = 700;
const TURNS = 2000;
const figures = {};
const crypto = createCrypto();
const key = crypto.randomBytes(32);

function secondsOf(run) {
  const start = getTime();
  run();
  return getTime() - start;
}

function emptyLoop() {
  for (let i = 0; i < TURNS; i++);
}

function measureExposure() {
  const layout = boards.LINUX;
  const flash = createFlash(layout, logFile);
  const verified = createVerifiedFlash(flash, crypto);
  const listAt = 40;
  const digest = createDigest(verified, crypto, 0, listAt);
  const record = new Uint8Array(24);
  let empty = 1000;
  figures.digestEndSlot = 1000;
  for (let slot = 0; slot < 96; slot++) {
    for (let n = 0; n < IDS_IN_SLOT; n++) digest.note(crypto.randomBytes(12), DAY, slot, 0);
    const seconds = secondsOf(function () {
      digest.endSlot(DAY, slot, 0);
    });
    // The least of all slots, and so one that opened no page.
    empty = Math.min(empty, secondsOf(emptyLoop) / TURNS);
    figures.digestEndSlot = Math.min(figures.digestEndSlot, seconds);
  }
  figures.digestEndSlot /= empty;
  figures.digestNote = turnsOf(25, function () {
    digest.note(record, DAY, 0, 0);
  });
  figures.digestMount = turnsOnce(function () {
    createDigest(verified, crypto, 0, listAt);
  });

  const chunkOf = function (count) {
    const entries = new Uint8Array(36 * count);
    for (let i = 0; i < count; i++) {
      entries[36 * i] = DAY & 255;
      entries[36 * i + 1] = DAY >> 8;
      entries[36 * i + 3] = 95;
      entries.set(crypto.randomBytes(32), 36 * i + 4);
    }
    return entries;
  };
  const chunks = [chunkOf(28), chunkOf(CASES - 28)];
  const hashes = new Uint8Array(64);
  hashes.set(crypto.sha256(chunks[0]));
  hashes.set(crypto.sha256(chunks[1]), 32);
  const head = new Uint8Array(40);
  head[0] = LIST_VERSION;
  head[1] = 1;
  head[2] = CASES;
  head[4] = 1;
  head.set(crypto.sha256(hashes), 8);
  const list = createListStore(verified, crypto, listAt, 3, 42, function () {
    return key;
  });
  const tag = listTag(crypto, key, 42, head);
  figures.listBegin = turnsOnce(function () {
    list.begin(head, tag, 0);
  });
  list.put(0, new Uint8Array(chunks[0].subarray(0, 36 * 22)));
  figures.listPut = turnsOnce(function () {
    list.put(22, new Uint8Array(chunks[0].subarray(36 * 22)));
  });
  list.put(28, chunks[1]);
  figures.listProve = turnsOnce(function () {
    list.prove();
  });
  list.prove();
  if (list.prove() !== 0) throw new Error("the list is not in force");

  const check = createExposureCheck(flash, crypto, digest, list, function () {
    throw new Error("a false alarm");
  });
  // The least of the rounds, for each step and for an empty loop: typed arrays, because memory is what is short here.
  const least = new Float32Array(MOST_STEPS).fill(1000);
  const memory = process.memory().usage;
  for (let round = 0; round < ROUNDS; round++) {
    empty = Math.min(empty, secondsOf(emptyLoop) / TURNS);
    check.start();
    let isGoing = true;
    for (figures.checkSteps = 0; isGoing; figures.checkSteps++) {
      const start = getTime();
      isGoing = check.step();
      least[figures.checkSteps] = Math.min(least[figures.checkSteps], getTime() - start);
    }
    if (round > 0) continue;
    check.start();
    for (let n = 0; n < 100; n++) check.step();
    figures.checkVariables = process.memory().usage - memory;
  }
  let sum = 0;
  figures.checkLongestStep = 0;
  for (const seconds of least.subarray(0, figures.checkSteps)) {
    sum += seconds / empty;
    figures.checkLongestStep = Math.max(figures.checkLongestStep, seconds / empty);
  }
  figures.checkOfOneId = sum / 96 / CASES;
}

measureExposure();
printFigures(figures);
