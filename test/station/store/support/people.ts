/** A made-up person of whom the disk is to tell nothing, and how each of their data would look there. */
import { fold } from "../../../../src/station/text/vietnamese.js";
import type { RegisterEntry } from "../../../../src/station/store/store.js";

export const PERSON: RegisterEntry = {
  name: "Nguyễn Thị Ngọc Bích",
  unit: "Thôn Đồng Mẫu",
  phone: "0905123456",
  birthYear: 1958,
  sex: "female",
  relativePhone: "0914987654",
  guardian: "Trần Văn Giám Hộ",
  address: "Ngõ 7, cạnh giếng làng",
  group: "người cao tuổi",
  consent: null,
};

const texts = [PERSON.name, PERSON.unit, PERSON.guardian!, PERSON.address!, PERSON.group!];

/** Composed, decomposed, and as it is searched. */
export const TRACES: readonly string[] = [
  ...texts.flatMap((text) => [text.normalize("NFC"), text.normalize("NFD"), fold(text)]),
  ...[PERSON.phone!, PERSON.relativePhone!],
];

/** Which of them lie in these bytes. */
export function tracesIn(bytes: Buffer): string[] {
  return TRACES.filter((text) => bytes.includes(text));
}
