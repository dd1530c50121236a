/**
 * What a token, or a pack, may tell at all. Written once: a reading, a pack that is taken in and one that is written go
 * by the same, so that nothing gets into a store that the level above would not take.
 */
import { z } from "zod";
import { HIGHEST_SERIAL, SERIAL_MAX } from "./serial-number.js";

/** 2020-01-01 and 2100-01-01: a token takes no time outside (timekeeper.ts). */
const EARLIEST_MS = 1_577_836_800_000;
const LATEST_MS = 4_102_444_800_000;
const DAY_MS = 86_400_000;

export const serialNumber = z.number().int().min(1).max(SERIAL_MAX);
/** That an authority gives: such a token has keys of its own, and has to prove them. */
export const givenSerial = serialNumber.max(HIGHEST_SERIAL);
/** Of the chip: eight bytes. */
export const chipNumber = z.string().regex(/^[0-9A-F]{16}$/);

export const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const byte = count.max(0xff);
export const word = count.max(0xffff);
export const doubleWord = count.max(0xffffffff);
export const truth = count.max(1);
/** What people type, or a program calls itself: what the page takes, three times, for NFC may lengthen it so. */
export const shortText = z.string().max(360);

/** Of a record in the log; a token's flash wears out long before (messages.ts, `isWhole`). */
export const sequence = count.max(2 ** 48 - 1);
/** Of a record in its page: a token tells in a byte how many a page holds. */
export const position = count.max(0xfe);

/** A time by a token's clock; the last of them also stands for "never set right". */
export const tokenTimeMs = z.number().min(EARLIEST_MS).max(LATEST_MS);
/** A time by a computer's clock, which may have been lost: it stands anywhere from 1970 on then. */
export const computerTimeMs = z.number().min(0).max(LATEST_MS);
/** One such time less another. */
export const differenceMs = z.number().min(-LATEST_MS).max(LATEST_MS);
/** A UTC day by a token's clock. */
export const tokenDay = z.number().int().min(EARLIEST_MS / DAY_MS).max(LATEST_MS / DAY_MS); // prettier-ignore
/** Of its keys; 0 where it did not know the time yet. */
export const keyDay = z.union([z.literal(0), tokenDay]);

/** So far back a token's clock may go behind the day of its keys (timekeeper.ts, `MAX_MOVE_MS`). */
export const MOST_DAYS_BEHIND_KEYS = 2;
/** So far a token's clock, and with it its keys, may be ahead: it takes no time further on (timekeeper.ts, `MAX_ABSENCE_DAYS`). */
export const MOST_DAYS_AHEAD = 400;
/**
 * Clock corrections of one token that are heeded, the latest found: at each reading one is found at most, and 30 days of
 * records are kept. Older ones date nothing that is still there.
 */
export const MOST_CORRECTIONS = 32;
/** What a token said of itself at a reading, as JSON: about 1,000 characters by PROTOCOL.md's numbers. */
export const identityText = z.string().max(8_192);
/** Practice tokens of which one pack may tell: they need no leave, and are for training. */
export const MOST_PRACTICE_TOKENS = 1_000;
/** Of these with one number: chips whose numbers fall together are few, one that lost its state comes anew. */
export const MOST_NAMESAKES = 4;

/** Of a person who is alive. */
export const isBirthYear = (year: number): boolean => birthYear.safeParse(year).success;
export const birthYear = z.number().int().min(1900).max(2100);
