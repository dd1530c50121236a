/** Takes in whatever a pack is. */
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import type { Pack } from "../../custody/host/pack.js";
import { formatFingerprint } from "../fingerprint.js";
import { ledgerEntry } from "../cases/officer.js";
import type { Store } from "../store/store.js";
import type { Language } from "../../words/language.js";
import { problem, wordsOf, type Problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";
import { describeLeftOut } from "./left-out.js";
import { withPack } from "./pack-file.js";
import { takeCase } from "./case-pack.js";
import { takeDown } from "./take-down.js";
import { takeUp } from "./take-up.js";

/**
 * Says what was taken in, and line by line what is to be looked at. Senders named with the pack are known from then on,
 * if the pack is theirs. `UserError` where it is damaged, cut off, addressed to others, or of a sender who is not known;
 * nothing is changed then.
 */
export async function takePack(
  store: Store,
  path: string,
  receiver: Identity,
  named: readonly { identity: PublicIdentity; file: Uint8Array }[],
  nowMs: number,
  language: Language = "en",
): Promise<string> {
  const known = (await store.knownKeys()).filter((one) => one.isSender);
  const identities = named.map(({ identity }) => identity);
  await store.requireSoundKeys(identities);
  const senders = [...known, ...identities];
  return withPack(path, receiver, senders, async (pack) => {
    if (pack.kind === "backup") throw new UserError("station/backup/no-pack", { path });
    const [taken, ...notes] = await { up, case: ofCase, down, stock: down }[pack.kind](pack);
    const isOf = ({ identity }: { identity: PublicIdentity }) => identity === pack.sender;
    await store.putKnownKeys(
      named.filter(isOf).map(({ file }) => file),
      true,
    );
    return [taken!, ...notes.map((what) => problem("pack/note", { what }))]
      .map((told) => wordsOf(told, language))
      .join("\n");
  });

  async function up(pack: Pack): Promise<Problem[]> {
    const { isNew, added, conflicting, leftOut } = await takeUp(store, pack, nowMs);
    if (!isNew) return [problem("pack/again")];
    if (receiver.role !== "unit") await store.putLedger(ledgerEntry(receiver, "unpack", nowMs, {}));
    const unit = formatFingerprint(pack.sender.fingerprint);
    return [
      problem("pack/up", { added }),
      ...(conflicting > 0 ? [problem("pack/beside", { count: conflicting, unit })] : []),
      ...describeLeftOut(leftOut, unit),
    ];
  }

  async function ofCase(pack: Pack): Promise<Problem[]> {
    return [problem("pack/case", { id: await takeCase(store, pack, receiver, nowMs) })];
  }

  async function down(pack: Pack): Promise<Problem[]> {
    const { isNew, listNumber, operatingKeys, acknowledged, programs, leftOut } = await takeDown(
      store,
      pack,
      receiver,
      nowMs,
    );
    if (!isNew) return [problem("pack/again")];
    const list = listNumber === null ? problem("pack/no-list") : problem("pack/list", { number: listNumber });
    return [
      problem("pack/down", { list, tokens: operatingKeys, acknowledged }),
      ...programs.map((program) => problem("pack/program", { ...program })),
      ...describeLeftOut(leftOut, formatFingerprint(pack.sender.fingerprint)),
    ];
  }
}
