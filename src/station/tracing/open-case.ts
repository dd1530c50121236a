/** What one case opens of a store, in memory only: keys of its days, and the logs under them. */
import { crc32 } from "node:zlib";
import { SLOTS_PER_DAY } from "../../bluezone/ids.js";
import type { BoxHead } from "../../custody/host/boxes.js";
import { CASE_DAYS } from "../../custody/host/case-keys.js";
import type { Identity } from "../../custody/host/identity.js";
import { UserError } from "../../words/user-error.js";
import {
  contentsOfPractice,
  takeCaseKeys,
  type CaseMaterial,
  type TokenContent,
} from "../cases/case-material.js";
import { openBoxes } from "../cases/officer.js";
import { unwrapWaiting } from "../cases/unwrap.js";
import { createRedating, type Redating } from "../clocks/redating.js";
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
  /** Tokens of which a box was opened. */
  opened: ReadonlySet<string>;
  /** What of re-keys was brought and does not unwrap. */
  setAside: WaitingSecret[];
  redating: Redating;
  /** Days of which there are logs. */
  stored: DayRange | undefined;
  material: CaseMaterial;
  /** Logs of these days; to be gone through once. */
  records: AsyncIterable<OpenedRecord>;
  /** Counts on while the records are gone through. */
  tally: Tally;
}

/**
 * What a practice token tells is sealed under a key that everybody knows, so anyone can have made it: it is opened among its
 * kind only.
 *
 * @param wanted    UTC days that the case touches; of logs those are opened that have pages of them
 * @param needsIds  it is asked whose the IDs are that somebody heard, and they may be any token's
 * @param only      tokens of which alone anything is opened; undefined: of all
 */
export async function openCase(
  store: Store,
  isPractice: boolean,
  officer: CaseOfficer | undefined,
  wanted: DayRange,
  needsIds: boolean,
  only?: ReadonlySet<string>,
): Promise<OpenedCase> {
  const tokens = await store.tokens();
  const isOfKind = ({ token, serial }: TokenName) =>
    (only?.has(token) ?? true) && (isPractice ? isPracticeSerial(serial) : isInService({ token, serial }));
  const kind = new Set(tokens.filter(isOfKind).map(({ token }) => token));
  const setAside =
    isPractice || officer === undefined ? [] : await unwrapFor(store, officer.identity, wanted);
  const redating = createRedating((await store.corrections()).filter(({ token }) => kind.has(token)));
  const stored = await store.storedDays(isPractice);
  const days = clipDays(wanted, stored, redating);
  const slots = { from: days.fromDay * SLOTS_PER_DAY, to: (days.toDay + 1) * SLOTS_PER_DAY };
  const daysOf = (token: string) => (kind.has(token) ? redating.tokenDays(token, slots) : []);
  const contents = isPractice
    ? (await store.secrets()).flatMap(contentsOfPractice)
    : officer === undefined
      ? []
      : await openNeeded(store, officer.identity, needsIds, daysOf);
  const sealDays = await store.newestSealDays();
  const material = takeCaseKeys(nodeHash, contents, redating, slots, (token) => sealDays.get(token) ?? -1);
  const tally: Tally = { opened: 0, sealed: 0, unopened: [] };
  const serials = new Map(tokens.map(({ token, serial }) => [token, serial]));
  return {
    kind,
    serialOf: (token) => serials.get(token)!,
    opened: new Set(contents.map(({ token }) => token)),
    ...{ setAside, redating, stored, material, tally },
    records: openLogs({ crc32, ccmOpen }, material, redating, days, store.sealedRecords(daysOf), tally),
  };
}

function unwrapFor(store: Store, officer: Identity, days: DayRange): Promise<WaitingSecret[]> {
  if (days.toDay - days.fromDay > CASE_DAYS) {
    throw new UserError("station/case-too-long", { days: CASE_DAYS });
  }
  return unwrapWaiting(store, officer);
}

async function openNeeded(
  store: Store,
  officer: Identity,
  needsIds: boolean,
  daysOf: (token: string) => readonly DayRange[],
): Promise<TokenContent[]> {
  const withPages = new Set(
    (await store.loggedDays())
      .filter(({ token, fromDay, toDay }) =>
        daysOf(token).some((range) => range.fromDay <= toDay && fromDay <= range.toDay),
      )
      .map(({ token, generation }) => `${token}/${generation}`),
  );
  const hasPages = ({ serial, generation }: BoxHead) => withPages.has(`${keyOfSerial(serial)}/${generation}`);
  const ids = needsIds ? await openBoxes(store, officer, "id") : [];
  const logs = await openBoxes(store, officer, "log", undefined, hasPages);
  // Boxes are of tokens in service, which their number names.
  return [...ids, ...logs].map(({ content }) => ({ token: keyOfSerial(content.serial), content }));
}

/** Days that there can be anything of; one day where there is nothing at all. */
export function clipDays(wanted: DayRange, stored: DayRange | undefined, redating: Redating): DayRange {
  if (stored === undefined) return { fromDay: wanted.toDay, toDay: wanted.toDay };
  const inStore = redating.trueDays(stored);
  // IDs next to the ends may stem from a day more.
  const fromDay = Math.max(wanted.fromDay, inStore.fromDay - 1);
  const toDay = Math.min(wanted.toDay, inStore.toDay + 1);
  return fromDay <= toDay ? { fromDay, toDay } : { fromDay: wanted.toDay, toDay: wanted.toDay };
}
