/** F0s with a phone, in English. */
import type { phonesVi } from "./phones-vi.js";

export const phonesEn: typeof phonesVi = {
  phoneFiles: "Or files of the F0's phone",
  phoneFilesMore:
    "Bluezone's F0 list, or what the phone uploaded: data_trace.txt and InfoF. The day of onset may be left empty.",
  phoneFilesChosen: (names) => `Files chosen: ${names}`,
  phoneFilesDrop: "Drop the files, choose somebody with a token",
  phonesMet: "F0 of the list",
  phoneMet: (name, close, all) => `${name}: ${close} close contacts, ${all} people in all`,
};
