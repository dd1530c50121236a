/** Cases that no token opens: of somebody whom the interview alone tells of, and whose phone it is that was traced. */
import type { Hono } from "hono";
import { z } from "zod";
import { requirePhoneOfNobody } from "../../cases/content.js";
import { UserError } from "../../../words/user-error.js";
import type { Store } from "../../store/store.js";
import { localDayOf, localDayStartMs } from "../../text/local-time.js";
import { openByInterview } from "../../tracing/open-by-interview.js";
import type { InterviewAnswer } from "../api.js";
import type { CaseDesk } from "../case-desk.js";
import { whoInput } from "../holders.js";
import { fromInput, officerInput, unlockOfficer } from "./opener.js";

const interviewInput = z.object({
  who: whoInput,
  onsetDay: z.number().int().min(0),
  isolatedDay: z.number().int().nullable(),
  officer: officerInput.nullable().default(null),
  from: fromInput.optional(),
});
const nameInput = z.object({ workId: z.string().min(1).max(80), who: whoInput });

export function addInterviews(app: Hono, store: Store, desk: CaseDesk, utcNowMs: () => number): void {
  app.post("/api/interviews", async (context) => {
    const { who, onsetDay, isolatedDay, officer, from } = interviewInput.parse(await context.req.json());
    const nowMs = utcNowMs();
    if (onsetDay > localDayOf(nowMs)) throw new UserError("station/onset-in-future");
    const untilMs = isolatedDay === null ? nowMs : Math.min(nowMs, localDayStartMs(isolatedDay + 1));
    const by = officer === null ? undefined : await unlockOfficer(officer, nowMs);
    // After the key: nobody is entered twice because of a passphrase.
    const trace = await openByInterview(store, await store.personOf(who), { onsetDay, untilMs }, by);
    const { workId } = await desk.of(trace, onsetDay, by?.identity, from);
    return context.json({ workId, notes: trace.notes } satisfies InterviewAnswer);
  });

  app.post("/api/cases/name", async (context) => {
    const { workId, who } = nameInput.parse(await context.req.json());
    // Before: nobody is entered for a case that takes no name.
    requirePhoneOfNobody(desk.current(workId).content);
    return context.json(await desk.name(workId, await store.personOf(who)));
  });
}
