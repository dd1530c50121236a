/** What one case opens of a store, in memory only: keys of its days, and of logs those that it asks for. */
import { crc32 } from "node:zlib";
import { SLOTS_PER_DAY } from "../../bluezone/ids.js";
import type { BoxKind } from "../../custody/host/boxes.js";
import { CASE_DAYS } from "../../custody/host/case-keys.js";
import type { Identity } from "../../custody/host/identity.js";
import { UserError } from "../../words/user-error.js";
import {
  contentsOfPractice,
  takeIdDays,
  takeLogKeys,
  type DaysCut,
  type IdDay,
  type TokenContent,
} from "../cases/case-material.js";
import { openBoxes } from "../cases/officer.js";
import { unwrapWaiting } from "../cases/unwrap.js";
import { createRedating, type Redating, type SlotRange } from "../clocks/redating.js";
import { ccmOpen, nodeHash } from "../node-crypto.js";
import type { DayRange, Store, TokenName, WaitingSecret } from "../store/store.js";
import { isInService, isPracticeSerial, keyOfSerial } from "../store/token-identity.js";
import { openLogs, type OpenedRecord, type Tally } from "./open-logs.js";

/** Who opens boxes, and why. */
export interface CaseOfficer {
  identity: Identity;
  reason: string;
  nowMs: number;
}

export interface OpenedCase {
  /** Tokens among which it is traced, by their keys in the store. */
  kind: ReadonlySet<string>;
  serialOf: (token: string) => number;
  /** What of re-keys was brought and does not unwrap. */
  setAside: WaitingSecret[];
  redating: Redating;
  /** Days of which there are logs. */
  stored: DayRange | undefined;
  /** Of all tokens of the kind; empty where it was not asked whose IDs they are. */
  idDays: IdDay[];
  /** Whether there are pages of a token's log of these true slots. */
  hasLog(token: string, slots: SlotRange): boolean;
  /**
   * Opens the logs of these tokens, as far as they have pages of the days; to be gone through once.
   *
   * @param days  UTC days, within those of the case
   */
  logsOf(tokens: ReadonlySet<string>, days?: DayRange): AsyncIterable<OpenedRecord>;
  /** What was opened until now. */
  opened(): Opened;
}

export interface Opened extends Tally {
  /** Of which a box was opened, for IDs or for the log … */
  tokens: ReadonlySet<string>;
  /** … and for the log. */
  logs: ReadonlySet<string>;
  /** Of IDs and of logs, for which keys were taken out. */
  days: number;
  daysCut: ReadonlyMap<string, readonly number[]>;
}

/** For the ledger and the case. */
export function countsOf({ tokens, days, opened }: Opened): {
  tokens: number;
  days: number;
  records: number;
} {
  return { tokens: tokens.size, days, records: opened };
}

/**
 * What a practice token tells is sealed under a key that everybody knows, so anyone can have made it: it is opened among its
 * kind only.
 *
 * @param wanted    UTC days that the case touches
 * @param needsIds  it is asked whose the IDs are that somebody heard, and they may be any token's
 */
export async function openCase(
  store: Store,
  isPractice: boolean,
  officer: CaseOfficer | undefined,
  wanted: DayRange,
  needsIds: boolean,
): Promise<OpenedCase> {
  const names = await store.tokens();
  const isOfKind = ({ token, serial }: TokenName) =>
    isPractice ? isPracticeSerial(serial) : isInService({ token, serial });
  const kind = new Set(names.filter(isOfKind).map(({ token }) => token));
  const serials = new Map(names.map(({ token, serial }) => [token, serial]));
  const setAside =
    isPractice || officer === undefined ? [] : await unwrapFor(store, officer.identity, wanted);
  const redating = createRedating((await store.corrections()).filter(({ token }) => kind.has(token)));
  const stored = await store.storedDays(isPractice);
  const logged = new Map<string, (DayRange & { generation: number })[]>();
  for (const one of await store.loggedDays()) logged.set(one.token, [...(logged.get(one.token) ?? []), one]);
  const sealDays = await store.newestSealDays();
  const practice = isPractice ? (await store.secrets()).flatMap(contentsOfPractice) : [];
  const opened = { tokens: new Set<string>(), logs: new Set<string>() };
  const daysCut: DaysCut = new Map();
  let keyDays = 0;
  const tally: Tally = { opened: 0, sealed: 0, unopened: [] };

  async function contentsOf(kindOfBox: BoxKind, isNeeded: (token: string, generation: number) => boolean) {
    const isOfBox = ({ token, content }: TokenContent) =>
      content.kind === kindOfBox && isNeeded(token, content.generation);
    const contents = isPractice
      ? practice.filter(isOfBox)
      : officer === undefined
        ? []
        : // Boxes are of tokens in service, which their number names.
          (
            await openBoxes(store, officer.identity, kindOfBox, undefined, ({ serial, generation }) =>
              isNeeded(keyOfSerial(serial), generation),
            )
          ).map(({ content }) => ({ token: keyOfSerial(content.serial), content }));
    for (const { token } of contents) opened.tokens.add(token);
    return contents;
  }

  function clip(days: DayRange): { days: DayRange; slots: SlotRange } {
    const clipped = clipDays(days, stored, redating);
    return {
      days: clipped,
      slots: { from: clipped.fromDay * SLOTS_PER_DAY, to: (clipped.toDay + 1) * SLOTS_PER_DAY },
    };
  }

  function pagesOf(token: string, slots: SlotRange): { generation: number }[] {
    const ranges = redating.tokenDays(token, slots);
    return (logged.get(token) ?? []).filter((one) =>
      ranges.some(({ fromDay, toDay }) => fromDay <= one.toDay && one.fromDay <= toDay),
    );
  }

  async function* logsOf(tokens: ReadonlySet<string>, days: DayRange = wanted): AsyncGenerator<OpenedRecord> {
    const { days: clipped, slots } = clip(days);
    const asked = new Set([...tokens].filter((token) => kind.has(token)));
    const withPages = new Set(
      [...asked].flatMap((token) => pagesOf(token, slots).map(({ generation }) => `${token}/${generation}`)),
    );
    const contents = await contentsOf("log", (token, generation) => withPages.has(`${token}/${generation}`));
    for (const { token } of contents) opened.logs.add(token);
    const keys = takeLogKeys(nodeHash, contents, redating, slots, (token) => sealDays.get(token) ?? -1);
    keyDays += keys.days;
    for (const [token, cut] of keys.daysCut) daysCut.set(token, cut);
    const sealed = store.sealedRecords((token) => (asked.has(token) ? redating.tokenDays(token, slots) : []));
    yield* openLogs({ crc32, ccmOpen }, keys, redating, clipped, sealed, tally);
  }

  const ids = needsIds ? await contentsOf("id", () => true) : [];
  const taken = takeIdDays(nodeHash, ids, redating, clip(wanted).slots);
  for (const [token, cut] of taken.daysCut) daysCut.set(token, cut);
  keyDays += taken.idDays.length;
  return {
    ...{ kind, setAside, redating, stored, logsOf, idDays: taken.idDays },
    serialOf: (token) => serials.get(token)!,
    hasLog: (token, slots) => pagesOf(token, slots).length > 0,
    opened: () => ({ ...tally, ...opened, days: keyDays, daysCut }),
  };
}

function unwrapFor(store: Store, officer: Identity, days: DayRange): Promise<WaitingSecret[]> {
  if (days.toDay - days.fromDay > CASE_DAYS) {
    throw new UserError("station/case-too-long", { days: CASE_DAYS });
  }
  return unwrapWaiting(store, officer);
}

/** Days that there can be anything of; one day where there is nothing at all. */
function clipDays(wanted: DayRange, stored: DayRange | undefined, redating: Redating): DayRange {
  if (stored === undefined) return { fromDay: wanted.toDay, toDay: wanted.toDay };
  const inStore = redating.trueDays(stored);
  // IDs next to the ends may stem from a day more.
  const fromDay = Math.max(wanted.fromDay, inStore.fromDay - 1);
  const toDay = Math.min(wanted.toDay, inStore.toDay + 1);
  return fromDay <= toDay ? { fromDay, toDay } : { fromDay: wanted.toDay, toDay: wanted.toDay };
}
