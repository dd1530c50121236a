/**
 * Who once had a token's boxes and has them no longer. An old box and the wrapped secrets of every later re-key give the
 * new secrets, so who left and listens on the line goes on reading: CUSTODY.md, "Boxes".
 */
import type { Kysely } from "kysely";
import type { StoreTables } from "../schema.js";

export interface Recipient {
  serial: number;
  generation: number;
  kind: string;
  /** Fingerprint, hex. */
  recipient: string;
}

/** Before `boxes` take the place of those of the same token, generation and kind. */
export async function noteFormerRecipients(
  tx: Kysely<StoreTables>,
  boxes: readonly Recipient[],
): Promise<void> {
  const bySerial = new Map<number, Recipient[]>();
  for (const box of boxes) bySerial.set(box.serial, [...(bySerial.get(box.serial) ?? []), box]);
  for (const [serial, own] of bySerial) {
    const stored = await tx
      .selectFrom("boxes")
      .select(["generation", "kind", "recipient"])
      .where("serial", "=", serial)
      .execute();
    const replaced = stored.filter((old) =>
      own.some(({ generation, kind }) => generation === old.generation && kind === old.kind),
    );
    const staying = new Set(own.map(({ recipient }) => recipient));
    const left = new Set(replaced.flatMap(({ recipient }) => (staying.has(recipient) ? [] : [recipient])));
    for (const recipient of left) {
      await tx
        .insertInto("former_recipients")
        .values({ serial, recipient })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    await tx
      .deleteFrom("former_recipients")
      .where("serial", "=", serial)
      .where("recipient", "in", [...staying])
      .execute();
  }
}
