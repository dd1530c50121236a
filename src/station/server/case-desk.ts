/**
 * Cases that are open at this station. A case is locked to its officer after each act, for which no key is needed; to read it
 * again once it was put away takes the officer's key file. Practice has no case files: there it lasts until the program ends.
 */
import { randomUUID } from "node:crypto";
import { lockCase } from "../../custody/host/case-file.js";
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import { UserError } from "../../words/user-error.js";
import { type CaseAct, applyAct } from "../cases/acts.js";
import { closeCase, contentOf, findCase, giveContent, readCase } from "../cases/cases.js";
import { type CaseContent, NOTHING_KEPT, afterTrace, encodeContent, withHolder } from "../cases/content.js";
import { ledgerEntry } from "../cases/officer.js";
import { type CaseMention, caseMentions, strikeInCase } from "../cases/withdrawal/mentions.js";
import { peopleOf } from "../cases/people.js";
import { withoutWithdrawn } from "../cases/withdrawal/withdrawn.js";
import type { CaseNotes } from "../cases/work.js";
import { randomBytes } from "../node-crypto.js";
import { NO_TOKEN_SERIAL } from "../serial-number.js";
import type { Striking } from "../store/staff/withdrawal.js";
import type { Person, Store, StoredCase } from "../store/store.js";
import { soughtOf } from "../text/mentions.js";
import { traceOnward } from "../tracing/onward.js";
import type { CaseOfficer } from "../tracing/open-case.js";
import type { RunTrace } from "../tracing/run-trace.js";
import { without } from "../without.js";
import type { CaseAnswer, CaseRow } from "./api.js";

/** A case that nobody works at is put away. */
const IDLE_MS = 15 * 60_000;

interface OpenCase {
  content: CaseContent;
  /** Null: practice. */
  file: { officer: PublicIdentity; stored: StoredCase } | null;
  usedMs: number;
}

export type CaseDesk = ReturnType<typeof createCaseDesk>;

/** @param nowMs  goes on evenly, whatever happens to the computer's date */
export function createCaseDesk(store: Store, utcNowMs: () => number, nowMs = () => performance.now()) {
  const open = new Map<string, OpenCase>();
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: each act writes the whole file. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const next = turn.then(run, run);
    turn = next.catch(() => undefined);
    return next;
  }

  function putIdleAway(): void {
    for (const [id, { file, usedMs }] of open) {
      if (file !== null && nowMs() - usedMs > IDLE_MS) open.delete(id);
    }
  }

  function openCase(id: string): OpenCase {
    putIdleAway();
    const one = open.get(id);
    if (one === undefined) throw new UserError("station/case/locked");
    one.usedMs = nowMs();
    return one;
  }

  function put(id: string, content: CaseContent, file: OpenCase["file"]): CaseAnswer {
    open.set(id, { content, file, usedMs: nowMs() });
    return answerOf(id, content, file);
  }

  function answerOf(id: string, content: CaseContent, file: OpenCase["file"]): CaseAnswer {
    return { workId: id, openedMs: file?.stored.openedMs ?? null, content };
  }

  async function write(id: string, one: OpenCase, content: CaseContent): Promise<void> {
    let file = one.file;
    if (file !== null) {
      const stored = { ...file.stored, ...lockCase(encodeContent(content), file.officer, randomBytes) };
      if (!(await store.replaceContent(file.stored, stored))) {
        open.delete(id);
        throw new UserError("station/case/changed");
      }
      file = { ...file, stored };
    }
    open.set(id, { content, file, usedMs: nowMs() });
  }

  return {
    /** Takes a trace that was just made; `from` says as whose contact the F0 was known before. */
    of(
      trace: RunTrace,
      onsetDay: number | null,
      identity: Identity | undefined,
      from?: { workId: string; person: string },
    ): Promise<{ workId: string; notes: CaseNotes }> {
      return inTurn(async () => {
        const { caseId } = trace;
        const whole = without(trace, "caseId", "sealedRecords");
        let id: string;
        if (caseId === null || identity === undefined) {
          id = `practice ${trace.holder?.id ?? trace.tokens[0]!.token}`;
          put(id, afterTrace(open.get(id)?.content ?? NOTHING_KEPT, { onsetDay, trace: whole }), null);
        } else {
          id = caseId;
          const stored = await findCase(store, id);
          put(id, await readCase(store, stored, identity), { officer: publicOf(identity), stored });
        }
        const origin = from && open.get(from.workId);
        if (from !== undefined && origin !== undefined && from.workId !== id) {
          const one = open.get(id)!;
          const known = peopleOf(origin.content).find(({ key }) => key === from.person);
          if (known !== undefined) {
            const { contact, said, work } = known;
            const { name: f0 = null, id: f0Id = null } = origin.content.trace.holder ?? {};
            const met = { caseId: from.workId, f0, f0Id, contact, said, work };
            const notes = { ...one.content.notes, origin: met };
            await write(id, one, { ...one.content, notes });
          }
        }
        return { workId: id, notes: open.get(id)!.content.notes };
      });
    },

    /** All cases of the store, and those of practice, the newest first. */
    async list(): Promise<CaseRow[]> {
      putIdleAway();
      const stored = (await store.cases()).map((one) => ({
        ...without(one, "sealedKey", "content"),
        f0: open.get(one.id)?.content.trace.holder?.name ?? null,
        isOpen: open.has(one.id),
      }));
      const practice = [...open].flatMap(([id, { content, file }]) =>
        file === null
          ? [
              {
                ...{ id, serial: content.trace.tokens[0]?.serial ?? NO_TOKEN_SERIAL, officer: null },
                ...{ openedMs: null, closedMs: null, f0: content.trace.holder?.name ?? null, isOpen: true },
              },
            ]
          : [],
      );
      return [...practice.reverse(), ...stored.reverse()];
    },

    /** With its officer's key; the ledger keeps it. */
    reopen(id: string, { identity, reason }: Omit<CaseOfficer, "nowMs">): Promise<CaseAnswer> {
      return inTurn(async () => {
        const stored = await findCase(store, id);
        const kept = contentOf(stored, identity);
        const content = withoutWithdrawn(kept, await store.withdrawn());
        const details = { serial: stored.serial, caseId: stored.id, reason };
        await store.putLedger(ledgerEntry(identity, "show", utcNowMs(), details));
        put(stored.id, content, { officer: publicOf(identity), stored });
        // What the file holds of somebody who withdrew goes now.
        if (content !== kept) await write(stored.id, open.get(stored.id)!, content);
        return answerOf(stored.id, content, open.get(stored.id)!.file);
      });
    },

    /** Of somebody who took their consent back no case that is open here keeps the name. */
    forget(gone: Pick<Person, "name" | "phone">): Promise<void> {
      return inTurn(async () => {
        const withdrawn = await store.withdrawn();
        for (const [id, one] of open) {
          const content = withoutWithdrawn(one.content, withdrawn, gone);
          if (content !== one.content) await write(id, one, content);
        }
      });
    },

    current(id: string): CaseAnswer {
      const { content, file } = openCase(id);
      return answerOf(id, content, file);
    },

    act(id: string, act: CaseAct): Promise<CaseNotes> {
      return inTurn(async () => {
        const one = openCase(id);
        const content = applyAct(one.content, act, utcNowMs(), randomUUID());
        await write(id, one, content);
        return content.notes;
      });
    },

    /** What of the case names somebody. */
    mentions(id: string, who: Pick<Person, "name" | "phone">): CaseMention[] {
      return caseMentions(openCase(id).content, soughtOf(who));
    },

    strike(
      id: string,
      who: Pick<Person, "name" | "phone">,
      { chosen, language }: Striking,
    ): Promise<CaseAnswer> {
      return inTurn(async () => {
        const one = openCase(id);
        const content = strikeInCase(one.content, soughtOf(who), chosen, language);
        await write(id, one, content);
        return answerOf(id, content, one.file);
      });
    },

    /** Says whose phone it is that was traced. */
    name(id: string, person: Person): Promise<CaseAnswer> {
      return inTurn(async () => {
        const one = openCase(id);
        const content = withHolder(one.content, person);
        await write(id, one, content);
        return answerOf(id, content, one.file);
      });
    },

    /** Whom confirmed F1s met since, by their own logs. */
    onward(id: string, keys: readonly string[], officer: CaseOfficer | undefined): Promise<CaseAnswer> {
      return inTurn(async () => {
        const one = openCase(id);
        const f1s = peopleOf(one.content).filter(
          ({ key, work, class: ofClass }) =>
            keys.includes(key) && ofClass === "f1" && work.status === "confirmed",
        );
        const found = await traceOnward(store, f1s, one.content, utcNowMs(), officer, id);
        const content = { ...one.content, onward: { ...one.content.onward, ...found } };
        await write(id, one, content);
        return answerOf(id, content, one.file);
      });
    },

    /** From then on it opens with the other officer's key alone. */
    give(id: string, to: PublicIdentity, reason: string): Promise<void> {
      return inTurn(async () => {
        const { content, file } = openCase(id);
        if (file === null) throw new UserError("station/case/practice");
        await giveContent(store, file.officer, file.stored, encodeContent(content), to, reason, utcNowMs());
        open.delete(id);
      });
    },

    /** Its content is lost to everyone. */
    close(id: string, reason: string): Promise<void> {
      return inTurn(async () => {
        const { file } = openCase(id);
        if (file !== null) await closeCase(store, file.officer, file.stored, reason, utcNowMs());
        open.delete(id);
      });
    },

    /** Puts away one case, or all. */
    lock(id?: string): void {
      for (const [one, { file }] of open) if (file !== null && (id ?? one) === one) open.delete(one);
    },
  };
}

function publicOf(identity: Identity): PublicIdentity {
  return without(identity, "seed", "boxSecret", "signSecret");
}
