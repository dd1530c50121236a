/* Runs in the interpreter: what the warning digest and the check of an F0 list cost there, in turns of an empty loop. */
import { boards } from "../../flash.config.json";
import { createCrypto } from "../../hal/espruino/crypto.js";
import { createDigest } from "../../src/custody/token/digest.js";
import { createVerifiedFlash } from "../../src/log/verified-flash.js";
import { createExposureCheck } from "../../src/custody/token/exposure-check.js";
import { LIST_VERSION, listTag } from "../../src/custody/token/f0-list.js";
import { createListStore } from "../../src/custody/token/list-store.js";
import { createMemoryFlash } from "./memory-flash.js";
import { createSteps, printFigures, putMemoryInOrder, quantile, turnsOf, turnsOfLong } from "./turns.js";

/** 48,000 records in 21 days are 24 in a slot. */
const IDS_IN_SLOT = 24;
const CASES = 50;
const LIST_AT = 40;
const LIST_PAGES = 3;
const DAY = 20000;
const ROUNDS = 15;
const MOST_STEPS = 1200;
const figures = {};
const crypto = createCrypto();
const key = crypto.randomBytes(32);

function measureExposure() {
  const flash = createMemoryFlash(boards.LINUX.pageBytes, LIST_AT + LIST_PAGES, LIST_AT + LIST_PAGES);
  const verified = createVerifiedFlash(flash, crypto);
  const digest = createDigest(verified, crypto, 0, LIST_AT);
  const record = new Uint8Array(24);
  const endSlot = createSteps(1);
  for (let slot = 0; slot < 96; slot++) {
    for (let n = 0; n < IDS_IN_SLOT; n++) digest.note(crypto.randomBytes(12), DAY, slot, 0);
    // The least of all slots, and so one that opened no page.
    endSlot.time(0, function () {
      digest.endSlot(DAY, slot, 0);
    });
  }
  figures.digestEndSlot = endSlot.turns()[0];
  figures.digestMount = turnsOfLong(function () {
    createDigest(verified, crypto, 0, LIST_AT);
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
  head.set(crypto.sha256(hashes), 8);
  // A list is taken once, so each round brings the next one.
  const steps = createSteps(3);
  let list;
  for (let number = 1; number <= ROUNDS; number++) {
    putMemoryInOrder();
    head[4] = number;
    const tag = listTag(crypto, key, 42, head);
    list = createListStore(verified, crypto, LIST_AT, LIST_PAGES, 42, function () {
      return key;
    });
    steps.time(0, function () {
      list.begin(head, tag, number - 1);
    });
    list.put(0, new Uint8Array(chunks[0].subarray(0, 36 * 22)));
    steps.time(1, function () {
      list.put(22, new Uint8Array(chunks[0].subarray(36 * 22)));
    });
    list.put(28, chunks[1]);
    steps.time(2, function () {
      list.prove();
    });
    list.prove();
    if (list.prove() !== 0) throw new Error("the list is not in force");
  }
  const listSteps = steps.turns();
  figures.listBegin = listSteps[0];
  figures.listPut = listSteps[1];
  figures.listProve = listSteps[2];

  const check = createExposureCheck(flash, crypto, digest, list, function () {
    throw new Error("a false alarm");
  });
  const checkSteps = createSteps(MOST_STEPS);
  const memory = process.memory().usage;
  for (let round = 0; round < ROUNDS; round++) {
    check.start();
    let isGoing = true;
    for (figures.checkSteps = 0; isGoing; figures.checkSteps++) {
      putMemoryInOrder();
      checkSteps.time(figures.checkSteps, function () {
        isGoing = check.step();
      });
    }
    if (round > 0) continue;
    check.start();
    for (let n = 0; n < 100; n++) check.step();
    figures.checkVariables = process.memory().usage - memory;
  }
  const turns = checkSteps.turns();
  figures.checkLongestStep = quantile(turns, 1);
  if (figures.checkSteps > MOST_STEPS) throw new Error(figures.checkSteps + " steps");
  figures.checkOfOneId =
    turns.reduce(function (all, one) {
      return all + one;
    }, 0) /
    96 /
    CASES;
  // At the end: what it notes would be in the digest that is checked.
  figures.digestNote = turnsOf(25, function () {
    digest.note(record, DAY, 0, 0);
  });
}

measureExposure();
printFigures(figures);
