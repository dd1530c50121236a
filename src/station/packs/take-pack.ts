/** Takes in whatever a pack is. */
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import { ledgerEntry } from "../cases/officer.js";
import type { Store } from "../store/store.js";
import { withPack } from "./pack-file.js";
import { takeDown } from "./take-down.js";
import { takeUp } from "./take-up.js";

/**
 * Says what was taken in. Senders named with the pack are known from then on, if the pack is theirs. `UserError` where
 * it is damaged, cut off, addressed to others, or of a sender who is not known; nothing is changed then.
 */
export async function takePack(
  store: Store,
  path: string,
  receiver: Identity,
  named: readonly { identity: PublicIdentity; file: Uint8Array }[],
  nowMs: number,
): Promise<string> {
  const known = (await store.knownKeys()).filter((one) => one.isSender);
  const senders = [...known, ...named.map(({ identity }) => identity)];
  return withPack(path, receiver, senders, async (pack) => {
    const told = pack.kind === "up" ? await upText() : await downText();
    const isOf = ({ identity }: { identity: PublicIdentity }) => identity === pack.sender;
    await store.putKnownKeys(
      named.filter(isOf).map(({ file }) => file),
      true,
    );
    return told;

    async function upText(): Promise<string> {
      const { isNew, added, conflicting, skipped } = await takeUp(store, pack, nowMs);
      if (!isNew) return ALREADY;
      if (receiver.role !== "unit") await store.putLedger(ledgerEntry(receiver, "unpack", nowMs, {}));
      const conflicts =
        conflicting > 0 ? `, ${conflicting} differ from what is stored and were left out` : "";
      return `${added} new sealed records${conflicts}${skippedText(skipped)}`;
    }

    async function downText(): Promise<string> {
      const { isNew, listNumber, operatingKeys, acknowledged, skipped } = await takeDown(
        store,
        pack,
        receiver,
        nowMs,
      );
      if (!isNew) return ALREADY;
      const list = listNumber === null ? "no list of cases" : `list of cases ${listNumber}`;
      return `${list}, keys of ${operatingKeys} tokens, ${acknowledged} packs acknowledged${skippedText(skipped)}`;
    }
  });
}

function skippedText(lines: number): string {
  return lines === 0
    ? ""
    : `; ${lines} lines of a kind that only a later program knows were left out: update this one`;
}

const ALREADY = "taken in before, nothing was changed";
