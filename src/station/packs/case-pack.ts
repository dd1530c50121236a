/** A case on its way to an officer of another authority: its file in base64, a megabyte a line. */
import { z } from "zod";
import { lockCase } from "../../custody/host/case-file.js";
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import type { Pack } from "../../custody/host/pack.js";
import { openFile, requireOther } from "../cases/cases.js";
import { decodeContent } from "../cases/content.js";
import { ledgerEntry } from "../cases/officer.js";
import { randomBytes } from "../node-crypto.js";
import { hexOf } from "../store/custody/custody.js";
import type { Store, StoredCase } from "../store/store.js";
import { UserError, isUserError } from "../../words/user-error.js";
import { itemsOf, linesOfContent, writePack } from "./pack-file.js";

const LINE_BYTES = 2 ** 20;

const caseLine = z.object({
  id: z.uuid(),
  serial: z.number().int().min(0),
  opened_ms: z.number().int().min(0),
});
const contentLine = z.base64();

/** Writes it for the other officer under a new name; here the case stays as it is. Returns the pack's ID. */
export async function packCase(
  store: Store,
  path: string,
  officer: Identity,
  one: StoredCase,
  to: PublicIdentity,
  reason: string,
  nowMs: number,
): Promise<string> {
  requireOther(officer, to);
  await store.requireSoundKeys([to]);
  const plain = openFile(one, officer);
  async function* items(): AsyncGenerator<object> {
    yield { case: { id: one.id, serial: one.serial, opened_ms: one.openedMs } };
    for (let at = 0; at < plain.length; at += LINE_BYTES) {
      yield { content: Buffer.from(plain.subarray(at, at + LINE_BYTES)).toString("base64") };
    }
  }
  // Before the file: what was given away is counted even if the stick is full.
  const details = { serial: one.serial, caseId: one.id, reason };
  await store.putLedger(ledgerEntry(officer, "hand-over", nowMs, details));
  const address = { sender: officer, receivers: [to], madeMs: nowMs };
  return writePack(path, "case", address, linesOfContent("case", items()));
}

/** Takes it as the receiver's own case; its ID. `UserError` where it is here already, or is none. */
export async function takeCase(store: Store, pack: Pack, receiver: Identity, nowMs: number): Promise<string> {
  if (pack.sender.role === "unit") throw new UserError("custody/wrong-role/sender");
  const lines = [...itemsOf(pack)];
  const head = caseLine.safeParse(lines.find(({ kind }) => kind === "case")?.value);
  const parts = lines
    .filter(({ kind }) => kind === "content")
    .map(({ value }) => contentLine.safeParse(value).data);
  if (!head.success || parts.includes(undefined)) throw new UserError("station/case/not-one");
  const { id, serial, opened_ms: openedMs } = head.data;
  if ((await store.cases()).some((one) => one.id === id)) throw new UserError("station/case/here", { id });
  const plain = new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part!, "base64"))));
  requireContent(id, plain);
  const entry = ledgerEntry(receiver, "take-over", nowMs, {
    ...{ serial, caseId: id },
    reason: hexOf(pack.sender.fingerprint),
  });
  const locked = lockCase(plain, receiver, randomBytes);
  const owner = hexOf(receiver.fingerprint);
  await store.putCase({ id, serial, openedMs, officer: owner, closedMs: null, ...locked }, entry);
  return id;
}

function requireContent(id: string, plain: Uint8Array): void {
  try {
    decodeContent(id, plain);
  } catch (error) {
    throw isUserError(error) ? error : new UserError("station/case/not-one");
  }
}
