/**
 * The token, broken on purpose. Not among its mutants, because nothing shows it: a `ratchet` that asks for no save, since the
 * slot that ends with the day asks for one.
 */
import { describeMutants, mutantsOf } from "./support/mutation.js";
import { TOKEN_SUITE } from "./support/token-suite.js";

const ENDINGS = mutantsOf("token/life/endings.ts", [
  ["does not empty the log of another's life", "if (!log.eraseAll(daysOf(-1))) return;", ""],
  ["empties the log though its new state is not kept", "if (isKept) empty();", "empty();"],
  ["empties the log at every start", "    words[FLAGS]! &= ~FLAG_EMPTYING;\n", ""],
  [
    "says that it is another though the flash did not keep it",
    "chores.endWith(restartSoon, false);\n      return isKept;",
    "chores.endWith(restartSoon, false);\n      return true;",
  ],
  [
    "writes what it heard before into the new life",
    "chores.endWith(restartSoon, false);",
    "chores.endWith(restartSoon, true);",
  ],
  ["keeps the list of the life before", "    forget();\n", ""],
  [
    "does not flush before its keys change",
    "        restartSoon();\n      }, true);",
    "        restartSoon();\n      }, false);",
  ],
  [
    "does not end the slot before its keys change",
    "      stopRadio();\n      chores.endWith(function",
    "      chores.endWith(function",
  ],
]);

const TOKEN = mutantsOf("token/token.ts", [
  [
    "does not make up for emptying that was cut",
    "if ((words[FLAGS]! & FLAG_EMPTYING) !== 0) endings.empty();",
    "",
  ],
  ["never saves the least page sequence", "    words[MIN_PAGE_SEQUENCE] = log.nextPageSequence();\n", ""],
  [
    "does not heed the least page sequence",
    "minPageSequence: words[MIN_PAGE_SEQUENCE]!,",
    "minPageSequence: 0,",
  ],
  ["does not save the lived time", "    words[LIVED_S] = timekeeper.livedS();\n", ""],
  [
    "does not save the time",
    '    if (clock.timeState() !== "unset") words[SAVED_UTC_S]',
    "    if (words[CLOCK_EPOCH]! > 255) words[SAVED_UTC_S]",
  ],
  ["does not close its page at a re-key", "      log.close();\n      begin();", "      begin();"],
  [
    "closes a page with the MAC of the next day's key",
    "    log.close(); // its MAC needs the key that goes now\n    sealer.moveTo(day);",
    "    sealer.moveTo(day);\n    log.close();",
  ],
  ["never moves its seal key on", "if (day <= sealer.day()) return false;", "return false;"],
  [
    "saves once a day",
    "if (identity.day() !== words[ID_DAY] || ended.slot % SLOTS_PER_SAVE === 0)",
    "if (identity.day() !== words[ID_DAY])",
  ],
  ["does not save the day of its ID", "    words[ID_DAY] = identity.day();\n", ""],
  ["does not save the day of its seal", "    words[SEAL_DAY] = sealer.day();\n", ""],
  ["does not save the day's ID key", "    identity.copyDailyKey(state.bytes, DAILY_KEY);\n", ""],
  ["does not save the day's seal key", "    sealer.copyChainKey(state.bytes, SEAL_KEY);\n", ""],
  [
    "does not count saves that fail",
    "condition.failedSaves < 65535) condition.failedSaves++;",
    "condition.failedSaves < 0) condition.failedSaves++;",
  ],
  ["does not notice that a save fails", "    condition.hasSaveFailed = !isKept;\n", ""],
  [
    "never is well again after a save that failed",
    "    condition.hasSaveFailed = !isKept;\n",
    "    if (!isKept) condition.hasSaveFailed = true;\n",
  ],
  ["does not tell why an order failed", "return condition.hasSaveFailed;", "return false;"],
  ["hides the flash errors of its state", "    condition.stateFlashErrors = store.flashErrors();\n", ""],
  ["hides that its state was lost", "if (store.isLost()) words[FLAGS]! |= FLAG_LOST;", ""],
  [
    "books expired records as overwritten, and the other way round",
    "isExpired ? LOST_EXPIRED : LOST_OVERWRITTEN",
    "isExpired ? LOST_OVERWRITTEN : LOST_EXPIRED",
  ],
  ["counts records as lost that were read", "firstSequence + records - state.doubles[READ_MARK]!", "records"],
  [
    "does not count a whole page that is lost",
    "if (unread <= 0) return;",
    "if (unread <= 0 || unread === records) return;",
  ],
  ["forgets its losses with the power", "+= unread;\n    chores.save();", "+= unread;"],
  ["does not count records that flash refuses", "words[LOST_UNWRITTEN]!++;", "void 0;"],
  ["does not remember what was read", "      state.doubles[READ_MARK] = sequence;\n", ""],
  [
    "tells losses of the reading before",
    "      words[LOST_EXPIRED] = words[LOST_OVERWRITTEN] = words[LOST_UNWRITTEN] = words[LOST_LEFT_OUT] = 0;\n",
    "",
  ],
  ["forgets with the power what was read", "words[HANGS] = 0;\n      chores.save();", "words[HANGS] = 0;"],
  [
    "keeps the mark of a reading that is beyond its log",
    "if (state.doubles[READ_MARK]! > log.nextSequence()) state.doubles[READ_MARK] = 0;",
    "",
  ],
  ["does not count its starts", "  words[BOOTS]!++;\n", ""],
  [
    "dates every page by its key",
    "days.calendarDay = day < 0 ? sealer.day() : day;",
    "days.calendarDay = sealer.day();",
  ],
  ["dates its pages by no lived time", "    days.livedHours = timekeeper.livedHours();\n", ""],
  [
    "begins its chains anew with every setting of the clock",
    "if (words[CREATED_DAY] === NOT_YET) {",
    "if (words[CREATED_DAY] !== -1) {",
  ],
  ["does not begin its ID chain on the first day", "      identity.startOn(today);\n", ""],
  ["does not begin its seal chain on the first day", "      sealer.startOn(today);\n", ""],
  ["splits a slot at a small correction", "if (isSmall && cycle.retime()) {", "if (false as boolean) {"],
  ["keeps a slot over a great correction", "if (isSmall && cycle.retime()) {", "if (cycle.retime()) {"],
  [
    "does not save a correction",
    "if (isSmall && cycle.retime()) {\n      chores.save();",
    "if (isSmall && cycle.retime()) {",
  ],
  ["does not save a time just set", " cycle.start();\n    chores.save();", " cycle.start();"],
  ["forgets that an officer has taken it over", "if (keys.enter(role)) storeState();", "keys.enter(role);"],
  [
    "saves the old keys over those of its new life",
    "if (keys.enter(role)) storeState();",
    "if (keys.enter(role)) saveState();",
  ],
  [
    "notes nobody for the list",
    "    warning.note(record, day, record[SLOT_OFFSET]!, current.livedHours);\n",
    "",
  ],
  [
    "does not end a slot for the list",
    "    warning.endSlot(ended.day, ended.slot, timekeeper.livedHours());\n",
    "",
  ],
  [
    "never tends its log",
    "return log.tend(current) || warning.step(current.livedHours);",
    "return warning.step(current.livedHours);",
  ],
  [
    "forgets a warning with the power",
    "  function onWarning(): void {\n    chores.save();",
    "  function onWarning(): void {",
  ],
  ["does not remind of a warning after a restart", "  wearer.onWarning();\n\n  return", "\n  return"],
  [
    "reminds where that was turned off",
    "return isWarned() && (words[FLAGS]! & FLAG_NO_BLINK) === 0;",
    "return isWarned();",
  ],
  ["does not show that a station asks", "wearer.show(ASKED);", ""],
  ["is prepared by an estimated clock", 'if (clock.timeState() !== "set") return undefined;', ""],
  ["is erased by another's number", "if (ofSerial !== serial) return false;", ""],
  ["erases its keys, but stays who it was", "      keys.reset();\n", ""],
  [
    "says that a re-key is done before it is",
    "if (!keys.isWaiting(newGeneration)) return newGeneration === words[GENERATION];",
    "if (!keys.isWaiting(newGeneration)) return true;",
  ],
  ["refuses a re-key that is done already", "return newGeneration === words[GENERATION];", "return false;"],
  ["takes any time at a re-key", "if (!timekeeper.isPlausible(utcMs)) return false;", ""],
  [
    "does not take the time of a re-key",
    "        timekeeper.move(Math.floor(utcMs + clock.uptimeMs() - askedMs));\n",
    "",
  ],
  ["loses the time that flushing before a re-key takes", "utcMs + clock.uptimeMs() - askedMs", "utcMs"],
  [
    "gives out secrets that it has not saved",
    "return wrapped !== undefined && saveState() ? wrapped : undefined;",
    "return wrapped;",
  ],
  [
    "does not turn blinking off",
    "words[FLAGS] = (words[FLAGS]! & ~FLAG_NO_BLINK) | (flags & FLAG_NO_BLINK);",
    "",
  ],
  [
    "has a prepared token begin anew for anybody",
    "if (!isOutOfReach || !keys.isUnprepared()) return change;",
    "if (!isOutOfReach) return change;",
  ],
]);

const CHORES = mutantsOf("token/chores.ts", [
  ["drops slots that wait when another ends", "waiting.push(slot);", "waiting = [slot];"],
  ["drops slots that wait when its keys change", "if (!isFlushing) waiting = [];", "waiting = [];"],
  ["flushes slots of the life before", "if (!isFlushing) waiting = [];", ""],
  [
    "writes one record of a slot",
    "      duties.write(slot.day, record);\n",
    "      duties.write(slot.day, record);\n      waiting.shift();\n",
  ],
  [
    "does not save at the change of the day",
    "if (day !== keyedDay && duties.ratchet(day)) {\n      isSaveDue = false;\n      duties.save();",
    "if (day !== keyedDay && duties.ratchet(day)) {\n      isSaveDue = false;",
  ],
  [
    "moves to the next day's key before the day is written",
    "const day = next === undefined ? duties.slotDay() : next.day;",
    "const day = duties.slotDay();",
  ],
  [
    "moves to a day's key with the first record of that day",
    "const day = next === undefined ? duties.slotDay() : next.day;",
    "const day = next === undefined ? -1 : next.day;",
  ],
  ["looks at its keys only once", "    keyedDay = day;\n", "    keyedDay = duties.slotDay();\n"],
  ["saves nothing that it is asked to", "      isSaveDue = true;\n", ""],
  [
    "does not end before what waits is written",
    "if (next === undefined && last !== undefined) {",
    "if (last !== undefined) {",
  ],
  ["goes on after its end", "      last();\n      return;", "      last();\n      last = undefined;"],
]);

describeMutants("a token", TOKEN_SUITE, [...ENDINGS, ...TOKEN, ...CHORES]);
