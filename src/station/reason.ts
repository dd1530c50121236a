/** Fewer are no word that somebody could check a year later. */
const FEWEST_LETTERS = 3;

/** Why an officer's key is used, as the ledger keeps it; undefined where it is not said in words. */
export function soundReason(text: string | undefined): string | undefined {
  const reason = text?.normalize("NFC").trim() ?? "";
  return (reason.match(/\p{L}/gu) ?? []).length >= FEWEST_LETTERS ? reason : undefined;
}
