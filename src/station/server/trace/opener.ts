/** What a trace is asked with: the rule, and who opens the boxes. */
import { z } from "zod";
import { POINTS } from "../../../contacts/operating-points.js";
import { unlockKeyFile } from "../../../custody/host/key-file.js";
import { UserError } from "../../../words/user-error.js";
import { scrypt } from "../../node-crypto.js";
import { soundReason } from "../../reason.js";
import type { CaseOfficer } from "../../tracing/open-case.js";

export const ruleInput = z.object({ point: z.enum(POINTS), minutes: z.number().min(1).max(1440) });
export const officerInput = z.object({
  keyFile: z.base64().max(1000),
  passphrase: z.string().max(1000),
  reason: z.string().max(400),
});

/** As whose contact the F0 was known before. */
export const fromInput = z.object({ workId: z.string().max(80), person: z.string().max(80) });

/** Unlocks the key file, once there is a reason to. */
export async function unlockOfficer(
  { keyFile, passphrase, reason: given }: z.infer<typeof officerInput>,
  nowMs: number,
): Promise<CaseOfficer> {
  const reason = soundReason(given);
  if (reason === undefined) throw new UserError("station/no-reason");
  const locked = new Uint8Array(Buffer.from(keyFile, "base64"));
  return { identity: await unlockKeyFile(locked, passphrase, scrypt), reason, nowMs };
}
