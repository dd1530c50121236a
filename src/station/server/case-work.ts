/**
 * Notes on the contacts of cases that were traced here. A case is locked to its officer after each note, for which no key
 * is needed; to read it again the officer traces anew. Of practice, which has no case, notes last until the program ends.
 */
import { lockCase } from "../../custody/host/case-file.js";
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import { UserError } from "../../words/user-error.js";
import { type CaseContent, contentOf } from "../cases/cases.js";
import type { CaseWork, ContactWork } from "../cases/work.js";
import { randomBytes } from "../node-crypto.js";
import type { Store, StoredCase } from "../store/store.js";
import { without } from "../without.js";
import type { RunTrace } from "../tracing/run-trace.js";

interface OpenCase {
  officer: PublicIdentity;
  stored: StoredCase;
  content: CaseContent;
}

export function createCaseWork(store: Store) {
  const open = new Map<string, OpenCase>();
  const practice = new Map<string, CaseWork>();

  return {
    /** Under which name notes on the trace are kept, and those that are. */
    async of(trace: RunTrace, officer: Identity | undefined): Promise<{ workId: string; work: CaseWork }> {
      if (trace.caseId === null || officer === undefined) {
        const workId = `practice ${trace.holder?.id ?? trace.tokens[0]!.token}`;
        return { workId, work: practice.get(workId) ?? {} };
      }
      const stored = (await store.cases()).find(({ id }) => id === trace.caseId);
      const content = contentOf(stored!, officer);
      const recipient = without(officer, "seed", "boxSecret", "signSecret");
      open.set(trace.caseId, { officer: recipient, stored: stored!, content });
      return { workId: trace.caseId, work: content.work ?? {} };
    },

    async put(workId: string, contact: string, note: ContactWork): Promise<void> {
      if (workId.startsWith("practice ")) {
        practice.set(workId, { ...practice.get(workId), [contact]: note });
        return;
      }
      const one = open.get(workId);
      if (one === undefined) throw new UserError("station/case/locked");
      const content = { ...one.content, work: { ...one.content.work, [contact]: note } };
      const plain = new TextEncoder().encode(JSON.stringify(content));
      const next = { ...one.stored, ...lockCase(plain, one.officer, randomBytes) };
      if (!(await store.replaceContent(one.stored, next))) {
        open.delete(workId);
        throw new UserError("station/case/changed");
      }
      open.set(workId, { ...one, stored: next, content });
    },

    lock: () => open.clear(),
  };
}
