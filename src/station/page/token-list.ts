/** Which tokens of many are shown, and in what order. */
import { formatSerial } from "../serial-number.js";
import type { StoredToken } from "../store/types.js";
import { compareNames, matchWords, wordsIn } from "../text/vietnamese.js";
import { LOW_MV } from "../../wearer/battery.js";

export const FILTERS = ["all", "unread", "nobodys", "faulty"] as const;
export type Filter = (typeof FILTERS)[number];

export const ORDERS = ["serial", "name", "lastRead", "records"] as const;
export type Order = (typeof ORDERS)[number];

export interface View {
  query: string;
  filter: Filter;
  order: Order;
  isDown: boolean;
}

const FITS: Record<Filter, (token: StoredToken) => boolean> = {
  all: () => true,
  unread: isUnread,
  nobodys: ({ holder, isGate }) => holder === null && !isGate,
  faulty: ({ timeState, batteryMilliVolts, lostRecords }) =>
    (timeState !== null && timeState !== "set") ||
    (batteryMilliVolts !== null && batteryMilliVolts < LOW_MV) ||
    lostRecords > 0,
};

const COMPARE: Record<Order, (a: StoredToken, b: StoredToken) => number> = {
  serial: () => 0,
  // Tokens that nobody has come last.
  name: ({ holder: a }, { holder: b }) =>
    a === null || b === null ? Number(a === null) - Number(b === null) : compareNames(a.name, b.name),
  lastRead: (a, b) => (a.lastReadMs ?? 0) - (b.lastReadMs ?? 0),
  records: (a, b) => a.records - b.records,
};

export function isUnread({ lastReadMs, unreadRecords }: StoredToken): boolean {
  return lastReadMs === null || unreadRecords > 0;
}

/** Tokens with the words that they are found by, so that a keystroke need not fold every name anew. */
export function createTokenList(tokens: readonly StoredToken[]) {
  const listed = tokens.map((token) => ({ token, words: wordsIn(textOf(token)) }));
  const perSerial = new Map<number, number>();
  for (const { serial } of tokens) perSerial.set(serial, (perSerial.get(serial) ?? 0) + 1);
  return {
    /** In the order asked for; those that are the same in it by number. */
    shown({ query, filter, order, isDown }: View): StoredToken[] {
      const asked = wordsIn(query);
      const found = listed
        .filter(({ token, words }) => FITS[filter](token) && matchWords(words, asked) !== "none")
        .map(({ token }) => token);
      const way = isDown ? -1 : 1;
      return found.sort((a, b) => way * (COMPARE[order](a, b) || a.serial - b.serial));
    },
    counts: Object.fromEntries(
      FILTERS.map((filter) => [filter, tokens.filter(FITS[filter]).length]),
    ) as Record<Filter, number>,
    /** Another token has the same number. */
    isTwice: ({ serial }: StoredToken) => perSerial.get(serial)! > 1,
  };
}

function textOf({ serial, holder }: StoredToken): string {
  const phone = holder?.phone?.replace(/\D/g, "");
  return [formatSerial(serial), holder?.name, holder?.unit, phone, holder?.birthYear]
    .filter(Boolean)
    .join(" ");
}
