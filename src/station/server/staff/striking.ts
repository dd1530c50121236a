import { z } from "zod";
import { LANGUAGES } from "../../../words/language.js";

/** Which texts lose a person's words, as they were shown. */
export const strikingInput = z.object({
  chosen: z.array(z.object({ at: z.string().max(200), text: z.string().max(4_000) })).max(10_000),
  language: z.enum(LANGUAGES),
});
