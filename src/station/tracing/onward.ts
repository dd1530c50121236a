/** Whom contacts met after the F0, by the contacts' own logs: no other log is opened. */
import { crc32 } from "node:zlib";
import { SLOTS_PER_DAY } from "../../bluezone/ids.js";
import { UserError } from "../../words/user-error.js";
import { contentsOfPractice, takeCaseKeys, type TokenContent } from "../cases/case-material.js";
import type { CaseContent } from "../cases/content.js";
import { ledgerEntry, openBoxes } from "../cases/officer.js";
import type { CasePerson } from "../cases/people.js";
import type { Trace } from "../cases/trace-result.js";
import { createRedating } from "../clocks/redating.js";
import { ccmOpen, nodeHash } from "../node-crypto.js";
import { formatSerial } from "../serial-number.js";
import type { Person, Store, TokenName } from "../store/store.js";
import { isInService, isPracticeSerial, keyOfSerial } from "../store/token-identity.js";
import { localDayOf } from "../text/local-time.js";
import { openLogs, type Tally } from "./open-logs.js";
import { clipDays, type CaseOfficer } from "./open-case.js";
import { createHolderAt } from "./run-trace.js";
import { subjectOf } from "./subject.js";
import { traceContacts, windowDays } from "./trace.js";

/**
 * By the key of each. The IDs of all tokens are needed to know who was heard; of logs only those of these people are opened,
 * from their first contact with the F0 on. `UserError` where a box of theirs does not open.
 */
export async function traceOnward(
  store: Store,
  f1s: readonly CasePerson[],
  { trace: { rule, thresholds } }: CaseContent,
  nowMs: number,
  officer: CaseOfficer | undefined,
  caseId: string,
): Promise<Record<string, Trace<Person>>> {
  const tokens = await store.tokens();
  const issues = await store.issues();
  const holderAt = createHolderAt(issues);
  const serials = new Map(tokens.map(({ token, serial }) => [token, serial]));
  const worn = f1s.filter((one) => one.contact !== null);
  if (worn.length === 0) throw new UserError("station/case/no-log");
  const isPractice = isPracticeSerial(worn[0]!.tokens[0]!.serial);
  const isOfKind = (one: TokenName) => (isPractice ? isPracticeSerial(one.serial) : isInService(one));
  const kind = new Set(tokens.filter(isOfKind).map(({ token }) => token));
  const requests = worn.map((person) => {
    const { firstMs, holder } = person.contact!;
    const request = {
      ...{ token: person.tokens[0]!.token, personId: holder?.id, rule, thresholds },
      ...{ onsetDay: localDayOf(firstMs), lookBackDays: 0, untilMs: nowMs },
    };
    const whole = subjectOf(request, issues, holderAt);
    const subject = { ...whole, tokens: whole.tokens.filter((token) => kind.has(token)) };
    return { key: person.key, request, subject };
  });
  const own = new Set(requests.flatMap(({ subject }) => subject.tokens));
  const contents = await contentsFor(store, own, serials, isPractice, officer);
  const redating = createRedating((await store.corrections()).filter(({ token }) => kind.has(token)));
  const stored = await store.storedDays(isPractice);
  const sealDays = await store.newestSealDays();
  const found: Record<string, Trace<Person>> = {};
  let [days, records] = [0, 0];
  for (const { key, request, subject } of requests) {
    const clipped = clipDays(windowDays(request), stored, redating);
    const slots = { from: clipped.fromDay * SLOTS_PER_DAY, to: (clipped.toDay + 1) * SLOTS_PER_DAY };
    const ofSubject = contents.filter(
      ({ token, content }) => content.kind === "id" || subject.tokens.includes(token),
    );
    const material = takeCaseKeys(nodeHash, ofSubject, redating, slots, (token) => sealDays.get(token) ?? -1);
    const tally: Tally = { opened: 0, sealed: 0, unopened: [] };
    const sealed = store.sealedRecords((token) =>
      subject.tokens.includes(token) ? redating.tokenDays(token, slots) : [],
    );
    const opened = openLogs({ crc32, ccmOpen }, material, redating, clipped, sealed, tally);
    const traced = await traceContacts(
      ...([nodeHash, request, subject, material.idDays, opened, redating] as const),
      (token) => serials.get(token)!,
      holderAt,
    );
    found[key] = { ...traced, notes: [] };
    days += material.days;
    records += tally.opened;
  }
  if (officer !== undefined && !isPractice) {
    const counts = { tokens: new Set(contents.map(({ token }) => token)).size, days, records };
    const details = { serial: worn[0]!.tokens[0]!.serial, caseId, reason: officer.reason, ...counts };
    await store.putLedger(ledgerEntry(officer.identity, "trace", officer.nowMs, details));
  }
  return found;
}

/** ID boxes of all tokens, log boxes of these alone. */
async function contentsFor(
  store: Store,
  own: ReadonlySet<string>,
  serials: ReadonlyMap<string, number>,
  isPractice: boolean,
  officer: CaseOfficer | undefined,
): Promise<TokenContent[]> {
  if (isPractice) {
    const all = (await store.secrets()).flatMap(contentsOfPractice);
    return all.filter(({ token, content }) => content.kind === "id" || own.has(token));
  }
  const serialOf = (token: string) => formatSerial(serials.get(token)!);
  const [first] = own;
  if (officer === undefined) throw new UserError("station/sealed/no-key", { token: serialOf(first!) });
  const opened = await openBoxes(store, officer.identity, "id");
  for (const token of own) {
    const boxes = await openBoxes(store, officer.identity, "log", serials.get(token)!);
    if (boxes.length === 0) throw new UserError("station/wrong-key/token", { token: serialOf(token) });
    opened.push(...boxes);
  }
  return opened.map(({ content }) => ({ token: keyOfSerial(content.serial), content }));
}
