/**
 * The token's parts, broken on purpose. Not among their mutants, because nothing shows them:
 * - a reset of the state that drops the least page sequence or the time lived: the save that follows puts both in again;
 * - preparing that leaves the base ID which the reset drew: no life ever used it;
 * - a self-test that passes over bad pages: each of them was counted as an error of the flash, too;
 * - a slot cycle that keeps the prepared slot when its clock is set, or a slot that is over: `start` clears the one, a small
 *   correction leaves it right, and the end of the other comes at once;
 * - one that does not use what it prepared: it makes the same again, only later, which the budgets of steps would show.
 */
import { describeMutants, mutantsOf } from "./support/mutation.js";
import { TOKEN_SUITE } from "./support/token-suite.js";

const TIMEKEEPER = mutantsOf("token/timekeeper.ts", [
  [
    "lets its clock go back behind its keys",
    "if (utcMs < dayHeld() * DAY_MS - MAX_MOVE_MS) return CLOCK_BEHIND_KEYS;",
    "",
  ],
  [
    "refuses any time before the day of its keys",
    "dayHeld() * DAY_MS - MAX_MOVE_MS) return",
    "dayHeld() * DAY_MS) return",
  ],
  [
    "lets its clock go beyond its keys",
    "return dayOf(utcMs) > dayHeld() + MAX_ABSENCE_DAYS ? CLOCK_BEYOND_KEYS : 0;",
    "return 0;",
  ],
  ["lets operators move the clock as they like", "return isAllowed ? 0 : CLOCK_MOVED_TOO_FAR;", "return 0;"],
  ["counts each move of an operator alone", "return (words[sum]! | 0) + (", "return ("],
  ["counts no part of a second", "Math.ceil(jumpMs / 1000)", "Math.floor(jumpMs / 1000)"],
  ["counts no part of a second backwards", "Math.floor(jumpMs / 1000) :", "Math.ceil(jumpMs / 1000) :"],
  ["binds administrators as operators", " || role !== ROLE_OPERATOR) return reason;", ") return reason;"],
  [
    "counts moves of administrators against operators",
    "if (role !== ROLE_OPERATOR) words[MOVED_S] = words[MADE_UP_S] = 0;\n    else if",
    "if",
  ],
  [
    "lets operators begin anew after each loss of power",
    "if (role !== ROLE_OPERATOR) words[MOVED_S]",
    "if (!wasSet) words[MOVED_S] = 0;\n    if (role !== ROLE_OPERATOR) words[MOVED_S]",
  ],
  [
    "makes up for one loss of power after the other",
    "words[MADE_UP_S] = sumWith(MADE_UP_S, jumpMs);",
    "words[MADE_UP_S] = 0;",
  ],
  [
    "lets operators make up for any time without power",
    " && sumWith(MADE_UP_S, jumpMs) * 1000 <= MAX_OPERATOR_ABSENCE_MS",
    "",
  ],
  ["lets operators set an estimated clock back", "jumpMs >= -MAX_MOVE_MS && ", ""],
  ["takes times that cannot be", "if (!isPlausible(utcMs)) return CLOCK_RANGE;", ""],
  ["begins an epoch with every small correction", "if (!isSmall) beginEpoch();", "beginEpoch();"],
  ["begins no epoch when its clock is moved", "if (!isSmall) beginEpoch();", ""],
  ["does not tell where its epoch begins", "    doubles[CLOCK_FROM] = endOfLog();\n", ""],
  ["takes corrections of any size for small ones", "Math.abs(jumpMs) < SAME_EPOCH_MS;", "true;"],
  ["does not know when it was last set", "    doubles[LAST_SET_UTC_MS] = utcMs;\n", ""],
  [
    "does not remember its last correction",
    "if (wasSet) words[LAST_CORRECTION_MS] =",
    "if (false as boolean) words[LAST_CORRECTION_MS] =",
  ],
  [
    "believes any clock at its start",
    'const isLost = clock.timeState() === "unset" || outOfReach(clock.utcMs()) !== 0;',
    'const isLost = clock.timeState() === "unset";',
  ],
  ["goes on in the same epoch after a power loss", '"estimated");\n      beginEpoch();', '"estimated");'],
  [
    "does not say from where the time was lost",
    "if ((words[FLAGS]! & FLAG_TIME_LOST) === 0) doubles[LOST_FROM]",
    "if (words[FLAGS]! === -1) doubles[LOST_FROM]",
  ],
  [
    "says of the last power loss only where the time was lost",
    "if ((words[FLAGS]! & FLAG_TIME_LOST) === 0) doubles[LOST_FROM]",
    "doubles[LOST_FROM]",
  ],
  ["goes on saying that the time is lost", "    words[FLAGS]! &= ~FLAG_TIME_LOST;\n", ""],
  [
    "lives on from the last save, not from the log's newest page",
    "if (missing === 0 || missing >= 0x8000) return savedS;",
    "return savedS;",
  ],
  [
    "lives on from pages of hours that have not come",
    "if (missing === 0 || missing >= 0x8000) return savedS;",
    "if (missing === 0) return savedS;",
  ],
  ["takes no drift off", "((nowMs - correctedMs) * driftPpm()) / 1e6", "0 * driftPpm()"],
  ["believes in any drift", "Math.abs(ppm) > boundPpm || ", ""],
  ["learns drift from a clock that nobody set", " && (words[FLAGS]! & FLAG_CLOCK_ASSUMED) === 0", ""],
  ["learns drift within a day", " || elapsedMs < DAY_MS", ""],
  ["lets a worse measurement replace a better one", " || !isBetter", ""],
  [
    "lives only since its last start",
    "return livedBeforeS + Math.floor(clock.uptimeMs() / 1000);",
    "return Math.floor(clock.uptimeMs() / 1000);",
  ],
]);

const SLOTS = mutantsOf("token/slot-cycle.ts", [
  [
    "does not cancel what it had planned",
    "    clock.cancelAlarm(changeAlarm);\n    clock.cancelAlarm(windowAlarm);\n    clock.cancelAlarm(endAlarm);\n",
    "",
  ],
  ["does not plan anew when its clock is moved", "      plan(current);\n", ""],
  [
    "keeps a slot that has not begun when its clock is moved",
    " || utcMs < startUtcMs || utcMs >=",
    " || utcMs >=",
  ],
  ["makes up for windows that it missed", "if (startUtcMs + offsetMs < utcMs) {", "if (offsetMs < 0) {"],
  ["goes on sending the wake-up beacon", "changes >= plan.beaconChanges", "changes > 8"],
  [
    "goes on advertising when it stops",
    "isNoticed = false;\n      hal.radio.stopAdvertising();\n",
    "isNoticed = false;\n",
  ],
  ["is not silent around the boundary", "if (isSilent) hal.radio.stopAdvertising();\n    else\n", ""],
  ["drops a slot that it stops", "      left = current;\n", ""],
  ["drops a slot that is over", "    forget(ended);\n    onEnded(ended);", "    forget(ended);"],
  ["keeps an ID that has left the air", "    slot.identity.id.fill(0);\n", ""],
  ["keeps an advert that has left the air", "    slot.advert.fill(0);\n", ""],
  ["keeps an address that has left the air", "    slot.identity.address.fill(0);\n", ""],
  ["keeps a secret that moved what the air showed", "    slot.identity.secret.fill(0);\n", ""],
  ["keeps its ID when it is over", "    forget(ended);\n", ""],
  ["keeps an ID that it prepared for nothing", "if (next !== undefined) forget(next);", ""],
  [
    "takes up a prepared slot that is over",
    "(next.day !== dayOf(utcMs) || next.slot !== slotOf(utcMs))",
    "false",
  ],
  [
    "hides that its time is estimated",
    'const isEstimated = clock.timeState() === "estimated";',
    "const isEstimated = false;",
  ],
  ["listens into no window", "      slot.iphones.openWindow(window);\n", ""],
  ["marks no press", "    advert[2] = PRESSED_FLAGS;\n", ""],
  ["keeps the advert of a press", "    advert.fill(0);\n", ""],
  [
    "links two IDs by two presses",
    "if (noticedSlot === number - 1 && nowMs < noticedUntilMs + SILENCE_MS) return;",
    "",
  ],
  [
    "brings the next ID on the air while a press lasts",
    "if (isNoticed)\n      slot",
    "if (false as boolean)\n      slot",
  ],
  ["has what it planned end a press", "if (!isNoticed) putOnAir(slot, changes);", "putOnAir(slot, changes);"],
  ["stays marked", "      if (current !== undefined) putOnAir(current, changed);\n", ""],
]);

const SCHEDULE = mutantsOf("token/schedule.ts", [
  ["saves every two hours", "SLOTS_PER_SAVE = 4;", "SLOTS_PER_SAVE = 8;"],
  ["keeps its windows in step", "between(GUARD_MS, mostMs, id[w]!)", "between(GUARD_MS, mostMs, 9)"],
  ["lets windows run over the boundary", "GUARD_MS = SILENCE_MS + 2000;", "GUARD_MS = -3000;"],
  ["keeps its bursts where the clock has them", "partOf(2 * jitterMs, who.secret, 4)", "jitterMs"],
  [
    "keeps a burst's ends where the crystal has them",
    "partOf(2 * EDGE_JITTER_MS, who.secret, 6 + 2 * edge)",
    "EDGE_JITTER_MS",
  ],
  ["comes on the air with its slot", "partOf(SILENCE_MS, who.secret, 0)", "0"],
  ["leaves the air with its slot", "SLOT_MS - partOf(SILENCE_MS, who.secret, 2)", "SLOT_MS - 1"],
  ["keeps its instants in step with phones", "hash[0]! * 256 + hash[1]!", "0"],
  ["makes no burst longer", "2 * boundMs <= halfMs", "0 * boundMs <= halfMs"],
]);

const DESCRIPTION = mutantsOf("token/description.ts", [
  ["does not tell how many saves failed", "condition.failedSaves + 65536", "65536"],
  ["does not tell that the last save failed", "if (condition.hasSaveFailed) flags += FLAG_SAVE_FAILED;", ""],
  [
    "does not tell that its state was lost",
    "if ((state.words[FLAGS]! & FLAG_LOST) !== 0) flags += FLAG_STATE_LOST;",
    "",
  ],
  ["does not tell that its log is at its end", "if (log.isExhausted()) flags += FLAG_LOG_AT_END;", ""],
  ["shows no records lost on its LED", " ||\n    log.counters().lostRecords > 0", ""],
  ["shows no failing save on its LED", "(faultFlags(state, log, condition) | (condition", "((condition"],
  ["shows no broken cipher on its LED", " | (condition.startFaults & (FAULT_CRYPTO + FAULT_RANDOM))", ""],
  ["leaves the state's pages out of its flash errors", " + condition.stateFlashErrors;", ";"],
  ["leaves the digest's pages out of its flash errors", " + warning.flashErrors() +", " +"],
  ["tells no flash errors", "      flashErrorsOf(log, warning, condition),\n", "      0,\n"],
  ["leaves flash errors out of its self-test", " + flashErrorsOf(log, warning, condition) > 0", " > 0"],
  ["finds no fault in its cipher", " || crypto.crc32(sealed) !== CCM_ANSWER", ""],
  ["finds no fault in its hash", "crypto.crc32(crypto.sha256(zero)) !== SHA_ANSWER || ", ""],
  ["finds no fault in a random source that repeats itself", "faults += FAULT_RANDOM;", "faults += 0;"],
  [
    "finds no fault in a clock that is not set",
    'if (hal.clock.timeState() !== "set") faults += FAULT_CLOCK;',
    "",
  ],
  ["finds no fault in a low battery", "if (isBatteryLow(hal)) faults += FAULT_BATTERY;", ""],
  ["finds no fault in a state that is lost", "(FLAG_STATE_LOST + FLAG_SAVE_FAILED)", "FLAG_SAVE_FAILED"],
  ["finds no fault in a save that fails", "(FLAG_STATE_LOST + FLAG_SAVE_FAILED)", "FLAG_STATE_LOST"],
  ["finds no fault in a log at its end", "if ((flags & FLAG_LOG_AT_END) !== 0) faults += FAULT_LOG;", ""],
  ["tells no losses by expiry", "      words[LOST_EXPIRED]!,\n", "      0,\n"],
  ["tells no losses by overwriting", "      words[LOST_OVERWRITTEN]!,\n", "      0,\n"],
  ["tells no records that flash refused", "      words[LOST_UNWRITTEN]!,\n", "      0,\n"],
  ["tells no lived time", "      condition.livedS,\n", "      0,\n"],
  ["tells nothing of charging", "if (hal.battery.isCharging()) flags += FLAG_CHARGING;", ""],
]);

const STATE = mutantsOf("token/state.ts", [
  ["counts its starts anew after it was erased", "  words[BOOTS] = boots;\n", ""],
  ["leaves old keys in its state after it was erased", "  state.bytes.fill(0);\n", ""],
  [
    "does not take over the state of the first firmware",
    "if (saved[0] === OLD_STATE_FORMAT && saved.length",
    "if (saved[0] === 0 && saved.length",
  ],
  [
    "cuts a longer state off",
    "const isLonger = saved !== undefined && saved.length > STATE_BYTES;",
    "const isLonger = false; if (saved !== undefined) saved = saved.slice(0, STATE_BYTES);",
  ],
  [
    "begins anew under a newer state",
    "if (state.words[FORMAT]! < STATE_FORMAT)",
    "if (state.words[FORMAT]! !== STATE_FORMAT)",
  ],
]);

const KEYS = mutantsOf("token/keys.ts", [
  [
    "empties no log where preparing is cut",
    "words[STAGE] = HANDED_OVER;\n      words[FLAGS] = FLAG_FORGETTING + FLAG_EMPTYING;",
    "words[STAGE] = HANDED_OVER;\n      words[FLAGS] = FLAG_FORGETTING;",
  ],
  [
    "empties no log where erasing is cut",
    "NOT_YET;\n      words[FLAGS] = FLAG_FORGETTING + FLAG_EMPTYING;",
    "NOT_YET;\n      words[FLAGS] = FLAG_FORGETTING;",
  ],
  [
    "keeps whom it heard when it is prepared",
    "words[STAGE] = HANDED_OVER;\n      words[FLAGS] = FLAG_FORGETTING + FLAG_EMPTYING;",
    "words[STAGE] = HANDED_OVER;\n      words[FLAGS] = FLAG_EMPTYING;",
  ],
  [
    "keeps whom it heard when it is erased",
    "NOT_YET;\n      words[FLAGS] = FLAG_FORGETTING + FLAG_EMPTYING;",
    "NOT_YET;\n      words[FLAGS] = FLAG_EMPTYING;",
  ],
  ["is prepared again in service", "if (words[STAGE] === IN_SERVICE || serial === 0", "if (serial === 0"],
  ["takes any number", " || serial === 0 || serial >= OWN_SERIALS_FROM) return", ") return"],
  [
    "opens to the bench in service",
    "return stage === IN_SERVICE ? undefined : practice();",
    "return practice();",
  ],
  [
    "keeps its base ID after a re-key",
    "      baseId.fill(0);\n      bytes.fill(0, BASE_ID);\n    },\n    renew",
    "      baseId.fill(0);\n    },\n    renew",
  ],
  [
    "draws other secrets when a re-key is asked for again",
    "if (words[REKEY_GENERATION] === 0 || words[REKEY_DAY]! > day) {",
    "{",
  ],
  ["keeps secrets that begin too late", " || words[REKEY_DAY]! > day) {", ") {"],
  ["re-keys twice with one order", "      words[REKEY_GENERATION] = 0;\n", ""],
  [
    "wraps every re-key with the same keys",
    "put(LOG_WRAP_KEY, nextWrapKey(crypto, keyAt(state, LOG_WRAP_KEY), sealKey));",
    "",
  ],
  ["does not raise its generation where it begins anew", "      words[GENERATION]!++;\n", ""],
  [
    "takes back the epoch of operating keys",
    " || epoch < words[OPERATING_EPOCH]!) return false;",
    ") return false;",
  ],
  [
    "heeds no epoch of operating keys",
    "words[OPERATING_EPOCH]!);\n      return undefined;",
    "0);\n      return undefined;",
  ],
]);

const IDENTITY = mutantsOf("token/identity.ts", [
  ["sends addresses that are not static random ones", "    who.address[0]! |= 0xc0;\n", ""],
  [
    "shows its address in its ID",
    "  salted[key.length] = 1;\n    const hash = crypto.sha256(salted);",
    "  const hash = crypto.sha256(key);",
  ],
  ["leaves its address in memory", "    hash.fill(0);\n", ""],
  ["walks its keys back", "day = Math.max(day, toDay);", "day = toDay;"],
  [
    "stays on the sub-keys of the day before",
    "        replace(subKey, firstSubKey(crypto, dailyKey));\n",
    "",
  ],
]);

const WARNING = mutantsOf("token/warning.ts", [
  ["takes a list again and again", "    words[LIST_NUMBER] = head.number;\n", ""],
  ["goes through a list again after each start", "    words[CHECKED_NUMBER] = words[LIST_NUMBER]!;\n", ""],
  ["does not go on with a list after a restart", "  else startCheck();\n\n  return", "\n  return"],
  [
    "warns for ever",
    "words[FLAGS]! | FLAG_WARNED : words[FLAGS]! & ~FLAG_WARNED;",
    "words[FLAGS]! | FLAG_WARNED : words[FLAGS]!;",
  ],
  [
    "keeps the days of a warning that was taken back",
    "      words[WARNED_DAY] = words[WARNED_SLOTS] = 0;\n",
    "",
  ],
  [
    "believes a list that is not proven",
    "else if (left < 0) listState = LIST_NONE;",
    "else if (left < 0) startCheck();",
  ],
  ["tells the shorter of two contacts", "|| slots > words[WARNED_SLOTS]!) {", "|| slots > 0) {"],
  ["forgets for ever", "      if (isForgetting) {", "      if (false as boolean) {"],
  ["does not take back its list when it is erased", "      list.erase();\n", ""],
]);

describeMutants("a token", TOKEN_SUITE, [
  ...TIMEKEEPER,
  ...SLOTS,
  ...SCHEDULE,
  ...DESCRIPTION,
  ...STATE,
  ...KEYS,
  ...IDENTITY,
  ...WARNING,
]);
