/** Text as Vietnamese staff type and look for it. */

/** As in H’Hen, K'Sor; whichever of them a keyboard has, it may be left out. */
const APOSTROPHES = /['\u2018\u2019\u02bc`\u00b4]/g;
const HYPHENS = /[\u2010-\u2015-]/g;

/** "Nguyễn Đức" and "nguyen duc" are the same to a search, and "Y-Bhăm" and "y bham"; old fonts leave Ð (U+00D0) for Đ. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐðÐ]/g, "d")
    .replace(APOSTROPHES, "")
    .replace(HYPHENS, " ")
    .toLowerCase();
}
