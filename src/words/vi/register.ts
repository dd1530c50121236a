import type { register as en } from "../en/register.js";

export const register: Record<keyof typeof en, string> = {
  "register/person/missing": "người này không còn trong sổ: hãy tải lại trang",
};
