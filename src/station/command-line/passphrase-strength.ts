/** Whether a new passphrase is worth the name, by the estimate of zxcvbn: in how many tries a guesser finds it. */
import { COMMON_SYLLABLES } from "./common-syllables.js";

/**
 * A try costs half a second of one core, by scrypt: a thousand cores find one in 10^12 after 16 years. A good one has
 * five words that do not belong together.
 */
const FEWEST_TRIES = 1e12;

/** @param passphrase  as typed */
export async function isStrong(passphrase: string): Promise<boolean> {
  const { ZxcvbnFactory } = await import("@zxcvbn-ts/core");
  const { adjacencyGraphs, dictionary } = await import("@zxcvbn-ts/language-common");
  const guesser = new ZxcvbnFactory({
    graphs: adjacencyGraphs,
    dictionary: { ...dictionary, "syllables-vi": [...COMMON_SYLLABLES] },
  });
  return waysToRead(passphrase).every((text) => guesser.check(text).guesses >= FEWEST_TRIES);
}

/** Guessers try words without their marks, and joined: "matkhau". Whoever adds those makes it little harder. */
function waysToRead(passphrase: string): string[] {
  const bare = passphrase.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d");
  return [passphrase.normalize("NFC"), bare, bare.replace(/[\s\-_.,]/g, "")];
}
