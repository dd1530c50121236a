/** Cases of people without a token, and whose phone it is, in English. */
import type { whoVi } from "./who-vi.js";

export const whoEn: typeof whoVi = {
  whoFind: "Find in the register",
  whoNew: "Somebody who is not in the register",
  openTokenless: "Open a case without a token",
  openTokenlessText:
    "An F0 known only by the interview: no log is opened. Contacts come from what they say, and from files of their phone.",
  openTokenlessGo: "Open the case",
  noDevice: "No token",
  addPhone: "Files of the F0's phone",
  phoneOf: (name) => `The phone of ${name}: choose its files below.`,
  nameCase: "Say who this is",
  nameCaseText: "The name goes with the case: calls, follow-up and exports have this person as the F0.",
  noTrace: "No token and no phone of the F0 was traced. Enter below whom they name.",
};
