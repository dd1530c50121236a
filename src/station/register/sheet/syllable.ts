/** Whether a word is a syllable as Vietnamese spells it: a beginning, vowels, an end and at most one tone. */

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

const BEGINNINGS = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]";
/** At the end of a syllable. */
const OPEN = (
  "iêu yêu uôi ươi ươu oai oay oao oeo uây uya uyu ai ao au ay âu ây eo êu ia iu oa oe oi ôi ơi ua uê ui uơ uy ưa ưi ưu " +
  "a e ê i o ô ơ u ư y"
).replaceAll(" ", "|");
/** Before a consonant. */
const CLOSED = "uyê iê yê oa oă oe oo uâ uê uô uy ươ a ă â e ê i o ô ơ u ư y".replaceAll(" ", "|");
const ENDS = "ch|nh|ng|[cmnpt]";
const SYLLABLE = new RegExp(`^(${BEGINNINGS})?((${OPEN})|(${CLOSED})(${ENDS}))$`, "u");

export function isSyllable(word: string): boolean {
  const apart = word.toLowerCase().normalize("NFD");
  if ((apart.match(TONES)?.length ?? 0) > 1) return false;
  return SYLLABLE.test(apart.replace(TONES, "").normalize("NFC"));
}
