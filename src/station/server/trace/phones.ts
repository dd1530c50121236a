/** F0s by the files of their phones. */
import type { Hono } from "hono";
import { z } from "zod";
import { UserError } from "../../../words/user-error.js";
import type { Store } from "../../store/store.js";
import { decodeText, foreignKind } from "../../text/decode-text.js";
import { localDayOf, localDayStartMs } from "../../text/local-time.js";
import { type PhoneFile, readPhoneFiles } from "../../tracing/phones/phone-files.js";
import { runPhoneTrace } from "../../tracing/phones/run-phone-trace.js";
import type { PhoneTraceAnswer, TraceAnswer } from "../api.js";
import type { CaseDesk } from "../case-desk.js";
import { FILES_PATH } from "../guard.js";
import { whoInput } from "../holders.js";
import { fromInput, officerInput, ruleInput, unlockOfficer } from "./opener.js";

const phoneTraceInput = z.object({
  files: z
    .array(z.object({ name: z.string().max(200), data: z.string() }))
    .min(1)
    .max(10),
  onsetDay: z.number().int().min(0).nullable(),
  isolatedDay: z.number().int().nullable(),
  rule: ruleInput,
  officer: officerInput.nullable().default(null),
  who: whoInput.nullable().default(null),
  from: fromInput.optional(),
});

export function addPhones(app: Hono, store: Store, desk: CaseDesk, utcNowMs: () => number): void {
  app.post(FILES_PATH, async (context) => {
    const { files, onsetDay, isolatedDay, rule, officer, who, from } = phoneTraceInput.parse(
      await context.req.json(),
    );
    const nowMs = utcNowMs();
    if (onsetDay !== null && onsetDay > localDayOf(nowMs)) throw new UserError("station/onset-in-future");
    const named = readPhoneFiles(files.map(textOf), nowMs);
    const opener = officer === null ? undefined : await unlockOfficer(officer, nowMs);
    const untilMs = isolatedDay === null ? nowMs : Math.min(nowMs, localDayStartMs(isolatedDay + 1));
    if (who !== null && named.phones.length !== 1)
      throw new UserError("phone/whose", { count: named.phones.length });
    const holder = who === null ? undefined : await store.personOf(who);
    const request = { ...named, onsetDay, untilMs, rule, holder };
    const { traces, notes } = await runPhoneTrace(store, request, opener);
    const answers: TraceAnswer[] = [];
    for (const trace of traces) {
      const { workId, notes: kept } = await desk.of(trace, onsetDay, opener?.identity, from);
      answers.push({ ...trace, workId, work: kept.work });
    }
    return context.json({ answers, notes } satisfies PhoneTraceAnswer);
  });
}

function textOf({ name, data }: { name: string; data: string }): PhoneFile {
  const bytes = new Uint8Array(Buffer.from(data, "base64"));
  const why = foreignKind(bytes);
  if (why !== undefined) throw new UserError("phone/files/unknown", { name, why });
  return { name, text: decodeText(bytes) };
}
