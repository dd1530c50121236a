/** Whether a word is a syllable as Vietnamese spells it: a beginning, vowels, an end and at most one tone. */

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

const BEGINNINGS = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]";
const VOWELS = (
  "iêu yêu uôi ươi ươu oai oay oao oeo uây uya uyê uyu ai ao au ay âu ây eo êu ia iu iê yê oa oă oe oi ôi ơi oo ua uâ uê " +
  "ui uô uơ uy ưa ưi ưu ươ a ă â e ê i o ô ơ u ư y"
).replaceAll(" ", "|");
const ENDS = "ch|nh|ng|[cmnpt]";
const SYLLABLE = new RegExp(`^(${BEGINNINGS})?(${VOWELS})(${ENDS})?$`, "u");

export function isSyllable(word: string): boolean {
  const apart = word.toLowerCase().normalize("NFD");
  if ((apart.match(TONES)?.length ?? 0) > 1) return false;
  return SYLLABLE.test(apart.replace(TONES, "").normalize("NFC"));
}
