/** The log and the state store, broken on purpose. */
import { describeMutants, mutantsOf } from "./support/mutation.js";

const SUITE = [
  "format",
  "log",
  "lived-time",
  "versions",
  "state-store",
  "guarantees",
  "retention",
  "property",
  "power-loss",
].map((name) => `test/log/${name}.test.ts`);

const FLASH = mutantsOf("log/verified-flash.ts", [
  [
    "does not read back what it programs",
    "if (crypto.toByteString(flash.read(address, bytes.length)) === crypto.toByteString(bytes)) return true;",
    "return true;",
  ],
  [
    "does not read back what it erases",
    "if (isErased(page * flash.pageBytes, flash.pageBytes)) return true;",
    "return true;",
  ],
  ["looks at the first 1,024 bytes of a page only", "      address += pieceBytes;", "      return true;"],
  ["programs nothing again after a cut", "      program(address, bytes);\n", ""],
  [
    "does not count what it could not program or erase",
    "    errors++;\n    return false;\n  }\n\n  return",
    "    return false;\n  }\n\n  return",
  ],
]);

const SCAN = mutantsOf("log/scan.ts", [
  ["believes openings without their CRC", "crypto.crc32(read) !== residue", "false"],
  ["takes any magic", "read[0] !== magic || ", ""],
  [
    "forgets over a restart that all was made void",
    "if (opening[11]! > 127 && opening[1]! <= version && sequence > logStart) logStart = sequence;",
    "",
  ],
  ["believes a newer version's flags", "opening[1]! <= version && ", ""],
  [
    "believes a clean mark that was cut",
    "const isWhole = (run ^ getU16(mark, 2)) === 0xffff;",
    "const isWhole = scan.isMarked;",
  ],
  ["reads hours in the first firmware's pages", "if (opening[1] !== OLD_VERSION) hours[page]", "hours[page]"],
  [
    "takes pages of the generations before for this one's",
    "(generation >= 0 && getU16(opening, 8) !== generation)",
    "false",
  ],
  ["never begins its sequences anew", "if (getU16(opening, 8) === generation) return scan;", "return scan;"],
  [
    "begins its sequences anew in the same generation",
    "if (getU16(opening, 8) === generation) return scan;",
    "",
  ],
  [
    "reads pages out of their order",
    "if (i > clean && sequences[page]! > last) last",
    "if (i > clean && sequences[page]! > 0) last",
  ],
  [
    "reads pages that are proven erased",
    "if (i > clean && sequences[page]! > last) last",
    "if (sequences[page]! > last) last",
  ],
]);

const OPENINGS = mutantsOf("log/openings.ts", [
  ["leaves a flipped bit as it is", "      whole[bit >> 3]! ^= 1 << (bit & 7);\n", ""],
  ["takes the wrong bit of an old opening", " - 8 * (OPEN_BYTES - length)", ""],
  ["takes any magic where the CRC fits", "whole[0] !== PAGE_MAGIC || ", ""],
]);

const RING = mutantsOf("log/ring.ts", [
  ["erases an hour too early", ">= expiryHours;", ">= expiryHours - 1;"],
  ["erases an hour too late", ">= expiryHours;", "> expiryHours;"],
  ["does not know that hours begin anew", "((livedHours - pageHours) << 16) >> 16", "livedHours - pageHours"],
  [
    "erases pages of hours that have not come",
    "((livedHours - pageHours) << 16) >> 16",
    "((livedHours - pageHours) & 0xffff)",
  ],
  [
    "keeps 21 days from a page's opening, not from its end",
    "(options.retentionDays + 1) * 24",
    "options.retentionDays * 24",
  ],
  ["reuses a page sequence", "const next = headSequence + 1;", "const next = Math.max(headSequence, 1);"],
  [
    "does not heed the least sequence",
    "next < options.minPageSequence && !isMinimumOld",
    "false as boolean && isMinimumOld",
  ],
  [
    "heeds the least sequence of a generation that has ended",
    "options.minPageSequence >= MAX_PAGE_SEQUENCE &&",
    "options.minPageSequence < 0 &&",
  ],
  ["goes on after the last sequence", "if (sequence > MAX_PAGE_SEQUENCE) return false;", ""],
  ["tries a bad page again and again", "if (!isGood) badPages.push(page);", "void isGood;"],
  ["takes a bad page for a spare one", "if (!isBad(ahead(cleanStart, i))) return true;", "return true;"],
  ["uses a bad page", "if (isBad(page) || !verified.isErased", "if (!verified.isErased"],
  [
    "erases a page under the head that proves it erased",
    "if (isBad(page) || !verified.isErased(addressOf(page), pageBytes)) continue;",
    "if (!isBad(page) && !verified.isErased(addressOf(page), pageBytes)) erase(page, livedHours); if (isBad(page)) continue;",
  ],
  [
    "believes a page that looks erased",
    "const isGood = verified.erase(options.firstPage + page);",
    "const isGood = verified.isErased(addressOf(page), pageBytes) || verified.erase(options.firstPage + page);",
  ],
  [
    "erases the newest page before the oldest",
    "const page = ahead(cleanStart, clean + 1);",
    "const page = ahead(head, pageCount - 1 - clean);",
  ],
  [
    "tries a page again whose header failed",
    "        badPages.push(page);\n        continue;",
    "        continue;",
  ],
  ["erases without a word", "    beforeErase(page, isExpired(hours[page]!, livedHours));\n", ""],
  [
    "tells twice of one page",
    "if (sequences[page]! <= 0 || page === toldPage) return false;\n    toldPage = page;",
    "if (sequences[page]! <= 0 || page === toldPage) return false;",
  ],
  [
    "tells of everything that it has expired",
    "beforeErase(page, isExpired(hours[page]!, livedHours));",
    "beforeErase(page, true);",
  ],
  ["does not count pages erased to make room", "overwrittenPages++;", "void 0;"],
  ["never says how far it has erased", "if (isMarked || clean <= provenClean) return;", "return;"],
  ["programs its mark twice", "    isMarked = true;\n", ""],
  ["reads on what was made void", "      if (startsLog) forgetBefore(sequence);\n", ""],
  [
    "keeps what expired out of its turn",
    "if (sequences[tendCursor] === TO_ERASE || isExpired(hours[tendCursor]!, livedHours)) {",
    "if (sequences[tendCursor] === TO_ERASE) {",
  ],
]);

const LOG = mutantsOf("log/log.ts", [
  [
    "keeps the open page of a wearer who meets no one",
    "if (headSequence > 0 && ring.isExpired(openedHours, days.livedHours)) {",
    "if (false as boolean) {",
  ],
  ["seals twice at one position after a restart", "if (isResumed) markRestart();", "isResumed = false;"],
  [
    "goes on in a page whose rest is not erased",
    "if (!verified.isErased(slotsAddress + used * SLOT_BYTES, rest)) {",
    "if (rest < 0) {",
  ],
  [
    "goes on in a page that was closed",
    "verified.isErased(headerAddress + MAC_OFFSET, MAC_BYTES);",
    "MAC_BYTES > 0;",
  ],
  ["puts two seal days into one page", " days.sealDay !== sealDay ||\n", ""],
  ["puts two calendar days into one page", " days.calendarDay !== calendarDay ||\n", ""],
  ["fills a page for any time", "((days.livedHours - openedHours) & 0xffff) >= PAGE_HOURS", "false"],
  ["goes on in a page of another generation", "getU16(headOpening, 8) === options.generation &&", ""],
  [
    "goes on in a page with a flipped opening",
    "crypto.crc32(header.subarray(0, OPEN_BYTES)) === CRC_RESIDUE &&",
    "",
  ],
  ["writes on in a page of another version", "if (headOpening[1] !== PAGE_VERSION) return;", ""],
  [
    "never gives up a page that refuses records",
    "if (failuresInPage === MAX_FAILURES_IN_PAGE || reader.isErasedSlot(slotsAddress, position)) close();",
    "",
  ],
  [
    "seals for a second slot behind one that reads erased",
    "failuresInPage === MAX_FAILURES_IN_PAGE || reader.isErasedSlot(slotsAddress, position)",
    "failuresInPage === MAX_FAILURES_IN_PAGE",
  ],
  [
    "carries failures over to the next page",
    "    failuresInPage = 0;\n    isOpen = true;",
    "    isOpen = true;",
  ],
  [
    "erases all without closing its page",
    "    close();\n    isErasingAll = true;",
    "    isErasingAll = true;",
  ],
  ["tells of what is made void", " || isErasingAll", ""],
  [
    "does not close a page that another follows",
    "        close();\n        if (!openPage(days, false)) break;",
    "        if (!openPage(days, false)) break;",
  ],
  [
    "does not close an expired page",
    "      close();\n      return openPage(days, false);",
    "      return openPage(days, false);",
  ],
  [
    "does not strengthen the last record",
    "if (used > 0) verified.strengthen(slotsAddress + (used - 1) * SLOT_BYTES, SLOT_BYTES);",
    "",
  ],
  [
    "does not strengthen its header",
    "    verified.strengthen(headerAddress + from, HEADER_BYTES - from);\n",
    "",
  ],
  [
    "believes an opening that does not read right twice",
    "if (openings.repair(header.subarray(0, OPEN_BYTES)) === undefined) {",
    "if (false as boolean) {",
  ],
  ["tells of records of a newer version", "if (flash.read(address, 2)[1]! > PAGE_VERSION) return;", ""],
  ["does not count what it loses", "    lostRecords++;\n", ""],
  [
    "signs slots that look erased",
    "    if (failuresInPage > 0 && reader.isErasedSlot(slotsAddress, used - 1)) used--;\n",
    "",
  ],
  [
    "knows no hours of its newest page after a start",
    "    openedHours = days.livedHours;\n    slotsAddress = headerAddress",
    "    slotsAddress = headerAddress",
  ],
]);

const READER = mutantsOf("log/reader.ts", [
  [
    "takes a slot that failed for the end of its page",
    "for (let i = low; i < low + 2 && i < recordsPerPage; i++) {",
    "for (let i = low; i < 0; i++) {",
  ],
  [
    "passes a torn slot for an erased one",
    "if (low < recordsPerPage && !isErasedSlot(address, low)) low++;",
    "",
  ],
  ["reads records of a newer version", " || whole[1]! > PAGE_VERSION) return 0;", ") return 0;"],
]);

const STATE = mutantsOf("log/state-store.ts", [
  [
    "keeps old keys in the state pages",
    "if (((copies | foreign | erased) & (1 << page)) === 0) erase(page);",
    "",
  ],
  [
    "does not make up for a second copy that failed",
    "if (!isTwo(copies)) copies |=",
    "if (false as boolean) copies |=",
  ],
  [
    "erases a state page under a mark that says it is erased",
    "if (isMarked && !isRevoked) {",
    "if (false as boolean) {",
  ],
  ["does not read its state back", "return isSame ? 1 << page : 0;", "return 1 << page;"],
  [
    "does not count a state page that failed",
    "if (!isSame) failures++;\n    else newest",
    "if (isSame) newest",
  ],
  [
    "takes a state of any version",
    "if (its >= sequence && stored[1] === STATE_VERSION) {",
    "if (its >= sequence) {",
  ],
  ["takes a state of any magic", "header[0] !== STATE_MAGIC || ", ""],
  [
    "takes a state without its CRC",
    "return crypto.crc32(stored) === CRC_RESIDUE ? stored : undefined;",
    "return stored;",
  ],
  [
    "erases the state of a newer version",
    "((copies | foreign | erased) & (1 << page)) === 0) erase",
    "((copies | erased) & (1 << page)) === 0) erase",
  ],
  [
    "writes over the state of a newer version",
    "writeCopies(2, copies | foreign, stored)",
    "writeCopies(2, copies, stored)",
  ],
  ["does not report a lost state", "if (!isErased(page)) isLost = true;", ""],
  ["reports a lost state on a blank flash", "if (!isErased(page)) isLost = true;", "isLost = true;"],
  ["does not mend a state", "    save(bytes);\n    bytes.fill(0);", "    bytes.fill(0);"],
  ["does not strengthen the copies that it has", "    strengthenCopies();\n    const", "    const"],
  ["takes a state that is too long", "bytes.length > MAX_STATE_BYTES || ", ""],
  [
    "lets a state run over the end of its page",
    " || storedBytes(bytes.length) + 2 * MARK_BYTES > flash.pageBytes",
    "",
  ],
  ["believes that all others are erased", "isMarked = markText(0) === SET_MARK;", "isMarked = true;"],
  ["does not heed the second mark", "isRevoked = markText(1) !== ERASED_MARK;", "isRevoked = false;"],
  ["does not raise its sequence", "      sequence++;\n", ""],
  ["keeps an older copy beside the newest", "else if (its > sequence) copies = 0;", ""],
  ["saves nothing and says that it has", "return written !== 0;", "return true;"],
  [
    "is content with one copy",
    "if (!isMarked || isRevoked || !isTwo(copies)) return false;",
    "if (!isMarked || isRevoked) return false;",
  ],
  [
    "passes over what a cut has left",
    "return (copies | foreign | erased) === (1 << pageCount) - 1;",
    "return true;",
  ],
]);

describeMutants("a log", SUITE, [...FLASH, ...SCAN, ...OPENINGS, ...RING, ...LOG, ...READER, ...STATE]);

const DIGEST = mutantsOf("custody/token/digest.ts", [
  [
    "does not strengthen its last group",
    "    flash.strengthen(addressOf(head) + found[0]!, found[1]! - found[0]!);\n",
    "",
  ],
  [
    "forgets an hour too early",
    "ageOf(page, livedHours) < EXPIRY_HOURS",
    "ageOf(page, livedHours) < EXPIRY_HOURS - 1",
  ],
  [
    "forgets an hour too late",
    "ageOf(page, livedHours) < EXPIRY_HOURS",
    "ageOf(page, livedHours) <= EXPIRY_HOURS",
  ],
  [
    "forgets pages of hours that have not come",
    "return ((livedHours - hours[page]!) << 16) >> 16;",
    "return (livedHours - hours[page]!) & 0xffff;",
  ],
  ["fills a page for any time", "&& (ageOf(head, livedHours) & 0xffff) < PAGE_HOURS", ""],
  ["does not forget when it is told to", "!isForgetting && ", ""],
  ["erases its newest page under itself", "        if (page === head) {", "        if (page < 0) {"],
  ["takes any page for one of its own", "header[0] !== PAGE_MAGIC || header[1] !== PAGE_VERSION || ", ""],
  ["takes a page without its CRC", "crypto.crc32(header) !== CRC_RESIDUE", "false"],
  ["does not read back a page's hours", "      hours[page] = getUint(header, 8, 2);\n", ""],
]);

/** Not among them: a first look at a head without its CRC, because the second look, after strengthening, finds the same. */
const LIST = mutantsOf("custody/token/list-store.ts", [
  [
    "does not strengthen the head of a list",
    "    flash.strengthen(firstPage * pageBytes, storedBytes);\n",
    "",
  ],
  [
    "believes a head that does not read right twice",
    "if (crypto.crc32(flash.read(firstPage * pageBytes, storedBytes)) === CRC_RESIDUE) current = head;",
    "current = head;",
  ],
  ["takes any magic", "if (stored[0] !== MAGIC || crypto", "if (crypto"],
]);

describeMutants(
  "a digest or list",
  ["test/custody/digest.test.ts", "test/custody/exposure.test.ts"],
  [...DIGEST, ...LIST],
);
